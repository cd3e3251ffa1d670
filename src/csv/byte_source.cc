// SPDX-License-Identifier: MIT
#include "csv/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/files.h"
#include "csv/messages.h"

namespace leadsync::csv {

size_t TextSource::Read(char* buffer, size_t size) {
  const size_t count = text_.copy(buffer, size, position_);
  position_ += count;
  return count;
}

FileSource::FileSource(const std::string& path) : name_(path == "-" ? "stdin" : path) {
  if (path == "-") {
    fd_ = STDIN_FILENO;
    return;
  }
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) Raise(said::kCannotOpen, name_, WhyNot(errno));
  owned_ = true;
  struct stat status = {};
  if (::fstat(fd_, &status) == 0) {
    rereadable_ = S_ISREG(status.st_mode);
    if (S_ISDIR(status.st_mode)) {
      ::close(fd_);
      Raise(said::kIsFolder, name_);
    }
  }
}

FileSource::~FileSource() {
  if (owned_) ::close(fd_);
}

size_t FileSource::ReadFully(char* buffer, size_t size) {
  // Pipes give a few bytes at a time; only 0 means the end.
  size_t count = 0;
  while (count < size) {
    const ssize_t got = ::read(fd_, buffer + count, size - count);
    if (got == 0) break;
    if (got > 0) {
      count += static_cast<size_t>(got);
    } else if (errno != EINTR) {
      Raise(said::kReadFailed, name_, WhyNot(errno));
    }
  }
  return count;
}

size_t FileSource::Read(char* buffer, size_t size) {
  const size_t count = peeked_.copy(buffer, size, peeked_used_);
  peeked_used_ += count;
  return count == size ? count : count + ReadFully(buffer + count, size - count);
}

std::string_view FileSource::Peek(size_t size) {
  const size_t before = peeked_.size();
  if (before < size) {
    peeked_.resize(size);
    peeked_.resize(before + ReadFully(peeked_.data() + before, size - before));
  }
  return std::string_view(peeked_).substr(0, size);
}

}  // namespace leadsync::csv
