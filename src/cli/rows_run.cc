// SPDX-License-Identifier: MIT
#include "cli/rows_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/messages.h"
#include "sync/csv_source.h"

namespace leadsync::cli {
namespace {

/// Marks are written so often, unless few rows have come.
constexpr Duration kMarkEvery = std::chrono::seconds(1);
constexpr uint64_t kMarkRows = 20'000;
/// Requests are never at work for longer than this; how long for, if the lock cannot tell.
constexpr Duration kLongestAtWork = std::chrono::hours(1);
constexpr Duration kAtWorkUnknown = std::chrono::minutes(10);

}  // namespace

void ReportSink::Emit(const sync::Outcome& outcome) {
  job_.files->Emit(outcome);
  job_.values.Add(outcome);
  job_.first_rows.Add(outcome);
  provisional_ = provisional_ || sync::IsProvisional(outcome.status);
  if (!provisional_) last_row_ = outcome.row;
  ++rows_;
}

Duration ServerTimeout(const Options& options) {
  if (options.server_timeout) return *options.server_timeout;
  return options.self_hosted ? std::chrono::seconds(300) : std::chrono::seconds(60);
}

std::optional<TimePoint> Deadline(const Options& options, const std::string& zone,
                                  const Clock& clock) {
  if (options.deadline.empty()) return std::nullopt;
  const std::string& text = options.deadline;
  if (text.find(':') == std::string::npos) return clock.Now() + ParseDuration(text, "--deadline");
  int hour = -1;
  int minute = -1;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour < 0 || hour > 23 ||
      minute < 0 || minute > 59)
    Raise(said::kBadDeadline, text);
  // By what the zone's clock shows now: how long until it shows that time.
  report::LocalTime local(zone);
  const std::string shown = local.Format(clock.Wall());  // 2026-04-01T15:00:00+03:00
  const int now_s = std::stoi(shown.substr(11, 2)) * 3600 + std::stoi(shown.substr(14, 2)) * 60 +
                    std::stoi(shown.substr(17, 2));
  const int until = (hour * 3600 + minute * 60 - now_s + 86400) % 86400;
  return clock.Now() + std::chrono::seconds(until);
}

sync::DispatchOptions RowsRun::DispatchOptions() const {
  const Options& o = parts_.job->options;
  sync::DispatchOptions dispatch;
  dispatch.timeout = o.timeout;
  dispatch.server_timeout = ServerTimeout(o);
  dispatch.give_up_after = o.give_up_after;
  dispatch.deadline = parts_.job->deadline;
  if (o.max_errors) dispatch.max_errors = o.max_errors->Of(parts_.total_rows);
  dispatch.ok = o.ok;
  dispatch.forbidden = parts_.forbidden;
  dispatch.refused_guard = mode_ == sync::RunMode::kSync;
  return dispatch;
}

ExitCode EndRun(Job* job, const sync::StopReason& stop, sync::Journal* journal) {
  if (!stop.text.empty()) job->log.Say(report::Level::kError, stop.text, stop.said);
  if (journal && stop.code != ExitCode::kOk)
    job->summary.resume = fmt::format("leadsync resume {}", job->folder->path().string());
  ExitCode code = stop.code == ExitCode::kOk ? ExitCode::kFailed : stop.code;
  try {
    code = job->Finish(stop);
    if (journal && stop.code == ExitCode::kOk)
      journal->End(job->clock.Wall(), static_cast<int>(code));
  } catch (const Error& error) {
    if (!journal) throw;
    // What became of the rows stands in the journal; only the files about it are missing.
    job->log.Say(report::Level::kError,
                 fmt::format("{}; the report is not whole. Once that is mended: leadsync resume {}",
                             error.what(), job->folder->path().string()));
    return code;
  }
  // Last of all: the run has ended even if nobody reads what is said of it any more.
  job->SayResult();
  return code;
}

/// Requests of a run that was killed may still be at work on the portal.
void RowsRun::WaitForEarlierRequests() {
  Job& job = *parts_.job;
  if (!parts_.lock) return;
  Duration left = parts_.lock->BusyFor();
  if (left.count() <= 0) return;
  // Nothing is at work for so long: the clock was set back since. Then the whole wait is repeated.
  if (left > kLongestAtWork) left = std::max(job.Settle(), kAtWorkUnknown);
  job.log.Say(report::Level::kNote,
              Say(said::kEarlierAtWork, std::chrono::ceil<std::chrono::seconds>(left).count()),
              said::kEarlierAtWork.code);
  TimePoint until = job.clock.Now() + left;
  if (job.deadline) until = std::min(until, *job.deadline);
  while (job.clock.Now() < until && job.interrupts.count().load() == 0)
    job.session->transport().Wait(until);
}

void RowsRun::Mark(bool now) {
  if (!parts_.journal || sink_.provisional() || sink_.rows() == marked_rows_) return;
  Job& job = *parts_.job;
  const TimePoint time = job.clock.Now();
  if (!now && time - last_mark_ < kMarkEvery && sink_.rows() - marked_rows_ < kMarkRows) return;
  if (job.session->rate().rate() > 0) {
    job.files->Sync();
  } else {
    job.files->Flush();
  }
  const report::Lengths lengths = job.files->lengths();
  parts_.journal->Mark(sink_.last_row(), {lengths.report, lengths.failed, lengths.changes}, "{}");
  last_mark_ = time;
  marked_rows_ = sink_.rows();
}

/// How long the portal's limits make the remaining rows take, at the share of changes so far.
std::optional<Duration> RowsRun::Remaining(uint64_t rows) const {
  const uint64_t settled = std::max<uint64_t>(1, flow_->settled);
  const auto updates =
      static_cast<size_t>(static_cast<double>(rows) * static_cast<double>(flow_->sent_rows) /
                          static_cast<double>(settled));
  const size_t reads = rows / sync::kLeadsPerCommand + updates / sync::Sender::kMaxUpdates;
  return limits_->Forecast(updates, reads, parts_.job->clock.Now());
}

void RowsRun::Show() {
  Job& job = *parts_.job;
  using sync::Status;
  const auto count = [&](Status s) { return flow_->counts[static_cast<size_t>(s)]; };
  Progress::State state;
  state.doing = mode_ == sync::RunMode::kSync ? "Syncing" : "Comparing";
  state.done = parts_.rows_before + flow_->settled;
  state.total = parts_.total_rows;
  state.unchanged = count(Status::kUnchanged);
  for (size_t i = 0; i < sync::kStatusCount; ++i)
    (job.files->fine().Has(static_cast<Status>(i)) ? state.fine : state.failed) += flow_->counts[i];
  state.fine -= state.unchanged;
  state.limited_by = limits_->limiting();
  state.at_least = Remaining(state.total - std::min(state.total, state.done));
  job.progress.Show(state);
  if (parts_.counting) return;
  const sync::Limits::Counts& counts = limits_->counts();
  report::Sample sample;
  sample.seconds = Seconds(job.clock.Now() - job.started);
  sample.rows = parts_.rows_before;
  for (const uint64_t settled : flow_->counts) sample.rows += settled;
  sample.failed = state.failed;
  sample.requests = counts.requests;
  sample.waited_rate = counts.waited_rate;
  sample.waited_operating = counts.waited_operating;
  sample.waited_server = counts.waited_server + counts.waited_pause;
  job.timeline.Add(sample);
}

sync::StopReason RowsRun::Run(sync::RunMode mode) {
  Job& job = *parts_.job;
  mode_ = mode;
  sync::FlowOptions flow_options;
  flow_options.mode = mode;
  flow_options.compare = {parts_.reopen, job.mapping.notify, {}};
  flow_options.adds = parts_.adds;
  flow_options.key = parts_.key.kind;
  for (const crm::Item& stage : job.catalog.Directory("STATUS"))
    if (stage.semantics != 'P') flow_options.compare.final_stages.insert(stage.id);
  sync::OutcomeSink* sink = parts_.counting ? parts_.counting : &sink_;
  sync::Flow flow(*parts_.targets, flow_options, job.clock, sink, parts_.journal);
  sync::LimitOptions limit_options;
  limit_options.batch_size = job.options.batch_size;
  limit_options.max_in_flight = job.options.in_flight;
  limit_options.operating_limit = job.options.operating_limit;
  limit_options.operating_share = job.options.operating_share / 100;
  sync::Limits limits(limit_options, &job.session->rate());
  flow_ = &flow;
  limits_ = &limits;
  const sync::LeadReader reader(parts_.fields, parts_.key);
  WaitForEarlierRequests();

  sync::Dispatcher::Seams seams;
  seams.flow = &flow;
  seams.source = parts_.source;
  seams.reader = &reader;
  seams.transport = &job.session->transport();
  seams.limits = &limits;
  seams.interrupted = &job.interrupts.count();
  seams.after_turn = [this] {
    Mark(false);
    Show();
  };
  if (parts_.lock) seams.announce = [this](WallTime until) { parts_.lock->Announce(until); };
  sync::Dispatcher dispatcher(seams, DispatchOptions());
  sync::StopReason stop = dispatcher.Run();
  try {
    if (stop.code == ExitCode::kOk) Mark(true);
  } catch (const Error& error) {
    stop = sync::StopOf(error);
  }
  if (parts_.lock && flow.counts[static_cast<size_t>(sync::Status::kUnknown)] == 0 &&
      dispatcher.requests_in_flight() == 0)
    parts_.lock->Clear();

  const sync::Limits::Counts& counts = limits.counts();
  report::Summary& summary = job.summary;
  summary.requests += counts.requests;
  summary.commands += counts.updates + counts.reads;
  summary.refused += counts.refused;
  summary.retried += counts.failed;
  summary.waits.rate += counts.waited_rate;
  summary.waits.operating += counts.waited_operating;
  summary.waits.server += counts.waited_server + counts.waited_pause;
  flow_ = nullptr;
  limits_ = nullptr;
  return stop;
}

}  // namespace leadsync::cli
