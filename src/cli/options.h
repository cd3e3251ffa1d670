// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "rest/rate_limiter.h"
#include "rest/webhook.h"
#include "sync/csv_source.h"
#include "sync/outcome.h"

namespace leadsync::cli {

/// "at most so many", as a count or as a share of the input's rows.
struct CountOrShare {
  double number = 0;
  bool percent = false;
  uint64_t Of(uint64_t rows) const;
};

enum class When { kAuto, kAlways, kNever };

/// What the user asked for: flags, else LEADSYNC_ variables. What is not set here may be said by
/// the mapping file; else the default holds.
struct Options {
  std::string command;
  std::string input;  ///< LEADS.csv, "-", RUN or NAME

  /// Found already, by a command that goes on as another one (sync as resume).
  std::optional<rest::Webhook> webhook;

  std::string mapping;
  std::string portal;
  std::string webhook_file;
  std::string ca_file;
  std::string runs = "runs";
  std::string run_dir;
  std::string report;
  std::string fields_file;  ///< check and map --fields
  bool dry_run = false;
  bool yes = false;
  bool json = false;
  bool csv = false;
  bool quiet = false;
  bool verbose = false;
  When progress = When::kAuto;

  std::string delimiter;  ///< empty: as the mapping says, else auto
  std::string encoding;   ///< likewise
  std::optional<uint64_t> limit;
  uint64_t start_row = 0;
  sync::Duplicates duplicates = sync::Duplicates::kApply;

  rest::RatePlan plan = rest::kStandardPlan;
  bool self_hosted = false;
  std::optional<double> rate;
  std::optional<double> burst;
  double operating_limit = 420;
  double operating_share = 100;
  size_t batch_size = 0;
  size_t in_flight = 0;
  Duration timeout = std::chrono::seconds(100);
  Duration connect_timeout = std::chrono::seconds(15);
  std::optional<Duration> server_timeout;
  Duration give_up_after = std::chrono::hours(1);
  std::string deadline;
  std::optional<CountOrShare> max_errors;
  std::optional<CountOrShare> max_changes;
  std::optional<CountOrShare> max_added;
  bool delete_added = false;  ///< undo
  std::optional<uint64_t> min_rows;
  std::vector<sync::Status> ok;
  bool refresh_fields = false;
  Duration fields_ttl = std::chrono::hours(1);
  bool wait_for_lock = false;

  // map
  std::string output;

  // runs
  bool text = false;
  std::string keep;

  // login
  bool list = false;
  bool remove = false;

  // sandbox
  uint16_t port = 0;
  uint64_t leads = 1000;
  uint64_t seed = 1;
  std::string fields;
  std::string leads_csv;
  std::string save;
  std::vector<std::string> faults;
  std::vector<std::string> costs;
  std::string limits = "none";
  int64_t owner = 0;  ///< 0: who the file of fields names, else 1
  int zone_minutes = 180;
  uint64_t latency_ms = 0;
  uint64_t hidden_every = 0;
  uint64_t read_only_every = 0;
  std::vector<std::string> traits;
  bool newer_build = false;
  bool check_required = false;
};

/// Parses the command line. Prints help and version itself and then answers nothing with the exit
/// code in `*exit_code`. Throws UsageError.
std::optional<Options> ParseOptions(int argc, char** argv, int* exit_code);

/// "90", "90s", "10m", "2h", "30d". Throws UsageError that names `what`.
Duration ParseDuration(const std::string& text, const std::string& what,
                       Duration least = Duration(0));
/// A whole number within bounds.
int64_t ParseCount(const std::string& text, const std::string& what, int64_t least, int64_t most);
/// A number of 0 or more. Throws UsageError that names `what`, as all of these do.
double ParseNumber(const std::string& text, const std::string& what);
/// "200" or "5%".
CountOrShare ParseCountOrShare(const std::string& text, const std::string& what);

}  // namespace leadsync::cli
