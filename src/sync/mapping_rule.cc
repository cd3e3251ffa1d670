// SPDX-License-Identifier: MIT
// One member of `columns`: which field a column is written to, and how its cells are read.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sync/mapping_reader.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

class RuleReader {
 public:
  RuleReader(MappingReader* reader, JsonValue object, std::string where, Rule* rule)
      : in_(*reader), object_(object), where_(std::move(where)), rule_(*rule) {}

  void Read() {
    in_.CheckKeys(object_, MappingLevel::kRule, where_);
    ReadName();
    ReadValues();
    ReadSpelling();
    ReadWriting();
    ReadTransforms();
    rule_.when = in_.Conditions(object_, "when", where_);
  }

 private:
  void ReadName() {
    rule_.field = in_.Text(object_, "field", where_).value_or("");
    rule_.label = in_.Text(object_, "label", where_).value_or("");
    const bool field = object_["field"].exists();
    const bool label = object_["label"].exists();
    if (field && label) {
      Problem("label", Say(said::kRuleTwoFields, where_));
    } else if (!field && !label) {
      in_.Problem(object_, Say(said::kRuleNoField, where_));
    } else if (const char* key = field ? "field" : "label";
               object_[key].IsString() && Trim(object_[key].text()).empty()) {
      Problem(key, Say(said::kMemberEmpty, where_, key));
    }
  }

  void ReadValues() {
    const JsonValue values = object_["values"];
    if (values.IsString()) {
      rule_.values_file = values.text();
      rule_.values_line = in_.LineOf(values);
      if (rule_.values_file.empty()) Problem("values", Say(said::kValuesUnnamed, where_));
    } else if (values.exists() && !values.IsObject()) {
      Problem("values", Say(said::kValuesForm, where_));
    } else if (auto pairs = in_.Pairs(object_, "values", where_)) {
      rule_.cell.values = std::move(*pairs);
    }
  }

  /// How values are spelt in the file.
  void ReadSpelling() {
    if (auto split = NonEmpty("split")) rule_.cell.split = std::move(*split);
    if (auto formats = in_.Texts(object_, "format", where_, true)) {
      rule_.cell.formats = std::move(*formats);
      const bool empty = std::find(rule_.cell.formats.begin(), rule_.cell.formats.end(), "") !=
                         rule_.cell.formats.end();
      if (empty) Problem("format", Say(said::kFormatEmpty, where_));
    }
    if (const auto word = in_.Word(object_, "decimal", where_, {".", ","})) {
      rule_.cell.decimal = ".,"[*word];
    }
    if (auto group = NonEmpty("group")) rule_.cell.group = std::move(*group);
    rule_.cell.parentheses = in_.Bool(object_, "parentheses", where_).value_or(false);
    rule_.cell.complete_url = in_.Bool(object_, "complete", where_).value_or(false);
    if (auto country = Country()) rule_.cell.country = std::move(*country);
    if (auto by = in_.Texts(object_, "by", where_, true)) {
      for (const std::string& word : *by) {
        if (word == "id" || word == "email" || word == "name") continue;
        Problem("by", Say(said::kWrongBy, where_, Shorten(word)));
      }
      rule_.cell.by = std::move(*by);
    }
    if (auto kind = NonEmpty("kind")) rule_.cell.kind = std::move(*kind);
  }

  /// What a cell does to the lead.
  void ReadWriting() {
    static constexpr std::array kWrites = {crm::WriteMode::kSet, crm::WriteMode::kIfEmpty,
                                           crm::WriteMode::kAdd, crm::WriteMode::kReplace};
    if (const auto word =
            in_.Word(object_, "write", where_, {"set", "if_empty", "add", "replace"})) {
      rule_.cell.write = kWrites[*word];
    }
    if (const auto word = in_.Word(object_, "on", where_, {"add", "update"})) {
      rule_.on_add = *word == 0;
      rule_.on_update = *word == 1;
    }
    static constexpr std::array kEmpties = {EmptyCell::kKeep, EmptyCell::kClear,
                                            EmptyCell::kReject};
    if (const auto word = in_.Word(object_, "empty", where_, {"keep", "clear", "reject"})) {
      rule_.empty = kEmpties[*word];
    }
    if (const auto word = in_.Word(object_, "bad", where_, {"row", "cell"})) {
      rule_.bad = *word == 0 ? BadCell::kRow : BadCell::kCell;
    }
  }

  void ReadTransforms() {
    Transforms& t = rule_.transforms;
    t.trim = in_.Bool(object_, "trim", where_).value_or(true);
    t.collapse = in_.Bool(object_, "collapse", where_).value_or(false);
    static constexpr std::array<std::pair<std::string_view, LetterCase>, 3> kCases = {
        {{"upper", LetterCase::kUpper},
         {"lower", LetterCase::kLower},
         {"title", LetterCase::kTitle}}};
    for (const auto& [key, letters] : kCases) {
      if (!in_.Bool(object_, key, where_).value_or(false)) continue;
      if (t.letters != LetterCase::kAsIs) {
        Problem(key, Say(said::kOneCase, where_));
      }
      t.letters = letters;
    }
    if (auto pairs = in_.Pairs(object_, "replace", where_)) {
      for (const auto& [from, to] : *pairs) {
        if (from.empty()) Problem("replace", Say(said::kReplaceEmpty, where_));
      }
      std::erase_if(*pairs, [](const auto& pair) { return pair.first.empty(); });
      t.replace = std::move(*pairs);
    }
    if (const auto part = in_.Int(object_, "part", where_, -100, 100)) {
      if (*part == 0) Problem("part", Say(said::kPartZero, where_));
      t.part = static_cast<int>(*part);
    }
    if (const auto pad = in_.Int(object_, "pad", where_, 1, 255)) t.pad = size_t(*pad);
    t.otherwise = in_.Text(object_, "default", where_);
  }

  std::optional<std::string> NonEmpty(std::string_view key) {
    std::optional<std::string> text = in_.Text(object_, key, where_);
    if (!text || !text->empty()) return text;
    Problem(key, Say(said::kMemberEmpty, where_, key));
    return std::nullopt;
  }

  std::optional<std::string> Country() {
    std::optional<std::string> text = in_.Text(object_, "country", where_);
    if (!text || IsCountry(*text)) return text;
    Problem("country", Say(said::kNoCountry, where_));
    return std::nullopt;
  }

  void Problem(std::string_view key, std::string text) {
    in_.Problem(object_[key], std::move(text));
  }

  MappingReader& in_;
  JsonValue object_;
  std::string where_;
  Rule& rule_;
};

void ReadRule(MappingReader* reader, std::string_view column, JsonValue value, Line line,
              std::vector<Rule>* rules) {
  Rule rule;
  rule.column = column;
  rule.line = line;
  std::string where = fmt::format("column «{}»: ", column);
  if (value.IsString()) {
    rule.name = value.text();
    if (Trim(rule.name).empty()) {
      reader->Problem(value, Say(said::kRuleNoField, where));
    }
  } else if (value.IsObject()) {
    RuleReader(reader, value, std::move(where), &rule).Read();
  } else {
    reader->Problem(value, Say(said::kRuleForm, where));
    return;
  }
  rules->push_back(std::move(rule));
}

}  // namespace

bool IsCountry(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() == 2 && capital(text[0]) && capital(text[1]);
}

void ReadColumn(MappingReader* reader, std::string_view column, size_t column_offset,
                JsonValue value, std::vector<Rule>* rules) {
  if (Trim(column).empty()) {
    reader->Problem(column_offset, Say(said::kColumnUnnamed));
    return;
  }
  if (!value.IsArray()) {
    ReadRule(reader, column, value, reader->LineOf(column_offset), rules);
    return;
  }
  if (value.size() == 0) {
    reader->Problem(column_offset, Say(said::kNoRules, fmt::format("column «{}»: ", column)));
  }
  for (size_t i = 0; i < value.size(); ++i) {
    ReadRule(reader, column, value[i], reader->LineOf(value[i]), rules);
  }
}

}  // namespace leadsync::sync
