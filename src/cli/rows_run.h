// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "cli/job.h"
#include "sync/dispatcher.h"
#include "sync/journal.h"
#include "sync/portal_lock.h"

namespace leadsync::cli {

/// Hands outcomes to the report, and knows up to which row its lines are final.
class ReportSink : public sync::OutcomeSink {
 public:
  explicit ReportSink(Job* job, uint64_t last_row = 0) : job_(*job), last_row_(last_row) {}
  void Emit(const sync::Outcome& outcome) override;
  uint64_t last_row() const { return last_row_; }
  uint64_t rows() const { return rows_; }
  /// A provisional line was written: no mark may cover it or anything behind it.
  bool provisional() const { return provisional_; }

 private:
  Job& job_;
  uint64_t last_row_ = 0;
  uint64_t rows_ = 0;
  bool provisional_ = false;
};

/// A pass of rows through the portal: compared, and sent unless it is a preview.
class RowsRun {
 public:
  struct Parts {
    Job* job = nullptr;
    sync::RowSource* source = nullptr;
    const std::vector<sync::Target>* targets = nullptr;
    std::vector<std::string> fields;  ///< to read
    sync::LeadKey key{};              ///< undo: the lead's ID
    sync::AddOptions adds{};
    sync::Journal* journal = nullptr;  ///< null in previews
    sync::PortalLock* lock = nullptr;  ///< null in previews
    bool reopen = false;               ///< leads in a final stage may be changed
    uint64_t rows_before = 0;          ///< emitted by earlier processes of the same run
    uint64_t total_rows = 0;
    uint64_t last_row = 0;                        ///< that was emitted before
    sync::OutcomeSink* counting = nullptr;        ///< instead of the report (survey)
    std::optional<sync::StopReason> forbidden{};  ///< send nothing: why
  };
  explicit RowsRun(const Parts& parts) : parts_(parts), sink_(parts.job, parts.last_row) {}

  /// Runs to the end, or to the reason to stop; fills in the job's summary.
  sync::StopReason Run(sync::RunMode mode);
  uint64_t last_row() const { return sink_.last_row(); }

 private:
  sync::DispatchOptions DispatchOptions() const;
  void WaitForEarlierRequests();
  void Mark(bool now);
  void Show();
  std::optional<Duration> Remaining(uint64_t rows) const;
  const Parts parts_;
  ReportSink sink_;
  const sync::Flow* flow_ = nullptr;
  const sync::Limits* limits_ = nullptr;
  sync::RunMode mode_ = sync::RunMode::kPreview;
  TimePoint last_mark_{};
  uint64_t marked_rows_ = 0;
};

/// Says why a run stopped and how to go on, finishes the report, and closes the journal of a run
/// that came to its end. Answers the exit code.
ExitCode EndRun(Job* job, const sync::StopReason& stop, sync::Journal* journal);

/// The server's own time limit for a request, by the plan.
Duration ServerTimeout(const Options& options);
/// A moment from `--deadline`: a length of time, or the next time the clock shows HH:MM in `zone`.
std::optional<TimePoint> Deadline(const Options& options, const std::string& zone,
                                  const Clock& clock);

}  // namespace leadsync::cli
