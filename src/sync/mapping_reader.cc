// SPDX-License-Identifier: MIT
#include "sync/mapping_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

std::string_view KindName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "true or false";
    case JsonKind::kNumber:
      return "a number";
    case JsonKind::kString:
      return "a text in quotes";
    case JsonKind::kArray:
      return "a list in [ ]";
    case JsonKind::kObject:
      return "an object in { }";
  }
  return "";
}

/// "keep, clear or reject"
std::string AnyOf(const std::vector<std::string>& words) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

bool IsWholeNumber(JsonValue value) { return value.IsNumber() && value.integer().has_value(); }

}  // namespace

MappingReader::MappingReader(std::string_view text) {
  for (size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    line_ends_.push_back(at);
  }
}

Line MappingReader::LineOf(size_t offset) const {
  const auto end = std::lower_bound(line_ends_.begin(), line_ends_.end(), offset);
  return static_cast<Line>(end - line_ends_.begin()) + 1;
}

void MappingReader::Problem(size_t offset, std::string text) {
  problems_.push_back({LineOf(offset), std::move(text)});
}

bool MappingReader::Expect(JsonValue value, JsonKind want, std::string_view where,
                           std::string_view key) {
  if (value.kind() == want) return true;
  Problem(value, Say(said::kWrongKind, where, key, KindName(want), KindName(value.kind())));
  return false;
}

void MappingReader::CheckKeys(JsonValue object, MappingLevel level, std::string_view where) {
  const std::vector<std::string> known = MappingKeys(level);
  CheckDoubles(object, where);
  for (size_t i = 0; i < object.size(); ++i) {
    const std::string_view key = object.key(i);
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::vector<std::string> near = Nearest(key, known, 1);
    Problem(object.key_offset(i),
            near.empty() ? Say(said::kUnknownKey, where, Shorten(key),
                               fmt::format("{}", fmt::join(known, ", ")))
                         : Say(said::kUnknownKeyNear, where, Shorten(key), near.front()));
  }
}

void MappingReader::CheckDoubles(JsonValue object, std::string_view where) {
  std::unordered_map<std::string_view, size_t> seen;
  for (size_t i = 0; i < object.size(); ++i) {
    const auto [at, fresh] = seen.emplace(object.key(i), object.key_offset(i));
    if (fresh) continue;
    Problem(object.key_offset(i),
            Say(said::kMemberTwice, where, Shorten(object.key(i)), LineOf(at->second)));
  }
}

std::optional<bool> MappingReader::Bool(JsonValue object, std::string_view key,
                                        std::string_view where) {
  const JsonValue value = object[key];
  if (!value.exists() || !Expect(value, JsonKind::kBool, where, key)) return std::nullopt;
  return value.boolean();
}

std::optional<std::string> MappingReader::Text(JsonValue object, std::string_view key,
                                               std::string_view where) {
  const JsonValue value = object[key];
  if (!value.exists() || !Expect(value, JsonKind::kString, where, key)) return std::nullopt;
  return std::string(value.text());
}

std::optional<int64_t> MappingReader::Int(JsonValue object, std::string_view key,
                                          std::string_view where, int64_t least, int64_t most) {
  const JsonValue value = object[key];
  if (!value.exists()) return std::nullopt;
  const std::optional<int64_t> number =
      value.IsNumber() ? value.integer() : std::optional<int64_t>();
  if (number && *number >= least && *number <= most) return number;
  Problem(value, Say(said::kNoWholeNumber, where, key, least, most));
  return std::nullopt;
}

std::optional<size_t> MappingReader::Word(JsonValue object, std::string_view key,
                                          std::string_view where,
                                          const std::vector<std::string>& words) {
  const std::optional<std::string> text = Text(object, key, where);
  if (!text) return std::nullopt;
  const auto at = std::find(words.begin(), words.end(), *text);
  if (at != words.end()) return static_cast<size_t>(at - words.begin());
  Problem(object[key], Say(said::kWrongWord, where, key, Shorten(*text), AnyOf(words)));
  return std::nullopt;
}

std::optional<std::vector<std::string>> MappingReader::Texts(JsonValue object, std::string_view key,
                                                             std::string_view where, bool or_text) {
  const JsonValue value = object[key];
  if (!value.exists()) return std::nullopt;
  if (or_text && value.IsString()) return std::vector<std::string>{std::string(value.text())};
  if (!value.IsArray()) {
    const std::string_view kind = KindName(value.kind());
    Problem(value, or_text ? Say(said::kNoTextNorTexts, where, key, kind)
                           : Say(said::kNoTexts, where, key, kind));
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (size_t i = 0; i < value.size(); ++i) {
    if (!value[i].IsString()) {
      Problem(value[i], Say(said::kTextsOnly, where, key, KindName(value[i].kind())));
      return std::nullopt;
    }
    texts.emplace_back(value[i].text());
  }
  if (texts.empty()) {
    Problem(value, Say(said::kEmptyList, where, key));
    return std::nullopt;
  }
  return texts;
}

std::optional<std::vector<std::pair<std::string, std::string>>> MappingReader::Pairs(
    JsonValue object, std::string_view key, std::string_view where) {
  const JsonValue value = object[key];
  if (!value.exists() || !Expect(value, JsonKind::kObject, where, key)) return std::nullopt;
  CheckDoubles(value, fmt::format("{}«{}»: ", where, key));
  std::vector<std::pair<std::string, std::string>> pairs;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i].IsString() || IsWholeNumber(value[i])) {
      pairs.emplace_back(value.key(i), value[i].text());
    } else {
      Problem(value[i],
              Say(said::kPairNoText, where, key, Shorten(value.key(i)), KindName(value[i].kind())));
    }
  }
  return pairs;
}

std::vector<Condition> MappingReader::Conditions(JsonValue object, std::string_view key,
                                                 std::string_view where) {
  std::vector<Condition> conditions;
  const JsonValue value = object[key];
  if (!value.exists() || !Expect(value, JsonKind::kObject, where, key)) return conditions;
  CheckDoubles(value, fmt::format("{}«{}»: ", where, key));
  for (size_t i = 0; i < value.size(); ++i) {
    Condition condition;
    condition.column = value.key(i);
    condition.line = LineOf(value.key_offset(i));
    const std::string inner = fmt::format("{}«{}», column «{}»: ", where, key, value.key(i));
    if (!value[i].IsObject() || (!value[i]["is"].exists() && !value[i]["not"].exists())) {
      Problem(value.key_offset(i), Say(said::kConditionForm, inner));
      continue;
    }
    CheckKeys(value[i], MappingLevel::kCondition, inner);
    condition.is = Texts(value[i], "is", inner, false);
    condition.isnt = Texts(value[i], "not", inner, false).value_or(std::vector<std::string>());
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

}  // namespace leadsync::sync
