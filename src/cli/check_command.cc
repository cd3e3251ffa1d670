// SPDX-License-Identifier: MIT
// check: every cell against the portal's fields; reads no lead.
#include "cli/commands.h"
#include "cli/job.h"
#include "cli/messages.h"
#include "cli/rows_run.h"
#include "rest/client.h"
#include "sync/csv_source.h"

namespace leadsync::cli {
namespace {

/// A planned row that would be compared and sent, as the end of a check.
sync::Outcome Valid(const sync::Row& row, const Clock& clock) {
  sync::Outcome outcome;
  outcome.row = row.update.row;
  outcome.key = row.update.key;
  outcome.lead_id = row.update.lead_id;
  outcome.status = sync::Status::kValid;
  outcome.problems = row.update.warnings;
  outcome.finished = clock.Wall();
  return outcome;
}

void CheckRows(Job* job, sync::CsvSource* source, ReportSink* sink) {
  while (true) {
    if (job->interrupts.count().load() > 0) Raise(said::kInterruptedEarly, job->summary.input_file);
    sync::RowSource::Item item = source->Next();
    if (std::holds_alternative<sync::RowSource::End>(item)) return;
    if (auto* row = std::get_if<std::unique_ptr<sync::Row>>(&item)) {
      sink->Emit(Valid(**row, job->clock));
    } else if (auto* outcome = std::get_if<sync::Outcome>(&item)) {
      sink->Emit(*outcome);
    } else {
      // Nothing else is in flight: ask for the fields and wait.
      job->UseFreshCatalog(source);
    }
    Progress::State state;
    state.doing = "Checking";
    state.done = sink->rows();
    state.total = job->input_rows;
    if (sink->rows() % 1024 == 0) job->progress.Show(state);
  }
}

}  // namespace

ExitCode RunCheck(const Options& options) {
  Job job(options);
  try {
    job.ReadMapping(options.mapping);
    if (options.fields_file.empty()) job.Connect();
    job.MakeFolder();
    job.OpenInput();
    if (options.fields_file.empty()) {
      job.FetchCatalog(true);
    } else {
      job.UseCatalog(CatalogFromFile(options.fields_file));
    }
    job.Bind();
    job.ScanInput();
    job.OpenReport();
  } catch (...) {
    job.Discard();
    throw;
  }
  sync::CsvSource::Parts parts = job.SourceParts();
  if (!job.session) parts.replan = nullptr;
  sync::CsvSource source(parts, options.duplicates, job.range());
  ReportSink sink(&job);
  sync::StopReason stop;
  try {
    CheckRows(&job, &source, &sink);
  } catch (const Error& error) {
    stop = sync::StopOf(error);
    job.log.Say(report::Level::kError, stop.text, stop.said);
  }
  const ExitCode code = job.Finish(stop);
  job.SayResult();
  return code;
}

}  // namespace leadsync::cli
