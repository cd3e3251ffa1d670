// SPDX-License-Identifier: MIT
#include "sandbox/lead_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "base/error.h"
#include "sandbox/messages.h"

namespace leadsync::sandbox {
namespace {

constexpr size_t kLargestRow = size_t{1} << 30;

size_t LengthBytes(size_t n) {
  size_t bytes = 1;
  while (n >= 0x80) {
    n >>= 7;
    ++bytes;
  }
  return bytes;
}

void WriteLength(size_t n, char* out) {
  while (n >= 0x80) {
    *out++ = static_cast<char>((n & 0x7f) | 0x80);
    n >>= 7;
  }
  *out = static_cast<char>(n);
}

}  // namespace

LeadRow& LeadRow::operator=(LeadRow&& other) noexcept {
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  count_ = std::exchange(other.count_, 0);
  return *this;
}

size_t LeadRow::Position(size_t field) const {
  const char* entry = Directory();
  size_t below = 0;
  for (size_t k = 0; k < count_; ++k, entry += kEntry) {
    uint16_t have;
    std::memcpy(&have, entry, sizeof have);
    below += have < field ? 1 : 0;
  }
  return below;
}

std::optional<std::string_view> LeadRow::Get(size_t field) const {
  size_t k = Position(field);
  if (k == count_ || FieldAt(k) != field) return std::nullopt;
  return ValueAt(k);
}

void LeadRow::Reallocate(size_t capacity) {
  auto data = std::make_unique_for_overwrite<char[]>(capacity);
  size_t directory = kEntry * count_;
  if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
  if (directory > 0) std::memcpy(data.get() + capacity - directory, Directory(), directory);
  data_ = std::move(data);
  capacity_ = static_cast<uint32_t>(capacity);
}

void LeadRow::Reserve(size_t more) {
  size_t needed = size_ + kEntry * count_ + more;
  if (needed > kLargestRow) Raise(said::kLeadTooLarge);
  if (needed > capacity_) Reallocate(needed + needed / 8 + 16);
}

void LeadRow::ResizeValue(size_t k, size_t length) {
  size_t begin = BeginAt(k);
  size_t end = EndAt(k);
  size_t old_length = end - begin;
  if (length == old_length) return;
  if (length > old_length) Reserve(length - old_length);
  if (end < size_) std::memmove(data_.get() + begin + length, data_.get() + end, size_ - end);
  size_ = static_cast<uint32_t>(size_ - old_length + length);
  for (size_t later = k; later < count_; ++later) {
    uint32_t moved = static_cast<uint32_t>(EndAt(later) - old_length + length);
    std::memcpy(Directory() + kEntry * later + 2, &moved, sizeof moved);
  }
}

bool LeadRow::Set(size_t field, std::string_view value) {
  if (value.size() > kLargestRow) Raise(said::kLeadTooLarge);
  size_t k = Position(field);
  if (k < count_ && FieldAt(k) == field) {
    if (ValueAt(k) == value) return false;
  } else {
    Reserve(kEntry + value.size());
    char* old = Directory();
    uint16_t number = static_cast<uint16_t>(field);
    uint32_t end = static_cast<uint32_t>(BeginAt(k));
    ++count_;
    if (k > 0) std::memmove(old - kEntry, old, kEntry * k);
    std::memcpy(Directory() + kEntry * k, &number, sizeof number);
    std::memcpy(Directory() + kEntry * k + 2, &end, sizeof end);
  }
  ResizeValue(k, value.size());
  if (!value.empty()) std::memcpy(data_.get() + BeginAt(k), value.data(), value.size());
  return true;
}

bool LeadRow::Erase(size_t field) {
  size_t k = Position(field);
  if (k == count_ || FieldAt(k) != field) return false;
  ResizeValue(k, 0);
  if (k > 0) std::memmove(Directory() + kEntry, Directory(), kEntry * k);
  --count_;
  return true;
}

void LeadRow::Shrink() {
  size_t used = size_ + kEntry * count_;
  if (used < capacity_) Reallocate(used);
}

void LeadRow::Clear() {
  data_.reset();
  size_ = capacity_ = 0;
  count_ = 0;
}

Lead& LeadStore::Insert(int64_t id) {
  if (position_.count(id) > 0) {
    Raise(said::kLeadExists, id);
  }
  sorted_ = sorted_ && (leads_.empty() || leads_.back().id < id);
  position_[id] = static_cast<uint32_t>(leads_.size());
  leads_.emplace_back().id = id;
  ++live_;
  next_id_ = std::max(next_id_, id < INT64_MAX ? id + 1 : id);
  return leads_.back();
}

void LeadStore::Sort() {
  std::sort(leads_.begin(), leads_.end(), [](const Lead& a, const Lead& b) { return a.id < b.id; });
  for (size_t i = 0; i < leads_.size(); ++i) position_[leads_[i].id] = static_cast<uint32_t>(i);
  sorted_ = true;
}

Lead* LeadStore::Find(int64_t id) {
  auto found = position_.find(id);
  if (found == position_.end()) return nullptr;
  Lead& lead = leads_[found->second];
  return lead.deleted ? nullptr : &lead;
}

size_t LeadStore::LowerBound(int64_t id) const {
  const std::vector<Lead>& leads = all();
  auto found = std::lower_bound(leads.begin(), leads.end(), id,
                                [](const Lead& lead, int64_t wanted) { return lead.id < wanted; });
  return static_cast<size_t>(found - leads.begin());
}

void LeadStore::Delete(int64_t id) {
  Lead* lead = Find(id);
  if (lead == nullptr) return;
  lead->deleted = true;
  lead->row.Clear();
  --live_;
}

void LeadStore::Reserve(size_t leads) {
  leads_.reserve(leads);
  position_.reserve(leads);
}

void TextIndex::Add(std::string_view text, int64_t lead) {
  leads_.emplace(std::hash<std::string_view>()(text), lead);
}

std::vector<int64_t> TextIndex::Find(std::string_view text) const {
  std::vector<int64_t> ids;
  auto [from, to] = leads_.equal_range(std::hash<std::string_view>()(text));
  for (auto it = from; it != to; ++it) ids.push_back(it->second);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void PackItem(std::string_view item, std::string* list) {
  char length[10];
  WriteLength(item.size(), length);
  list->append(length, LengthBytes(item.size()));
  list->append(item);
}

}  // namespace leadsync::sandbox
