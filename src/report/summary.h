// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "report/local_time.h"
#include "report/tally.h"
#include "sync/outcome.h"

namespace leadsync::report {

/// Other people's scripts read summary.json: members are added, never renamed or given another
/// meaning without another number here.
inline constexpr int kSummarySchema = 1;

/// Seconds in which nothing could be started, by what stood in the way.
struct Waits {
  double rate = 0;       ///< the portal's limit of requests
  double operating = 0;  ///< the portal's limit of computing time
  double server = 0;     ///< the portal's answers were awaited
};

/// A run on one page: summary.json, `--json` and the table on stdout say the same.
struct Summary {
  std::string version;  ///< of leadsync
  std::string command;  ///< "sync", "preview", "check", "resume", "undo"
  std::string portal;   ///< host
  std::string owner;    ///< in whose name the portal was asked; empty if it was not
  std::string input_file;
  uint64_t input_bytes = 0;
  std::string input_sha256;
  uint64_t input_rows = 0;
  uint64_t doubled_leads = 0;  ///< leads that more than one row is about
  uint64_t doubled_rows = 0;   ///< rows about these
  std::string mapping_file;
  std::string mapping_sha256;

  std::array<uint64_t, sync::kStatusCount> counts{};
  uint64_t failed_rows = 0;  ///< of a status that is neither fine nor named by --ok
  FineList fine;             ///< what counted as fine
  std::vector<FieldCount> fields;
  std::vector<Reason> reasons;

  WallTime started{};
  WallTime finished{};
  double seconds = 0;                                  ///< by the monotonic clock
  std::vector<std::pair<std::string, double>> phases;  ///< name and seconds: "scan", "survey", ...
  uint64_t requests = 0;
  uint64_t commands = 0;  ///< inside these requests
  uint64_t refused = 0;   ///< requests that the portal refused because of its limits
  uint64_t retried = 0;   ///< requests sent again
  Waits waits;

  int exit_code = 0;
  std::string stopped;       ///< why the run ended early; a sentence, or empty
  std::string stopped_code;  ///< of that sentence; empty if it is in no catalogue
  std::string resume;        ///< the command that goes on, or empty
  std::vector<std::string> warnings;
  uint64_t more_warnings = 0;
  std::string folder;                                      ///< of the run, or empty
  std::vector<std::pair<std::string, std::string>> files;  ///< "failed.csv" and its path

  uint64_t rows() const;                                 ///< report lines
  const std::string* File(std::string_view name) const;  ///< its path; nullptr if the run has none
  bool correctable() const { return File("failed.csv") != nullptr; }
  void Take(const Tally& tally, const FineList& fine_list);
};

/// One JSON object, compact, without line break. Times are ISO 8601 in `zone`.
void WriteJson(const Summary& summary, LocalTime* zone, JsonWriter* json);
std::string ToJson(const Summary& summary, LocalTime* zone);

/// What a run was slowed by, in words; "nothing" when it hardly waited.
std::string LimitedBy(const Summary& summary);

/// The short table for people, ending with a line break. Its rows are at most `width` columns wide;
/// sentences are whole, since the way out stands at their end, and so are paths and commands.
std::string Table(const Summary& summary, size_t width = 100);

}  // namespace leadsync::report
