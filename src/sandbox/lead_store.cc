// SPDX-License-Identifier: MIT
#include "sandbox/lead_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "base/error.h"

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

LeadRow::Slot LeadRow::SlotAt(size_t at) const {
  const char* p = data_.get() + at;
  size_t field =
      static_cast<unsigned char>(p[0]) | static_cast<size_t>(static_cast<unsigned char>(p[1])) << 8;
  size_t i = 2;
  size_t length = static_cast<unsigned char>(p[i]);
  if (length >= 0x80) {
    length &= 0x7f;
    int shift = 7;
    unsigned char c;
    do {
      c = static_cast<unsigned char>(p[++i]);
      length |= static_cast<size_t>(c & 0x7f) << shift;
      shift += 7;
    } while (c >= 0x80);
  }
  return {field, std::string_view(p + i + 1, length), at + i + 1 + length};
}

size_t LeadRow::Seek(size_t field, std::optional<Slot>* found) const {
  size_t at = 0;
  while (at < size_) {
    Slot slot = SlotAt(at);
    if (slot.field >= field) {
      if (slot.field == field) *found = slot;
      return at;
    }
    at = slot.end;
  }
  return at;
}

std::optional<std::string_view> LeadRow::Get(size_t field) const {
  std::optional<Slot> slot;
  Seek(field, &slot);
  if (!slot) return std::nullopt;
  return slot->value;
}

void LeadRow::Resize(size_t at, size_t old_length, size_t new_length) {
  size_t size = size_ - old_length + new_length;
  if (size > kLargestRow) throw Error("the practice portal: a lead became larger than 1 GiB");
  size_t tail = size_ - at - old_length;
  if (size > capacity_) {
    size_t capacity = size + size / 8 + 24;
    auto data = std::make_unique<char[]>(capacity);
    if (at > 0) std::memcpy(data.get(), data_.get(), at);
    if (tail > 0) {
      std::memcpy(data.get() + at + new_length, data_.get() + at + old_length, tail);
    }
    data_ = std::move(data);
    capacity_ = static_cast<uint32_t>(capacity);
  } else if (tail > 0 && old_length != new_length) {
    std::memmove(data_.get() + at + new_length, data_.get() + at + old_length, tail);
  }
  size_ = static_cast<uint32_t>(size);
}

bool LeadRow::Set(size_t field, std::string_view value) {
  std::optional<Slot> slot;
  size_t at = Seek(field, &slot);
  if (slot && slot->value == value) return false;
  if (value.size() > kLargestRow) throw Error("the practice portal: a value is larger than 1 GiB");
  size_t head = 2 + LengthBytes(value.size());
  Resize(at, slot ? slot->end - at : 0, head + value.size());
  char* p = data_.get() + at;
  p[0] = static_cast<char>(field & 0xff);
  p[1] = static_cast<char>(field >> 8);
  WriteLength(value.size(), p + 2);
  if (!value.empty()) std::memcpy(p + head, value.data(), value.size());
  return true;
}

bool LeadRow::Erase(size_t field) {
  std::optional<Slot> slot;
  size_t at = Seek(field, &slot);
  if (!slot) return false;
  Resize(at, slot->end - at, 0);
  return true;
}

void LeadRow::Shrink() {
  if (capacity_ == size_) return;
  auto data = std::make_unique<char[]>(size_);
  if (size_ > 0) std::memcpy(data.get(), data_.get(), size_);
  data_ = std::move(data);
  capacity_ = size_;
}

void LeadRow::Clear() {
  data_.reset();
  size_ = capacity_ = 0;
}

Lead& LeadStore::Insert(int64_t id) {
  if (position_.count(id) > 0) {
    throw UsageError(fmt::format("lead {} exists already; IDs must differ", id));
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
