// SPDX-License-Identifier: MIT
// The questions before anything is changed, as a person at a terminal answers them.
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/files.h"
#include "base/json.h"
#include "golden_runner.h"
#include "printers.h"
#include "terminal.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

namespace fs = std::filesystem;
constexpr std::chrono::seconds kLimit(30);

/// A spreadsheet of two leads, a mapping, and a practice portal.
class Desk {
 public:
  explicit Desk(const std::string& sheet = "Lead,Stage\n1003,Lost\n1060,Junk lead\n")
      : folder_(Scratch()), environment_(Variables(folder_)), portal_("", folder_, environment_) {
    environment_["LEADSYNC_WEBHOOK"] = portal_.webhook();
    WriteFileAtomic(folder_ / "leads.csv", sheet);
    WriteFileAtomic(folder_ / "m.json", R"({"key": "Lead", "columns": {"Stage": "STATUS_ID"}})");
  }
  ~Desk() { fs::remove_all(folder_); }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  Terminal Run(const std::string& command) const { return Shell("leadsync " + command); }
  Terminal Shell(const std::string& line) const {
    return Terminal(line, folder_, environment_, 200);
  }
  /// With nobody there.
  int Quietly(const std::string& command) const {
    return Process("leadsync " + command, folder_, environment_).Finish(kLimit).exit_code;
  }
  int64_t saved() const {
    const JsonDocument counters = JsonDocument::Parse(portal_.Ask("/sandbox/counters"));
    return counters.root()["saves"]["updates"].integer().value_or(-1);
  }
  bool Has(const std::string& name) const { return fs::exists(folder_ / name); }

 private:
  static fs::path Scratch() {
    std::string name = (fs::temp_directory_path() / "leadsync-ask-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    return name;
  }
  static Environment Variables(const fs::path& folder) {
    const std::string bin = fs::path(LEADSYNC_BINARY).parent_path();
    return {{"PATH", bin + ":/usr/bin:/bin"},
            {"HOME", folder},
            {"XDG_CACHE_HOME", folder / "cache"},
            {"XDG_CONFIG_HOME", folder / "config"},
            {"LC_ALL", "C.UTF-8"},
            {"TERM", "xterm"},
            {"LEADSYNC_PROGRESS", "never"}};
  }

  fs::path folder_;
  Environment environment_;
  SandboxProcess portal_;
};

const std::string kSync = "sync leads.csv -m m.json --run-dir run";

void Answer(Terminal* terminal, const std::string& question, const std::string& answer) {
  INFO("waiting for: ", question, "\n", terminal->screen());
  REQUIRE(terminal->ReadUntil(question, kLimit));
  terminal->Type(answer);
}

bool Shows(const Terminal& terminal, const std::string& text) {
  return terminal.screen().find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("who does not say yes changes nothing, and leaves no run behind") {
  const Desk desk;
  for (const std::string answer : {"\n", "n\n", "no\n", "\x04", "\x03"}) {
    CAPTURE(answer);
    Terminal sync = desk.Run(kSync);
    Answer(&sync, "Less than a minute. Change 2 leads now? [y/N] ", answer);
    CHECK(sync.Finish(kLimit) == 130);
    CHECK(Shows(sync, "nothing was changed, as you said"));
    CHECK(desk.saved() == 0);
    CHECK_FALSE(desk.Has("run"));
  }
  Terminal sync = desk.Run(kSync);
  Answer(&sync, "Change 2 leads now? [y/N] ", "y\n");
  CHECK(sync.Finish(kLimit) == 0);
  CHECK(desk.saved() == 2);
}

TEST_CASE("the question counts one as one") {
  const Desk desk("Lead,Stage\n1003,Lost\n1018,Lots\n99,Lost\n");
  Terminal sync = desk.Run(kSync);
  Answer(&sync, "Change 1 lead now? [y/N] ", "n\n");
  sync.Finish(kLimit);
  CHECK(Shows(sync, "leads.csv: 3 rows: 1 will change, 1 has wrong cells, 1 names no lead"));
}

TEST_CASE("of more rows than can be counted beforehand it is said how long they take at most") {
  std::string sheet = "Lead,Stage\n";
  for (int i = 0; i < 100'001; ++i) sheet += std::to_string(1'000'000 + i) + ",Lost\n";
  const Desk desk(sheet);
  Terminal sync = desk.Run(kSync);
  Answer(&sync, "Change leads now? [y/N] ", "n\n");
  CHECK(sync.Finish(kLimit) == 130);
  CHECK(Shows(sync,
              "leads.csv: 100,001 rows, too many to count beforehand what will change. If all do: "
              "about 4 h, if a change takes the portal 0.1 s."));
}

TEST_CASE("nothing is asked where nothing would change") {
  const Desk desk;
  REQUIRE(desk.Quietly(kSync) == 0);
  Terminal again = desk.Run("sync leads.csv -m m.json --run-dir again");
  CHECK(again.Finish(kLimit) == 0);
  CHECK_FALSE(Shows(again, "[y/N]"));
}

TEST_CASE("an undo asks, too, and takes only yes for a yes") {
  const Desk desk;
  REQUIRE(desk.Quietly(kSync) == 0);
  for (const std::string answer : {"n\n", "\x04", "\x03"}) {
    CAPTURE(answer);
    Terminal undo = desk.Run("undo run --run-dir undone");
    Answer(&undo, "Put back up to 2 leads now? [y/N] ", answer);
    CHECK(undo.Finish(kLimit) == 130);
    CHECK(desk.saved() == 2);
    CHECK_FALSE(desk.Has("undone"));
  }
  Terminal undo = desk.Run("undo run --run-dir undone");
  Answer(&undo, "Less than a minute. Put back up to 2 leads now? [y/N] ", "y\n");
  CHECK(undo.Finish(kLimit) == 0);
  CHECK(desk.saved() == 4);
  CHECK(Shows(undo, "run: it changed 2 leads; those that nobody changed since are put back"));
  CHECK(Shows(undo, "as before the run, and read back from the portal"));
}

TEST_CASE("an undo of one lead speaks of one") {
  const Desk desk("Lead,Stage\n1003,Lost\n");
  REQUIRE(desk.Quietly(kSync) == 0);
  Terminal undo = desk.Run("undo last --runs . --run-dir undone");
  Answer(&undo, "Put back up to 1 lead now? [y/N] ", "n\n");
  CHECK(undo.Finish(kLimit) == 130);
  CHECK(Shows(undo, "it changed 1 lead; it is put back unless somebody changed it since"));
}

TEST_CASE("an undo of a run that changed nothing says so, and asks nothing") {
  const Desk desk;
  REQUIRE(desk.Quietly(kSync) == 0);
  Terminal again = desk.Run("sync leads.csv -m m.json --runs all");
  REQUIRE(again.Finish(kLimit) == 0);
  Terminal undo = desk.Run("undo last --runs all --run-dir undone");
  CHECK(undo.Finish(kLimit) == 0);
  CHECK_FALSE(Shows(undo, "[y/N]"));
  CHECK(Shows(undo, "that run changed no lead, so nothing is put back"));
}

TEST_CASE("a run is undone by the name under which `leadsync runs` lists it") {
  const Desk desk;
  REQUIRE(desk.Quietly("sync leads.csv -m m.json --yes --run-dir runs/monday") == 0);
  Terminal undo = desk.Run("undo monday --yes");
  CHECK(undo.Finish(kLimit) == 0);
  CHECK(desk.saved() == 4);
}

TEST_CASE("an unfinished run of the same file is offered, and may be gone on with or not") {
  const Desk desk;
  const std::string sync = "sync leads.csv -m m.json";
  REQUIRE(desk.Quietly(sync + " --max-changes 1") == 4);
  Terminal stopped = desk.Run(sync);
  Answer(&stopped, "Go on with that one instead of starting anew? [y/N] ", "\x03");
  CHECK(stopped.Finish(kLimit) == 130);
  CHECK(desk.saved() == 0);
  Terminal anew = desk.Run(sync);
  Answer(&anew, "Go on with that one instead of starting anew? [y/N] ", "n\n");
  Answer(&anew, "Change 2 leads now? [y/N] ", "n\n");
  CHECK(anew.Finish(kLimit) == 130);
  CHECK(desk.saved() == 0);
  Terminal resumed = desk.Run(sync);
  Answer(&resumed, "Go on with that one instead of starting anew? [y/N] ", "y\n");
  CHECK(resumed.Finish(kLimit) == 0);
  CHECK(desk.saved() == 2);
}

TEST_CASE(
    "Ctrl-C while the webhook is asked for keeps nothing, and the terminal shows letters again") {
  const Desk desk;
  Terminal login = desk.Shell("trap : INT; leadsync login acme; echo exit $?; stty");
  Answer(&login, "(nothing is shown while you paste): ", "http://127.0");
  login.Type("\x03");
  REQUIRE(login.ReadUntil("exit 130", kLimit));
  CHECK(login.Finish(kLimit) == 0);
  CHECK_FALSE(Shows(login, "-echo"));
  CHECK_FALSE(Shows(login, "http://127.0"));
  CHECK(Shows(login, "nothing was kept"));
  CHECK_FALSE(desk.Has("config"));
}
