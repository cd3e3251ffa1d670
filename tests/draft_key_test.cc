// SPDX-License-Identifier: MIT
// Which column of a spreadsheet a draft takes for the key.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "draft_sheet.h"
#include "printers.h"
#include "sync/planner.h"

using namespace leadsync;
using namespace leadsync::sync;
using namespace leadsync::testing;

TEST_CASE("draft: the key is the column that is called so, or that holds links to leads") {
  const auto key = [](const Rows& rows) {
    const Sheet sheet(rows);
    const Drafter draft = sheet.Draft();
    return draft.key() ? draft.columns()[draft.key()->column].name : "";
  };
  CHECK(key({{"Amount", "ID лида"}, {"17", "18"}}) == "ID лида");
  CHECK(key({{"Where", "Stage"}, {"https://acme.bitrix24.com/crm/lead/details/17/", "New"}}) ==
        "Where");
  // An order number would change the wrong leads.
  CHECK(key({{"Order no", "Stage"}, {"17", "New"}, {"18", "New"}}) == "");
  CHECK(key({{"Nr", "Stage"}, {"17", "New"}, {"18", "New"}}) == "");
  CHECK(key({{"Lead", "Stage"}, {"Anna", "New"}, {"Olga", "New"}}) == "");
}

TEST_CASE("draft: numbers that could be lead IDs are asked for, and not taken") {
  const Sheet sheet(Rows{{"Nr", "Stage"}, {"17", "New"}, {"18", "Lost"}});
  Drafter draft = sheet.Draft();
  REQUIRE(draft.Next());
  CHECK(draft.Next()->choices == std::vector<std::string>{"«Nr»: the lead's ID"});
  CHECK_FALSE(draft.Next()->guessed);
  CHECK(draft.Text().find("\n  \"key\"") == std::string::npos);
  CHECK(draft.Text().find("\n  // \"key\": \"Nr\",") != std::string::npos);
  draft.Answer(0);
  CHECK(draft.Text().find("\n  \"key\": \"Nr\",") != std::string::npos);
}

namespace {

/// The key's line in a draft, behind its `//` if it is a proposal.
std::string KeyLine(const std::string& text) {
  const size_t at = text.find("\"key\": ");
  const size_t begin = text.rfind('\n', at) + 1;
  std::string line = text.substr(begin, text.find('\n', at) - begin);
  return line.substr(line.find_first_not_of(' '));
}

std::string KeyLineOf(const Rows& rows) { return KeyLine(Sheet(rows).Draft().Text()); }

}  // namespace

TEST_CASE("draft: without lead IDs, a field of the very name whose cells differ is the key") {
  const Sheet sheet(Rows{{"Order number", "Stage"}, {"SO-1", "New"}, {"SO-2", "Lost"}});
  const Drafter draft = sheet.Draft();
  const std::string text = draft.Text();
  CHECK(KeyLine(text) == R"("key": { "column": "Order number", "field": "UF_CRM_1700000010" },)");
  CHECK(text.find("no cell of it stands there twice") != std::string::npos);
  CHECK(text.find("not_found") != std::string::npos);
  const Mapping mapping = Parsed(text);
  CHECK(mapping.key.fields == std::vector<std::string>{"UF_CRM_1700000010"});
  CHECK_NOTHROW(Planner(mapping, sheet.header.names, PracticeCatalog(), ""));
  // It is asked all the same, and Enter takes it.
  REQUIRE(draft.Next());
  CHECK(draft.Next()->kind == DraftQuestion::Kind::kKey);
  CHECK(draft.Next()->guessed == 0U);
}

TEST_CASE("draft: a column that says the same in many rows, or in few, names no lead") {
  Rows doubled = {{"Order number", "Stage"}};
  for (int i = 0; i < 100; ++i) doubled.push_back({"SO-" + std::to_string(i % 90), "New"});
  CHECK(KeyLineOf(doubled) == R"(// "key": "Lead ID",)");
  Rows sparse = {{"Order number", "Stage"}};
  for (int i = 0; i < 100; ++i) sparse.push_back({i < 80 ? "SO-" + std::to_string(i) : "", "New"});
  CHECK(KeyLineOf(sparse) == R"(// "key": "Lead ID",)");
  // A few slips are no reason to look elsewhere.
  Rows few = {{"Order number", "Stage"}};
  for (int i = 0; i < 100; ++i) few.push_back({"SO-" + std::to_string(i % 99), "New"});
  CHECK(KeyLineOf(few).starts_with(R"("key": { "column": "Order number")"));
  CHECK(KeyLineOf({{"Order number", "Stage"}, {"call back", "New"}, {"rude", "New"}}) ==
        R"(// "key": "Lead ID",)");
}

TEST_CASE("draft: another system's numbers are ORIGIN_ID, and whose they are is asked") {
  const Sheet sheet(Rows{{"external id", "Stage"}, {"A-1", "New"}, {"A-2", "Lost"}});
  Drafter draft = sheet.Draft();
  CHECK(draft.key() == nullptr);
  CHECK(
      KeyLine(draft.Text()) ==
      R"(// "key": { "column": "external id", "field": "ORIGIN_ID", "within": { "ORIGINATOR_ID": "?" } },)");
  REQUIRE(draft.Next());
  CHECK_FALSE(draft.Next()->guessed);
  draft.Answer(0);
  REQUIRE(draft.Next());
  CHECK(draft.Next()->kind == DraftQuestion::Kind::kOriginator);
  CHECK(draft.Answer("SHOP") == std::nullopt);
  const Mapping mapping = Parsed(draft.Text());
  CHECK(mapping.key.within ==
        std::vector<std::pair<std::string, std::string>>{{"ORIGINATOR_ID", "SHOP"}});
  CHECK_NOTHROW(Planner(mapping, sheet.header.names, PracticeCatalog(), ""));
}

TEST_CASE("draft: whose numbers they are may stand in the file") {
  const Sheet sheet(Rows{{"external id", "External source", "Stage"},
                         {"A-1", "SHOP", "New"},
                         {"A-2", "SHOP", "Lost"}});
  const std::string text = sheet.Draft().Text();
  CHECK(
      KeyLine(text) ==
      R"("key": { "column": "external id", "field": "ORIGIN_ID", "within": { "ORIGINATOR_ID": "SHOP" } },)");
  CHECK(text.find("belongs to the key") != std::string::npos);
  CHECK_NOTHROW(Planner(Parsed(text), sheet.header.names, PracticeCatalog(), ""));
}

TEST_CASE("draft: leads can be found by e-mail or phone if nothing better is there") {
  CHECK(KeyLineOf({{"E-mail", "Stage"}, {"a@example.com", "New"}, {"b@example.com", "New"}}) ==
        R"("key": { "column": "E-mail", "field": "EMAIL" },)");
  const std::string text = Sheet(Rows{{"Phone", "E-mail", "Stage"},
                                      {"+49 30 5550141", "a@example.com", "New"},
                                      {"+49 30 5550142", "b@example.com", "New"}})
                               .Draft()
                               .Text();
  CHECK(KeyLine(text) == R"("key": { "column": "E-mail", "field": "EMAIL" },)");
  CHECK(text.find(R"(// "key": { "column": "Phone", "field": "PHONE" },)") != std::string::npos);
  CHECK(RuleOf(text, "Phone") ==
        R"("Phone": { "field": "PHONE", "kind": "WORK", "write": "add" })");
  // Numbers that may be IDs are a reason to ask first.
  CHECK(KeyLineOf({{"Nr", "E-mail"}, {"17", "a@example.com"}, {"18", "b@example.com"}})
            .starts_with("// "));
}

TEST_CASE("draft: who chooses another key gets the guessed one back as a column") {
  const Sheet sheet(Rows{{"Order number", "E-mail", "Stage"},
                         {"SO-1", "a@example.com", "New"},
                         {"SO-2", "b@example.com", "Lost"}});
  Drafter draft = sheet.Draft();
  REQUIRE(draft.Next());
  CHECK(draft.Next()->choices ==
        std::vector<std::string>{"«Order number»: Order number (UF_CRM_1700000010)",
                                 "«Order number»: Item ID in data source (ORIGIN_ID)",
                                 "«E-mail»: E-mail (EMAIL)"});
  draft.Answer(2);
  const std::string text = draft.Text();
  CHECK(KeyLine(text) == R"("key": { "column": "E-mail", "field": "EMAIL" },)");
  CHECK(RuleOf(text, "Order number") == R"("Order number": "UF_CRM_1700000010")");
  CHECK(RuleOf(text, "E-mail").empty());
  CHECK(draft.Next() == nullptr);
}

TEST_CASE("draft: a column that is called ID only may hold another system's: the draft says so") {
  const std::string text = Sheet(Rows{{"ID", "Stage"}, {"17", "New"}}).Draft().Text();
  CHECK(KeyLine(text) == R"("key": "ID",)");
  CHECK(text.find("It is called ID only") != std::string::npos);
  CHECK(Sheet(Rows{{"Lead ID", "Stage"}, {"17", "New"}}).Draft().Text().find("ID only") ==
        std::string::npos);
  CHECK(KeyLineOf({{"Old ID", "Stage"}, {"17", "New"}, {"18", "New"}})
            .starts_with(R"(// "key": { "column": "Old ID", "field": "ORIGIN_ID")"));
}

namespace {

/// A portal that says of every guess on a field what is given here, and nothing of others.
DraftOrigin Saying(const std::string& field, KeyEvidence evidence) {
  DraftOrigin origin;
  origin.look_up = [field, evidence](const std::vector<KeyGuess>& guesses, const auto&) {
    std::vector<std::optional<KeyEvidence>> said;
    for (const KeyGuess& guess : guesses)
      said.push_back((guess.field == nullptr ? "ID" : guess.field->code) == field
                         ? std::optional(evidence)
                         : std::nullopt);
    return said;
  };
  return origin;
}

}  // namespace

TEST_CASE("draft: a key that leads of the portal hold is taken, with whose it is") {
  Sheet sheet(Rows{{"order", "Stage"}, {"A-1", "New"}, {"A-2", "Lost"}});
  sheet.origin = Saying("ORIGIN_ID", {2, 1, {"ERP"}});
  const std::string text = sheet.Draft().Text();
  CHECK(
      KeyLine(text) ==
      R"("key": { "column": "order", "field": "ORIGIN_ID", "within": { "ORIGINATOR_ID": "ERP" } },)");
  CHECK(text.find("1 is held by a lead") != std::string::npos);
  // Several systems' leads: which is meant is asked.
  sheet.origin = Saying("ORIGIN_ID", {2, 2, {"ERP", "SHOP"}});
  const Drafter several = sheet.Draft();
  CHECK(several.key() == nullptr);
  CHECK(several.Text().find("«ERP» and «SHOP»") != std::string::npos);
}

TEST_CASE("draft: a key that no lead holds is only proposed, whatever the column is called") {
  Sheet sheet(Rows{{"Order number", "Stage"}, {"SO-1", "New"}, {"SO-2", "Lost"}});
  sheet.origin = Saying("UF_CRM_1700000010", {2, 0, {}});
  const Drafter draft = sheet.Draft();
  CHECK(draft.key() == nullptr);
  REQUIRE(draft.Next());
  CHECK_FALSE(draft.Next()->guessed);
  CHECK(draft.Next()->choices.back() == "«Order number»: Order number (UF_CRM_1700000010)");
  CHECK(draft.Text().find("No lead of the portal") != std::string::npos);
}

TEST_CASE("draft: numbers that are leads' IDs prove nothing, since many numbers are") {
  Sheet sheet(Rows{{"Nr", "Stage"}, {"17", "New"}, {"18", "Lost"}});
  sheet.origin = Saying("ID", {2, 2, {}});
  const Drafter draft = sheet.Draft();
  CHECK(draft.key() == nullptr);
  CHECK(draft.Text().find("2 are held by leads") != std::string::npos);
}
