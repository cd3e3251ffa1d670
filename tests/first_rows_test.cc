// SPDX-License-Identifier: MIT
#include "report/first_rows.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "printers.h"
#include "report/visible.h"
#include "report_fixture.h"

using namespace leadsync;
using namespace leadsync::report;
using sync::Status;

namespace {

sync::Outcome Would(uint64_t row, std::vector<sync::Change> changes) {
  sync::Outcome outcome = Fate(row, Status::kWouldUpdate, {});
  outcome.changes = std::move(changes);
  return outcome;
}

size_t LinesOf(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("first rows: each change is a line, its row and lead said once") {
  FirstRows rows;
  rows.Add(Would(2, {{"STATUS_ID", "Stage", "New", "Lost", ""}, {"TITLE", "", "", "A", ""}}));
  rows.Add(Fate(3, Status::kInvalid, {}));
  CHECK(rows.Table() ==
        "What would change:\n"
        "  row  lead  field  old         new\n"
        "  2    102   Stage  New      -> Lost\n"
        "             TITLE  (empty)  -> A\n\n");
}

TEST_CASE("first rows: twenty changes are shown and all are counted") {
  FirstRows rows;
  for (uint64_t row = 2; row < 1002; ++row)
    rows.Add(Would(row, {{"TITLE", "Title", "a\nb", std::string(200, 'x'), ""}}));
  const std::string table = rows.Table(80);
  CHECK(table.starts_with(
      "What would change: the first 20 of 1,000 changes; all are in changes.csv"));
  CHECK(LinesOf(table) == 1 + 1 + 20 + 1);
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) CHECK(DisplayWidth(line) <= 80);
}

TEST_CASE("first rows: nothing to change is no table") {
  CHECK(FirstRows().Table().empty());
  CHECK(ValuesTable(ValueProblems()).empty());
}

TEST_CASE("first rows: values to correct come by the rows that they spoil") {
  ValueProblems values;
  values.Add(Fate(2, Status::kInvalid, {{"Stage", "no item «Lots»", "Lots", "Lost"}}));
  values.Add(Fate(3, Status::kInvalid, {{"Date", "no date", "x", ""}}));
  values.Add(Fate(4, Status::kInvalid, {{"Date", "no date", "x", ""}}));
  CHECK(ValuesTable(values) ==
        "What to correct:\n"
        "  rows  first row  column  value  what may be meant, or what is wrong\n"
        "  2     3          Date    x      no date\n"
        "  1     2          Stage   Lots   Lost?\n\n");
}
