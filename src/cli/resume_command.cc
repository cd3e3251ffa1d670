// SPDX-License-Identifier: MIT
// resume: goes on with an interrupted run, of sync or of undo.
#include <fmt/format.h>

#include <filesystem>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/job.h"
#include "cli/messages.h"
#include "cli/rows_run.h"
#include "cli/run_record.h"
#include "report/run_list.h"
#include "sync/csv_source.h"
#include "sync/portal_lock.h"
#include "sync/resume.h"
#include "sync/undo_source.h"

namespace leadsync::cli {
namespace {

uint64_t SizeOf(const std::filesystem::path& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  return missing ? 0 : size;
}

sync::FileLengths LengthsOf(const report::RunFolder& folder) {
  return {SizeOf(folder.report()), SizeOf(folder.failed()), SizeOf(folder.changes())};
}

void CheckPortal(const Job& job, JsonValue record) {
  if (job.session->webhook().host() != record["portal"].text())
    Raise(said::kOtherPortal, record["portal"].text(), job.session->webhook().host());
}

/// The run's own fields, unless the portal's have changed since.
void UseCatalogOfRun(Job* job) {
  crm::Catalog own =
      crm::Catalog::FromJson(JsonDocument::Parse(ReadFile(job->folder->catalog())).root());
  crm::Catalog now = job->session->FetchCatalog(false);
  if (crm::SameShape(own, now)) {
    job->UseCatalog(std::move(own));
    return;
  }
  job->log.Say(report::Level::kWarning, Say(said::kFieldsChanged), said::kFieldsChanged.code);
  job->UseCatalog(std::move(now));
}

void CutReport(Job* job, const sync::ResumeState& state) {
  job->files->CutTo({state.lengths.report, state.lengths.failed, state.lengths.changes});
}

}  // namespace

std::filesystem::path FindRun(const Options& options) {
  if (options.input != "last") {
    // `runs` lists names, and people copy those.
    auto listed = std::filesystem::path(options.runs) / options.input;
    std::error_code ignored;
    if (!std::filesystem::exists(options.input, ignored) &&
        std::filesystem::exists(listed, ignored)) {
      return listed;
    }
    return options.input;
  }
  for (const auto& run : report::ListRuns(options.runs))
    if (std::filesystem::exists(report::RunFolder::Open(run).journal())) return run;
  Raise(said::kNoRun, options.runs);
}

ExitCode RunResume(const Options& given) {
  const std::filesystem::path path = FindRun(given);
  const report::RunFolder folder = report::RunFolder::Open(path);
  sync::JournalReader reader(folder.journal());
  const auto run_lock = FileLock::Acquire(folder.journal(), false);
  if (!run_lock) Raise(said::kRunBusy, path.string());
  sync::ResumeState state = sync::ReadResumeState(&reader, LengthsOf(folder));
  if (state.ended) {
    PrintLines(
        fmt::format("{}: this run is finished; there is nothing to go on with.\n", path.string()));
    return static_cast<ExitCode>(state.exit_code);
  }
  const JsonValue record = reader.run();
  const bool undo = record["command"].text() == "undo";
  Job job(OptionsOfRecord(record, given));
  job.summary.command = "resume";
  job.ReadMapping(std::string(record["mapping"].text()), folder.mapping().string());
  job.Connect();
  CheckPortal(job, record);
  job.OpenFolder(path);
  sync::PortalLock lock(CacheDirectory(), job.session->webhook().host(), job.session->owner(),
                        given.wait_for_lock, job.clock);
  UseCatalogOfRun(&job);

  std::optional<sync::JournalReader> undone;
  std::unique_ptr<sync::RowSource> source;
  RowsRun::Parts parts{};
  if (undo) {
    undone.emplace(std::string(record["undoes"].text()));
    auto rows = std::make_unique<sync::UndoSource>(&*undone, job.catalog, job.clock,
                                                   record["delete_added"].boolean());
    rows->Resume(&state, job.Settle());
    parts.targets = &rows->targets();
    parts.fields = rows->fields_to_read();
    job.input_rows = rows->leads();
    source = std::move(rows);
    job.OpenReport();
  } else {
    job.OpenInput();
    job.Bind();
    job.ScanInput();
    if (job.input.fingerprint.sha256 != record["sha256"].text())
      Raise(said::kOtherInput, job.options.input);
    job.OpenReport();
    sync::CsvSource::Parts rows = job.SourceParts();
    rows.resume = &state;
    source = std::make_unique<sync::CsvSource>(rows, job.options.duplicates, job.range());
    parts.targets = &job.planner->targets();
    parts.fields = job.planner->fields_to_read();
    parts.key = job.planner->key();
    parts.adds = job.planner->adds();
  }
  CutReport(&job, state);
  sync::Journal journal(folder.journal(), job.session->rate().rate() > 0);
  sync::GoOn(&journal, state);
  parts.job = &job;
  parts.source = source.get();
  parts.journal = &journal;
  parts.lock = &lock;
  parts.reopen = undo || job.mapping.reopen;
  parts.rows_before = job.files->tally().rows();
  parts.total_rows = job.input_rows;
  parts.last_row = state.emitted_row;
  RowsRun run(parts);
  return EndRun(&job, run.Run(sync::RunMode::kSync), &journal);
}

}  // namespace leadsync::cli
