// SPDX-License-Identifier: MIT
// The mappings and samples that come with leadsync, against the practice portal's own leads.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/files.h"
#include "csv/scan.h"
#include "practice_catalog.h"
#include "printers.h"
#include "sync/planner.h"

using namespace leadsync;
using namespace leadsync::sync;
using namespace leadsync::testing;

namespace {

const std::filesystem::path kRoot = LEADSYNC_SOURCE_DIR;

/// What planning a whole file comes to.
struct PlannedFile {
  std::map<std::string, int> rows;    ///< by "update" or status
  std::vector<std::string> problems;  ///< «row column: cell»
  std::vector<std::string> warnings;
  std::set<int64_t> leads;
  int doubles = 0;
  int missing = 0;
  int closed = 0;
  std::vector<std::string> ignored;
};

/// What is wrong where; the words are the business of those who say them.
std::string Place(uint64_t row, const Problem& problem) {
  if (problem.column.empty()) return fmt::format("{}", row);
  return fmt::format("{} {}: {}", row, problem.column, problem.value);
}

PlannedFile PlanFile(const std::string& sample, const std::string& mapping_name,
                     const std::string& encoding = "auto") {
  const std::filesystem::path mapping_path = kRoot / "mappings" / mapping_name;
  const Mapping mapping = ParseMapping(ReadFile(mapping_path), mapping_name);
  csv::InputOptions input;
  input.path = (kRoot / "samples" / sample).string();
  input.encoding = encoding;
  input.dialect.delimiter = mapping.delimiter;
  input.dialect.header_row = mapping.header_row;
  csv::Scan scan(input);
  const Planner planner(mapping, scan.header().names, PracticeCatalog(), "practice.example",
                        nullptr, scan.header().hint);
  PlannedFile result;
  result.ignored = planner.ignored_columns();
  csv::Record record;
  bool unknown = false;
  while (scan.Next(&record)) {
    const Planned planned = planner.Plan(record, &unknown);
    if (const Outcome* outcome = std::get_if<Outcome>(&planned)) {
      ++result.rows[std::string(Name(outcome->status))];
      for (const Problem& problem : outcome->problems) {
        if (outcome->status == Status::kInvalid) {
          result.problems.push_back(Place(outcome->row, problem));
        }
      }
      continue;
    }
    const Update& update = std::get<Update>(planned);
    ++result.rows["update"];
    for (const Problem& problem : update.warnings) {
      result.warnings.push_back(Place(update.row, problem));
    }
    if (!result.leads.insert(update.lead_id).second) ++result.doubles;
    const sandbox::PhpValue semantics =
        PracticePortal().world().ReadField(update.lead_id, "STATUS_SEMANTIC_ID");
    if (semantics.ToString().empty()) ++result.missing;
    if (semantics.ToString() == "S" || semantics.ToString() == "F") ++result.closed;
  }
  return result;
}

std::string Counts(const std::map<std::string, int>& rows) {
  std::string out;
  for (const auto& [name, count] : rows) out += fmt::format("{} {}, ", count, name);
  return out;
}

std::string Lines(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

TEST_CASE("the English sample has some wrong rows of each kind, and the rest is good") {
  const PlannedFile all = PlanFile("lost-leads.csv", "lost-leads.json");
  CHECK(Counts(all.rows) == "24 invalid, 4 skipped, 287 update, ");
  CHECK(Lines(all.problems) ==
        "12 Lead ID: https://another.example/crm/lead/details/1017/\n"
        "24 Order number: SO-001873 / SO-001874\n"
        "35 Closed on: 2/14/2026\n"
        "47 Lost reasons: No budget, Bad timing\n"
        "58 Competitor product: Leadora 2\n"
        "58 Competitor URL: leadora\n"
        "58 Closed on: 29.02.2026\n"
        "70 Closed on: 31.02.2026\n"
        "72\n"
        "83 Competitor URL: www.leadora.example/pricing\n"
        "94 Stage: Closed lost\n"
        "129 Lost reasons: Price to high|No budget\n"
        "141 Closed on: mid January\n"
        "148\n"
        "153 Lead ID: lead 1204\n"
        "165 Competitor product: #N/A\n"
        "188 Competitor URL: https//salesharbor.example\n"
        "200 Competitor product: Kонтур\n"
        "223 Competitor product: trellis\n"
        "224\n"
        "235 Competitor product: SalesHabor\n"
        "247 Do not call: maybe\n"
        "259 Lead ID: \n"
        "270 Competitor product: Leedora\n"
        "282 Competitor URL: #REF!\n"
        "293 Lead ID: 1.04E+03");
  CHECK(Lines(all.warnings) ==
        "211 Comment: They showed us <table> layouts of the rival.\n"
        "305 Comment: Contact: Fran�ois, prefers mail.");
  CHECK(all.doubles == 1);
  CHECK(all.missing == 3);
  CHECK(all.closed == 9);
  CHECK(all.ignored == std::vector<std::string>{"Company", "Contact"});
}

TEST_CASE("the Russian sample reads alike as UTF-8 and as windows-1251") {
  const PlannedFile utf8 = PlanFile("lost-leads-ru.csv", "lost-leads-ru.json");
  const PlannedFile cp1251 =
      PlanFile("lost-leads-ru-1251.csv", "lost-leads-ru.json", "windows-1251");
  CHECK(Counts(utf8.rows) == "16 invalid, 71 update, ");
  CHECK(Lines(utf8.problems) ==
        "6 Сайт конкурента: kontur-crm.example\n"
        "11 Конкурент: Kонтур\n"
        "16 Сумма: 12.500\n"
        "21 Дата закрытия: 00.01.2026\n"
        "21 Не звонить: не знаю\n"
        "26 Причины: Нет бюджета\n"
        "Дорого\n"
        "31 Сумма: двести тысяч\n"
        "36 Конкурент: Мегасфера\n"
        "41 ID лида: \n"
        "47 Стадия: Закрыт\n"
        "48\n"
        "58 Дата закрытия: 31.02.2026\n"
        "63 Конкурент: зеленый лист\n"
        "68 ID лида: 1,04E+03\n"
        "73 Конкурент: #Н/Д\n"
        "78 Скидка, %: 120\n"
        "83 Дата закрытия: 2026");
  CHECK(utf8.warnings.empty());
  CHECK(utf8.doubles == 1);
  CHECK(utf8.missing == 1);
  CHECK(utf8.closed == 3);
  CHECK(utf8.ignored == std::vector<std::string>{"Компания", "Контакт"});
  CHECK(cp1251.rows == utf8.rows);
  CHECK(cp1251.problems == utf8.problems);
  CHECK(cp1251.leads == utf8.leads);
}

TEST_CASE("the nightly sample is wholly good") {
  const PlannedFile all = PlanFile("nightly-update.csv", "nightly-update.json");
  CHECK(Counts(all.rows) == "4 skipped, 56 update, ");
  CHECK(Lines(all.problems) == "");
  CHECK(all.warnings.empty());
  CHECK(all.doubles == 0);
  CHECK(all.missing == 0);
  CHECK(all.ignored.empty());
}

TEST_CASE("the schema knows exactly the keys that are understood") {
  const JsonDocument schema =
      JsonDocument::Parse(ReadFile(kRoot / "mappings" / "leadsync.schema.json"));
  const auto keys = [](JsonValue object) {
    std::set<std::string> out;
    for (size_t i = 0; i < object["properties"].size(); ++i) {
      out.emplace(object["properties"].key(i));
    }
    return out;
  };
  const auto known = [](MappingLevel level) {
    const std::vector<std::string> words = MappingKeys(level);
    return std::set<std::string>(words.begin(), words.end());
  };
  const JsonValue root = schema.root();
  const JsonValue definitions = root["definitions"];
  CHECK(keys(root) == known(MappingLevel::kTop));
  CHECK(keys(definitions["key"]) == known(MappingLevel::kKey));
  CHECK(keys(definitions["rule"]) == known(MappingLevel::kRule));
  CHECK(keys(definitions["conditions"]["additionalProperties"]) == known(MappingLevel::kCondition));
  CHECK(keys(root["properties"]["csv"]) == known(MappingLevel::kCsv));
  CHECK(keys(root["properties"]["add"]) == known(MappingLevel::kAdd));
  for (const JsonValue rule : {definitions["rule"], root}) {
    for (size_t i = 0; i < rule["properties"].size(); ++i) {
      const JsonValue one = rule["properties"][i];
      CAPTURE(std::string(rule["properties"].key(i)));
      CHECK((one["description"].exists() || one["$ref"].exists()));
    }
  }
}
