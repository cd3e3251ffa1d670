// SPDX-License-Identifier: MIT
#include "sync/mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "csv/dialect.h"
#include "sync/mapping_names.h"
#include "sync/mapping_reader.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

class TopReader {
 public:
  TopReader(MappingReader* reader, JsonValue root, Mapping* mapping)
      : in_(*reader), root_(root), mapping_(*mapping) {}

  void Read() {
    in_.CheckKeys(root_, MappingLevel::kTop, "");
    in_.Text(root_, "$schema", "");
    ReadKey();
    ReadMode();
    ReadColumns();
    ReadSets();
    mapping_.rows = in_.Conditions(root_, "rows", "");
    static constexpr std::array kEmpties = {EmptyCell::kKeep, EmptyCell::kClear,
                                            EmptyCell::kReject};
    if (const auto word = in_.Word(root_, "empty", "", {"keep", "clear", "reject"})) {
      mapping_.empty = kEmpties[*word];
    }
    mapping_.empty_words =
        in_.Texts(root_, "empty_words", "", false).value_or(std::vector<std::string>());
    mapping_.reopen = in_.Bool(root_, "reopen", "").value_or(false);
    mapping_.notify = in_.Bool(root_, "notify", "").value_or(false);
    ReadCsv();
    ReadPlace();
    const JsonValue add = root_["add"];
    if (add.exists() && in_.Expect(add, JsonKind::kObject, "", "add")) {
      in_.CheckKeys(add, MappingLevel::kAdd, "«add»: ");
      mapping_.import = in_.Bool(add, "import", "«add»: ").value_or(false);
    }
  }

 private:
  void ReadKey() {
    const JsonValue key = root_["key"];
    if (!key.exists()) {
      in_.Problem(root_, Say(said::kKeyMissing));
      return;
    }
    mapping_.key.line = in_.LineOf(key);
    if (key.IsString()) {
      mapping_.key.columns = {std::string(key.text())};
      CheckKeyColumns(key);
    } else if (key.IsObject()) {
      ReadKeyObject(key);
    } else {
      in_.Problem(key, Say(said::kKeyForm));
    }
  }

  void ReadKeyObject(JsonValue key) {
    constexpr std::string_view kWhere = "«key»: ";
    in_.CheckKeys(key, MappingLevel::kKey, kWhere);
    KeyRule& rule = mapping_.key;
    rule.columns = in_.Texts(key, "column", kWhere, true).value_or(std::vector<std::string>());
    if (!key["column"].exists()) {
      in_.Problem(key, Say(said::kKeyNoColumn));
    } else {
      CheckKeyColumns(key["column"]);
    }
    rule.fields = in_.Texts(key, "field", kWhere, true).value_or(std::vector<std::string>());
    if (rule.fields == std::vector<std::string>{"ID"}) rule.fields.clear();
    const bool unequal =
        !rule.fields.empty() && !rule.columns.empty() && rule.fields.size() != rule.columns.size();
    if (unequal || (rule.fields.empty() && rule.columns.size() > 1)) {
      in_.Problem(key["column"],
                  Say(said::kKeyCounts, rule.columns.size(), rule.columns.size() == 1 ? "" : "s",
                      std::max<size_t>(1, rule.fields.size()), rule.fields.size() > 1 ? "s" : ""));
    }
    if (auto within = in_.Pairs(key, "within", kWhere)) rule.within = std::move(*within);
    if (const auto pad = in_.Int(key, "pad", kWhere, 1, 255)) rule.pad = size_t(*pad);
  }

  void CheckKeyColumns(JsonValue value) {
    for (const std::string& column : mapping_.key.columns) {
      if (Trim(column).empty()) in_.Problem(value, Say(said::kKeyUnnamed));
    }
  }

  void ReadMode() {
    const auto word = in_.Word(root_, "mode", "", {"update", "add", "upsert"});
    if (!word || *word == 0) return;
    mapping_.mode = *word == 1 ? Mode::kAdd : Mode::kUpsert;
    mapping_.mode_line = in_.LineOf(root_["mode"]);
    if (mapping_.key.line > 0 && mapping_.key.fields.empty()) {
      in_.Problem(root_["mode"], Say(said::kModeNeedsKey, root_["mode"].text()));
    }
  }

  void ReadColumns() {
    const JsonValue columns = root_["columns"];
    if (columns.exists() && in_.Expect(columns, JsonKind::kObject, "", "columns")) {
      in_.CheckDoubles(columns, "«columns»: ");
      for (size_t i = 0; i < columns.size(); ++i) {
        ReadColumn(&in_, columns.key(i), columns.key_offset(i), columns[i], &mapping_.rules);
      }
    }
    if (columns.size() == 0 && root_["set"].size() == 0 && in_.problems()->empty()) {
      in_.Problem(root_, Say(said::kNothingWritten));
    }
  }

  void ReadSets() {
    const JsonValue sets = root_["set"];
    if (!sets.exists() || !in_.Expect(sets, JsonKind::kObject, "", "set")) return;
    in_.CheckDoubles(sets, "«set»: ");
    for (size_t i = 0; i < sets.size(); ++i) {
      const std::string where = fmt::format("«set» {}: ", sets.key(i));
      if (Trim(sets.key(i)).empty()) {
        in_.Problem(sets.key_offset(i), Say(said::kSetUnnamed));
      } else if (!sets[i].IsString()) {
        in_.Problem(sets[i], Say(said::kSetForm, where));
      } else if (auto text = Template::Parse(sets[i].text()); text.index() == 1) {
        in_.Problem(sets[i], where + std::get<1>(text));
      } else {
        mapping_.sets.push_back({std::string(sets.key(i)), in_.LineOf(sets.key_offset(i)),
                                 std::get<0>(std::move(text))});
      }
    }
  }

  void ReadCsv() {
    const JsonValue csv = root_["csv"];
    if (!csv.exists() || !in_.Expect(csv, JsonKind::kObject, "", "csv")) return;
    constexpr std::string_view kWhere = "«csv»: ";
    in_.CheckKeys(csv, MappingLevel::kCsv, kWhere);
    if (const auto name = in_.Text(csv, "delimiter", kWhere)) {
      if (const auto delimiter = csv::ParseDelimiter(*name)) {
        mapping_.delimiter = *delimiter;
      } else {
        in_.Problem(csv["delimiter"], Say(said::kNoDelimiter, Shorten(*name)));
      }
    }
    if (const auto name = in_.Text(csv, "encoding", kWhere)) {
      auto encoding = EncodingNamed(*name);
      if (encoding.index() == 0) {
        mapping_.encoding = std::get<0>(std::move(encoding));
      } else {
        in_.Problem(csv["encoding"], "«csv»: " + std::get<1>(encoding).text);
      }
    }
    if (const auto row = in_.Int(csv, "header_row", kWhere, 1, 1'000'000)) {
      mapping_.header_row = static_cast<size_t>(*row);
    }
  }

  /// Where the leads are: portal, time zone, country.
  void ReadPlace() {
    if (const auto zone = in_.Text(root_, "time_zone", "")) {
      if (const auto problem = TimeZoneProblem(*zone)) in_.Problem(root_["time_zone"], *problem);
      mapping_.time_zone = *zone;
    }
    if (const auto country = in_.Text(root_, "country", "")) {
      if (!IsCountry(*country)) in_.Problem(root_["country"], Say(said::kNoCountry, ""));
      mapping_.country = *country;
    }
    if (const auto portal = in_.Text(root_, "portal", "")) {
      mapping_.portal_line = in_.LineOf(root_["portal"]);
      if (auto host = PortalHost(*portal)) {
        mapping_.portal = std::move(*host);
      } else {
        // Not quoted: somebody may have pasted a webhook here, and that is a password.
        in_.Problem(root_["portal"], Say(said::kNoHost));
      }
    }
  }

  MappingReader& in_;
  JsonValue root_;
  Mapping& mapping_;
};

JsonDocument ParseJson(std::string text, const std::string& file, const MappingReader& reader) {
  try {
    return JsonDocument::Parse(std::move(text), JsonDocument::Dialect::kCommentsAndTrailingCommas);
  } catch (const JsonError& error) {
    Raise(said::kMappingNotJson, file, reader.LineOf(error.offset()), error.what());
  }
}

void SortByLine(std::vector<MappingProblem>* problems) {
  std::stable_sort(
      problems->begin(), problems->end(),
      [](const MappingProblem& a, const MappingProblem& b) { return a.line < b.line; });
}

}  // namespace

Mapping ParseMapping(std::string text, std::string file_name, OnProblem on) {
  if (text.starts_with(kBom)) text.erase(0, kBom.size());
  Mapping mapping;
  mapping.file = std::move(file_name);
  MappingReader reader(text);
  if (const size_t bad = FindInvalidUtf8(text); bad != std::string_view::npos) {
    Raise(said::kMappingNotUtf8, mapping.file, reader.LineOf(bad));
  }
  if (Trim(text).empty()) Raise(said::kMappingEmpty, mapping.file);
  const JsonDocument document = ParseJson(std::move(text), mapping.file, reader);
  if (document.root().IsObject()) {
    TopReader(&reader, document.root(), &mapping).Read();
  } else {
    reader.Problem(document.root(), Say(said::kNoObject));
  }
  SortByLine(reader.problems());
  if (on == OnProblem::kKeep) {
    mapping.problems = std::move(*reader.problems());
    return mapping;
  }
  ProblemList list;
  for (const MappingProblem& problem : *reader.problems()) {
    list.Add(fmt::format("{}:{}", mapping.file, problem.line), problem.text);
  }
  list.ThrowIfAny();
  return mapping;
}

}  // namespace leadsync::sync
