// SPDX-License-Identifier: MIT
// leadsync map at a terminal: what it asks, and what comes of the answers.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <string>

#include "base/files.h"
#include "practice_catalog.h"
#include "printers.h"
#include "report/visible.h"
#include "sync/mapping.h"
#include "terminal.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

namespace fs = std::filesystem;
constexpr std::chrono::seconds kLimit(30);

/// A folder with a spreadsheet and the practice portal's fields, and a person in it.
class Desk {
 public:
  explicit Desk(const std::string& sheet, int columns = 100) : columns_(columns) {
    std::string name = (fs::temp_directory_path() / "leadsync-desk-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    WriteFileAtomic(folder_ / "leads.csv", sheet);
    WriteFileAtomic(folder_ / "fields.json", PracticeCatalog().ToJson());
  }
  ~Desk() { fs::remove_all(folder_); }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  Terminal Map(const std::string& options = "") const {
    return Start("leadsync map leads.csv --fields fields.json " + options);
  }
  /// The exit code of a check with the mapping that was written.
  int Check() const {
    Terminal check = Start("leadsync check leads.csv -m leads.json --fields fields.json");
    const int code = check.Finish(kLimit);
    CAPTURE(check.screen());
    CHECK(code == 0);
    return code;
  }
  bool written() const { return fs::exists(folder_ / "leads.json"); }
  std::string text() const { return ReadFile(folder_ / "leads.json"); }
  sync::Mapping mapping() const { return sync::ParseMapping(text(), "leads.json"); }
  void Write(const std::string& text) const { WriteFileAtomic(folder_ / "leads.json", text); }

 private:
  Terminal Start(const std::string& line) const {
    const std::string bin = fs::path(LEADSYNC_BINARY).parent_path();
    return Terminal(line, folder_,
                    {{"PATH", bin + ":/usr/bin:/bin"},
                     {"HOME", folder_},
                     {"XDG_CACHE_HOME", folder_ / "cache"},
                     {"LC_ALL", "C.UTF-8"},
                     {"TERM", "xterm"}},
                    columns_);
  }

  fs::path folder_;
  int columns_;
};

/// Waits for the question, and answers it.
void Answer(Terminal* terminal, const std::string& question, const std::string& answer) {
  INFO("waiting for: ", question, "\n", terminal->screen());
  REQUIRE(terminal->ReadUntil(question, kLimit));
  terminal->Type(answer);
}

constexpr auto kOrders =
    "Order number,E-mail,Stage,Remarks\n"
    "SO-1,a@example.com,New,call back\n"
    "SO-2,b@example.com,Lost,rude\n";

}  // namespace

TEST_CASE("map at a terminal: Enter takes what was guessed, and the draft passes its check") {
  const Desk desk(kOrders, 200);
  Terminal map = desk.Map();
  Answer(&map, "or Enter for 1: ", "\n");             // which column names the lead
  Answer(&map, "or Enter to leave it open: ", "\n");  // Remarks: which field
  CHECK(map.Finish(kLimit) == 0);
  CHECK(map.screen().find("the lead is named by «Order number», its Order number "
                          "(UF_CRM_1700000010).") != std::string::npos);
  CHECK(desk.mapping().key.fields == std::vector<std::string>{"UF_CRM_1700000010"});
  CHECK(desk.text().find("// \"Remarks\": \"COMMENTS\"") != std::string::npos);
  desk.Check();
}

TEST_CASE("map at a terminal: another key is chosen by its number, whatever was typed before") {
  const Desk desk(kOrders);
  Terminal map = desk.Map();
  Answer(&map, "or Enter for 1: ", "4\n");
  Answer(&map, "Please give a number from 1 to 3.", "what\n");
  Answer(&map, "Please give a number from 1 to 3.", "3\n");
  Answer(&map, "Which field is the column «Remarks»?", "1\n");
  CHECK(map.Finish(kLimit) == 0);
  const sync::Mapping mapping = desk.mapping();
  CHECK(mapping.key.columns == std::vector<std::string>{"E-mail"});
  CHECK(mapping.key.fields == std::vector<std::string>{"EMAIL"});
  REQUIRE(mapping.rules.size() == 3);
  CHECK(mapping.rules[0].column == "Order number");
  CHECK(mapping.rules[2].column == "Remarks");
  desk.Check();
}

TEST_CASE("map at a terminal: whose numbers a column holds is asked for in words") {
  const Desk desk("external id,Next call at\nA-1,2026-03-11 09:00:00\nA-2,2026-03-12 09:00:00\n");
  Terminal map = desk.Map();
  Answer(&map, "or Enter to leave it open: ", "1\n");
  Answer(&map, "(such as ERP).", "SHOP\n");
  Answer(&map, "Which one do they mean", "Berlin\n");
  Answer(&map, "Berlin", "Europe/Berlin\n");
  CHECK(map.Finish(kLimit) == 0);
  const sync::Mapping mapping = desk.mapping();
  REQUIRE(mapping.key.within.size() == 1);
  CHECK(mapping.key.within.front().second == "SHOP");
  CHECK(mapping.time_zone == "Europe/Berlin");
  desk.Check();
}

TEST_CASE("map at a terminal: a mapping that is there is written anew only if one says so") {
  const Desk desk("Lead ID,Stage\n17,New\n");
  desk.Write("mine");
  for (const std::string answer : {"\n", "n\n", "\x04"}) {
    Terminal map = desk.Map();
    Answer(&map, "Write it anew? [y/N] ", answer);
    CHECK(map.Finish(kLimit) == 2);
    CHECK(map.screen().find("nothing was written, as you said") != std::string::npos);
    CHECK(desk.text() == "mine");
  }
  Terminal map = desk.Map();
  Answer(&map, "Write it anew? [y/N] ", "y\n");
  CHECK(map.Finish(kLimit) == 0);
  desk.Check();
}

TEST_CASE(
    "map at a terminal: when no more is typed, the rest stays open and the draft is written") {
  const Desk desk(kOrders);
  Terminal map = desk.Map();
  Answer(&map, "or Enter for 1: ", "3\n");
  Answer(&map, "Which field is the column «Remarks»?", "\x04");
  CHECK(map.Finish(kLimit) == 0);
  CHECK(desk.mapping().key.fields == std::vector<std::string>{"EMAIL"});
  CHECK(desk.text().find("// \"Remarks\": \"COMMENTS\"") != std::string::npos);
  desk.Check();
}

TEST_CASE("map at a terminal: Ctrl-C writes nothing") {
  const Desk desk(kOrders);
  for (const bool answered : {false, true}) {
    CAPTURE(answered);
    Terminal map = desk.Map();
    Answer(&map, "or Enter for 1: ", answered ? "\n" : "\x03");
    if (answered) Answer(&map, "or Enter to leave it open: ", "\x03");
    CHECK(map.Finish(kLimit) == 130);
    CHECK(map.screen().find("no mapping was written") != std::string::npos);
    CHECK_FALSE(desk.written());
  }
}

TEST_CASE("map at a terminal: nothing is asked with --yes, nor by a pipe") {
  const Desk desk(kOrders);
  Terminal told = desk.Map("--yes");
  CHECK(told.Finish(kLimit) == 0);
  CHECK(told.screen().find("Enter") == std::string::npos);
  Terminal piped = desk.Map("--output piped.json </dev/null");
  CHECK(piped.Finish(kLimit) == 0);
  CHECK(piped.screen().find("Enter") == std::string::npos);
}

TEST_CASE("at a terminal no line is wider than it, and no word is broken") {
  for (const int columns : {40, 60, 132}) {
    CAPTURE(columns);
    const Desk desk(kOrders, columns);
    Terminal map = desk.Map("--yes --output draft.json");
    CHECK(map.Finish(kLimit) == 0);
    std::istringstream lines(map.screen());
    for (std::string line; std::getline(lines, line);)
      // A command to copy is not taken apart.
      CHECK((report::DisplayWidth(line) <= static_cast<size_t>(columns) ||
             line.starts_with("  leadsync check")));
    CHECK(map.screen().find("Written to draft.json") != std::string::npos);
  }
  // What a file gets is not broken.
  const Desk desk(kOrders, 40);
  Terminal map = desk.Map("--yes --output draft.json 2>said; tr -dc '\\n' <said | wc -c");
  CHECK(map.Finish(kLimit) == 0);
  CHECK(map.screen() == "3\n");
}
