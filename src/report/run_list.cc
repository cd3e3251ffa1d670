// SPDX-License-Identifier: MIT
#include "report/run_list.h"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "sync/journal.h"

namespace leadsync::report {
namespace {

namespace fs = std::filesystem;

/// The moment of `2024-03-05T14:03:07+03:00`, or of the same with a Z.
std::optional<WallTime> MomentOf(const std::string& text) {
  int year = 0, hour = 0, minute = 0, second = 0, east_hours = 0, east_minutes = 0;
  unsigned month = 0, day = 0;
  char sign = 0;
  const int parts = std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d%c%2d:%2d", &year, &month,
                                &day, &hour, &minute, &second, &sign, &east_hours, &east_minutes);
  if (parts != 9 && (parts != 7 || sign != 'Z')) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  const int east = (sign == '-' ? -1 : 1) * (east_hours * 60 + east_minutes);
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute - east) + std::chrono::seconds(second);
}

std::optional<WallTime> ByJournal(const fs::path& run) {
  try {
    const sync::JournalReader journal(run / "journal.jsonl");
    if (const auto at = journal.run()["at"].integer())
      return WallTime(std::chrono::milliseconds(*at));
  } catch (const Error&) {
    // There is none, or it is of another version.
  }
  return std::nullopt;
}

std::optional<WallTime> BySummary(const fs::path& run) {
  try {
    if (const auto text = ReadFileIfAny(run / "summary.json"))
      return MomentOf(std::string(JsonDocument::Parse(*text).root()["started"].text()));
  } catch (const Error&) {
    // Damaged: told so where runs are listed.
  }
  return std::nullopt;
}

WallTime ByFolder(const fs::path& run) {
  struct stat info {};
  if (::stat(run.c_str(), &info) != 0) return {};
  return WallTime(
      std::chrono::milliseconds(info.st_mtim.tv_sec * 1000LL + info.st_mtim.tv_nsec / 1'000'000));
}

WallTime BeginOf(const fs::path& run) {
  if (const auto time = ByJournal(run)) return *time;
  if (const auto time = BySummary(run)) return *time;
  return ByFolder(run);
}

}  // namespace

std::vector<fs::path> ListRuns(const fs::path& parent) {
  std::vector<std::pair<WallTime, fs::path>> dated;
  std::error_code error;
  for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (fs::exists(it->path() / "journal.jsonl", ignored) ||
        fs::exists(it->path() / "summary.json", ignored) ||
        fs::exists(it->path() / "report.csv", ignored))
      dated.emplace_back(BeginOf(it->path()), it->path());
  }
  std::sort(dated.rbegin(), dated.rend());
  std::vector<fs::path> runs;
  runs.reserve(dated.size());
  for (auto& [time, path] : dated) runs.push_back(std::move(path));
  return runs;
}

}  // namespace leadsync::report
