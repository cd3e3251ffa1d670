// SPDX-License-Identifier: MIT
#include "report/report_page.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "report_fixture.h"

namespace leadsync::report {
namespace {

using sync::Status;

struct PageFixture : Reports {
  /// The page of `count` rows, every fourth one wrong.
  std::string Page(uint64_t count, PageFacts facts) {
    for (uint64_t row = 2; row < count + 2; ++row) {
      const bool bad = row % 4 == 0;
      sync::Outcome o = Fate(row, bad ? Status::kInvalid : Status::kUpdated, {},
                             Row(row, {"7", "</script><script>alert(1)</script>"}));
      o.key = "</script><script>alert(1)</script><!--";
      if (bad) {
        o.problems = {{"Stage", "=no item «x»"}};
      } else {
        o.changes = {{"STATUS_ID", "Stage", "<b>old</b>", "new", "new"}};
      }
      files->Emit(o);
    }
    files->Flush();
    Summary summary;
    summary.command = "sync";
    summary.input_file = "<img src=x>.csv";
    summary.Take(files->tally(), files->fine());
    Timeline timeline;
    timeline.Add({.seconds = 1, .rows = 2});
    WritePage(folder, summary, files->fine(), timeline, facts);
    return ReadFile(folder.page());
  }
  static JsonDocument Data(const std::string& page) {
    const std::string begin = "<script type=\"application/json\" id=\"data\">";
    const size_t from = page.find(begin) + begin.size();
    return JsonDocument::Parse(page.substr(from, page.find("</script>", from) - from));
  }
};

TEST_CASE_FIXTURE(PageFixture, "nothing from a cell becomes markup") {
  const std::string page = Page(8, {.link_base = "https://acme.bitrix24.com"});
  size_t scripts = 0;
  for (size_t at = 0; (at = page.find("<script", at)) != std::string::npos; ++at) ++scripts;
  CHECK(scripts == 2);
  CHECK(page.find("alert(1)</script>") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK(page.find("<b>") == std::string::npos);
  CHECK(page.find("default-src 'none'; script-src 'sha256-") != std::string::npos);
  CHECK(page.find("://") == page.find("://acme"));
}

TEST_CASE_FIXTURE(PageFixture, "the page holds the rows, the changes and the summary") {
  const JsonDocument document = Data(Page(8, {.link_base = "https://acme.bitrix24.com"}));
  const JsonValue json = document.root();
  CHECK(json["rows"].size() == 8);
  CHECK(json["rows_total"].integer() == 8);
  CHECK(json["rows"][0][1].text() == "</script><script>alert(1)</script><!--");
  CHECK(json["rows"][2][5].text() == "Stage: =no item «x»");
  CHECK(json["changes"].size() == 6);
  CHECK(json["changes"][0][4].text() == "<b>old</b>");
  CHECK(json["summary"]["status"]["invalid"].integer() == 2);
  CHECK(json["statuses"].size() == sync::kStatusCount);
  CHECK(json["timeline"].size() == 1);
}

TEST_CASE_FIXTURE(PageFixture,
                  "a run without an input file has commas in its files and rows on its page") {
  const JsonDocument document = Data(Page(8, {.delimiter = '\0'}));
  CHECK(document.root()["rows"].size() == 8);
  CHECK(document.root()["changes"].size() == 6);
}

TEST_CASE_FIXTURE(PageFixture, "beyond its measure the page keeps the rows that did not make it") {
  const JsonDocument document = Data(Page(40, {.most_rows = 14, .most_changes = 3}));
  const JsonValue json = document.root();
  CHECK(json["rows"].size() == 14);
  CHECK(json["rows_total"].integer() == 40);
  CHECK(json["changes"].size() == 3);
  CHECK(json["changes_total"].integer() == 30);
  size_t bad = 0;
  int64_t before = 0;
  for (size_t i = 0; i < 14; ++i) {
    const int64_t row = json["rows"][i][0].integer().value_or(0);
    CHECK(row > before);
    before = row;
    bad += json["rows"][i][3].integer() == static_cast<int64_t>(Status::kInvalid);
  }
  CHECK(bad == 10);
}

TEST_CASE_FIXTURE(PageFixture, "rows that the run did not come to make room for all others") {
  for (uint64_t row = 2; row < 12; ++row) {
    const Status status = row == 11   ? Status::kUpdated
                          : row == 10 ? Status::kInvalid
                                      : Status::kNotSent;
    files->Emit(Fate(row, status, {}, Row(row, {"7", "x"})));
  }
  files->Flush();
  Summary summary;
  summary.Take(files->tally(), files->fine());
  WritePage(folder, summary, files->fine(), Timeline(), {.most_rows = 3});
  const JsonDocument document = Data(ReadFile(folder.page()));
  const JsonValue rows = document.root()["rows"];
  REQUIRE(rows.size() == 3);
  CHECK(rows[0][0].integer() == 2);
  CHECK(rows[1][0].integer() == 10);
  CHECK(rows[2][0].integer() == 11);
}

}  // namespace
}  // namespace leadsync::report
