// SPDX-License-Identifier: MIT
#include "report/summary.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "report/value_problems.h"
#include "report/visible.h"
#include "report_fixture.h"

namespace leadsync::report {
namespace {

using sync::Status;

Summary Lost() {
  Tally tally;
  for (uint64_t row = 2; row < 2873; ++row)
    tally.Count(row, Status::kUpdated, row % 2 ? "STATUS_ID" : "STATUS_ID UF_CRM_1", "");
  tally.Learn("STATUS_ID", "Stage");
  tally.Learn("UF_CRM_1", "Конкурент");
  for (uint64_t row = 2873; row < 2969; ++row) tally.Count(row, Status::kUnchanged, "", "");
  tally.Count(2969, Status::kInvalid, "", "Stage: no item «Loost»; did you mean «Lost»?");
  tally.Count(2970, Status::kInvalid, "", "Stage: no item «Win»; did you mean «Won»?");
  tally.Count(2971, Status::kNotFound, "", "Lead ID: lead 99 does not exist");
  Summary s;
  s.version = "0.1.0";
  s.command = "sync";
  s.portal = "acme.bitrix24.com";
  s.owner = "Olga Petrova";
  s.input_file = "lost.csv";
  s.input_bytes = 123456;
  s.input_sha256 = "ab12";
  s.input_rows = 2970;
  s.mapping_file = "m.json";
  s.Take(tally, FineList());
  s.started = At(kMarch);
  s.finished = At(kMarch + 250);
  s.seconds = 250;
  s.phases = {{"scan", 0.25}};
  s.requests = 64;
  s.commands = 3000;
  s.waits = {200, 0, 20};
  s.exit_code = 3;
  s.folder = "runs/x";
  s.files = {{"report.csv", "runs/x/report.csv"}, {"failed.csv", "runs/x/failed.csv"}};
  return s;
}

TEST_CASE("one remark of one column is one reason, however many words fill its blanks") {
  Tally tally;
  tally.Count(2, Status::kInvalid, "", "Stage: no item «A»; did you mean «B»?");
  tally.Count(3, Status::kInvalid, "", "Stage: no item «C»; did you mean «D» or «E»?");
  tally.Count(4, Status::kInvalid, "", "Source: no item «A»; did you mean «B»?");
  tally.Count(5, Status::kRejected, "", "ERROR_CORE: no item");
  const std::vector<Reason> reasons = tally.Reasons();
  REQUIRE(reasons.size() == 3);
  CHECK(reasons[0].rows == 2);
  CHECK(reasons[0].code == "item-misspelt");
  CHECK(reasons[0].text == "Stage: no item …; did you mean …?");
  CHECK(reasons[0].example == "Stage: no item «A»; did you mean «B»?");
  CHECK(reasons[1].code == "item-misspelt");
  CHECK(reasons[1].text == "Source: no item «A»; did you mean «B»?");
  CHECK(reasons[2].code == "");
}

TEST_CASE("cells that were left out are counted by how their problems end") {
  Tally tally;
  tally.Count(2, sync::Status::kUpdated, "NAME",
              "A: is odd; the cell was left out | B: is odd; the cell was left out");
  tally.Count(3, sync::Status::kInvalid, "", "A: is odd");
  CHECK(tally.left_out() == 2);
}

TEST_CASE("the table says what became of the rows, why, and where to go on") {
  CHECK(Table(Lost()) ==
        "acme.bitrix24.com, as Olga Petrova\n"
        "lost.csv: 2,970 rows in 4 min 10 s\n"
        "\n"
        "  updated    2,871   changed, and read back from the portal\n"
        "  unchanged     96   the lead held all of it already; nothing was sent\n"
        "  invalid        2   not sent: a cell or the key is wrong\n"
        "  not_found      1   no such lead\n"
        "\n"
        "Fields that changed, and in how many rows:\n"
        "  Stage      2,871   STATUS_ID\n"
        "  Конкурент  1,436   UF_CRM_1\n"
        "\n"
        "Why rows did not make it, and how many:\n"
        "  2  Stage: no item «…»; did you mean «…»?\n"
        "     such as row 2,969: Stage: no item «Loost»; did you mean «Lost»?\n"
        "  1  Lead ID: lead 99 does not exist\n"
        "\n"
        "Waited 3 min 20 s for the portal's limit of requests.\n"
        "3 rows did not make it; correct and run again with the same mapping: runs/x/failed.csv\n"
        "Every row: runs/x/report.csv\n");
}

TEST_CASE("what the caller named by --ok is no failure, and a wait of a moment is not told") {
  Tally tally;
  tally.Count(2, Status::kNotFound, "", "lead 99 does not exist");
  Summary s;
  s.command = "sync";
  s.input_file = "lost.csv";
  s.Take(tally, FineList({Status::kNotFound}));
  s.seconds = 0.5;
  s.waits = {0, 0, 0.4};
  s.files = {{"report.csv", "report.csv"}, {"failed.csv", "failed.csv"}};
  CHECK(Table(s) ==
        "lost.csv: 1 row in 0.5 s\n"
        "\n"
        "  not_found  1   no such lead\n"
        "\n"
        "Notes on rows that are fine, and how many:\n"
        "  1  lead 99 does not exist\n"
        "\n"
        "Every row: report.csv\n");
}

TEST_CASE("a stopped run says why it stopped and how it goes on") {
  Summary s;
  s.command = "sync";
  s.portal = "acme.bitrix24.com";
  s.input_file = "lost.csv";
  s.counts[static_cast<size_t>(Status::kNotSent)] = 1;
  s.failed_rows = 1;
  s.stopped = "interrupted\x1b[2J";
  s.resume = "leadsync resume runs/x";
  s.files = {{"failed.csv", "runs/x/failed.csv"}};
  CHECK(Table(s) ==
        "acme.bitrix24.com\n"
        "lost.csv: 1 row in 0.0 s\n"
        "\n"
        "  not_sent  1   the run stopped before this row\n"
        "\n"
        "Stopped early: interrupted\\x1b[2J\n"
        "To go on: leadsync resume runs/x\n");
}

TEST_CASE("an undo speaks of leads, and says what keeps those that the run added") {
  Summary s;
  s.command = "undo";
  s.input_file = "runs/x";
  Tally tally;
  tally.Count(2, Status::kUpdated, "", "");
  tally.Count(3, Status::kSkipped, "", "");
  tally.Count(4, Status::kMismatch, "", "Title: was empty before");
  s.Take(tally, FineList(std::vector<Status>{}));
  s.files = {{"report.csv", "report.csv"}};
  CHECK(
      Table(s) ==
      "runs/x: 3 leads in 0.0 s\n"
      "\n"
      "  updated   1   as before the run, and read back from the portal\n"
      "  mismatch  1   not wholly as before: the portal cannot hold that, or holds something else\n"
      "  skipped   1   the run added this lead; it stays, unless undo is told --delete-added\n"
      "\n"
      "Why leads were not wholly put back, and how many:\n"
      "  1  Title: was empty before\n"
      "\n"
      "1 lead was not wholly put back; which, and why: report.csv\n"
      "Every row: report.csv\n");
}

TEST_CASE("no line is wider than the terminal, paths and commands aside") {
  Summary s = Lost();
  s.files = {{"failed.csv", "f"}};
  s.failed_rows = 0;
  s.portal = std::string(300, 'x');
  for (const size_t width : {40, 60, 80}) {
    const std::string table = BreakLines(Table(s, width), width);
    for (size_t begin = 0; begin < table.size();) {
      const size_t end = table.find('\n', begin);
      CHECK(DisplayWidth(std::string_view(table).substr(begin, end - begin)) <= width);
      begin = end + 1;
    }
  }
}

TEST_CASE("summary.json holds every status and the whole run, under a schema number") {
  LocalTime zone("Europe/Moscow");
  const JsonDocument document = JsonDocument::Parse(ToJson(Lost(), &zone));
  const JsonValue json = document.root();
  CHECK(json["schema"].integer() == 1);
  CHECK(json["status"].size() == sync::kStatusCount);
  CHECK(json["status"]["updated"].integer() == 2871);
  CHECK(json["status"]["would_add"].integer() == 0);
  CHECK(json["rows"].integer() == 2970);
  CHECK(json["failed_rows"].integer() == 3);
  CHECK(json["input"]["sha256"].text() == "ab12");
  CHECK(json["started"].text() == "2024-03-05T14:03:07+03:00");
  CHECK(json["phases"]["scan"].number() == 0.25);
  CHECK(json["requests"]["commands"].integer() == 3000);
  CHECK(json["waited"]["rate"].number() == 200);
  CHECK(json["limited_by"].text() == "the portal's limit of requests");
  CHECK(json["resume"].IsNull());
  CHECK(json["exit_code"].integer() == 3);
  CHECK(json["reasons"][0]["rows"].integer() == 2);
  CHECK(json["reasons"][0]["status"].text() == "invalid");
  CHECK(json["fields"][0]["label"].text() == "Stage");
  CHECK(json["files"]["failed.csv"].text() == "runs/x/failed.csv");
}

TEST_CASE("texts of the portal cannot move a cursor from within summary.json") {
  Summary s;
  s.owner = "\x1b[2J\xC2\x9B";
  s.warnings = {"a\nb"};
  LocalTime utc;
  const JsonDocument document = JsonDocument::Parse(ToJson(s, &utc));
  CHECK(document.root()["owner"].text() == "\\x1b[2J\\x9b");
  CHECK(document.root()["warnings"][0].text() == "a\\nb");
}

TEST_CASE("what a run waited for most is named, unless it hardly waited") {
  Summary s;
  s.seconds = 100;
  CHECK(LimitedBy(s) == "nothing");
  s.waits.server = 4;
  CHECK(LimitedBy(s) == "nothing");
  s.waits.server = 30;
  CHECK(LimitedBy(s) == "the time the portal takes to answer");
  s.waits.operating = 31;
  CHECK(LimitedBy(s) == "the portal's limit of computing time");
}

sync::Outcome Wrong(uint64_t row, std::string column, std::string value, std::string text,
                    std::string nearest = {}) {
  return Fate(row, Status::kInvalid,
              {{std::move(column), std::move(text), std::move(value), std::move(nearest)}});
}

TEST_CASE("values.csv lists what to correct by value, most rows first in each column") {
  Scratch scratch;
  ValueProblems values;
  CHECK(values.empty());
  values.Add(Wrong(2, "Stage", "Won?", "no such item", "Won"));
  values.Add(Wrong(3, "Stage", "=Loost", "no such item", "Lost | Last"));
  values.Add(Wrong(4, "Amount", "x\ny", "is no number"));
  values.Add(Wrong(5, "Stage", "=Loost", "no such item", "Lost | Last"));
  values.Add(Wrong(6, "", "", "the row has 3 cells"));
  values.Add(Fate(7, Status::kSkipped, {{"Cancelled", "the mapping leaves it out", "Y", ""}}));
  values.Write(scratch.path / "values.csv", ';');
  const std::string text = ReadFile(scratch.path / "values.csv");
  CHECK(text.find("'=Loost") != std::string::npos);
  std::string plain = text;
  for (const char c : {'\'', '"'})
    plain.erase(std::remove(plain.begin(), plain.end(), c), plain.end());
  CHECK(plain ==
        "\xEF\xBB\xBF"
        "column;value;rows;first_row;problem;nearest\n"
        "Stage;=Loost;2;3;no such item;Lost | Last\n"
        "Stage;Won?;1;2;no such item;Won\n"
        "Amount;x\\ny;1;4;is no number;\n");
  values.Write(scratch.path / "commas.csv", '\0');
  CHECK(ReadFile(scratch.path / "commas.csv").find("column,value,rows,first_row") == 3);
}

TEST_CASE("many different wrong values are bounded and the rest is counted") {
  Scratch scratch;
  ValueProblems values(3);
  for (uint64_t row = 2; row < 12; ++row)
    values.Add(Wrong(row, "Amount", std::to_string(row), "is no number"));
  values.Add(Wrong(12, "Amount", "2", "is no number"));
  CHECK(values.size() == 3);
  CHECK(values.more() == 7);
  values.Write(scratch.path / "values.csv", ',');
  const std::string text = ReadFile(scratch.path / "values.csv");
  CHECK(text.find("Amount,2,2,2,is no number,\n") != std::string::npos);
  CHECK(text.find(",,7,,and more: other values are not listed; correct these and check again,\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace leadsync::report
