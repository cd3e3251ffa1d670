// SPDX-License-Identifier: MIT
// runs: the runs in a folder, newest first, with their numbers; one of them as a text; and the old
// ones away.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/files.h"
#include "base/json.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/messages.h"
#include "report/mail_text.h"
#include "report/run_folder.h"
#include "report/run_list.h"
#include "report/visible.h"
#include "sync/outcome.h"

namespace leadsync::cli {
namespace {

namespace fs = std::filesystem;

/// A run's folder and its summary.json; no document if there is none, or none that can be read.
struct Run {
  fs::path path;
  std::optional<std::string> text;
  std::optional<JsonDocument> summary;
  JsonValue root() const { return summary ? summary->root() : JsonValue(); }
  /// Came to its end: there is nothing to go on with.
  bool finished() const { return summary && root()["resume"].text().empty(); }
};

Run Read(const fs::path& path) {
  Run run;
  run.path = path;
  run.text = ReadFileIfAny(path / "summary.json");
  if (!run.text) return run;
  try {
    run.summary = JsonDocument::Parse(*run.text);
    if (run.root()["tool"].text() != "leadsync") run.summary.reset();
  } catch (const Error&) {
    // Told as damaged where runs are listed.
  }
  return run;
}

std::string Counts(JsonValue summary) {
  std::string counts;
  const JsonValue by_status = summary["status"];
  for (size_t i = 0; i < by_status.size(); ++i)
    if (by_status[i].integer().value_or(0) > 0)
      counts +=
          fmt::format("{}{} {}", counts.empty() ? "" : ", ", by_status.key(i), by_status[i].text());
  return counts;
}

/// A run without a summary: it was killed, or is still at work.
std::string Unfinished(const std::string& folder) {
  std::string out;
  JsonWriter json(&out);
  BeginAnswer("runs", &json).Key("unfinished").Bool(true).Key("folder").String(folder);
  json.Key("resume").String("leadsync resume " + folder).EndObject();
  return out;
}

void PrintLine(const Run& run) {
  const std::string name = report::Visible(run.path.filename().string());
  if (!run.text) {
    PrintLines(fmt::format("{}  unfinished: leadsync resume {}\n", name,
                           report::Visible(run.path.string())));
  } else if (!run.summary) {
    PrintLines(fmt::format("{}  its summary.json is damaged\n", name));
  } else {
    PrintLines(fmt::format("{}  {}  exit {}  {}\n", name, run.root()["command"].text(),
                           run.root()["exit_code"].text(), Counts(run.root())));
  }
}

/// The run that is meant: a run's own folder, or the newest of a folder of runs.
Run TheRun(const Options& options) {
  const std::string& name = options.input;
  if (!name.empty() && name != "last" && fs::exists(fs::path(name) / "summary.json"))
    return Read(name);
  const std::string parent = name.empty() || name == "last" ? options.runs : name;
  for (const fs::path& path : report::ListRuns(parent)) {
    Run run = Read(path);
    if (run.summary) return run;
  }
  Raise(said::kNoSummary, parent);
}

/// `--keep`: so many runs, or those of so many days.
struct Keep {
  size_t runs = 0;
  std::optional<Duration> age;
};

Keep ParseKeep(const std::string& text) {
  Keep keep;
  if (text.ends_with('d')) {
    keep.age = ParseDuration(text, "--keep");
    return keep;
  }
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
    Raise(said::kBadKeep, text);
  keep.runs = std::stoul(text);
  return keep;
}

/// Removes finished runs; what could still be gone on with, or is being worked on, stays.
void RemoveOld(const std::string& parent, const Keep& keep) {
  struct Dated {
    Run run;
    fs::file_time_type time;
  };
  std::vector<Dated> runs;
  for (const fs::path& path : report::ListRuns(parent)) {
    std::error_code error;
    Run run = Read(path);
    const auto time = fs::last_write_time(run.text ? path / "summary.json" : path, error);
    if (!error) runs.push_back({std::move(run), time});
  }
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Dated& a, const Dated& b) { return a.time > b.time; });
  const auto now = fs::file_time_type::clock::now();
  size_t removed = 0;
  for (size_t i = 0; i < runs.size(); ++i) {
    if (keep.age ? now - runs[i].time < *keep.age : i < keep.runs) continue;
    const std::string name = report::Visible(runs[i].run.path.string());
    if (!runs[i].run.finished()) {
      Tell(fmt::format("{} stays: it did not come to its end (leadsync resume goes on with it)\n",
                       name));
      continue;
    }
    report::RunFolder folder = report::RunFolder::Open(runs[i].run.path);
    std::optional<FileLock> lock;
    if (fs::exists(folder.journal()) && !(lock = FileLock::Acquire(folder.journal(), false))) {
      Tell(fmt::format("{} stays: another leadsync is at work on it\n", name));
      continue;
    }
    if (!folder.Remove()) Tell(fmt::format("{}: files that are not of the run stay\n", name));
    ++removed;
  }
  PrintLines(
      fmt::format("{} removed, {} left. What a removed run changed cannot be undone any more.\n",
                  report::Counted(removed, "run", "runs"), runs.size() - removed));
}

}  // namespace

ExitCode RunRuns(const Options& options) {
  if (options.text) {
    const Run run = TheRun(options);
    options.json ? Print(*run.text) : PrintLines(report::MailText(run.root()));
    return ExitCode::kOk;
  }
  if (options.input == "last") {
    const Run run = TheRun(options);
    options.json ? Print(*run.text) : PrintLine(run);
    return ExitCode::kOk;
  }
  const std::string parent = options.input.empty() ? options.runs : options.input;
  if (!options.keep.empty()) {
    RemoveOld(parent, ParseKeep(options.keep));
    return ExitCode::kOk;
  }
  const std::vector<fs::path> paths = report::ListRuns(parent);
  if (paths.empty()) Tell(fmt::format("{}: no runs here\n", parent));
  std::string json = "[";
  for (const fs::path& path : paths) {
    const Run run = Read(path);
    if (!options.json) {
      PrintLine(run);
    } else if (!run.text) {
      json += (json.size() > 1 ? "," : "") + Unfinished(path.string());
    } else if (run.summary) {
      json +=
          (json.size() > 1 ? "," : "") + run.text->substr(0, run.text->find_last_not_of('\n') + 1);
    }
  }
  if (options.json) Print(fmt::format("{}]\n", json));
  return ExitCode::kOk;
}

}  // namespace leadsync::cli
