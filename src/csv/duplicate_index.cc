// SPDX-License-Identifier: MIT
#include "csv/duplicate_index.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>

#include "base/error.h"
#include "base/files.h"
#include "csv/hash64.h"
#include "csv/messages.h"

namespace leadsync::csv {
namespace {

[[noreturn]] void Fail(const std::filesystem::path& folder, const char* what) {
  Raise(said::kTemporaryFailed, folder.string(), what, WhyNot(errno));
}

}  // namespace

DuplicateIndex::DuplicateIndex(std::filesystem::path folder)
    : folder_(std::move(folder)), blocks_(kBuckets) {}

DuplicateIndex::~DuplicateIndex() {
  if (fd_ >= 0) ::close(fd_);
}

void DuplicateIndex::OpenFile() {
  std::string name = (folder_ / ".keys-XXXXXX").string();
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) Fail(folder_, "make");
  // Nameless from here on: it goes with the process, however that ends.
  ::unlink(name.c_str());
}

void DuplicateIndex::Add(std::string_view key, uint64_t row) {
  const uint64_t hash = Hash64(key);
  Block& block = blocks_[BucketOf(hash)];
  block.entries[block.count++] = {hash, row};
  if (block.count == Block::kEntries) Spill(&block);
}

void DuplicateIndex::Spill(Block* block) {
  if (fd_ < 0) OpenFile();
  const char* from = reinterpret_cast<const char*>(block);
  for (size_t done = 0; done < sizeof(Block);) {
    const ssize_t wrote =
        ::pwrite(fd_, from + done, sizeof(Block) - done, static_cast<off_t>(file_size_ + done));
    if (wrote > 0) {
      done += static_cast<size_t>(wrote);
    } else if (wrote == 0 || errno != EINTR) {
      Fail(folder_, "write");
    }
  }
  block->previous = file_size_ + 1;
  block->count = 0;
  file_size_ += sizeof(Block);
}

std::vector<DuplicateIndex::Entry> DuplicateIndex::Load(const Block& newest) const {
  std::vector<Entry> entries(newest.entries, newest.entries + newest.count);
  Block block;
  for (uint64_t next = newest.previous; next != 0; next = block.previous) {
    char* to = reinterpret_cast<char*>(&block);
    for (size_t done = 0; done < sizeof(Block);) {
      const ssize_t got =
          ::pread(fd_, to + done, sizeof(Block) - done, static_cast<off_t>(next - 1 + done));
      if (got > 0) {
        done += static_cast<size_t>(got);
      } else if (got == 0 || errno != EINTR) {
        Fail(folder_, "read back");
      }
    }
    entries.insert(entries.end(), block.entries, block.entries + Block::kEntries);
  }
  return entries;
}

void DuplicateIndex::Count(std::vector<Entry> entries, std::vector<Doubled>* kept) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.hash, a.row) < std::tie(b.hash, b.row);
  });
  for (size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    while (end < entries.size() && entries[end].hash == entries[begin].hash) ++end;
    if (end - begin < 2) continue;
    ++doubled_keys_;
    doubled_rows_ += end - begin;
    if (kept != nullptr)
      kept->push_back({entries[begin].hash, entries[begin].row, entries[end - 1].row});
  }
  if (kept != nullptr) kept->shrink_to_fit();
}

void DuplicateIndex::Finish(Keep keep) {
  doubled_.resize(keep == Keep::kRows ? kBuckets : 0);
  for (size_t i = 0; i < blocks_.size(); ++i)
    Count(Load(blocks_[i]), keep == Keep::kRows ? &doubled_[i] : nullptr);
  blocks_ = {};
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

const DuplicateIndex::Doubled* DuplicateIndex::Find(std::string_view key) const {
  if (doubled_.empty()) return nullptr;
  const uint64_t hash = Hash64(key);
  const std::vector<Doubled>& bucket = doubled_[BucketOf(hash)];
  const auto found =
      std::lower_bound(bucket.begin(), bucket.end(), hash,
                       [](const Doubled& entry, uint64_t wanted) { return entry.hash < wanted; });
  return found == bucket.end() || found->hash != hash ? nullptr : &*found;
}

}  // namespace leadsync::csv
