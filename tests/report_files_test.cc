// SPDX-License-Identifier: MIT
#include "report/report_files.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "csv/scan.h"
#include "csv/writer.h"
#include "report_fixture.h"

namespace leadsync::report {
namespace {

using sync::Outcome;
using sync::Status;

const std::string kBom = "\xEF\xBB\xBF";
const std::string kReportHeader =
    kBom + "row,key,lead_id,status,changed,problems,attempts,finished_at,link\n";
const std::string kChangesHeader = kBom + "row,lead_id,field,label,old,new,held\n";

Outcome Changed(uint64_t row) {
  Outcome o = Fate(row, Status::kUpdated, {});
  o.changes = {{"STATUS_ID", "Stage", "In progress", "Lost", "Lost"},
               {"PHONE", "Phone", "", "7 900", "7 900"},
               {"PHONE", "Phone", "", "8 900", "8 900"}};
  return o;
}

TEST_CASE("each outcome is one line of report.csv, each changed field one of changes.csv") {
  Reports r;
  r.files->Emit(Changed(2));
  r.files->Emit(Fate(3, Status::kInvalid, {{"Stage", "no item «Loost»"}, {"", "and so on"}},
                     Row(3, {"103", "Loost"})));
  CHECK(r.Text("report.csv") ==
        kReportHeader +
            "2,102,102,updated,STATUS_ID PHONE,,1,2024-03-05T11:03:07Z,"
            "https://acme.bitrix24.com/crm/lead/details/102/\n"
            "3,103,103,invalid,,Stage: no item «Loost» | and so on,1,2024-03-05T11:03:07Z,"
            "https://acme.bitrix24.com/crm/lead/details/103/\n");
  CHECK(r.Text("changes.csv") == kChangesHeader +
                                     "2,102,STATUS_ID,Stage,In progress,Lost,Lost\n"
                                     "2,102,PHONE,Phone,,7 900,7 900\n"
                                     "2,102,PHONE,Phone,,8 900,8 900\n");
  CHECK(r.Text("failed.csv") ==
        "ID,Stage,leadsync_status,leadsync_problems\n"
        "103,Loost,invalid,Stage: no item «Loost» | and so on\n");
}

TEST_CASE("a row without lead, time or attempts leaves these cells empty or 0") {
  Reports r;
  Outcome o = Fate(2, Status::kNotSent, {}, Row(2, {"x", "y"}));
  o.lead_id = 0;
  o.finished = {};
  r.files->Emit(o);
  CHECK(r.Text("report.csv") == kReportHeader + "2,102,,not_sent,,,0,,\n");
}

TEST_CASE("a new lead is one line of changes.csv") {
  Reports r;
  Outcome o = Changed(2);
  o.status = Status::kAdded;
  for (sync::Change& c : o.changes) c.held_text.clear();
  r.files->Emit(o);
  CHECK(r.Text("changes.csv") == kChangesHeader +
                                     "2,102,STATUS_ID PHONE,new lead,,"
                                     "Stage: Lost | Phone: 7 900 | Phone: 8 900,\n");
}

TEST_CASE("new leads with whatever fields in whatever order leave no names behind in memory") {
  Reports r;
  Outcome o = Fate(2, Status::kAdded, {});
  o.changes = {{"A", "", "", "1", "1"}, {"B", "", "", "2", "2"}, {"C", "", "", "3", "3"}};
  r.files->Emit(o);  // its label is kept from now on
  const size_t before = SharedName::kept();
  const auto by_text = [](const sync::Change& a, const sync::Change& b) {
    return a.new_text < b.new_text;
  };
  size_t orders = 1;
  for (; std::next_permutation(o.changes.begin(), o.changes.end(), by_text); ++orders)
    r.files->Emit(o);
  CHECK(orders == 6);
  CHECK(SharedName::kept() == before);
}

TEST_CASE("times are in the mapping's zone, summer and winter") {
  ReportShape shape = Reports::Simple();
  shape.time_zone = "Europe/Berlin";
  shape.link_base.clear();
  Reports r(shape);
  Outcome o = Fate(2, Status::kUpdated, {});
  r.files->Emit(o);
  o.finished = At(kMarch + 120LL * 86400);
  r.files->Emit(o);
  CHECK(r.Text("report.csv") == kReportHeader +
                                    "2,102,102,updated,,,1,2024-03-05T12:03:07+01:00,\n"
                                    "2,102,102,updated,,,1,2024-07-03T13:03:07+02:00,\n");
  shape.time_zone = "Europe/Nowhere";
  CHECK_THROWS_WITH_AS(Reports{shape},
                       "time zone «Europe/Nowhere» is not known on this machine; write it as "
                       "«Europe/Moscow», or install the package tzdata",
                       UsageError);
}

TEST_CASE("formulas are disarmed in report and changes, never in failed.csv") {
  Reports r;
  Outcome o = Fate(2, Status::kMismatch, {{"", "=1+1"}}, Row(2, {"=cmd|x", "-5"}));
  o.key = "=HYPERLINK(\"http://x\")";
  o.changes = {{"TITLE", "@Title", "-5", "=2", ""}};
  r.files->Emit(o);
  const std::string report = r.Text("report.csv");
  CHECK(report.find("'=HYPERLINK(") != std::string::npos);
  CHECK(report.find("'=1+1") != std::string::npos);
  const std::string changes = r.Text("changes.csv");
  CHECK(changes.find("'@Title") != std::string::npos);
  CHECK(changes.find("'=2") != std::string::npos);
  CHECK(r.Text("failed.csv").find("=cmd|x,-5,mismatch,=1+1\n") != std::string::npos);
}

TEST_CASE("control characters of a portal's text are shown, so that a row stays a line") {
  Reports r;
  r.files->Emit(Fate(2, Status::kRejected, {{"", "bad\x1b[31m\nrow 9\t\xC2\x9B\xE2\x80\xAE\xff"}},
                     Row(2, {"1", "two\nlines"})));
  CHECK(r.Text("report.csv").find("bad\\x1b[31m\\nrow 9\\t\\x9b\\u202e\\xff,1,") !=
        std::string::npos);
  CHECK(r.Text("failed.csv") ==
        "ID,Stage,leadsync_status,leadsync_problems\n"
        "1,\"two\nlines\",rejected,bad\\x1b[31m\\nrow 9\\t\\x9b\\u202e\\xff\n");
}

TEST_CASE("failed.csv keeps delimiter, encoding, line breaks and the lines above the header") {
  ReportShape shape;
  shape.delimiter = ';';
  shape.encoding = "windows-1251";
  shape.line_break = "\r\n";
  shape.preamble = "sep=;\r\nОтчёт;\r\n";
  shape.header = {"ID", "Стадия"};
  Reports r(shape);
  r.files->Emit(Fate(3, Status::kInvalid, {{"Стадия", "нет"}}, Row(3, {"7", "a;b"})));
  CHECK(r.Text("failed.csv") ==
        "sep=;\r\n\xCE\xF2\xF7\xB8\xF2;\r\n"
        "ID;\xD1\xF2\xE0\xE4\xE8\xFF;leadsync_status;leadsync_problems\r\n"
        "7;\"a;b\";invalid;\xD1\xF2\xE0\xE4\xE8\xFF: \xED\xE5\xF2\r\n");
  CHECK(r.Text("report.csv").find("3;103;103;invalid;;Стадия: нет;1;") != std::string::npos);
}

/// Everything that a CSV file says: its lines above the header, its names, its rows.
std::vector<std::vector<std::string>> ReadBack(const std::filesystem::path& path,
                                               uint64_t header_row, const std::string& encoding) {
  csv::InputOptions options;
  options.encoding = encoding;
  options.path = path.string();
  options.dialect.header_row = header_row;
  csv::Scan scan(options);
  std::vector<std::vector<std::string>> rows = {{scan.header().preamble}, scan.header().names};
  csv::Record record;
  while (scan.Next(&record)) {
    rows.emplace_back();
    for (size_t i = 0; i < record.size(); ++i) rows.back().emplace_back(record[i]);
  }
  return rows;
}

TEST_CASE("failed.csv reads back as the input's failed rows with two cells more") {
  const std::vector<std::string> cells = {
      "", " a ", "\"", "a\"b\"", "x;y,z\t|", "two\nlines", "=1+1", "sep=;", "Ещё", "-", "№ 5", "'"};
  for (const char* encoding : {"UTF-8", "windows-1251"}) {
    for (const char delimiter : {',', ';', '\t', '|'}) {
      std::string bytes;
      csv::Encoder encoder(encoding, false);
      std::string text = "Отчёт\r\n";
      csv::AppendHeader({"№", "Имя, или как", "leadsync_status", "C"}, delimiter, &text, "\r\n");
      for (size_t i = 0; i < cells.size(); ++i)
        csv::AppendRecord({"1", cells[i], "old", cells[(i * 5 + 1) % cells.size()]}, delimiter,
                          &text, csv::Formulas::kKeep, "\r\n");
      encoder.Append(text, &bytes);
      Scratch scratch;
      WriteFileAtomic(scratch.path / "input.csv", bytes);
      csv::InputOptions options;
      options.path = (scratch.path / "input.csv").string();
      options.encoding = encoding;
      options.dialect.header_row = 2;
      csv::Scan scan(options);
      std::vector<std::shared_ptr<csv::Record>> records;
      while (records.push_back(std::make_shared<csv::Record>()), scan.Next(records.back().get())) {
      }
      records.pop_back();
      REQUIRE(records.size() == cells.size());
      const csv::ScannedInput input = scan.Finish();
      Reports r(ShapeOf(input));
      for (const auto& record : records)
        r.files->Emit(Fate(record->row(), Status::kRejected, {{"C", "oh\n«no»"}}, record));
      r.files->Flush();
      const auto again = ReadBack(r.folder.failed(), 2, encoding);
      REQUIRE(again.size() == cells.size() + 2);
      CHECK(again[0][0] == "Отчёт\r\n");
      CHECK(again[1] == std::vector<std::string>{"№", "Имя, или как", "C", "leadsync_status",
                                                 "leadsync_problems"});
      for (size_t i = 0; i < cells.size(); ++i)
        CHECK(again[i + 2] == std::vector<std::string>{"1", cells[i],
                                                       cells[(i * 5 + 1) % cells.size()],
                                                       "rejected", "C: oh\\n«no»"});
    }
  }
}

TEST_CASE("columns of an earlier failed.csv are not copied") {
  ReportShape shape;
  shape.header = {"leadsync_status", "ID", "leadsync_problems", "Stage"};
  Reports r(shape);
  r.files->Emit(Fate(2, Status::kInvalid, {{"", "why"}}, Row(2, {"old", "7", "old", "Lost"})));
  CHECK(r.Text("failed.csv") == "ID,Stage,leadsync_status,leadsync_problems\n7,Lost,invalid,why\n");
}

TEST_CASE("a row that could not be read has never as many cells as failed.csv's header") {
  const std::vector<std::vector<std::string>> headers = {
      {"A", "B"}, {"A", "B", "leadsync_status", "leadsync_problems"}, {"leadsync_x", "A"}};
  for (const auto& header : headers) {
    for (size_t cells = 0; cells < 7; ++cells) {
      ReportShape shape;
      shape.header = header;
      Reports r(shape);
      const bool ragged = cells != header.size();
      r.files->Emit(Fate(2, Status::kInvalid, {{"", "why"}},
                         Row(2, std::vector<std::string>(cells, "x"),
                             ragged ? "" : "a quote is in the wrong place")));
      const std::string text = r.Text("failed.csv");
      const size_t line = text.find('\n') + 1;
      CAPTURE(text);
      CHECK(std::count(text.begin(), text.begin() + static_cast<long>(line), ',') !=
            std::count(text.begin() + static_cast<long>(line), text.end(), ','));
      CHECK(text.find("invalid,why") != std::string::npos);
    }
  }
}

TEST_CASE("only rows that are neither fine nor named by --ok stand in failed.csv") {
  for (size_t i = 0; i < sync::kStatusCount; ++i) {
    const Status status = static_cast<Status>(i);
    for (const bool ok : {false, true}) {
      ReportShape shape = Reports::Simple();
      if (ok) shape.fine = FineList({status});
      Reports r(shape);
      r.files->Emit(Fate(2, status, {}, Row(2, {"7", "Lost"})));
      const bool failed = !ok && !sync::IsFine(status);
      CHECK((r.Text("failed.csv") != "ID,Stage,leadsync_status,leadsync_problems\n") == failed);
      CHECK(r.files->failed_rows() == (failed ? 1 : 0));
    }
  }
}

TEST_CASE("a failed row without its cells is an error, not a gap in failed.csv") {
  Reports r;
  CHECK_THROWS_WITH_AS(
      r.files->Emit(Fate(2, Status::kInvalid, {})),
      "row 2 is invalid but its cells are gone: failed.csv would lack it; this is a mistake in "
      "leadsync itself: report it",
      Error);
}

TEST_CASE("an undo has no input and so no failed.csv") {
  Reports r(ReportShape{});
  r.files->Emit(Fate(2, Status::kConflict, {}));
  r.files->Flush();
  CHECK_FALSE(std::filesystem::exists(r.folder.failed()));
  CHECK(r.files->lengths().failed == 0);
}

TEST_CASE("a run cut anywhere and written again leaves the same bytes and the same counts") {
  std::vector<Outcome> outcomes;
  for (uint64_t row = 2; row < 40; ++row) {
    Outcome o =
        row % 3 == 0
            ? Fate(row, Status::kInvalid,
                   {{"Stage", "no item «" + std::to_string(row) + "»"}, {"=x", "wrong | half"}},
                   Row(row, {std::to_string(row), "a\"b"}))
            : Changed(row);
    outcomes.push_back(std::move(o));
  }
  Reports whole;
  for (const Outcome& o : outcomes) whole.files->Emit(o);
  const std::string report = whole.Text("report.csv");
  for (const size_t cut : {0, 1, 17, 38}) {
    Reports r;
    Lengths mark = r.files->lengths();
    for (size_t i = 0; i < outcomes.size(); ++i) {
      if (i == cut) mark = r.files->lengths();
      r.files->Emit(outcomes[i]);
    }
    if (cut == outcomes.size()) mark = r.files->lengths();
    r.Reopen();
    r.files->CutTo(mark);
    CHECK(r.files->lengths() == mark);
    CHECK(r.files->tally().rows() == cut);
    for (size_t i = cut; i < outcomes.size(); ++i) r.files->Emit(outcomes[i]);
    CHECK(r.Text("report.csv") == report);
    CHECK(r.Text("failed.csv") == whole.Text("failed.csv"));
    CHECK(r.Text("changes.csv") == whole.Text("changes.csv"));
    const auto reasons = r.files->tally().Reasons();
    const auto expected = whole.files->tally().Reasons();
    REQUIRE(reasons.size() == expected.size());
    for (size_t i = 0; i < reasons.size(); ++i) {
      CHECK(reasons[i].text == expected[i].text);
      CHECK(reasons[i].rows == expected[i].rows);
      CHECK(reasons[i].first_row == expected[i].first_row);
    }
    const auto fields = r.files->tally().Fields();
    REQUIRE(fields.size() == 2);
    CHECK(fields[0].rows == whole.files->tally().Fields()[0].rows);
    CHECK(fields[0].label == "Phone");
  }
}

TEST_CASE("lengths of nothing begin the report anew; lengths beyond the end are refused") {
  Reports r;
  r.files->Emit(Changed(2));
  r.files->CutTo({0, 0, 0});
  CHECK(r.Text("report.csv") == kReportHeader);
  CHECK(r.files->tally().rows() == 0);
  Lengths lengths = r.files->lengths();
  lengths.report += 1;
  CHECK_THROWS_AS(r.files->CutTo(lengths), Error);
}

TEST_CASE("the copy of the report is the report") {
  Reports r;
  r.files->Emit(Changed(2));
  const auto copy = r.scratch.path / "copy.csv";
  r.files->CopyReport(copy);
  CHECK(ReadFile(copy) == r.Text("report.csv"));
  CHECK_THROWS_AS(r.files->CopyReport(r.scratch.path / "none" / "copy.csv"), Error);
  ReportFiles::CheckCopy(copy);
  CHECK(ReadFile(copy) == r.Text("report.csv"));
  const std::string nowhere = (r.scratch.path / "none" / "copy.csv").string();
  CHECK_THROWS_WITH_AS(
      ReportFiles::CheckCopy(nowhere),
      ("--report " + nowhere + ": cannot be written: No such file or directory: is the name right?")
          .c_str(),
      UsageError);
  CHECK_THROWS_AS(ReportFiles::CheckCopy(r.scratch.path), UsageError);
}

}  // namespace
}  // namespace leadsync::report
