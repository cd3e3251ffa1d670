// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "crm/field_codec.h"
#include "crm/types/item_type.h"

namespace leadsync::crm {

/// The most values that one cell may have: PHP reads at most 1,000 variables of a command.
inline constexpr size_t kMostItems = 500;

/// A mapping's own words for values, looked up exactly and then folded.
class Aliases {
 public:
  /// Every target is parsed by `type` now; answers what is wrong with the first bad one.
  static std::variant<Aliases, std::string> Make(
      const std::vector<std::pair<std::string, std::string>>& values, const ItemType& type);
  bool empty() const { return entries_.empty(); }
  /// The value that `cell` stands for, or null.
  const std::string* Find(std::string_view cell) const;

 private:
  struct Entry {
    std::string cell;
    std::string folded;
    std::string value;
  };
  std::vector<Entry> entries_;  // few: a mapping is written by hand
};

/// What is wrong with `cell` whatever its type is: #REF!, U+FFFD, control characters.
std::optional<CellProblem> FindDamage(std::string_view cell);

/// One value out of one cell, by alias or by type.
std::optional<CellProblem> ParseItem(std::string_view cell, const Aliases& aliases,
                                     const ItemType& type, std::string* out);

/// The pieces of `cell` between `separator`s, trimmed, without empty ones. Answers a problem if
/// there are none or more than kMostItems.
std::variant<std::vector<std::string_view>, CellProblem> SplitCell(std::string_view cell,
                                                                   std::string_view separator);

/// A field that holds one value.
class SingleCodec : public FieldCodec {
 public:
  SingleCodec(std::string code, std::unique_ptr<ItemType> type, Aliases aliases, bool clearable);

  std::string_view code() const override { return code_; }
  std::variant<Value, CellProblem> Parse(std::string_view cell) const override;
  std::optional<Value> Cleared() const override;
  bool Same(const Value& wanted, JsonValue held) const override;
  bool Holds(const Value& sent, JsonValue held) const override;
  bool Empty(JsonValue held) const override { return type_->Empty(held); }
  void Encode(const Value& value, JsonValue held, std::vector<rest::Param>* out) const override;
  std::optional<Value> Restore(JsonValue held) const override;
  std::string Show(const Value& value) const override;
  std::string Show(JsonValue held) const override { return type_->Show(held); }

 private:
  std::string code_;
  std::string name_;  // of the parameter: fields[CODE]
  std::unique_ptr<ItemType> type_;
  Aliases aliases_;
  bool clearable_;
};

/// A multiple user field: written as a whole, compared as a set.
class ListCodec : public FieldCodec {
 public:
  /// Without `split` a cell is one value.
  ListCodec(std::string code, std::unique_ptr<ItemType> type, Aliases aliases,
            std::optional<std::string> split, WriteMode write);

  std::string_view code() const override { return code_; }
  std::variant<Value, CellProblem> Parse(std::string_view cell) const override;
  std::optional<Value> Cleared() const override;
  bool Same(const Value& wanted, JsonValue held) const override;
  bool Holds(const Value& sent, JsonValue held) const override;
  bool Empty(JsonValue held) const override;
  void Encode(const Value& value, JsonValue held, std::vector<rest::Param>* out) const override;
  std::optional<Value> Restore(JsonValue held) const override;
  std::string Show(const Value& value) const override;
  std::string Show(JsonValue held) const override;

 private:
  bool Adds(const Value& value) const { return write_ == WriteMode::kAdd && !value.exact; }

  std::string code_;
  std::unique_ptr<ItemType> type_;
  Aliases aliases_;
  std::optional<std::string> split_;
  WriteMode write_;
};

/// A held list's elements that are not empty. PHP shows a list with gaps as an object, an empty
/// one as false, and some lists of one value as that value.
std::vector<JsonValue> HeldItems(JsonValue held, const ItemType& type);

}  // namespace leadsync::crm
