// SPDX-License-Identifier: MIT
// undo: puts back what a run changed, where nobody has changed it since.
#include <fmt/format.h>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/job.h"
#include "cli/messages.h"
#include "cli/rows_run.h"
#include "cli/run_record.h"
#include "cli/survey.h"
#include "sync/portal_lock.h"
#include "sync/undo_source.h"

namespace leadsync::cli {

ExitCode RunUndo(const Options& given) {
  const std::filesystem::path path = FindRun(given);
  const report::RunFolder undone = report::RunFolder::Open(path);
  sync::JournalReader reader(undone.journal());
  const auto run_lock = FileLock::Acquire(undone.journal(), false);
  if (!run_lock) Raise(said::kRunBusy, path.string());
  const JsonValue record = reader.run();
  Options options = given;
  options.input = "undo-" + path.filename().string();
  Job job(options);
  std::optional<sync::PortalLock> lock;
  std::optional<sync::UndoSource> source;
  std::optional<sync::Journal> journal;
  try {
    job.ReadMapping(std::string(record["mapping"].text()), undone.mapping().string());
    job.Connect();
    if (job.session->webhook().host() != record["portal"].text())
      Raise(said::kOtherPortal, record["portal"].text(), job.session->webhook().host());
    job.MakeFolder();
    lock.emplace(CacheDirectory(), job.session->webhook().host(), job.session->owner(),
                 given.wait_for_lock, job.clock);
    job.FetchCatalog(false);
    source.emplace(&reader, job.catalog, job.clock, given.delete_added);
    job.input_rows = job.summary.input_rows = source->leads();
    job.summary.input_file = path.string();
    job.OpenReport();
    if (source->leads() == 0)
      job.log.Say(report::Level::kWarning, Say(said::kNothingToPutBack),
                  said::kNothingToPutBack.code);
    if (source->leads() > 0 && MayAsk(given) && !AskToUndo(job, source->leads(), source->added()))
      Raise(said::kDeclined, job.summary.portal);
    KeepForResume(job);
    journal.emplace(job.folder->journal(), job.session->rate().rate() > 0);
    journal->Begin(UndoRecord(job, undone.journal()));
  } catch (...) {
    job.Discard();
    throw;
  }
  // A request of the undone run that has no answer may still be at work.
  if (source->last_unanswered() != WallTime{})
    lock->AlsoBusyUntil(std::chrono::time_point_cast<std::chrono::milliseconds>(
        source->last_unanswered() + job.Settle()));
  RowsRun::Parts parts{};
  parts.job = &job;
  parts.source = &*source;
  parts.targets = &source->targets();
  parts.fields = source->fields_to_read();
  parts.journal = &*journal;
  parts.lock = &*lock;
  parts.reopen = true;
  parts.total_rows = job.input_rows;
  RowsRun run(parts);
  return EndRun(&job, run.Run(sync::RunMode::kSync), &*journal);
}

}  // namespace leadsync::cli
