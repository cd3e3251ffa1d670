// SPDX-License-Identifier: MIT
// sync and preview: the job.
#include <fmt/format.h>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/job.h"
#include "cli/messages.h"
#include "cli/rows_run.h"
#include "cli/run_record.h"
#include "cli/survey.h"
#include "csv/scan.h"
#include "report/run_list.h"
#include "sync/csv_source.h"
#include "sync/journal.h"
#include "sync/portal_lock.h"
#include "sync/resume.h"

namespace leadsync::cli {
namespace {

/// A stopped run of the same file, which may hold updates whose fate is not known; empty if there
/// is none.
std::filesystem::path FindUnfinished(Job* job) {
  for (const auto& path : report::ListRuns(job->options.runs)) {
    const report::RunFolder folder = report::RunFolder::Open(path);
    if (folder.path() == job->folder->path() || !std::filesystem::exists(folder.journal()))
      continue;
    try {
      sync::JournalReader reader(folder.journal());
      if (reader.run()["sha256"].text() != job->input.fingerprint.sha256) continue;
      if (sync::ReadResumeState(&reader, {}).ended) continue;
    } catch (const Error&) {
      continue;  // a damaged journal of another run is not this run's business
    }
    job->log.Say(report::Level::kWarning, Say(said::kRunUnfinished, path.string()),
                 said::kRunUnfinished.code);
    return path;
  }
  return {};
}

/// Counts what would change, if a guard or a person wants to know, and asks the person. Answers
/// why nothing may be sent; throws if the person says no.
std::optional<sync::StopReason> AskFirst(Job* job) {
  const bool ask = MayAsk(job->options);
  const bool count = job->options.max_changes || job->options.max_added ||
                     (ask && job->input_rows <= kMostSurveyed);
  std::optional<Survey> survey;
  if (count) {
    survey = TakeSurvey(job);
    if (survey->stop.code != ExitCode::kOk) return survey->stop;
    if (auto why = ForbiddenBy(job->options, *survey)) return why;
  }
  job->progress.Clear();
  if (ask && !AskToGoOn(*job, survey ? &*survey : nullptr))
    Raise(said::kDeclined, job->summary.portal);
  return std::nullopt;
}

}  // namespace

ExitCode RunSync(const Options& options) {
  const bool writes = options.command == "sync";
  Job job(options);
  std::optional<sync::PortalLock> lock;
  std::optional<sync::Journal> journal;
  std::optional<FileLock> run_lock;
  std::optional<sync::StopReason> forbidden;
  try {
    job.ReadMapping(options.mapping);
    job.Connect();
    job.MakeFolder();
    csv::RefuseUnreadable(options.input);
    // Before the input, of which 32 MiB are read at once.
    job.FetchCatalog(!writes);
    job.OpenInput();
    job.Bind();
    job.ScanInput();
    job.OpenReport();
    if (writes) {
      const std::filesystem::path unfinished = FindUnfinished(&job);
      if (!unfinished.empty() && MayAsk(options) && AskToResume(job, unfinished.string())) {
        job.Discard();
        Options resume = options;
        resume.input = unfinished.string();
        resume.webhook = job.session->webhook();
        return RunResume(resume);
      }
      lock.emplace(CacheDirectory(), job.session->webhook().host(), job.session->owner(),
                   options.wait_for_lock, job.clock);
      forbidden = AskFirst(&job);
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
  RowsRun::Parts parts{};
  parts.job = &job;
  parts.source = &source;
  parts.targets = &job.planner->targets();
  parts.fields = job.planner->fields_to_read();
  parts.key = job.planner->key();
  parts.adds = job.planner->adds();
  parts.journal = journal ? &*journal : nullptr;
  parts.lock = lock ? &*lock : nullptr;
  parts.reopen = job.mapping.reopen;
  parts.total_rows = job.input_rows;
  parts.forbidden = forbidden;
  RowsRun run(parts);
  const sync::StopReason stop = run.Run(writes ? sync::RunMode::kSync : sync::RunMode::kPreview);
  return EndRun(&job, stop, journal ? &*journal : nullptr);
}

}  // namespace leadsync::cli
