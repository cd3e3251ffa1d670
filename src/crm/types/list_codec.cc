// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "crm/types/item_codec.h"

namespace leadsync::crm {
namespace {

/// Can every value be paired with a held item of its own?
bool PairUp(const Value& value, const std::vector<JsonValue>& held, const ItemType& type) {
  std::vector<bool> taken(held.size());
  return std::all_of(value.items.begin(), value.items.end(), [&](const Value::Item& item) {
    for (size_t i = 0; i < held.size(); ++i) {
      if (taken[i] || !type.Holds(item.text, held[i])) continue;
      taken[i] = true;
      return true;
    }
    return false;
  });
}

bool Contains(const std::vector<JsonValue>& held, const Value::Item& item, const ItemType& type) {
  return std::any_of(held.begin(), held.end(),
                     [&](JsonValue one) { return type.Same(item.text, one); });
}

}  // namespace

std::vector<JsonValue> HeldItems(JsonValue held, const ItemType& type) {
  std::vector<JsonValue> items;
  if (!held.IsArray() && !held.IsObject()) {
    // `false` is the empty list, never the answer no.
    if (!IsNothing(held) && !type.Empty(held)) items.push_back(held);
    return items;
  }
  items.reserve(held.size());
  for (size_t i = 0; i < held.size(); ++i) {
    if (!type.Empty(held[i])) items.push_back(held[i]);
  }
  return items;
}

ListCodec::ListCodec(std::string code, std::unique_ptr<ItemType> type, Aliases aliases,
                     std::optional<std::string> split, WriteMode write)
    : code_(std::move(code)),
      type_(std::move(type)),
      aliases_(std::move(aliases)),
      split_(std::move(split)),
      write_(write) {}

std::variant<Value, CellProblem> ListCodec::Parse(std::string_view cell) const {
  std::vector<std::string_view> pieces{cell};
  // An alias may stand for the whole cell, separators and all.
  if (split_ && (aliases_.empty() || !aliases_.Find(cell))) {
    auto split = SplitCell(cell, *split_);
    if (auto* problem = std::get_if<CellProblem>(&split)) return std::move(*problem);
    pieces = std::get<std::vector<std::string_view>>(std::move(split));
  }
  Value value;
  for (std::string_view piece : pieces) {
    Value::Item item;
    if (auto problem = ParseItem(piece, aliases_, *type_, &item.text)) return std::move(*problem);
    if (std::find(value.items.begin(), value.items.end(), item) == value.items.end()) {
      value.items.push_back(std::move(item));
    }
  }
  return value;
}

std::optional<Value> ListCodec::Cleared() const { return Value{{}, true}; }

bool ListCodec::Same(const Value& wanted, JsonValue held) const {
  const std::vector<JsonValue> items = HeldItems(held, *type_);
  const bool all_held =
      std::all_of(wanted.items.begin(), wanted.items.end(),
                  [&](const Value::Item& item) { return Contains(items, item, *type_); });
  if (!all_held || Adds(wanted)) return all_held;
  return std::all_of(items.begin(), items.end(), [&](JsonValue one) {
    return std::any_of(wanted.items.begin(), wanted.items.end(),
                       [&](const Value::Item& item) { return type_->Same(item.text, one); });
  });
}

bool ListCodec::Holds(const Value& sent, JsonValue held) const {
  const std::vector<JsonValue> items = HeldItems(held, *type_);
  if (!Adds(sent) && items.size() != sent.items.size()) return false;
  return PairUp(sent, items, *type_);
}

bool ListCodec::Empty(JsonValue held) const { return HeldItems(held, *type_).empty(); }

void ListCodec::Encode(const Value& value, JsonValue held, std::vector<rest::Param>* out) const {
  size_t index = 0;
  const auto push = [&](std::string text) {
    out->push_back({fmt::format("fields[{}][{}]", code_, index++), std::move(text)});
  };
  std::vector<JsonValue> kept;
  if (Adds(value)) kept = HeldItems(held, *type_);
  for (JsonValue one : kept) {
    if (auto text = type_->Restore(one)) push(std::move(*text));
  }
  for (const Value::Item& item : value.items) {
    if (!Contains(kept, item, *type_)) push(item.text);
  }
  // Only "" empties every multiple field; of dates the portal ignores [].
  if (index == 0) out->push_back({fmt::format("fields[{}]", code_), {}});
}

std::optional<Value> ListCodec::Restore(JsonValue held) const {
  Value value{{}, true};
  for (JsonValue one : HeldItems(held, *type_)) {
    std::optional<std::string> text = type_->Restore(one);
    if (!text) return std::nullopt;
    value.items.push_back({std::move(*text), {}});
  }
  return value;
}

namespace {

std::string Join(std::vector<std::string> shown) {
  return fmt::format("{}", fmt::join(shown, ", "));
}

}  // namespace

std::string ListCodec::Show(const Value& value) const {
  std::vector<std::string> shown;
  for (const Value::Item& item : value.items) shown.push_back(type_->Show(item.text));
  return Join(std::move(shown));
}

std::string ListCodec::Show(JsonValue held) const {
  std::vector<std::string> shown;
  for (JsonValue one : HeldItems(held, *type_)) shown.push_back(type_->Show(one));
  return Join(std::move(shown));
}

}  // namespace leadsync::crm
