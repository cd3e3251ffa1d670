// SPDX-License-Identifier: MIT
#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/messages.h"

namespace leadsync {
namespace {

constexpr size_t kBuffer = 64 * 1024;

[[noreturn]] void Fail(const std::filesystem::path& path, std::string_view doing) {
  Raise(said::kFileFailed, path.string(), doing, WhyNot(errno));
}

/// A file descriptor that closes itself.
struct Fd {
  int n = -1;
  ~Fd() {
    if (n >= 0) ::close(n);
  }
};

void WriteAll(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) Fail(path, "write");
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

std::filesystem::path HomeFolder(const char* variable, const char* fallback) {
  if (const char* set = std::getenv(variable); set && *set == '/')
    return std::filesystem::path(set) / "leadsync";
  const char* home = std::getenv("HOME");
  if (!home || !*home) Raise(said::kNoHome, variable);
  return std::filesystem::path(home) / fallback / "leadsync";
}

/// The way out of what stopped us.
std::string_view WayOut(int error) {
  switch (error) {
    case ENOSPC:
      return "make room there";
    case EDQUOT:
      return "this user's share of the disk is used up: make room";
    case EFBIG:
      return "a limit of the shell or service is in the way (ulimit -f, LimitFSIZE=)";
    case EROFS:
      return "choose another folder, or make this one writable";
    case EACCES:
    case EPERM:
      return "choose another folder, or ask whoever owns this one";
    case EMFILE:
      return "raise the limit of open files (ulimit -n, LimitNOFILE=)";
    case ENFILE:
      return "the whole machine has too many files open";
    case EIO:
      return "the disk or the network drive fails";
    case ENOENT:
    case ENOTDIR:
      return "is the name right?";
    case EISDIR:
      return "name a file, not a folder";
    case ENAMETOOLONG:
    case ELOOP:
      return "name it by a shorter path";
    case EBUSY:
    case ETXTBSY:
      return "close it in other programs";
    case ENOMEM:
      return "close other programs";
    default:
      return "ask whoever runs this machine";
  }
}

}  // namespace

std::string WhyNot(int error) { return fmt::format("{}: {}", std::strerror(error), WayOut(error)); }

std::string ReadFile(const std::filesystem::path& path) {
  Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (fd.n < 0) Fail(path, "open");
  std::string content;
  char buffer[kBuffer];
  while (true) {
    const ssize_t n = ::read(fd.n, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) Fail(path, "read");
    if (n == 0) return content;
    content.append(buffer, static_cast<size_t>(n));
  }
}

std::optional<std::string> ReadFileIfAny(const std::filesystem::path& path) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) return std::nullopt;
  return ReadFile(path);
}

void WriteFileAtomic(const std::filesystem::path& path, std::string_view content, int mode) {
  std::string temporary = path.string() + ".XXXXXX";
  Fd fd{::mkostemp(temporary.data(), O_CLOEXEC)};
  if (fd.n < 0) Fail(path, "write");
  try {
    WriteAll(fd.n, content, path);
    if (::fchmod(fd.n, static_cast<mode_t>(mode)) != 0 || ::fsync(fd.n) != 0) Fail(path, "write");
    if (::rename(temporary.c_str(), path.c_str()) != 0) Fail(path, "replace");
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

void MakePrivateDirectory(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) Raise(said::kFolderFailed, path.parent_path().string(), error.message());
  if (::mkdir(path.c_str(), 0700) != 0 && !(errno == EEXIST && std::filesystem::is_directory(path)))
    Fail(path, "make the folder");
}

std::filesystem::path CacheDirectory() { return HomeFolder("XDG_CACHE_HOME", ".cache"); }
std::filesystem::path ConfigDirectory() { return HomeFolder("XDG_CONFIG_HOME", ".config"); }

AppendFile::AppendFile(const std::filesystem::path& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd_ < 0) Fail(path, "open for writing");
  struct stat info {};
  if (::fstat(fd_, &info) != 0) Fail(path, "read the size");
  size_ = static_cast<uint64_t>(info.st_size);
}

AppendFile::~AppendFile() {
  if (fd_ < 0) return;
  try {
    Flush();
  } catch (const Error&) {
    // Nobody is left to tell; whoever needs to know calls Flush or Sync before.
  }
  ::close(fd_);
}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      size_(other.size_),
      buffer_(std::move(other.buffer_)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(fd_, other.fd_);
  std::swap(size_, other.size_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

void AppendFile::Write(std::string_view bytes) {
  buffer_.append(bytes);
  size_ += bytes.size();
  if (buffer_.size() >= kBuffer) Flush();
}

void AppendFile::Flush() {
  // What a full disk did not take stays and goes first when there is room again: no byte is lost or
  // written twice, whatever the caller makes of the error.
  size_t written = 0;
  while (written < buffer_.size()) {
    const ssize_t n = ::write(fd_, buffer_.data() + written, buffer_.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    written += static_cast<size_t>(n);
  }
  const int failure = errno;
  buffer_.erase(0, written);
  if (buffer_.empty()) return;
  errno = failure;
  Fail(path_, "write");
}

void AppendFile::Sync() {
  Flush();
  if (::fdatasync(fd_) != 0) Fail(path_, "write to the disk");
}

void AppendFile::Truncate(uint64_t size) {
  Flush();
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) Fail(path_, "cut");
  size_ = size;
}

std::optional<FileLock> FileLock::Acquire(const std::filesystem::path& path, bool wait) {
  Fd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  if (fd.n < 0) Fail(path, "open for locking");
  while (::flock(fd.n, wait ? LOCK_EX : LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::nullopt;
    if (errno == EINTR && wait) Raise(said::kWaitInterrupted, path.string());
    if (errno != EINTR) Fail(path, "lock");
  }
  return FileLock(std::exchange(fd.n, -1));
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), EVP_sha256(), nullptr);
}

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::Update(std::string_view bytes) {
  EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size());
}

std::string Sha256::Finish() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), digest, &size);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string Sha256::Of(std::string_view bytes) {
  Sha256 sha;
  sha.Update(bytes);
  return sha.Finish();
}

}  // namespace leadsync
