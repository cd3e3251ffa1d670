// SPDX-License-Identifier: MIT
#include "sync/planner.h"

#include <doctest/doctest.h>

#include <initializer_list>

#include "base/error.h"
#include "base/json.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::sync;

namespace {

crm::Catalog MakeCatalog() {
  const JsonDocument fields = JsonDocument::Parse(R"({
    "ID": {"type": "integer", "isReadOnly": true, "title": "ID"},
    "TITLE": {"type": "string", "title": "Lead name"},
    "NAME": {"type": "string", "title": "First name"},
    "LAST_NAME": {"type": "string", "title": "Last name"},
    "STATUS_ID": {"type": "crm_status", "statusType": "STATUS", "title": "Stage"},
    "STATUS_DESCRIPTION": {"type": "string", "title": "Stage information"},
    "DATE_CREATE": {"type": "datetime", "isReadOnly": true, "title": "Created on"},
    "COMMENTS": {"type": "string", "title": "Comment"},
    "OPPORTUNITY": {"type": "double", "title": "Amount"},
    "CURRENCY_ID": {"type": "crm_currency", "title": "Currency"},
    "IS_MANUAL_OPPORTUNITY": {"type": "char", "title": "By hand"},
    "UF_CRM_1": {"type": "enumeration", "isDynamic": true, "title": "UF_CRM_1",
      "formLabel": "Competitor product",
      "items": [{"ID": "45", "VALUE": "SalesHarbor"}, {"ID": "51", "VALUE": "Контур"}]},
    "UF_CRM_3": {"type": "enumeration", "isDynamic": true, "isMultiple": true,
      "title": "UF_CRM_3", "formLabel": "Lost reasons",
      "items": [{"ID": "101", "VALUE": "Price"}, {"ID": "103", "VALUE": "Budget"}]},
    "UF_CRM_4": {"type": "date", "isDynamic": true, "title": "UF_CRM_4",
      "formLabel": "Closed on"},
    "UF_CRM_17": {"type": "string", "isDynamic": true, "title": "UF_CRM_17",
      "formLabel": "Region"},
    "UF_CRM_18": {"type": "string", "isDynamic": true, "title": "UF_CRM_18",
      "formLabel": "Region"},
    "UF_CRM_23": {"type": "file", "isDynamic": true, "title": "UF_CRM_23",
      "formLabel": "Contract"}
  })");
  const JsonDocument statuses = JsonDocument::Parse(R"([
    {"ENTITY_ID": "STATUS", "STATUS_ID": "NEW", "NAME": "New"},
    {"ENTITY_ID": "STATUS", "STATUS_ID": "LOST", "NAME": "Lost", "EXTRA": {"SEMANTICS": "failure"}}
  ])");
  const JsonDocument currencies =
      JsonDocument::Parse(R"([{"CURRENCY": "USD", "BASE": "Y"}, {"CURRENCY": "EUR"}])");
  const JsonDocument mode = JsonDocument::Parse("1");
  const JsonDocument profile = JsonDocument::Parse(R"({"ID": "1", "ADMIN": true})");
  return crm::Catalog::FromAnswers(fields.root(), statuses.root(), currencies.root(), mode.root(),
                                   profile.root());
}

const crm::Catalog& TheCatalog() {
  static const crm::Catalog catalog = MakeCatalog();
  return catalog;
}

class PlannerFixture {
 public:
  /// Binds `mapping` to `header`, given with | between the names.
  void Bind(const std::string& mapping, const std::string& header,
            OnProblem on = OnProblem::kKeep) {
    mapping_ = ParseMapping(mapping, "m.json", on);
    planner_ =
        std::make_unique<Planner>(mapping_, Cells(header), TheCatalog(), "acme.bitrix24.com");
  }

  std::string BindProblems(const std::string& mapping, const std::string& header) {
    try {
      Bind(mapping, header);
      return "";
    } catch (const UsageError& error) {
      return error.what();
    }
  }

  Planned Plan(const std::string& row, bool* unknown_name = nullptr) {
    bool ignored = false;
    return planner_->Plan(MakeRecord(row), unknown_name ? unknown_name : &ignored);
  }

  /// "update 17: A=a, B=b", or "invalid: column: text | column: text".
  std::string Show(const std::string& row) {
    const Planned planned = Plan(row);
    std::string out;
    if (const Update* update = std::get_if<Update>(&planned)) {
      out = "update " + update->key_id + ":";
      for (const Assignment& set : update->sets) {
        const Target& target = planner_->targets()[set.target];
        out += " " + target.field.text() + "=" + target.codec->Show(set.value) + ";";
      }
      return out + ShowProblems(update->warnings);
    }
    const Outcome& outcome = std::get<Outcome>(planned);
    return std::string(Name(outcome.status)) + ":" + ShowProblems(outcome.problems);
  }

  static csv::Record MakeRecord(const std::string& row) {
    csv::Record record;
    for (const std::string& cell : Cells(row)) record.Append(cell);
    record.set_place(7, 9);
    return record;
  }

  const Planner& planner() const { return *planner_; }

 private:
  static std::vector<std::string> Cells(const std::string& text) {
    std::vector<std::string> cells(1);
    for (const char c : text) {
      if (c == '|') {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    return cells;
  }

  static std::string ShowProblems(const std::vector<Problem>& problems) {
    std::string out;
    for (const Problem& one : problems) {
      out += (out.empty() ? " " : " | ") + (one.column.empty() ? "" : one.column + ": ") + one.text;
    }
    return out;
  }

  Mapping mapping_;
  std::unique_ptr<Planner> planner_;
};

constexpr const char* kLost = R"({
  "key": "Lead ID",
  "columns": {
    "Stage": "STATUS_ID",
    "Rival": { "label": "Competitor product" },
    "Reasons": { "field": "UF_CRM_3", "split": "+" },
    "Closed": { "field": "UF_CRM_4", "format": "%d.%m.%Y" }
  },
  "empty_words": ["NULL", "-"]
})";

}  // namespace

TEST_CASE_FIXTURE(PlannerFixture, "a row becomes the update that its cells ask for") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  CHECK(Show("17|Lost|salesharbor|Price+Budget|05.03.2024") ==
        "update 17: STATUS_ID=Lost; UF_CRM_1=SalesHarbor; UF_CRM_3=Price, Budget; "
        "UF_CRM_4=2024-03-05;");
  const Planned planned = Plan(" 0017 |Lost|||");
  const Update& update = std::get<Update>(planned);
  CHECK(update.row == 7);
  CHECK(update.key == "0017");
  CHECK(update.key_id == "17");
  CHECK(update.lead_id == 17);
  REQUIRE(update.sets.size() == 1);
  CHECK(update.sets[0].value.items[0].text == "LOST");
  CHECK(planner().fields_to_read() ==
        std::vector<std::string>{"STATUS_ID", "UF_CRM_1", "UF_CRM_3", "UF_CRM_4"});
}

TEST_CASE_FIXTURE(PlannerFixture, "empty cells and empty words change nothing") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  CHECK(Show("17||null|—| - ") == "update 17:");
}

TEST_CASE_FIXTURE(PlannerFixture, "all wrong cells of a row are told together") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  const Planned planned = Plan("x17|Lots|Kонтур|Price|31.02.2024");
  const Outcome& outcome = std::get<Outcome>(planned);
  CHECK(outcome.status == Status::kInvalid);
  CHECK(outcome.row == 7);
  CHECK(outcome.key == "x17");
  CHECK(outcome.lead_id == 0);
  REQUIRE(outcome.problems.size() == 4);
  CHECK(outcome.problems[0].column == "Lead ID");
  CHECK(outcome.problems[0].text ==
        "«x17» is not a lead ID; write a whole number such as 17, or a link to the lead");
  CHECK(outcome.problems[1].column == "Stage");
  CHECK(outcome.problems[1].value == "Lots");
  CHECK(outcome.problems[2].column == "Rival");
  CHECK(outcome.problems[3].column == "Closed");
  REQUIRE(outcome.record);
  CHECK((*outcome.record)[0] == "x17");
}

TEST_CASE_FIXTURE(PlannerFixture,
                  "an unknown name asks for a fresher catalog, other mistakes not") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  bool unknown = false;
  Plan("17|Lost|SalesHarbor|Price|31.02.2024", &unknown);
  CHECK_FALSE(unknown);
  Plan("17|Lost|Nobody|Price|", &unknown);
  CHECK(unknown);
}

TEST_CASE_FIXTURE(PlannerFixture,
                  "a row of another width than the header is refused, not shifted") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  CHECK(Show("17|Lost") ==
        "invalid: the row has 2 cells, the header has 5; put cells that hold a line break into "
        "quotes, or fill in what is missing");
  CHECK(Show("17|Lost||||x") ==
        "invalid: the row has 6 cells, the header has 5; put cells that hold the delimiter into "
        "quotes");
  CHECK(Show("17") ==
        "invalid: the row has 1 cell, the header has 5; put cells that hold a line break into "
        "quotes, or fill in what is missing");
}

TEST_CASE_FIXTURE(PlannerFixture, "what the reader says about a row is the row's problem") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  csv::Record record = MakeRecord("17|Lost|||");
  record.set_problem("a quote within a cell");
  bool unknown = false;
  const Planned planned = planner().Plan(record, &unknown);
  const Outcome& outcome = std::get<Outcome>(planned);
  CHECK(outcome.status == Status::kInvalid);
  REQUIRE(outcome.problems.size() == 1);
  CHECK(outcome.problems[0].column == "");
  CHECK(outcome.problems[0].text == "a quote within a cell");
}

TEST_CASE_FIXTURE(PlannerFixture, "a row without a key, or with one of a spreadsheet's errors") {
  Bind(kLost, "Lead ID|Stage|Rival|Reasons|Closed");
  CHECK(Show("|Lost|||") ==
        "invalid: Lead ID: is empty, so the row names no lead; fill in the lead's ID");
  CHECK(
      Show("#N/A|Lost|||").starts_with("invalid: Lead ID: «#N/A» is an error of the spreadsheet"));
  CHECK(Show("https://other.example/crm/lead/details/17/|Lost|||") ==
        "invalid: Lead ID: «https://other.example/crm/lead/details/17/» is a link to a lead of "
        "other.example, but the leads are on acme.bitrix24.com; name a lead of that portal");
}

TEST_CASE_FIXTURE(PlannerFixture, "keys that mean one lead are equal once normalised") {
  Bind(R"({"key": "ID", "columns": {"T": "TITLE"}, "rows": {"Skip": {"not": ["y"]}}})",
       "ID|T|Skip");
  for (const std::string row :
       {"17|a|", "017|a|", " 17 |#REF!|", "https://acme.bitrix24.com/crm/lead/show/17/|a|"}) {
    CAPTURE(row);
    CHECK(planner().KeyId(MakeRecord(row)) == "17");
  }
  for (const std::string row : {"|a|", "x|a|", "17|a| Y ", "17|a", "17|a||"}) {
    CAPTURE(row);
    CHECK(planner().KeyId(MakeRecord(row)) == "");
  }
}

TEST_CASE_FIXTURE(PlannerFixture, "rows that the mapping leaves out are skipped and say why") {
  Bind(R"({"key": "ID", "columns": {"T": "TITLE"},
           "rows": {"Cancelled": {"not": ["Y", "Да"]}, "Team": {"is": ["North", ""]}}})",
       "ID|T|Cancelled|Team");
  CHECK(Show("17|a||north ") == "update 17: TITLE=a;");
  CHECK(Show("17|a|no|") == "update 17: TITLE=a;");
  CHECK(Show("17|a| y |North") ==
        "skipped: Cancelled: the mapping leaves out rows with «y», by its rule for rows");
  CHECK(Show("17|a|ДА|North") ==
        "skipped: Cancelled: the mapping leaves out rows with «ДА», by its rule for rows");
  CHECK(Show("bad|a||South") ==
        "skipped: Team: the mapping leaves out rows with «South», by its rule for rows");
  const Planned planned = Plan("17|a|y|North");
  CHECK_FALSE(std::get<Outcome>(planned).record);
}

TEST_CASE_FIXTURE(PlannerFixture, "an empty cell clears or is refused where the mapping says so") {
  Bind(R"({"key": "ID", "empty": "clear", "columns": {
           "C": "COMMENTS", "R": {"field": "UF_CRM_3", "split": "+"},
           "N": {"field": "NAME", "empty": "keep"},
           "S": {"field": "STATUS_ID", "empty": "reject"}}})",
       "ID|C|R|N|S");
  CHECK(Show("17||||") == "invalid: S: is empty, and the mapping wants a value here; fill it in");
  const Planned planned = Plan("17||||Lost");
  const Update& update = std::get<Update>(planned);
  REQUIRE(update.sets.size() == 3);
  CHECK(planner().targets()[update.sets[0].target].field == "COMMENTS");
  CHECK(update.sets[0].value == *planner().targets()[0].codec->Cleared());
  CHECK(update.sets[1].value == *planner().targets()[1].codec->Cleared());
}

TEST_CASE_FIXTURE(PlannerFixture, "a bad cell can be left out instead of the row") {
  Bind(R"({"key": "ID", "columns": {"T": "TITLE",
           "S": {"field": "STATUS_ID", "bad": "cell", "empty": "reject"}}})",
       "ID|T|S");
  const Planned planned = Plan("17|a|Lots");
  const Update& update = std::get<Update>(planned);
  CHECK(update.sets.size() == 1);
  REQUIRE(update.warnings.size() == 1);
  CHECK(update.warnings[0].column == "S");
  CHECK(Show("17|a|") ==
        "update 17: TITLE=a; S: is empty, and the mapping wants a value here; fill it in; the cell "
        "was left out");
  const Planned bad = Plan("x|a|Lots");
  CHECK(std::get<Outcome>(bad).problems.size() == 2);
}

TEST_CASE_FIXTURE(PlannerFixture, "one column can hold the amount and its currency") {
  Bind(R"({"key": "ID", "columns": {
           "Sum": [{"field": "OPPORTUNITY", "decimal": ","}, {"label": "Currency"}]}})",
       "ID|Sum");
  CHECK(Show("17|1 500,50 EUR") == "update 17: OPPORTUNITY=1500.50; CURRENCY_ID=EUR;");
  CHECK(Show("17|$99") == "update 17: OPPORTUNITY=99.00; CURRENCY_ID=USD;");
  CHECK(Show("17|1500") ==
        "invalid: Sum: «1500» names no currency, but the mapping takes the currency from here "
        "too: write it as in «1500 USD»");
  CHECK(Show("17|99 GBP") ==
        "invalid: Sum: «99 GBP»: the portal has no currency GBP; it has USD, EUR");
  CHECK(Show("17|a lot") == "invalid: Sum: «a lot» is no number: write digits, such as 1500");
  Bind(R"({"key": "ID", "columns": {"Sum": "OPPORTUNITY", "Unit": "CURRENCY_ID"}})", "ID|Sum|Unit");
  CHECK(Show("17|99 EUR|eur") ==
        "invalid: Sum: «99 EUR» names a currency, which this field does not hold: let the column "
        "fill the lead's currency too, as in [\"OPPORTUNITY\", \"CURRENCY_ID\"]");
}

TEST_CASE_FIXTURE(PlannerFixture, "an amount that products may change again is warned of") {
  Bind(R"({"key": "ID", "columns": {"Sum": "OPPORTUNITY"}})", "ID|Sum");
  CHECK(planner().warnings() ==
        std::vector<std::string>{
            "OPPORTUNITY is written: the portal recomputes the amount of a lead that has products, "
            "unless it is kept by hand; \"set\": { \"IS_MANUAL_OPPORTUNITY\": \"Y\" } keeps it "
            "so"});
  Bind(R"({"key": "ID", "columns": {"Sum": "OPPORTUNITY"},
           "set": {"IS_MANUAL_OPPORTUNITY": "Y"}})",
       "ID|Sum");
  CHECK(planner().warnings().empty());
  Bind(R"({"key": "ID", "columns": {"T": "TITLE"}})", "ID|T");
  CHECK(planner().warnings().empty());
}

TEST_CASE_FIXTURE(PlannerFixture, "set writes every row, with its cells in their places") {
  Bind(R"_({"key": "ID", "empty_words": ["-"],
           "set": {"STATUS_ID": "lost", "Comment": "",
                   "Stage information": "Lost to {Rival|somebody} ({ID})"
}
})_",
       "ID|Rival");
  CHECK(Show("17| Leadora ") ==
        "update 17: STATUS_ID=Lost; COMMENTS=; STATUS_DESCRIPTION=Lost to Leadora (17);");
  CHECK(Show("17|-") ==
        "update 17: STATUS_ID=Lost; COMMENTS=; STATUS_DESCRIPTION=Lost to somebody (17);");
  CHECK(Show("17|#N/A").starts_with("invalid: Rival: «#N/A» is an error"));
}

TEST_CASE_FIXTURE(PlannerFixture, "cells are transformed before the field's type reads them") {
  Bind(R"({"key": "ID", "columns": {
    "Name": [ {"field": "NAME", "part": 1}, {"field": "LAST_NAME", "part": -1} ],
    "Title": {"field": "TITLE", "collapse": true, "replace": {"GmbH": "", "&": "and"}},
    "Code": {"field": "UF_CRM_17", "pad": 6},
    "Note": {"field": "COMMENTS", "default": "none"},
    "Both": {"field": "UF_CRM_18", "split": ",", "part": 2}
  }})",
       "ID|Name|Title|Code|Note|Both");
  CHECK(Show("17|Anna Maria  Kuhn| Kuhn  & Co \n GmbH |417|-x|a,  b ,c") ==
        "update 17: NAME=Anna; LAST_NAME=Kuhn; TITLE=Kuhn and Co ; UF_CRM_17=000417; COMMENTS=-x; "
        "UF_CRM_18=b;");
  CHECK(Show("17||||  |a") == "update 17: COMMENTS=none;");
  CHECK(Show("17|#N/A||||").starts_with("invalid: Name: «#N/A» is an error"));
}

TEST_CASE_FIXTURE(PlannerFixture, "letters are made capital or small on the way") {
  Bind(R"({"key": "ID", "columns": {
    "Name": [ {"field": "NAME", "part": 1, "title": true}, {"field": "LAST_NAME", "upper": true} ],
    "Title": {"field": "TITLE", "lower": true, "replace": {"GmbH": "AG"}},
    "Code": {"field": "UF_CRM_17", "upper": true, "pad": 6},
    "Note": {"field": "COMMENTS", "title": true, "default": "none"},
    "Stage": {"field": "STATUS_ID", "upper": true}
  }})",
       "ID|Name|Title|Code|Note|Stage");
  CHECK(Show("17|АННА-МАРИЯ Weiß|Kuhn GmbH|a17|o'brien|lost") ==
        "update 17: NAME=Анна-Мария; LAST_NAME=АННА-МАРИЯ WEISS; TITLE=kuhn ag; "
        "UF_CRM_17=000A17; COMMENTS=O'Brien; STATUS_ID=Lost;");
  // What stands for an empty cell is taken as the mapping writes it; so is a message's cell.
  CHECK(Show("17||||  |") == "update 17: COMMENTS=none;");
  CHECK(Show("17|#n/a||||").starts_with("invalid: Name: «#n/a» is an error"));
}

TEST_CASE_FIXTURE(PlannerFixture, "a rule with a condition writes only rows that meet it") {
  Bind(R"({"key": "ID", "columns": {
    "T": {"field": "TITLE", "when": {"Kind": {"is": ["a"]}}},
    "C": {"field": "COMMENTS", "when": {"Kind": {"not": ["a", ""]}}}
  }})",
       "ID|T|C|Kind");
  CHECK(Show("17|t|c|A") == "update 17: TITLE=t;");
  CHECK(Show("17|t|c|b") == "update 17: COMMENTS=c;");
  CHECK(Show("17|t|#REF!|") == "update 17:");
}

TEST_CASE_FIXTURE(PlannerFixture,
                  "a rule for new leads is checked and writes no lead that exists") {
  Bind(R"({"key": "ID", "columns": {"T": {"field": "TITLE", "on": "add"},
                                     "C": {"field": "COMMENTS", "on": "update"}}})",
       "ID|T|C");
  CHECK(Show("17|t|c") == "update 17: COMMENTS=c;");
}

TEST_CASE_FIXTURE(PlannerFixture, "three mistakes of three kinds are told in one go") {
  CHECK(BindProblems(R"({
  "key": "Lead ID",
  "columns": {
    "Stage": "STAUS_ID",
    "Competitor prodct": { "label": "Competitor product" },
    "Comment": { "field": "COMMENTS", "emtpy": "clear" }
  }
})",
                     "Lead ID|Stage|Competitor product|Comment") ==
        "m.json:4: column «Stage»: no lead field «STAUS_ID» on this portal; did you mean "
        "«Stage» (STATUS_ID)?\n"
        "m.json:5: the file has no column «Competitor prodct»; did you mean «Competitor "
        "product»?\n"
        "m.json:6: column «Comment»: unknown key «emtpy»; did you mean «empty»?");
}

TEST_CASE_FIXTURE(PlannerFixture, "what cannot be written is refused before anything is sent") {
  const auto rule = [&](const std::string& text) {
    return BindProblems("{\"key\": \"ID\", \"columns\": {\n\"A\": " + text + "}}", "ID|A");
  };
  CHECK(rule(R"({"field": "TITLE", "empty": "clear"})") ==
        "m.json:2: column «A»: the portal cannot empty TITLE «Lead name»; use \"empty\": \"keep\" "
        "or \"reject\"");
  for (const auto& [text, want] : std::vector<std::pair<std::string, std::string>>{
           {R"("Region")",
            "2 lead fields are labelled «Region»: UF_CRM_17 and UF_CRM_18; write the code of the "
            "one you mean"},
           {R"("Created on")",
            "DATE_CREATE («Created on») is read-only: the portal ignores what is written to it; "
            "leave it out"},
           {R"("ID")", "ID is read-only: the portal ignores what is written to it; leave it out"},
           {R"("Contract")",
            "UF_CRM_23 («Contract») cannot be written: it is of type file, and a cell cannot carry "
            "a file; leave it out"},
           {R"({"field": "UF_CRM_4", "format": "%Q"})",
            "date format «%Q»: %Q is not understood; use %d %m %Y %H %M %S"},
           {R"({"field": "STATUS_ID", "values": {"x": "Lots"}})",
            "\"values\": «x»: no item «Lots»; did you mean «Lost»?"},
           {R"({"field": "Stage"})",
            "«Stage» is not a code but the label of STATUS_ID; write \"label\": \"Stage\", or "
            "\"field\": \"STATUS_ID\""},
           {R"({"label": "STATUS_ID"})",
            "«STATUS_ID» is not a label but a field's code; write \"field\": \"STATUS_ID\""},
       }) {
    CAPTURE(text);
    CHECK(rule(text) == "m.json:2: column «A»: " + want);
  }
  CHECK(rule(R"({"field": "STATUS_ID", "values": "stages.csv"})") ==
        "m.json:2: column «A»: the file «stages.csv» was not read; write its rows into «values» "
        "here");
}

TEST_CASE_FIXTURE(PlannerFixture, "a field is written once") {
  CHECK(BindProblems("{\"key\": \"ID\",\n\"columns\": {\"A\": \"TITLE\",\n\"B\": \"Lead name\"},\n"
                     "\"set\": {\"TITLE\": \"x\"}}",
                     "ID|A|B") ==
        "m.json:3: column «B»: TITLE «Lead name» is written twice: line 2 writes it already; leave "
        "one of them out\n"
        "m.json:4: «set» TITLE: TITLE «Lead name» is written twice: line 2 writes it already; "
        "leave one of them out");
}

TEST_CASE_FIXTURE(PlannerFixture, "columns are found by name, blanks and case aside") {
  const std::string mapping = R"({"key": "lead id", "columns": {"Stage": "STATUS_ID"}})";
  CHECK(BindProblems(mapping, " Lead  ID |Stage") == "");
  CHECK(BindProblems(mapping, "lead id|LEAD ID|Stage") == "");
  CHECK(BindProblems(mapping, "lead id|x|lead id|Stage") ==
        "m.json:1: «key»: the file has several columns «lead id» (A, C); give them different "
        "names");
  CHECK(BindProblems(mapping, "foo|bar|leadsync_status") ==
        "m.json:1: «key»: the file has no column «lead id»; it has «foo» and «bar»\n"
        "m.json:1: the file has no column «Stage»; no name there is like it");
  CHECK(BindProblems(R"({"key": "ID", "columns": {"leadsync_status": "TITLE"}})",
                     "ID|leadsync_status") ==
        "m.json:1: columns whose names begin with «leadsync_» are leadsync's own and are never "
        "read; give the column another name");
}

TEST_CASE("what the reader suspects of the header is told with the missing columns") {
  const Mapping mapping = ParseMapping(R"({"key": "ID", "columns": {"T": "TITLE"}})", "m.json");
  CHECK_THROWS_WITH_AS(
      Planner(mapping, {"ID;T"}, TheCatalog(), "", nullptr, "the header is one cell; try ;"),
      "m.json:1: «key»: the file has no column «ID»; it has «ID;T»\n"
      "m.json:1: the file has no column «T»; no name there is like it\n"
      "the header is one cell; try ;",
      UsageError);
  CHECK_NOTHROW(Planner(mapping, {"ID", "T"}, TheCatalog(), "", nullptr, "unasked"));
}

TEST_CASE_FIXTURE(PlannerFixture, "columns that no rule names are listed, our own never") {
  Bind(R"({"key": "ID", "columns": {"T": "TITLE"}, "rows": {"R": {"is": ["x"]}},
           "set": {"COMMENTS": "{S}"}})",
       "ID|Company|T|R|S||Contact|leadsync_status|leadsync_problems");
  CHECK(planner().ignored_columns() == std::vector<std::string>{"Company", "Contact"});
}

TEST_CASE_FIXTURE(PlannerFixture, "a mapping for one portal is refused by another") {
  CHECK(BindProblems("{\"key\": \"ID\", \"columns\": {\"T\": \"TITLE\"},\n"
                     "\"portal\": \"other.bitrix24.com\"}",
                     "ID|T") ==
        "m.json:2: the mapping is for other.bitrix24.com, but the portal is acme.bitrix24.com; "
        "name the right one with --portal, or correct «portal»");
}
