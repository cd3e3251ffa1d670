// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "report/run_list.h"
#include "report/run_log.h"
#include "report_fixture.h"

namespace leadsync::report {
namespace {

namespace fs = std::filesystem;

mode_t ModeOf(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

TEST_CASE("a run's folder bears time and file name, and is private") {
  Scratch scratch;
  LocalTime zone("Europe/Moscow");
  const fs::path runs = scratch.path / "a" / "runs";
  const RunFolder run = RunFolder::Create(runs, At(kMarch), &zone, "/data/lost leads.csv");
  CHECK(run.path() == runs / "2024-03-05_14-03-07-lost_leads.csv");
  CHECK(ModeOf(run.path()) == 0700);
  CHECK(run.report() == run.path() / "report.csv");
}

TEST_CASE("runs that begin in the same second do not share a folder") {
  Scratch scratch;
  LocalTime zone;
  const RunFolder a = RunFolder::Create(scratch.path, At(kMarch), &zone, "-");
  const RunFolder b = RunFolder::Create(scratch.path, At(kMarch), &zone, "-");
  CHECK(a.path().filename() == "2024-03-05_11-03-07-stdin");
  CHECK(b.path().filename() == "2024-03-05_11-03-07-stdin-2");
}

TEST_CASE("names of inputs are made safe and keep their letters") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"/x/Лиды 2024.csv", "Лиды_2024.csv"},
      {"../..", "_."},
      {"", "input"},
      {"-rf.csv", "_rf.csv"},
      {".hidden", "_hidden"},
      {"a\x1b[31m;rm -rf $HOME\n.csv", "a_31m_rm_-rf_HOME_.csv"},
      {"a\xff\xE2\x80\xAEz.csv", "a_z.csv"},
      {"\xF0\x9F\x98\x80.csv", "_.csv"}};
  for (const auto& [input, want] : cases) {
    CAPTURE(input);
    CHECK(SafeName(input) == want);
  }
  std::string cyrillic;
  for (int i = 0; i < 300; ++i) cyrillic += "ж";
  CHECK(SafeName(cyrillic).size() == 80);
}

TEST_CASE("--run-dir must be new or empty") {
  Scratch scratch;
  const fs::path path = scratch.path / "deep" / "out";
  CHECK(RunFolder::CreateAt(path.string() + "/").path() == path);
  CHECK(ModeOf(path) == 0700);
  CHECK(RunFolder::CreateAt(path).path() == path);
  AppendFile(path / "report.csv").Write("x");
  CHECK_THROWS_WITH_AS(
      RunFolder::CreateAt(path),
      ("--run-dir " + path.string() +
       ": the folder is not empty; every run needs a new or empty one («leadsync resume» goes on "
       "with an earlier run)")
          .c_str(),
      UsageError);
  CHECK_THROWS_WITH_AS(RunFolder::CreateAt(path / "report.csv"),
                       ("--run-dir " + (path / "report.csv").string() +
                        ": a file has that name; name a new or empty folder")
                           .c_str(),
                       UsageError);
}

TEST_CASE("a run that did not begin leaves no folder, or the empty one that was there") {
  Scratch scratch;
  LocalTime zone;
  RunFolder made = RunFolder::Create(scratch.path, At(kMarch), &zone, "a.csv");
  AppendFile(made.log()).Write("x");
  made.Discard();
  CHECK_FALSE(fs::exists(made.path()));
  fs::create_directory(scratch.path / "mine");
  RunFolder mine = RunFolder::CreateAt(scratch.path / "mine");
  AppendFile(mine.log()).Write("x");
  mine.Discard();
  CHECK(fs::is_empty(scratch.path / "mine"));
}

TEST_CASE("runs are listed by when they began, newest first, whatever their folders are called") {
  Scratch scratch;
  CHECK(ListRuns(scratch.path / "none").empty());
  const auto run = [&](const std::string& name, const std::string& file, const std::string& text) {
    fs::create_directories(scratch.path / name);
    AppendFile(scratch.path / name / file).Write(text);
    return scratch.path / name;
  };
  const auto journal = [&](const std::string& name, WallTime at) {
    return run(name, "journal.jsonl",
               fmt::format("{{\"t\":\"run\",\"journal\":1,\"at\":{}}}\n{{}}\n",
                           at.time_since_epoch().count()));
  };
  const auto checked = [&](const std::string& name, const std::string& started) {
    return run(name, "summary.json", R"({"started":")" + started + R"("})");
  };
  const fs::path second = journal("b", At(kMarch + 60));
  const fs::path first = journal("z", At(kMarch));
  const fs::path third = checked("a", "2024-03-05T14:05:07+03:00");   // kMarch + 120
  const fs::path fourth = checked("y", "2024-03-05T06:06:07-05:00");  // kMarch + 180
  const fs::path fifth = checked("c", "2024-03-05T11:07:07Z");
  CHECK(ListRuns(scratch.path) == std::vector<fs::path>{fifth, fourth, third, second, first});
  // A resumed run has a summary of the resume; it began when its journal did.
  run("z", "summary.json", R"({"started":"2024-03-06T00:00:00+00:00"})");
  CHECK(ListRuns(scratch.path).back() == first);
}

TEST_CASE("runs that say no time are listed by when their folder was last written") {
  Scratch scratch;
  const auto run = [&](const std::string& name, const std::string& file, const std::string& text,
                       int64_t at) {
    const fs::path path = scratch.path / name;
    fs::create_directory(path);
    AppendFile(path / file).Write(text);
    const timespec times[2] = {{at, 0}, {at, 0}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
    return path;
  };
  const fs::path torn = run("z", "journal.jsonl", R"({"t":"run","jour)", kMarch);
  const fs::path damaged = run("b", "summary.json", "{", kMarch + 1);
  const fs::path killed = run("a", "report.csv", "row\n", kMarch + 2);
  fs::create_directory(scratch.path / "9999");
  CHECK(ListRuns(scratch.path) == std::vector<fs::path>{killed, damaged, torn});
}

TEST_CASE("a run is opened by its folder") {
  Scratch scratch;
  LocalTime zone;
  const RunFolder run = RunFolder::Create(scratch.path, At(kMarch), &zone, "z.csv");
  CHECK_THROWS_AS(RunFolder::Open(scratch.path / "none"), UsageError);
  CHECK(RunFolder::Open(run.path()).path() == run.path());
}

struct LogFixture {
  RunLog Make(RunLog::Voice voice) {
    return RunLog(
        clock, voice,
        [](std::string_view text) {
          std::string out(text);
          for (size_t at; (at = out.find("hush")) != std::string::npos;) out.replace(at, 4, "***");
          return out;
        },
        [this](std::string_view line) { screen += line; });
  }
  Scratch scratch;
  FixedClock clock;
  std::string screen;
};

TEST_CASE_FIXTURE(LogFixture, "what is said stands on the screen and in run.log, early words too") {
  RunLog log = Make(RunLog::Voice::kNormal);
  log.Say(Level::kNote, "begins");
  log.Open(scratch.path / "run.log", LocalTime("Europe/Moscow"));
  clock.wall = At(kMarch + 1);
  log.Say(Level::kDetail, "nobody asked");
  log.Say(Level::kWarning, "look");
  log.Say(Level::kError, "two\nlines\n");
  CHECK(screen == "begins\nwarning: look\nerror: two\n  lines\n");
  CHECK(ReadFile(scratch.path / "run.log") ==
        "2024-03-05T14:03:07+03:00         begins\n"
        "2024-03-05T14:03:08+03:00 warning look\n"
        "2024-03-05T14:03:08+03:00 error   two\n"
        "    lines\n");
  CHECK(log.warnings() == std::vector<std::string>{"look"});
}

TEST_CASE_FIXTURE(LogFixture, "the code of what is said stands in run.log, not on the screen") {
  RunLog log = Make(RunLog::Voice::kNormal);
  log.Say(Level::kWarning, "early", "early-code");
  log.Open(scratch.path / "run.log", LocalTime());
  log.Say(Level::kError, "two\nlines\n", "late-code");
  CHECK(screen == "warning: early\nerror: two\n  lines\n");
  CHECK(ReadFile(scratch.path / "run.log") ==
        "2024-03-05T11:03:07Z warning early [early-code]\n"
        "2024-03-05T11:03:07Z error   two\n    lines [late-code]\n");
  CHECK(log.warnings() == std::vector<std::string>{"early"});
}

TEST_CASE_FIXTURE(LogFixture, "quiet says warnings and errors only, but the log has all") {
  RunLog log = Make(RunLog::Voice::kQuiet);
  log.Open(scratch.path / "run.log", LocalTime());
  log.Say(Level::kNote, "a note");
  log.Say(Level::kWarning, "a warning");
  CHECK(screen == "warning: a warning\n");
  CHECK(ReadFile(scratch.path / "run.log").find("a note") != std::string::npos);
}

TEST_CASE_FIXTURE(LogFixture, "secrets are masked and control characters shown") {
  RunLog log = Make(RunLog::Voice::kVerbose);
  log.Open(scratch.path / "run.log", LocalTime());
  log.Say(Level::kDetail, "key hush\x1b[2J");
  CHECK(screen == "key ***\\x1b[2J\n");
  CHECK(ReadFile(scratch.path / "run.log") == "2024-03-05T11:03:07Z detail  key ***\\x1b[2J\n");
}

TEST_CASE_FIXTURE(LogFixture, "a secret that becomes known late is masked in early words too") {
  RunLog log(clock, RunLog::Voice::kQuiet, {}, [](std::string_view) {});
  log.Say(Level::kNote, "hush");
  log.set_mask([](std::string_view) { return std::string("***"); });
  log.Open(scratch.path / "run.log", LocalTime());
  CHECK(ReadFile(scratch.path / "run.log").find("hush") == std::string::npos);
}

TEST_CASE_FIXTURE(LogFixture, "a full disk ends the log, not the run") {
  RunLog log = Make(RunLog::Voice::kNormal);
  log.Open("/dev/full", LocalTime());
  log.Say(Level::kNote, "one");
  log.Say(Level::kNote, "two");
  CHECK(screen ==
        "one\nwarning: the log ends here: /dev/full: cannot write: No space left on device: make "
        "room there\ntwo\n");
}

TEST_CASE_FIXTURE(LogFixture, "many warnings are counted, not kept") {
  RunLog log = Make(RunLog::Voice::kNormal);
  for (int i = 0; i < 250; ++i) log.Say(Level::kWarning, "again");
  CHECK(log.warnings().size() == 100);
  CHECK(log.more_warnings() == 150);
}

}  // namespace
}  // namespace leadsync::report
