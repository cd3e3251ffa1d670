// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "sync/mapping.h"

namespace leadsync::sync {

/// Reads values of a parsed mapping one by one and collects what is wrong with them. `where`
/// leads each message: empty at the top level, else like "column «Stage»: ".
class MappingReader {
 public:
  /// `text` is what the JSON was parsed from; it is not kept.
  explicit MappingReader(std::string_view text);

  Line LineOf(size_t offset) const;
  Line LineOf(JsonValue value) const { return LineOf(value.offset()); }
  void Problem(size_t offset, std::string text);
  void Problem(JsonValue value, std::string text) { Problem(value.offset(), std::move(text)); }

  /// Reports a value of another kind than `want`.
  bool Expect(JsonValue value, JsonKind want, std::string_view where, std::string_view key);
  /// Reports members of `object` that are unknown (with the nearest known one) or doubled.
  void CheckKeys(JsonValue object, MappingLevel level, std::string_view where);
  /// Reports names that stand twice in an object whose names are the user's.
  void CheckDoubles(JsonValue object, std::string_view where);

  // Each takes the member `key` of `object` if it is there and right, and reports it if it is
  // wrong; then, and if it is absent, the answer is nothing.
  std::optional<bool> Bool(JsonValue object, std::string_view key, std::string_view where);
  std::optional<std::string> Text(JsonValue object, std::string_view key, std::string_view where);
  std::optional<int64_t> Int(JsonValue object, std::string_view key, std::string_view where,
                             int64_t least, int64_t most);
  /// The index of the member's text in `words`.
  std::optional<size_t> Word(JsonValue object, std::string_view key, std::string_view where,
                             const std::vector<std::string>& words);
  /// A list of texts; with `or_text` also a single one.
  std::optional<std::vector<std::string>> Texts(JsonValue object, std::string_view key,
                                                std::string_view where, bool or_text);
  /// An object of texts (whole numbers are taken as text), in the file's order.
  std::optional<std::vector<std::pair<std::string, std::string>>> Pairs(JsonValue object,
                                                                        std::string_view key,
                                                                        std::string_view where);
  /// An object of tests: {"Column": {"is": [...], "not": [...]}}.
  std::vector<Condition> Conditions(JsonValue object, std::string_view key, std::string_view where);

  std::vector<MappingProblem>* problems() { return &problems_; }

 private:
  std::vector<size_t> line_ends_;
  std::vector<MappingProblem> problems_;
};

/// The rules of one member of `columns`: a text, an object, or a list of these.
void ReadColumn(MappingReader* reader, std::string_view column, size_t column_offset,
                JsonValue value, std::vector<Rule>* rules);

/// Two capital letters, as in DE.
bool IsCountry(std::string_view text);

}  // namespace leadsync::sync
