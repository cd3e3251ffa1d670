// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/session.h"
#include "crm/catalog.h"
#include "crm/users.h"
#include "csv/duplicate_index.h"
#include "csv/scan.h"
#include "report/first_rows.h"
#include "report/report_files.h"
#include "report/run_folder.h"
#include "report/run_log.h"
#include "report/summary.h"
#include "report/timeline.h"
#include "report/value_problems.h"
#include "sync/csv_source.h"
#include "sync/mapping.h"
#include "sync/planner.h"
#include "sync/stop_reason.h"

namespace leadsync::cli {

/// Small CSV files by path, row by row.
using Tables = std::map<std::string, std::vector<std::vector<std::string>>>;

/// What KeepForResume left of them in a run's folder; none if it left nothing.
Tables ReadKeptTables(const std::filesystem::path& folder);

/// What sync, preview, check and resume have in common: a file, a mapping, a portal's fields, a
/// folder for what the run leaves. Built step by step, in the order of the functions; whatever a
/// step throws leaves no run folder behind (Discard).
class Job {
 public:
  explicit Job(const Options& options);

  /// `copy`: where the text is, if not at `path` (a run's own copy).
  void ReadMapping(const std::string& path, const std::string& copy = "");
  /// Finds the portal, unless the job is offline.
  void Connect();
  void MakeFolder();
  /// An earlier run's folder, to go on in it.
  void OpenFolder(const std::filesystem::path& path);
  /// Opens the input: its header is known then.
  void OpenInput();
  void FetchCatalog(bool may_be_cached);
  void UseCatalog(crm::Catalog catalog);
  /// Binds the mapping to header and fields, and to the portal's users if it names people by
  /// e-mail or name; throws with every problem at once.
  void Bind();
  /// Reads the whole input once: structure, encoding, rows, doubled keys.
  void ScanInput();
  void OpenReport();
  /// Ends a job that did not begin.
  void Discard();

  /// For a source that met an unknown name while nothing is in flight: asks the portal and waits.
  void UseFreshCatalog(sync::RowSource* source);

  sync::CsvSource::Parts SourceParts();
  sync::RowRange range() const { return {options.start_row, options.limit}; }
  /// Summary, page, copy of the report. Answers the exit code.
  ExitCode Finish(const sync::StopReason& stop);
  /// The summary on standard output: a table, or JSON. Throws Error if it cannot be written.
  void SayResult() const;
  /// So long after a request began its fate can be looked at: the client's time-out, then the
  /// server's own limit and a margin.
  Duration Settle() const;

  const Options options;
  SystemClock clock;
  Progress progress;
  report::RunLog log;
  Interrupts interrupts;
  std::optional<Session> session;
  sync::Mapping mapping;
  std::string mapping_text;
  std::optional<TimePoint> deadline;  ///< of --deadline; a time of day is by the mapping's zone
  std::optional<report::RunFolder> folder;
  std::optional<csv::Scan> scan;
  csv::ScannedInput input;
  uint64_t input_rows = 0;
  std::unique_ptr<csv::DuplicateIndex> duplicates;
  crm::Catalog catalog;
  std::unique_ptr<crm::Users> users;  ///< if the mapping names people, and a portal is asked
  Tables tables;                      ///< files that the mapping's `values` name
  std::unique_ptr<sync::Planner> planner;
  std::unique_ptr<report::ReportFiles> files;
  report::ValueProblems values;
  report::FirstRows first_rows;  ///< of a preview
  report::Timeline timeline;
  report::Summary summary;
  TimePoint started;

 private:
  void CopyReport(ExitCode* code);
  void CheckTorn(uint64_t last_row);
  const sync::Planner* Replan(const rest::HttpReply& reply);
  void FetchFreshUsers();
  std::unique_ptr<crm::Catalog> fresh_catalog_;
  std::unique_ptr<crm::Users> fresh_users_;
  std::unique_ptr<sync::Planner> fresh_planner_;
};

}  // namespace leadsync::cli
