// SPDX-License-Identifier: MIT
#include "sync/mapping.h"

#include <doctest/doctest.h>

#include <random>

#include "base/error.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::sync;

namespace {

/// What is said about a mapping; empty if nothing is wrong with it.
std::string Problems(const std::string& text) {
  try {
    ParseMapping(text, "m.json");
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

/// The problems of a mapping that is sound but for `member`.
std::string ProblemsOf(const std::string& member) {
  return Problems("{\"key\": \"ID\", \"columns\": {\"A\": \"TITLE\"},\n" + member + "}");
}

std::string ProblemsOfRule(const std::string& rule) {
  return Problems("{\"key\": \"ID\", \"columns\": {\n\"A\": " + rule + "}}");
}

constexpr const char* kDesign = R"({
  "$schema": "leadsync.schema.json",
  "key": "Lead ID",                              // the column with lead IDs (or links to leads of this portal), or
  // "key": { "column": "Order no", "field": "ORIGIN_ID", "within": { "ORIGINATOR_ID": "ERP" } },  any field(s) that identify a lead
  "mode": "update",                              // update | add | upsert
  "columns": {
    "Stage":              "STATUS_ID",           // a field's code, or else its label on this portal
    "Competitor product": { "label": "Competitor product" },
    "Competitor URL":     { "field": "UF_CRM_1700000002" },
    "Closed on":          { "field": "UF_CRM_1700000004", "format": ["%d.%m.%Y", "excel"] },
    "Amount":             { "field": "OPPORTUNITY", "decimal": "," },
    "Lost reasons":       { "field": "UF_CRM_1700000003", "split": "|" },
    "Phone":              { "field": "PHONE", "kind": "WORK", "write": "add" },       // set | if_empty | add | replace
    "Mobile":             { "field": "PHONE", "kind": "MOBILE", "write": "add" },
    "Manager":            { "field": "ASSIGNED_BY_ID", "by": "email", "on": "add" },  // id | email | name; only when the lead is new
    "Source":             { "field": "SOURCE_ID", "values": { "www": "WEB" } },       // or a CSV file of two columns
    "Notes":              { "field": "COMMENTS", "empty": "clear", "bad": "cell" },   // keep | clear | reject; a bad cell fails the row | cell
    "Full name":          [ { "field": "NAME", "part": 1 }, { "field": "LAST_NAME", "part": 2 } ]
  },
  "set": { "STATUS_DESCRIPTION": "Lost to {Competitor product|an unnamed rival}" },   // for every row; {Column|else}, {{ and }} literal
  "rows": { "Cancelled": { "not": ["Y"] } },     // is | not: lists, compared trimmed and case-folded; all must hold; other rows are skipped
  "empty": "keep", "empty_words": ["NULL", "-"],
  "reopen": false,                               // leads in a final stage are left alone: `closed`
  "notify": false,                               // REGISTER_SONET_EVENT
  "csv": { "delimiter": ";", "encoding": "windows-1251", "header_row": 1 },
  "time_zone": "Europe/Moscow",                  // for datetimes without offset and for the report; never the machine's
  "portal": "acme.bitrix24.com"
}
)";

}  // namespace

TEST_CASE("everything that the design's example says is read") {
  const Mapping m = ParseMapping(kDesign, "design.json");
  CHECK(m.key.columns == std::vector<std::string>{"Lead ID"});
  CHECK(m.key.line == 3);
  CHECK(m.mode == Mode::kUpdate);
  REQUIRE(m.rules.size() == 13);
  CHECK(m.rules[0].column == "Stage");
  CHECK(m.rules[0].name == "STATUS_ID");
  CHECK(m.rules[0].line == 7);
  CHECK(m.rules[1].label == "Competitor product");
  CHECK(m.rules[3].field == "UF_CRM_1700000004");
  CHECK(m.rules[3].cell.formats == std::vector<std::string>{"%d.%m.%Y", "excel"});
  CHECK(m.rules[4].cell.decimal == ',');
  CHECK(m.rules[5].cell.split == std::optional<std::string>("|"));
  CHECK(m.rules[6].cell.kind == "WORK");
  CHECK(m.rules[6].cell.write == crm::WriteMode::kAdd);
  CHECK(m.rules[8].cell.by == std::vector<std::string>{"email"});
  CHECK(m.rules[8].on_add);
  CHECK_FALSE(m.rules[8].on_update);
  REQUIRE(m.rules[9].cell.values.size() == 1);
  CHECK(m.rules[9].cell.values[0].first == "www");
  CHECK(m.rules[9].cell.values[0].second == "WEB");
  CHECK(m.rules[10].empty == std::optional<EmptyCell>(EmptyCell::kClear));
  CHECK(m.rules[10].bad == BadCell::kCell);
  CHECK(m.rules[11].column == "Full name");
  CHECK(m.rules[12].column == "Full name");
  CHECK(m.rules[12].transforms.part == 2);
  REQUIRE(m.sets.size() == 1);
  CHECK(m.sets[0].name == "STATUS_DESCRIPTION");
  CHECK(m.sets[0].line == 20);
  REQUIRE(m.rows.size() == 1);
  CHECK(m.rows[0].isnt == std::vector<std::string>{"Y"});
  CHECK(m.empty == EmptyCell::kKeep);
  CHECK(m.empty_words == std::vector<std::string>{"NULL", "-"});
  CHECK(m.delimiter == ';');
  CHECK(m.encoding == "windows-1251");
  CHECK(m.header_row == 1);
  CHECK(m.time_zone == "Europe/Moscow");
  CHECK(m.portal == "acme.bitrix24.com");
  CHECK(m.portal_line == 27);
}

TEST_CASE("all problems of a mapping are told at once, each with its line") {
  CHECK(Problems(R"({
  "key": "Lead ID",
  "colums": { "Stage": "STATUS_ID" },
  "columns": {
    "Amount": { "field": "OPPORTUNITY", "decimel": "," },
    "Amount": "OPPORTUNITY",
    "Notes": { "field": "COMMENTS", "empty": "cleer" },
    "Company": 17,
    "URL": { }
  },
  "reopen": "yes",
  "csv": { "delimiter": "#", "encoding": "windos-1251", "header_row": 0 },
  "time_zone": "Europe/Moskow",
  "set": { "TITLE": "Lost to {Competitor" }
})") == "m.json:3: unknown key «colums»; did you mean «columns»?\n"
        "m.json:5: column «Amount»: unknown key «decimel»; did you mean «decimal»?\n"
        "m.json:6: «columns»: «Amount» stands twice: line 5 has it already; leave only one\n"
        "m.json:7: column «Notes»: «empty» is «cleer», but may only be keep, clear or reject\n"
        "m.json:8: column «Company»: write a field's code or label in quotes, or an object with "
        "\"field\" or \"label\"\n"
        "m.json:9: column «URL»: names no field; write a field's code or label in quotes, or an "
        "object with \"field\" or \"label\"\n"
        "m.json:11: «reopen» must be true or false, not a text in quotes\n"
        "m.json:12: «csv»: «delimiter» is «#», but may only be auto, comma, semicolon, tab, pipe "
        "or the character itself\n"
        "m.json:12: «csv»: there is no encoding «windos-1251»; did you mean «windows-1251»?\n"
        "m.json:12: «csv»: «header_row» must be a whole number from 1 to 1000000\n"
        "m.json:13: there is no time zone «Europe/Moskow»; did you mean «Europe/Moscow»?\n"
        "m.json:14: «set» TITLE: «Lost to {Competitor» has a { that is never closed; a literal "
        "brace is written {{");
}

TEST_CASE("a wrong member is refused with what would be right") {
  for (
      const auto& [member, want] : std::vector<std::pair<std::string, std::string>>{
          {R"("mode": "upset")", "«mode» is «upset», but may only be update, add or upsert"},
          {R"("mode": null)", "«mode» must be a text in quotes, not null"},
          {R"("empty": "no")", "«empty» is «no», but may only be keep, clear or reject"},
          {R"("empty_words": "NULL")",
           "«empty_words» must be a list of texts, not a text in quotes"},
          {R"("empty_words": [])", "«empty_words» is an empty list; fill it in, or leave it out"},
          {R"("empty_words": [0])", "«empty_words» must hold texts in quotes only, not a number"},
          {R"("rows": { "A": ["Y"] })",
           R"(«rows», column «A»: write {"is": ["one", "another"]} or {"not": ["one", "another"]})"},
          {R"("rows": { "A": {"is": ["Y"], "nott": ["N"]} })",
           "«rows», column «A»: unknown key «nott»; did you mean «not»?"},
          {R"("rows": { "A": {"is": "Y"} })",
           "«rows», column «A»: «is» must be a list of texts, not a text in quotes"},
          {R"("notify": 1)", "«notify» must be true or false, not a number"},
          {R"("csv": [])", "«csv» must be an object in { }, not a list in [ ]"},
          {R"("csv": {"encoding": "UTF-8//TRANSLIT"})",
           "«csv»: there is no encoding «UTF-8//TRANSLIT»; did you mean «UTF-8»?"},
          {R"("csv": {"encoding": ""})",
           "«csv»: there is no encoding «»; write \"auto\", \"UTF-8\" or \"windows-1251\", for "
           "example"},
          {R"("time_zone": "../../etc/passwd")",
           "there is no time zone «../../etc/passwd»; write it as in \"Europe/Moscow\""},
          {R"("country": "Germany")",
           "«country» must be a country's code of two capital letters, as in \"DE\""},
          {R"("set": { "TITLE": 5 })",
           "«set» TITLE: write a text in quotes, as in \"Lost to {Competitor}\""},
          {R"("set": { "TITLE": "a } b" })",
           "«set» TITLE: «a } b» has a } that closes nothing; a literal brace is written }}"},
          {R"("set": { "TITLE": "{|x}" })",
           "«set» TITLE: «{|x}» names no column in {|x}; write {Column} or {Column|else}"},
      }) {
    CAPTURE(member);
    CHECK(ProblemsOf(member) == "m.json:2: " + want);
  }
}

TEST_CASE("a wrong rule is refused with what would be right") {
  for (const auto& [rule, want] : std::vector<std::pair<std::string, std::string>>{
           {R"("")",
            "names no field; write a field's code or label in quotes, or an object with \"field\" "
            "or \"label\""},
           {R"([])",
            "the list of rules is empty; say which field the column goes to, or leave it out"},
           {R"({"field": "A", "label": "B"})",
            "names the field twice; leave either «field» or «label» away"},
           {R"({"field": " "})", "«field» is empty; fill it in, or leave it out"},
           {R"({"field": "A", "split": ""})", "«split» is empty; fill it in, or leave it out"},
           {R"({"field": "A", "format": 5})",
            "«format» must be a text or a list of texts, not a number"},
           {R"({"field": "A", "format": ["%d", ""]})",
            "«format» holds an empty text; fill it in, or take it out"},
           {R"({"field": "A", "decimal": ";"})", "«decimal» is «;», but may only be . or ,"},
           {R"({"field": "A", "values": ["a"]})",
            "«values» must be an object as in {\"www\": \"WEB\"}, or the name of a CSV file"},
           {R"({"field": "A", "values": {"a": true}})",
            "«values»: «a» must be a text in quotes, not true or false"},
           {R"({"field": "A", "write": "append"})",
            "«write» is «append», but may only be set, if_empty, add or replace"},
           {R"({"field": "A", "on": "both"})", "«on» is «both», but may only be add or update"},
           {R"({"field": "A", "by": ["id", "login"]})",
            "«by» is «login», but may only be id, email or name"},
           {R"({"field": "A", "bad": "file"})", "«bad» is «file», but may only be row or cell"},
           {R"({"field": "A", "part": 0})",
            "«part» cannot be 0; it counts from 1 (or from -1, the last)"},
           {R"({"field": "A", "part": 1.5})", "«part» must be a whole number from -100 to 100"},
           {R"({"field": "A", "pad": 999999999999999999999})",
            "«pad» must be a whole number from 1 to 255"},
           {R"({"field": "A", "replace": {"": "x"}})",
            "«replace» cannot look for an empty text; fill it in, or take it out"},
           {R"({"field": "A", "upper": true, "lower": true})",
            "only one of «upper», «lower» and «title» can be true; leave the others out"},
           {R"({"field": "A", "trim": "yes"})",
            "«trim» must be true or false, not a text in quotes"},
       }) {
    CAPTURE(rule);
    CHECK(ProblemsOfRule(rule) == "m.json:2: column «A»: " + want);
  }
}

TEST_CASE("a key that cannot be right is refused") {
  const auto problems = [](const std::string& key) {
    return Problems("{\n\"key\": " + key + ", \"columns\": {\"A\": \"TITLE\"}}");
  };
  CHECK(problems("5") ==
        "m.json:2: «key» must be a column's name in quotes, or an object as in "
        "{\"column\": \"Lead ID\"}");
  CHECK(problems("\" \"") ==
        "m.json:2: «key» names no column; write the column's header in quotes");
  CHECK(problems("{}") == "m.json:2: «key»: «column» is missing; write {\"column\": \"Lead ID\"}");
  CHECK(problems(R"({"colunm": "A", "column": "A"})") ==
        "m.json:2: «key»: unknown key «colunm»; did you mean «column»?");
  CHECK(problems(R"({"column": ["A", "B"], "field": "ORIGIN_ID"})") ==
        "m.json:2: «key» has 2 columns for 1 field; name a field for each column");
  CHECK(problems(R"({"column": ["A", "B"]})") ==
        "m.json:2: «key» has 2 columns for 1 field; name a field for each column");
  CHECK(Problems(R"({"columns": {"A": "TITLE"}})") ==
        "m.json:1: «key» is missing; name the column with the lead IDs, as in \"key\": "
        "\"Lead ID\"");
  CHECK(Problems(R"({"key": "A"})") ==
        "m.json:1: the mapping writes nothing; say in «columns» which column goes to which field, "
        "as in \"columns\": { \"Stage\": \"STATUS_ID\" }");
}

TEST_CASE("a key given as an object with the field ID is a lead ID like any other") {
  const Mapping m =
      ParseMapping(R"({"key": {"column": "No", "field": "ID"}, "columns": {"A": "TITLE"}})", "m");
  CHECK(m.key.columns == std::vector<std::string>{"No"});
  CHECK(m.key.fields.empty());
}

TEST_CASE("a rule changes the letters' case in one of three ways") {
  for (const auto& [key, want] :
       std::initializer_list<std::pair<std::string, LetterCase>>{{"upper", LetterCase::kUpper},
                                                                 {"lower", LetterCase::kLower},
                                                                 {"title", LetterCase::kTitle}}) {
    CAPTURE(key);
    const Mapping m = ParseMapping(
        R"({"key": "ID", "columns": {"A": {"field": "NAME", ")" + key + R"(": true}}})", "m.json");
    CHECK(m.rules[0].transforms.letters == want);
  }
}

TEST_CASE("a mapping that adds needs a key that a new lead can have") {
  CHECK(Problems(
            "{\n\"key\": \"Lead ID\",\n\"mode\": \"upsert\", \"columns\": {\"A\": \"TITLE\"}}") ==
        "m.json:3: «mode»: «upsert» needs a key that new leads can have, not the lead's ID; write "
        "\"key\": {\"column\": \"Order no\", \"field\": \"ORIGIN_ID\", \"within\": "
        "{\"ORIGINATOR_ID\": \"ERP\"}}, for example");
  const Mapping m = ParseMapping(R"({
  "key": { "column": ["Year", "Order"], "field": ["UF_A", "UF_B"],
           "within": { "ORIGINATOR_ID": "ERP" }, "pad": 8 },
  "mode": "upsert",
  "columns": { "Name": "NAME" },
  "add": { "import": true }
})",
                                 "m.json");
  CHECK(m.key.columns == std::vector<std::string>{"Year", "Order"});
  CHECK(m.key.fields == std::vector<std::string>{"UF_A", "UF_B"});
  REQUIRE(m.key.within.size() == 1);
  CHECK(m.key.within[0] == std::pair<std::string, std::string>("ORIGINATOR_ID", "ERP"));
  CHECK(m.key.pad == 8);
  CHECK(m.mode == Mode::kUpsert);
  CHECK(m.import);
}

TEST_CASE("a file that is no mapping is refused for what it is") {
  CHECK(Problems("") == "m.json: the mapping is empty; `leadsync map` drafts one");
  CHECK(Problems("\xEF\xBB\xBF  \n") == "m.json: the mapping is empty; `leadsync map` drafts one");
  CHECK(Problems("[]") ==
        "m.json:1: a mapping is one object in { }; write { \"key\": \"Lead ID\", \"columns\": { "
        "\"Stage\": \"STATUS_ID\" } }, for example");
  CHECK(Problems("{\n\"key\": \"\xC0\"}") ==
        "m.json:2: the text is not UTF-8; save the mapping as UTF-8");
  CHECK(Problems("{\n  \"key\": \"ID\"\n  \"columns\": {} }").starts_with("m.json:3: "));
}

TEST_CASE("comments, trailing commas and a byte order mark are welcome") {
  CHECK(
      Problems(
          "\xEF\xBB\xBF// one\n{ /* two */ \"key\": \"ID\", \"columns\": {\"A\": \"TITLE\",}, }") ==
      "");
}

TEST_CASE("a portal is a host, and what else stands there is not repeated") {
  const auto portal = [](const std::string& text) {
    return ParseMapping(R"({"key": "ID", "columns": {"A": "TITLE"}, "portal": ")" + text + "\"}",
                        "m.json")
        .portal;
  };
  CHECK(portal("Acme.Bitrix24.com") == "acme.bitrix24.com");
  CHECK(portal("https://acme.bitrix24.com/") == "acme.bitrix24.com");
  CHECK(portal("http://127.0.0.1:8080") == "127.0.0.1:8080");
  CHECK_THROWS_WITH_AS(
      portal("https://acme.bitrix24.com/rest/1/s3cr3t/"),
      "m.json:1: «portal» must be the portal's host alone, as in \"acme.bitrix24.com\"",
      UsageError);
}

TEST_CASE("problems can be kept, so that they are told together with those of the header") {
  const Mapping m = ParseMapping("{\"key\": \"ID\",\n\"colums\": {}}", "m.json", OnProblem::kKeep);
  REQUIRE(m.problems.size() == 1);
  CHECK(m.problems[0].line == 2);
  CHECK(m.problems[0].text == "unknown key «colums»; did you mean «columns»?");
}

TEST_CASE("values from a file are read beside the mapping") {
  Mapping m = ParseMapping(
      R"({"key": "ID", "columns": {"A": {"field": "SOURCE_ID", "values": "sources.csv"}}})",
      "maps/m.json");
  std::string asked;
  LoadValueFiles(&m, [&](const std::string& path) {
    asked = path;
    return std::vector<std::vector<std::string>>{
        {"value", "item"}, {" www ", "WEB"}, {"phone", "CALL"}};
  });
  CHECK(asked == "maps/sources.csv");
  CHECK(m.problems.empty());
  REQUIRE(m.rules[0].cell.values.size() == 2);
  CHECK(m.rules[0].cell.values[0] == std::pair<std::string, std::string>("www", "WEB"));
}

TEST_CASE("a file of values that is wrong is a problem of the mapping's line") {
  using Table = std::vector<std::vector<std::string>>;
  for (const auto& [table, want] : std::vector<std::pair<Table, std::string>>{
           {{{"a"}},
            "row 1 has 1 cell, but a list of values has two columns: the cell's text and the item"},
           {{{"a", "b"}, {"a", "c"}},
            "row 2: «a» stands twice: row 1 has it already; leave only one"},
           {{{"", "b"}}, "row 1: the first cell is empty; fill it in, or take the row out"},
           {{{"from", "to"}}, "it has no rows; write a cell's text and its item into each"},
       }) {
    Mapping m = ParseMapping(
        "{\"key\": \"ID\", \"columns\": {\"A\":\n{\"field\": \"SOURCE_ID\", "
        "\"values\": \"s.csv\"}}}",
        "m.json");
    LoadValueFiles(&m, [t = table](const std::string&) { return t; });
    REQUIRE(m.problems.size() == 1);
    CHECK(m.problems[0].line == 2);
    CHECK(m.problems[0].text == "column «A»: «values»: s.csv: " + want);
  }
}

TEST_CASE("whatever is done to a mapping's text, the answer is a mapping or a message") {
  const std::string design = kDesign;
  std::mt19937 random(301);
  int sound = 0;
  for (int i = 0; i < 400; ++i) {
    std::string text = design;
    for (int edits = 1 + static_cast<int>(random() % 3); edits > 0; --edits) {
      const size_t at = random() % text.size();
      switch (random() % 4) {
        case 0:
          text.erase(at, 1 + random() % 8);
          break;
        case 1:
          text[at] = "{}[],:\"0a\\/\n\xD0"[random() % 13];
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), random() % 40));
          break;
        default:
          text.resize(at);
      }
      if (text.empty()) text = " ";
    }
    CAPTURE(text);
    try {
      ParseMapping(text, "m.json");
      ++sound;
    } catch (const UsageError& error) {
      CHECK(std::string_view(error.what()).starts_with("m.json:"));
    }
  }
  CHECK(sound > 20);
}
