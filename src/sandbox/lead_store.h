// SPDX-License-Identifier: MIT
// Leads in memory, packed: a million of them must fit beside the tests that use them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace leadsync::sandbox {

/// The stored values of one lead: for each filled field its number and bytes, by number. What the
/// bytes mean is the business of lead_values.h.
///
/// One block of memory, as a page of a database: values from the front, at the end a directory of
/// (number, where its value ends), six bytes each.
class LeadRow {
 public:
  LeadRow() = default;
  LeadRow(LeadRow&& other) noexcept { *this = std::move(other); }
  LeadRow& operator=(LeadRow&& other) noexcept;

  /// Nothing if the field was never written. Valid until the row changes.
  std::optional<std::string_view> Get(size_t field) const;
  /// "" for what was never written.
  std::string_view Text(size_t field) const { return Get(field).value_or(std::string_view()); }
  /// True if that changed anything. `value` must not point into this row.
  bool Set(size_t field, std::string_view value);
  bool Erase(size_t field);
  /// Gives spare memory back.
  void Shrink();
  void Clear();

  template <typename F>
  void ForEach(F f) const {
    for (size_t k = 0; k < count_; ++k) f(FieldAt(k), ValueAt(k));
  }

 private:
  static constexpr size_t kEntry = 6;

  char* Directory() const { return data_.get() + capacity_ - kEntry * count_; }
  size_t FieldAt(size_t k) const {
    uint16_t field;
    std::memcpy(&field, Directory() + kEntry * k, sizeof field);
    return field;
  }
  size_t EndAt(size_t k) const {
    uint32_t end;
    std::memcpy(&end, Directory() + kEntry * k + 2, sizeof end);
    return end;
  }
  size_t BeginAt(size_t k) const { return k == 0 ? 0 : EndAt(k - 1); }
  std::string_view ValueAt(size_t k) const {
    size_t begin = BeginAt(k);
    return {data_.get() + begin, EndAt(k) - begin};
  }
  /// Number of entries below `field`.
  size_t Position(size_t field) const;
  /// Makes the value of entry `k` that long, moving what is behind.
  void ResizeValue(size_t k, size_t length);
  /// Makes room for `more` bytes.
  void Reserve(size_t more);
  void Reallocate(size_t capacity);

  std::unique_ptr<char[]> data_;
  uint32_t size_ = 0;  ///< of the values
  uint32_t capacity_ = 0;
  uint16_t count_ = 0;
};

struct Lead {
  int64_t id = 0;
  LeadRow row;
  uint32_t automation_starts = 0;
  bool deleted = false;
  bool hidden = false;     ///< the webhook's owner may not read it
  bool read_only = false;  ///< the webhook's owner may not change it
};

/// All leads, in the order of their IDs.
class LeadStore {
 public:
  /// Throws UsageError if the ID is taken. IDs may come in any order.
  Lead& Insert(int64_t id);
  /// Null if there is none. Valid until the next Insert, or look at the order after one.
  Lead* Find(int64_t id);
  const Lead* Find(int64_t id) const { return const_cast<LeadStore*>(this)->Find(id); }
  /// Position of the first lead whose ID is at least `id`.
  size_t LowerBound(int64_t id) const;
  void Delete(int64_t id);
  void Reserve(size_t leads);
  /// Number of leads that are not deleted.
  size_t size() const { return live_; }
  /// Deleted ones included; look at Lead::deleted.
  const std::vector<Lead>& all() const {
    if (!sorted_) const_cast<LeadStore*>(this)->Sort();
    return leads_;
  }
  int64_t NextId() const { return next_id_; }
  void SetNextId(int64_t id) { next_id_ = id; }

 private:
  void Sort();

  std::vector<Lead> leads_;
  bool sorted_ = true;
  std::unordered_map<int64_t, uint32_t> position_;
  size_t live_ = 0;
  int64_t next_id_ = 1;
};

/// Where leads with some text can be found: an index by hash that only grows. What it offers must
/// be looked at again.
class TextIndex {
 public:
  void Add(std::string_view text, int64_t lead);
  /// IDs that were added with this text, each once, ascending; perhaps some more.
  std::vector<int64_t> Find(std::string_view text) const;

 private:
  std::unordered_multimap<size_t, int64_t> leads_;
};

/// A list of texts in one string: length and bytes of each.
void PackItem(std::string_view item, std::string* list);
/// Calls f(item) for each; stops at what is no list.
template <typename F>
void ForEachItem(std::string_view list, F f) {
  while (!list.empty()) {
    size_t length = 0;
    size_t at = 0;
    for (int shift = 0; at < list.size() && shift < 35; shift += 7) {
      unsigned char c = static_cast<unsigned char>(list[at++]);
      length |= static_cast<size_t>(c & 0x7f) << shift;
      if (c < 0x80) break;
    }
    if (length > list.size() - at) return;
    f(list.substr(at, length));
    list.remove_prefix(at + length);
  }
}

}  // namespace leadsync::sandbox
