// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <iterator>
#include <sstream>

#include "report/local_time.h"
#include "report/tally.h"
#include "report/timeline.h"
#include "report/visible.h"
#include "report_fixture.h"

namespace leadsync::report {
namespace {

using sync::Status;

TEST_CASE("what a terminal would obey is shown, letters of all alphabets stay") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Стадия «Lost» 💼 – ok", "Стадия «Lost» 💼 – ok"},
      {"a\r\nb\tc", "a\\r\\nb\\tc"},
      {"\x1b]0;x\x07", "\\x1b]0;x\\x07"},
      {std::string("nul\0!", 5), "nul\\x00!"},
      {"\xC2\x9B"
       "31m \x7f",
       "\\x9b31m \\x7f"},
      {"x\xE2\x80\xAE"
       "fdp.exe",
       "x\\u202efdp.exe"},
      {"cut \xD0", "cut \\xd0"},
      {"C:\\new", "C:\\new"}};
  for (const auto& [text, want] : cases) {
    CAPTURE(want);
    CHECK(Visible(text) == want);
    CHECK(Visible(want) == want);
  }
}

TEST_CASE("texts are padded and cut by the columns they take") {
  CHECK(DisplayWidth("Стадия") == 6);
  CHECK(DisplayWidth("日本") == 4);
  CHECK(DisplayWidth("e\xCC\x81") == 1);
  CHECK(PadRight("日", 4) == "日  ");
  CHECK(PadLeft("12345", 3) == "12345");
  CHECK(CutToWidth("日本語", 5) == "日本…");
  CHECK(CutToWidth("abc", 3) == "abc");
  CHECK(CutToWidth("abc", 0).empty());
}

TEST_CASE("numbers and times are spelled for people") {
  CHECK(WithCommas(0) == "0");
  CHECK(WithCommas(999) == "999");
  CHECK(WithCommas(1234567) == "1,234,567");
  CHECK(Counted(1, "row", "rows") == "1 row");
  const std::vector<std::pair<double, std::string>> cases = {
      {-1, "0.0 s"},   {0.04, "0.0 s"},          {9.9, "9.9 s"}, {9.96, "10 s"},
      {59.6, "1 min"}, {250, "4 min 10 s"},      {3600, "1 h"},  {7500, "2 h 5 min"},
      {7199.7, "2 h"}, {1e9, "277,777 h 47 min"}};
  for (const auto& [seconds, want] : cases) CHECK(Spell(seconds) == want);
}

TEST_CASE("a moment is written in its zone, with the offset of that day") {
  LocalTime kolkata("Asia/Kolkata");
  CHECK(kolkata.Format(At(kMarch)) == "2024-03-05T16:33:07+05:30");
  LocalTime york("America/New_York");
  CHECK(york.Format(At(1710054000 - 1)) == "2024-03-10T01:59:59-05:00");
  CHECK(york.Format(At(1710054000)) == "2024-03-10T03:00:00-04:00");
  CHECK(york.Format(At(1710054000 - 1)) == "2024-03-10T01:59:59-05:00");
  LocalTime utc;
  CHECK(utc.Format(At(kMarch)) == "2024-03-05T11:03:07Z");
  CHECK(utc.Format(WallTime(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59Z");
  CHECK(utc.Format({}).empty());
}

TEST_CASE("problems that differ only in names and numbers are one reason") {
  Tally tally;
  tally.Count(2, Status::kInvalid, "", "Stage: no item «Loost»; 3 are like it");
  tally.Count(3, Status::kInvalid, "", "Stage: no item «Won?»; 12 are like it | Amount: empty");
  tally.Count(4, Status::kUpdated, "TITLE STATUS_ID", "Amount: empty");
  tally.Count(5, Status::kInvalid, "", "Amount: empty");
  tally.Learn("STATUS_ID", "Stage");
  const auto reasons = tally.Reasons();
  REQUIRE(reasons.size() == 3);
  CHECK(reasons[0].text == "Stage: no item «…»; … are like it");
  CHECK(reasons[0].example == "Stage: no item «Loost»; 3 are like it");
  CHECK(reasons[0].rows == 2);
  CHECK(reasons[0].first_row == 2);
  CHECK(reasons[1].text == "Amount: empty");
  CHECK(reasons[1].status == Status::kInvalid);
  CHECK(reasons[1].rows == 2);
  CHECK(reasons[2].status == Status::kUpdated);
  CHECK(tally.rows() == 4);
  CHECK(tally.count(Status::kInvalid) == 3);
  CHECK(tally.RowsNotIn(FineList()) == 3);
  CHECK(tally.RowsNotIn(FineList({Status::kInvalid})) == 0);
  const auto fields = tally.Fields();
  REQUIRE(fields.size() == 2);
  CHECK(fields[0].label == "Stage");
  CHECK(fields[1].label == "TITLE");
}

TEST_CASE("a million kinds of problems take a bounded number of reasons") {
  Tally tally;
  for (int i = 0; i < 3000; ++i) {
    std::string word;
    for (int n = i; n > 0; n /= 26) word += static_cast<char>('a' + n % 26);
    tally.Count(static_cast<uint64_t>(i), Status::kRejected, "", "oh " + word);
  }
  const auto reasons = tally.Reasons();
  CHECK(reasons.size() == 1001);
  CHECK(reasons[0].text == "other problems");
  CHECK(reasons[0].rows == 2000);
}

TEST_CASE("a timeline stays small and keeps beginning and end") {
  Timeline timeline;
  for (int i = 0; i <= 100'000; ++i)
    timeline.Add({.seconds = i * 0.5, .rows = static_cast<uint64_t>(i)});
  timeline.Finish({.seconds = 50'000.1, .rows = 7});
  CHECK(timeline.samples().size() <= Timeline::kMost);
  CHECK(timeline.samples().size() >= Timeline::kMost / 4);
  CHECK(timeline.samples().front().seconds == 0);
  CHECK(timeline.samples().back().rows == 7);
  for (size_t i = 1; i < timeline.samples().size(); ++i)
    CHECK(timeline.samples()[i - 1].seconds < timeline.samples()[i].seconds);
}

}  // namespace

TEST_CASE("lines are broken at blanks, and what follows stands below the line's beginning") {
  CHECK(BreakLines("one two three\nfour", 8) == "one two\n  three\nfour");
  CHECK(BreakLines("short\n", 8) == "short\n");
  CHECK(BreakLines("  27 rows did not make it\n", 14) == "  27 rows did\n    not make\n    it\n");
  CHECK(BreakLines("averylongwordthatfitsnowhere and more", 10) ==
        "averylongwordthatfitsnowhere\n  and more");
  CHECK(BreakLines("Стадия сделки", 8) == "Стадия\n  сделки");
}

TEST_CASE("a question keeps the blank behind it") {
  CHECK(BreakLines("Change 2 leads now? [y/N] ", 15) == "Change 2 leads\n  now? [y/N] ");
}

TEST_CASE("the last column of a table is broken within itself") {
  CHECK(BreakLines("STATUS_ID  Stage  New, In progress, Processed\n", 38) ==
        "STATUS_ID  Stage  New, In progress,\n"
        "                  Processed\n");
}

TEST_CASE("commands are not taken apart, so that they can be copied") {
  CHECK(BreakLines("To go on: leadsync resume runs/2026", 20) ==
        "To go on:\n  leadsync resume runs/2026");
  CHECK(BreakLines("  leadsync check samples/leads.csv --mapping draft.json\n", 20) ==
        "  leadsync check samples/leads.csv --mapping draft.json\n");
  // Where it is only named, it is a word like others.
  CHECK(BreakLines("leadsync can neither prevent that", 20) ==
        "leadsync can neither\n  prevent that");
}

TEST_CASE("whatever the width, broken lines have the same words, and are wide only for one word") {
  const std::string text =
      "samples/lost.csv: 315 rows: 274 will change, 24 have wrong cells, 10 are closed already\n"
      "STATUS_ID  Stage  crm_status  New, In progress, Processed, Call back, Good lead\n"
      "  changed: leadsync resume runs/2026-04-01_12-00-00-lost-leads.csv-3 goes on\n";
  const auto words = [](const std::string& s) {
    std::istringstream in(s);
    return std::vector<std::string>(std::istream_iterator<std::string>(in), {});
  };
  for (size_t width = 30; width < 120; ++width) {
    CAPTURE(width);
    const std::string broken = BreakLines(text, width);
    CHECK(words(broken) == words(text));
    std::istringstream lines(broken);
    for (std::string line; std::getline(lines, line);)
      CHECK((DisplayWidth(line) <= width || line.find("leadsync resume") != std::string::npos));
  }
}

}  // namespace leadsync::report
