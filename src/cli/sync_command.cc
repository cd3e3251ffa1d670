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
ExitCode RunSync(const Options& options) {
  const bool writes = options.command == "sync";
  Job job(options);
  std::optional<sync::PortalLock> lock;
  std::optional<sync::Journal> journal;
  std::optional<FileLock> run_lock;
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
      run_lock = FileLock::Acquire(job.folder->journal(), false);
      journal.emplace(job.folder->journal(), job.session->rate().rate() > 0);
      journal->Begin(RunRecord(job));
    }
  } catch (...) {
    job.Discard();
    throw;
  }
  sync::CsvSource source(job.SourceParts(), options.duplicates, job.range());
  RowsRun run({&job, &source, &job.planner->targets(), job.planner->fields_to_read(),
               journal ? &*journal : nullptr, lock ? &*lock : nullptr, job.mapping.reopen, 0,
               job.input_rows, 0});
  const sync::StopReason stop = run.Run(writes ? sync::RunMode::kSync : sync::RunMode::kPreview);
  return EndRun(&job, stop, journal ? &*journal : nullptr);
}

}  // namespace leadsync::cli
