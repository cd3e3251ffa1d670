// SPDX-License-Identifier: MIT
// Drafts of mappings, against the practice portal's fields.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "csv/scan.h"
#include "draft_sheet.h"
#include "printers.h"
#include "sync/planner.h"

using namespace leadsync;
using namespace leadsync::sync;
using namespace leadsync::testing;

TEST_CASE("draft: names are matched to codes and labels whatever their case, blanks and signs") {
  for (const std::string name : {"STATUS_ID", "Stage", "stage", " STAGE ", "status_id", "Stage:"}) {
    CAPTURE(name);
    const std::string text = Sheet(name, {"Lost", "New"}).Draft().Text();
    const std::string trimmed(Trim(name));
    CHECK(RuleOf(text, trimmed) == "\"" + trimmed + "\": \"STATUS_ID\"");
  }
  CHECK(RuleOf(Sheet("discount", {"5"}).Draft().Text(), "discount") ==
        R"("discount": "UF_CRM_1700000008")");
}

TEST_CASE("draft: a name that only resembles a field's is proposed, not used") {
  const Sheet sheet("Remarks", {"call back", "rude"});
  const Drafter draft = sheet.Draft();
  CHECK(draft.columns()[1].state == State::kProposed);
  CHECK(RuleOf(draft.Text(), "Remarks") == R"(// "Remarks": "COMMENTS")");
  REQUIRE(draft.Next());
  CHECK(draft.Next()->choices == std::vector<std::string>{"Comment (COMMENTS)"});
  CHECK(Parsed(draft.Text()).rules.empty());
}

TEST_CASE("draft: the cells decide where the name says nothing") {
  const Sheet sheet("Rival", {"SalesHarbor", "leadora", "Контур"});
  const Drafter draft = sheet.Draft();
  CHECK(draft.columns()[1].state == State::kWritten);
  CHECK(RuleOf(draft.Text(), "Rival") == R"("Rival": "UF_CRM_1700000001")");
}

TEST_CASE("draft: a field that does not take the cells is not used, and the draft says why") {
  const std::string text = Sheet("Company", {"Ladya", "Nord"}).Draft().Text();
  CHECK(text.find("Company (COMPANY_ID) does not take most of its cells") != std::string::npos);
  CHECK(RuleOf(text, "Company") == R"(// "Company": "COMPANY_TITLE")");
  const std::string read_only = Sheet("Created on", {"2026-01-01"}).Draft().Text();
  CHECK(RuleOf(read_only, "Created on").empty());
  CHECK(read_only.find("is read-only") != std::string::npos);
}

TEST_CASE("draft: a word that people use for a field whose cells do not fit is told apart, too") {
  const std::string text = Sheet("Manager", {"olga@example.com", "x"}).Draft().Text();
  CHECK(RuleOf(text, "Manager").empty());
  CHECK(text.find("- \"Manager\": the people of Responsible") != std::string::npos);
}

TEST_CASE("draft: a label that two fields bear is a question with both") {
  Drafter draft = Sheet("Region", {"North"}).Draft();
  REQUIRE(draft.Next());
  CHECK(draft.Next()->choices ==
        std::vector<std::string>{"Region (UF_CRM_1700000017)", "Region (UF_CRM_1700000018)"});
}

TEST_CASE("draft: formats of dates come from the cells") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"2026-02-16", "27.01.2026"}, R"("UF_CRM_1700000004")"},
      {{"16/02/2026", "03/04/2026"}, R"({ "field": "UF_CRM_1700000004", "format": "%d/%m/%Y" })"},
      {{"02/16/2026", "03/04/2026"}, R"({ "field": "UF_CRM_1700000004", "format": "%m/%d/%Y" })"},
      {{"45000", "45123"}, R"({ "field": "UF_CRM_1700000004", "format": "excel" })"},
      {{"16.02.26"}, R"({ "field": "UF_CRM_1700000004", "format": "%d.%m.%y" })"},
      {{"16 Feb 2026", "2026-02-16"},
       R"({ "field": "UF_CRM_1700000004", "format": ["%Y-%m-%d", "%d %b %Y"] })"},
      {{"16.02.2026 10:30"}, R"({ "field": "UF_CRM_1700000004", "format": "%d.%m.%Y %H:%M" })"},
  };
  for (const auto& [cells, rule] : cases) {
    CAPTURE(rule);
    CHECK(RuleOf(Sheet("Closed on", cells).Draft().Text(), "Closed on") ==
          "\"Closed on\": " + rule);
  }
}

TEST_CASE("draft: days and months that the cells cannot tell apart are asked for") {
  const Sheet sheet("Closed on", {"03/04/2026", "05/06/2026"});
  Drafter draft = sheet.Draft();
  REQUIRE(draft.Next());
  CHECK(draft.Next()->choices ==
        std::vector<std::string>{"«03/04/2026» is 2026-04-03", "«03/04/2026» is 2026-03-04"});
  CHECK(Parsed(draft.Text()).rules.empty());
  draft.Answer(1);
  CHECK(RuleOf(draft.Text(), "Closed on") ==
        R"("Closed on": { "field": "UF_CRM_1700000004", "format": "%m/%d/%Y" })");
}

TEST_CASE("draft: marks of numbers come from the cells, and are asked for where they do not show") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"1 250 000,50", "12"}, R"({ "field": "OPPORTUNITY", "decimal": "," })"},
      {{"1,250,000.50", "12"}, R"({ "field": "OPPORTUNITY", "group": "," })"},
      {{"1.250.000,50", "12"}, R"({ "field": "OPPORTUNITY", "decimal": ",", "group": "." })"},
      {{"1250.50"}, R"("OPPORTUNITY")"},
      {{"(12.50)", "3"}, R"({ "field": "OPPORTUNITY", "parentheses": true })"},
  };
  for (const auto& [cells, rule] : cases) {
    CAPTURE(rule);
    CHECK(RuleOf(Sheet("Amount", cells).Draft().Text(), "Amount") == "\"Amount\": " + rule);
  }
  const Drafter unclear = Sheet("Amount", {"1.250", "2.500"}).Draft();
  REQUIRE(unclear.Next());
  CHECK(unclear.Next()->kind == DraftQuestion::Kind::kReading);
}

TEST_CASE("draft: several values in a cell are split by what separates them") {
  CHECK(RuleOf(Sheet("Lost reasons", {"No budget|Bad timing", "No response"}).Draft().Text(),
               "Lost reasons") ==
        R"("Lost reasons": { "field": "UF_CRM_1700000003", "split": "|" })");
}

TEST_CASE("draft: answers without an item come as a skeleton with the nearest item") {
  const Sheet sheet("Source", {"www", "www", "Website", "E-Mial", "Website", "www", "www", "www"});
  Drafter draft = sheet.Draft();
  std::string text = draft.Text();
  CHECK(text.find(R"(//     "www": "?",  // 5 rows, first in row 2)") != std::string::npos);
  CHECK(text.find(R"(//     "E-Mial": "E-Mail",  // 1 row, first in row 5)") != std::string::npos);
  REQUIRE(draft.Next());
  CHECK(draft.Next()->cell == "www");
  const auto& items = draft.Next()->choices;
  draft.Answer(
      static_cast<size_t>(std::find(items.begin(), items.end(), "Website") - items.begin()));
  text = draft.Text();
  CHECK(RuleOf(text, "Source") ==
        R"("Source": { "field": "SOURCE_ID", "values": { "www": "Website" } })");
  CHECK(text.find(R"(//     "www")") == std::string::npos);
}

TEST_CASE("draft: phones are told apart by the column's name and never deleted") {
  const Sheet sheet(Rows{{"Lead ID", "Phone", "Mobile"}, {"17", "+49 30 1", "+49 170 2"}});
  const std::string text = sheet.Draft().Text();
  CHECK(RuleOf(text, "Phone") ==
        R"("Phone": { "field": "PHONE", "kind": "WORK", "write": "add" })");
  CHECK(RuleOf(text, "Mobile") ==
        R"(// "Mobile": { "field": "PHONE", "kind": "MOBILE", "write": "add" })");
}

TEST_CASE("draft: one field is written by one column") {
  const Sheet sheet(Rows{{"Lead ID", "Stage", "STATUS_ID"}, {"17", "New", "LOST"}});
  const Drafter draft = sheet.Draft();
  CHECK(draft.columns()[1].state == State::kWritten);
  CHECK(draft.columns()[2].state == State::kUnused);
  CHECK(draft.Text().find("is written by the column «Stage» already") != std::string::npos);
}

TEST_CASE("draft: times without a zone need one, and only a zone will do") {
  const Sheet sheet("Next call at", {"2026-03-11 09:00:00"});
  Drafter draft = sheet.Draft();
  REQUIRE(draft.Next());
  CHECK(draft.Next()->kind == DraftQuestion::Kind::kZone);
  CHECK(draft.Answer("Berlin") != std::nullopt);
  CHECK(draft.Answer("Europe/Berlin") == std::nullopt);
  CHECK(draft.Next() == nullptr);
  CHECK(Parsed(draft.Text()).time_zone == "Europe/Berlin");
}

TEST_CASE("draft: words for nothing are told from items of that name") {
  const Sheet sheet(Rows{{"Lead ID", "Stage", "Comment"}, {"1", "New", "n/a"}, {"2", "-", "NULL"}});
  const Mapping mapping = Parsed(sheet.Draft().Text());
  CHECK(mapping.empty_words == std::vector<std::string>{"-", "n/a", "NULL"});
}

TEST_CASE("draft: names and cells that look like JSON or like comments stay text") {
  const Sheet sheet(Rows{{"Lead ID", "Stage", "a\"b\\ // c", "x\ny"},
                         {"1", "*/ \"}\n{", "// \"key\": 1", "\x01"},
                         {"2", "*/ \"}\n{", "z", "\x01"},
                         {"3", "New", "z", "\x01"},
                         {"4", "New", "z", "\x01"}});
  const Mapping mapping = Parsed(sheet.Draft().Text());
  CHECK(mapping.problems.empty());
  CHECK(mapping.rules.size() == 1);
}

TEST_CASE("draft: columns of leadsync's own, doubled and nameless ones are left alone") {
  const Sheet sheet(Rows{{"Lead ID", "Stage", "Stage", "", "leadsync_status"},
                         {"1", "New", "New", "New", "invalid"}});
  const std::string text = sheet.Draft().Text();
  CHECK(RuleOf(text, "Stage").empty());
  CHECK(text.find("2 columns have this name") != std::string::npos);
  CHECK(text.find("leadsync_status") == std::string::npos);
}

TEST_CASE("draft: each sample's draft is a mapping that the planner accepts") {
  for (const std::string name :
       {"lost-leads.csv", "lost-leads-ru.csv", "nightly-update.csv", "erp-upsert.csv"}) {
    CAPTURE(name);
    csv::InputOptions input;
    input.path = (std::filesystem::path(LEADSYNC_SOURCE_DIR) / "samples" / name).string();
    csv::Scan scan(input);
    std::vector<ColumnSample> samples(scan.header().names.size());
    csv::Record record;
    while (scan.Next(&record))
      for (size_t i = 0; i < record.size() && i < samples.size(); ++i)
        samples[i].Add(record[i], record.row());
    Drafter draft(scan.header(), samples, PracticeCatalog(), {});
    // As it stands, and with every question answered by its first choice.
    for (const bool answered : {false, true}) {
      CAPTURE(answered);
      for (int n = 0; answered && draft.Next() != nullptr; ++n) {
        REQUIRE(n < 200);
        if (draft.Next()->choices.empty()) {
          CHECK(draft.Answer("Europe/Moscow") == std::nullopt);
        } else {
          draft.Answer(size_t(0));
        }
      }
      const Mapping mapping = Parsed(draft.Text());
      CHECK(mapping.rules.size() >= 2);
      // Whose order numbers they are nobody can know from the file: that is all that is left.
      if (!answered && name == "erp-upsert.csv") {
        REQUIRE(draft.questions() > 0);
        CHECK(draft.Next()->kind == DraftQuestion::Kind::kKey);
        CHECK(mapping.problems.size() == 1);
        CHECK(mapping.problems.front().text.starts_with("«key» is missing"));
        continue;
      }
      CHECK_NOTHROW(Planner(mapping, scan.header().names, PracticeCatalog(), ""));
    }
  }
}
