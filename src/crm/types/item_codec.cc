// SPDX-License-Identifier: MIT
#include "crm/types/item_codec.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/damaged_cell.h"
#include "crm/messages.h"

namespace leadsync::crm {

std::variant<Aliases, std::string> Aliases::Make(
    const std::vector<std::pair<std::string, std::string>>& values, const ItemType& type) {
  Aliases made;
  for (const auto& [cell, target] : values) {
    Entry entry{cell, Fold(cell), {}};
    if (Trim(target).empty()) return Say(said::kValueForNothing, cell);
    if (auto problem = type.Parse(target, &entry.value)) {
      return Say(said::kBadValue, cell, problem->text);
    }
    for (const Entry& other : made.entries_) {
      if (other.folded == entry.folded && other.value != entry.value) {
        return Say(said::kValueTwice, other.cell, cell);
      }
    }
    made.entries_.push_back(std::move(entry));
  }
  return made;
}

const std::string* Aliases::Find(std::string_view cell) const {
  for (const Entry& entry : entries_) {
    if (entry.cell == cell) return &entry.value;
  }
  const std::string folded = Fold(cell);
  for (const Entry& entry : entries_) {
    if (entry.folded == folded) return &entry.value;
  }
  return nullptr;
}

std::optional<CellProblem> FindDamage(std::string_view cell) {
  if (auto text = DamagedCell(cell)) return CellProblem{std::move(*text)};
  const auto control = std::find_if(cell.begin(), cell.end(), [](unsigned char c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
  });
  if (control == cell.end()) return std::nullopt;
  return CellProblem{Say(said::kControlCharacter, Shorten(cell),
                         fmt::format("{:02X}", static_cast<unsigned char>(*control)))};
}

std::optional<CellProblem> ParseItem(std::string_view cell, const Aliases& aliases,
                                     const ItemType& type, std::string* out) {
  if (!aliases.empty()) {
    if (const std::string* value = aliases.Find(cell)) {
      *out = *value;
      return std::nullopt;
    }
  }
  if (auto damage = FindDamage(cell)) return damage;
  return type.Parse(type.KeepsBlanks() ? cell : Trim(cell), out);
}

std::variant<std::vector<std::string_view>, CellProblem> SplitCell(std::string_view cell,
                                                                   std::string_view separator) {
  std::vector<std::string_view> pieces;
  for (size_t begin = 0; begin <= cell.size();) {
    const size_t end =
        separator.empty() ? cell.size() : std::min(cell.find(separator, begin), cell.size());
    const std::string_view piece = Trim(cell.substr(begin, end - begin));
    if (!piece.empty()) pieces.push_back(piece);
    begin = end + std::max<size_t>(separator.size(), 1);
  }
  if (pieces.empty()) {
    return CellProblem{Say(said::kOnlySeparators, Shorten(cell))};
  }
  if (pieces.size() > kMostItems) {
    return CellProblem{Say(said::kTooManyValues, pieces.size(), kMostItems)};
  }
  return pieces;
}

SingleCodec::SingleCodec(std::string code, std::unique_ptr<ItemType> type, Aliases aliases,
                         bool clearable)
    : code_(std::move(code)),
      name_(fmt::format("fields[{}]", code_)),
      type_(std::move(type)),
      aliases_(std::move(aliases)),
      clearable_(clearable) {}

std::variant<Value, CellProblem> SingleCodec::Parse(std::string_view cell) const {
  Value value;
  value.items.emplace_back();
  if (auto problem = ParseItem(cell, aliases_, *type_, &value.items.front().text)) {
    return std::move(*problem);
  }
  return value;
}

std::optional<Value> SingleCodec::Cleared() const {
  if (!clearable_) return std::nullopt;
  return Value{{Value::Item{}}, true};
}

namespace {

/// The one text of a single field's value; "" if there is none.
std::string_view TextOf(const Value& value) {
  return value.items.empty() ? std::string_view() : std::string_view(value.items.front().text);
}

}  // namespace

bool SingleCodec::Same(const Value& wanted, JsonValue held) const {
  const std::string_view text = TextOf(wanted);
  return text.empty() ? type_->Blank(held) : type_->Same(text, held);
}

bool SingleCodec::Holds(const Value& sent, JsonValue held) const {
  const std::string_view text = TextOf(sent);
  return text.empty() ? type_->Blank(held) : type_->Holds(text, held);
}

void SingleCodec::Encode(const Value& value, JsonValue, std::vector<rest::Param>* out) const {
  out->push_back({name_, std::string(TextOf(value))});
}

std::optional<Value> SingleCodec::Restore(JsonValue held) const {
  if (type_->Empty(held)) return Cleared();
  std::optional<std::string> text = type_->Restore(held);
  if (!text) return std::nullopt;
  return Value{{Value::Item{std::move(*text), {}}}, true};
}

std::string SingleCodec::Show(const Value& value) const {
  const std::string_view text = TextOf(value);
  return text.empty() ? std::string() : type_->Show(text);
}

}  // namespace leadsync::crm
