// SPDX-License-Identifier: MIT
// sync and preview: the job.
#include <fmt/format.h>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/job.h"
#include "cli/rows_run.h"
#include "cli/run_record.h"
#include "sync/csv_source.h"
#include "sync/journal.h"
#include "sync/portal_lock.h"

namespace leadsync::cli {
namespace {

/// How to go on with a stopped run, for the last line on the screen.
std::string ResumeHint(const Job& job, ExitCode code) {
  switch (code) {
    case ExitCode::kFailed:
    case ExitCode::kGuard:
    case ExitCode::kPortalAway:
    case ExitCode::kInterrupted:
      return fmt::format("leadsync resume {}", job.folder->path().string());
    default:
      return "";
  }
}

}  // namespace

ExitCode RunSync(const Options& options) {
  const bool writes = options.command == "sync";
  Job job(options);
  std::optional<sync::PortalLock> lock;
  std::optional<sync::Journal> journal;
  try {
    job.ReadMapping(options.mapping);
    job.Connect();
    job.MakeFolder();
    job.OpenInput();
    job.FetchCatalog(!writes);
    job.Bind();
    job.ScanInput();
    job.OpenReport();
    if (writes) {
      lock.emplace(CacheDirectory(), job.session->webhook().host(), job.session->owner(),
                   options.wait_for_lock);
      KeepForResume(job);
      journal.emplace(job.folder->journal(), job.session->rate().rate() > 0);
      journal->Begin(RunRecord(job));
    }
  } catch (...) {
    job.Discard();
    throw;
  }
  sync::CsvSource source(job.SourceParts(), options.duplicates, job.range());
  RowsRun run({&job, &source, &job.planner->targets(), job.planner->fields_to_read(),
               journal ? &*journal : nullptr, lock ? &*lock : nullptr, 0, job.input_rows});
  const sync::StopReason stop = run.Run(writes ? sync::RunMode::kSync : sync::RunMode::kPreview);
  if (!stop.text.empty()) job.log.Say(report::Level::kError, stop.text);
  if (writes && stop.code != ExitCode::kOk) job.summary.resume = ResumeHint(job, stop.code);
  const ExitCode code = job.Finish(stop.code, stop.text);
  if (journal && stop.code == ExitCode::kOk) journal->End(job.clock.Wall(), static_cast<int>(code));
  return code;
}

}  // namespace leadsync::cli
