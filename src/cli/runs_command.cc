// SPDX-License-Identifier: MIT
// runs: the runs in a folder, newest first, with their numbers.
#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "report/run_folder.h"
#include "sync/outcome.h"

namespace leadsync::cli {
namespace {

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

}  // namespace

ExitCode RunRuns(const Options& options) {
  const std::string parent = options.input.empty() ? options.runs : options.input;
  std::string json = "[";
  for (const auto& path : report::ListRuns(parent)) {
    const report::RunFolder folder = report::RunFolder::Open(path);
    const auto text = ReadFileIfAny(folder.summary());
    if (!text) {
      if (options.json) {
        json += (json.size() > 1 ? "," : "") + Unfinished(path.string());
      } else {
        Print(fmt::format("{}  unfinished: leadsync resume {}\n", path.filename().string(),
                          path.string()));
      }
      continue;
    }
    if (options.json) {
      json += (json.size() > 1 ? "," : "") + text->substr(0, text->find_last_not_of('\n') + 1);
      continue;
    }
    const JsonDocument summary = JsonDocument::Parse(*text);
    const JsonValue root = summary.root();
    Print(fmt::format("{}  {}  exit {}  {}\n", path.filename().string(), root["command"].text(),
                      root["exit_code"].text(), Counts(root)));
  }
  if (options.json) Print(fmt::format("{}]\n", json));
  return ExitCode::kOk;
}

}  // namespace leadsync::cli
