// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync::csv {

/// Finds the keys that occur in more than one row of a file of any length. 16 bytes a row go to a
/// nameless file on disk; memory is flat (about 1 MiB) until Finish, which then keeps 24 bytes for
/// each doubled key if asked to.
///
/// Keys are compared by a 64-bit hash: two different keys among 10 million are taken for one with
/// a chance of 3 in a million.
class DuplicateIndex {
 public:
  /// A key that occurs more than once.
  struct Doubled {
    uint64_t hash = 0;
    uint64_t first_row = 0;
    uint64_t last_row = 0;
  };
  enum class Keep {
    kCounts,  ///< only how many there are
    kRows,    ///< also which: for Find
  };

  /// `folder`: where the file is made; nothing is seen of it there.
  explicit DuplicateIndex(std::filesystem::path folder);
  ~DuplicateIndex();
  DuplicateIndex(const DuplicateIndex&) = delete;
  DuplicateIndex& operator=(const DuplicateIndex&) = delete;

  /// Rows may come in any order, each once. Throws Error when the disk is full.
  void Add(std::string_view key, uint64_t row);
  /// No more rows. Frees the disk.
  void Finish(Keep keep);

  /// After Finish. Distinct keys that occur more than once.
  uint64_t doubled_keys() const { return doubled_keys_; }
  /// After Finish. Rows that bear such a key.
  uint64_t doubled_rows() const { return doubled_rows_; }
  /// After Finish(kRows): the first and last row of a key that occurs more than once, or null.
  const Doubled* Find(std::string_view key) const;

 private:
  static constexpr size_t kBuckets = 256;
  struct Entry {
    uint64_t hash;
    uint64_t row;
  };
  // As it stands on the disk: a bucket's blocks are chained, the newest first.
  struct Block {
    static constexpr size_t kEntries = 255;
    uint64_t count = 0;
    uint64_t previous = 0;  // offset + 1; 0: none
    Entry entries[kEntries];
  };

  static size_t BucketOf(uint64_t hash) { return hash >> 56; }
  void OpenFile();
  void Spill(Block* block);
  std::vector<Entry> Load(const Block& newest) const;
  void Count(std::vector<Entry> entries, std::vector<Doubled>* kept);

  std::filesystem::path folder_;
  int fd_ = -1;
  uint64_t file_size_ = 0;
  std::vector<Block> blocks_;                  // the newest of each bucket
  std::vector<std::vector<Doubled>> doubled_;  // by bucket, by hash
  uint64_t doubled_keys_ = 0;
  uint64_t doubled_rows_ = 0;
};

}  // namespace leadsync::csv
