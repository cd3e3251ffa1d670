// SPDX-License-Identifier: MIT
#include "csv/writer.h"

#include <algorithm>
#include <utility>

#include "csv_fixture.h"

namespace leadsync::csv {
namespace {

std::string Line(const std::vector<std::string>& cells, char delimiter = ',',
                 Formulas formulas = Formulas::kKeep) {
  std::string out;
  AppendRecord(cells, delimiter, &out, formulas);
  return out;
}

std::string RandomCell(std::mt19937* random) {
  static const std::string kPieces[] = {"a",    "7",  " ",      ",",      ";",    "\t", "|",  "\"",
                                        "\"\"", "\n", "\r",     "\r\n",   "'",    "=",  "Ж",  "é",
                                        "線",   "😀",  "\u00a0", "\ufeff", "sep=", "-1", "+7", "\\"};
  std::string cell;
  for (size_t left = (*random)() % 6; left > 0; --left)
    cell += kPieces[(*random)() % std::size(kPieces)];
  return cell;
}

// What a line break within quotes becomes.
std::string WithoutCr(std::string cell) {
  for (size_t at = 0; (at = cell.find("\r\n", at)) != std::string::npos; ++at) cell.erase(at, 1);
  return cell;
}

}  // namespace

TEST_CASE("cells are quoted only where they must be") {
  CHECK(Line({"a", " b ", "it's", "5;6", "Ж"}) == "a, b ,it's,5;6,Ж\n");
  CHECK(Line({"a,b", "say \"x\"", "two\nlines", "cr\r"}) ==
        "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"cr\r\"\n");
  CHECK(Line({"5,6", "7"}, ';') == "5,6;7\n");
  CHECK(Line({"sep=;", "\ufeffx"}) == "\"sep=;\",\"\ufeffx\"\n");
  CHECK(Line({""}) == "\"\"\n");
  CHECK(Line({"", ""}) == ",\n");
  CHECK(Line({}) == "\n");
  std::string out;
  AppendRecord({"1", "x;y"}, ';', &out, Formulas::kKeep, "\r\n");
  CHECK(out == "1;\"x;y\"\r\n");
}

TEST_CASE("what is written is read back") {
  std::mt19937 random(20240501);
  for (int round = 0; round < 40; ++round) {
    const char delimiter = ",;\t|"[round % 4];
    const std::string line_end = round % 3 == 0 ? "\r\n" : "\n";
    Rows written;
    std::string text;
    for (int row = 0; row < 60; ++row) {
      std::vector<std::string> cells(1 + random() % 6);
      for (std::string& cell : cells) cell = RandomCell(&random);
      AppendRecord(cells, delimiter, &text, Formulas::kKeep, line_end);
      for (std::string& cell : cells) cell = WithoutCr(std::move(cell));
      const bool blank = std::all_of(cells.begin(), cells.end(),
                                     [](const std::string& cell) { return cell.empty(); });
      if (row == 0 && blank) text = "x" + line_end, cells = {"x"};
      if (row == 0 || !blank) written.push_back(cells);
    }
    RecordReader reader = Open(text, With(delimiter));
    Rows read = {reader.header().names};
    Record record;
    while (reader.Next(&record)) {
      CHECK(record.problem() == "");
      read.push_back(Cells(record));
    }
    REQUIRE(read.size() == written.size());
    for (size_t i = 0; i < read.size(); ++i) CHECK(read[i] == written[i]);
  }
}

TEST_CASE("the delimiter of a header that was written is found again") {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    const char delimiter = ",;\t|"[round % 4];
    std::vector<std::string> names(2 + random() % 4);
    for (std::string& name : names) name = RandomCell(&random);
    std::string text;
    AppendHeader(names, delimiter, &text);
    CAPTURE(text);
    CHECK(ResolveDialect(text, {}, "leads.csv").delimiter == delimiter);
  }
  std::string out;
  AppendHeader({"a;b", "c"}, ',', &out, "\r\n");
  CHECK(out == "\"a;b\",c\r\n");
}

TEST_CASE("a cell that a spreadsheet would run gets an apostrophe where people open the file") {
  const std::pair<std::string, bool> cases[] = {
      {"=1+1", true},
      {"=cmd|' /C calc'!A0", true},
      {"+7 900 123-45-67", true},
      {"+79001234567", true},
      {"@SUM(A1)", true},
      {"\t=1", true},
      {"\r=1", true},
      {"-1+1", true},
      {"-2-3", true},
      {"-x", true},
      {"--", true},
      {"-1.2.3", true},
      {"-.", true},
      {"-5.", true},
      {"-", false},
      {"-5", false},
      {"-12.5", false},
      {"-12,5", false},
      {"12.5", false},
      {"", false},
      {"a=1", false},
      {" =1", false},
      {"'=1", false},
      {"№ 5", false},
  };
  for (const auto& [cell, formula] : cases) {
    CAPTURE(cell);
    CHECK(LooksLikeFormula(cell) == formula);
    std::string kept;
    std::string guarded;
    AppendCell(cell, ';', &kept);
    AppendCell(cell, ';', &guarded, Formulas::kGuard);
    std::string want;
    AppendCell((formula ? "'" : "") + cell, ';', &want);
    CHECK(guarded == want);
    CHECK((guarded == kept) != formula);
  }
  CHECK(Line({"=\"x\"", "+7"}, ',', Formulas::kGuard) == "\"'=\"\"x\"\"\",'+7\n");
}

}  // namespace leadsync::csv
