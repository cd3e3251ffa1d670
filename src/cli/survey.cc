// SPDX-License-Identifier: MIT
#include "cli/survey.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <vector>

#include "cli/console.h"
#include "cli/forecast.h"
#include "cli/messages.h"
#include "cli/rows_run.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

using report::WithCommas;
using sync::Status;

class CountingSink : public sync::OutcomeSink {
 public:
  explicit CountingSink(Survey* survey) : survey_(*survey) {}
  void Emit(const sync::Outcome& outcome) override {
    ++survey_.counts[static_cast<size_t>(outcome.status)];
    ++survey_.rows;
    if (outcome.status != Status::kWouldUpdate) return;  // a new lead moves from nowhere
    for (const sync::Change& change : outcome.changes) {
      if (change.field != "STATUS_ID") continue;
      ++survey_.moves[{change.old_text, change.new_text}];
      survey_.stage_label = change.label;
    }
  }

 private:
  Survey& survey_;
};

std::string Counts(const Survey& survey) {
  struct Words {
    Status status;
    std::string_view one;
    std::string_view many;
  };
  static constexpr Words kWords[] = {
      {Status::kWouldUpdate, "will change", "will change"},
      {Status::kWouldAdd, "will be a new lead", "will be new leads"},
      {Status::kUnchanged, "holds it already", "hold it already"},
      {Status::kInvalid, "has wrong cells", "have wrong cells"},
      {Status::kClosed, "is closed already", "are closed already"},
      {Status::kSkipped, "is left out", "are left out"},
      {Status::kNotFound, "names no lead", "name no lead"},
      {Status::kAmbiguous, "names several leads", "name several leads"},
      {Status::kSuperseded, "is superseded", "are superseded"},
      {Status::kRejected, "cannot be read", "cannot be read"}};
  std::string text;
  for (const auto& [status, one, many] : kWords)
    if (const uint64_t n = survey.counts[static_cast<size_t>(status)])
      text += (text.empty() ? "" : ", ") + report::Counted(n, one, many);
  return text;
}

/// `Stage: In progress 2,410, New 461 -> Lost`, one line for each new stage.
std::string Moves(const Survey& survey) {
  std::map<std::string, std::vector<std::pair<uint64_t, std::string>>> by_new;
  for (const auto& [move, leads] : survey.moves)
    by_new[move.second].emplace_back(leads, move.first);
  std::string lines;
  for (auto& [to, from] : by_new) {
    std::sort(from.rbegin(), from.rend());
    std::string olds;
    for (const auto& [leads, name] : from)
      olds += fmt::format("{}{} {}", olds.empty() ? "" : ", ", name, WithCommas(leads));
    lines += fmt::format("STATUS_ID {}: {} -> {}\n", survey.stage_label, olds, to);
  }
  return lines;
}

/// `Change 2,871 leads`, `Add 12 leads`, or both.
std::string Deed(const Survey& survey) {
  const std::string adds = report::Counted(survey.adds(), "lead", "leads");
  if (survey.changes() == 0) return "Add " + adds;
  const std::string change = "Change " + report::Counted(survey.changes(), "lead", "leads");
  return survey.adds() == 0 ? change
                            : fmt::format("{} and add {}", change, WithCommas(survey.adds()));
}

std::string Forecast(const Job& job, uint64_t rows, uint64_t changes, double answer_seconds) {
  const rest::RatePlan plan = PlanOf(job.options);
  ForecastFacts facts;
  facts.rows = rows;
  facts.changes = changes;
  facts.rate = plan.rate;
  facts.burst = plan.threshold;
  facts.budget = job.options.operating_limit * job.options.operating_share / 100;
  facts.answer_seconds = answer_seconds;
  return ForecastSentence(facts);
}

std::string Forecast(const Job& job, const Survey& survey) {
  return Forecast(job, survey.rows, survey.changes() + survey.adds(),
                  survey.requests > 0 ? survey.seconds / static_cast<double>(survey.requests) : 0);
}

void SayWhere(const Job& job) {
  const crm::Owner& owner = job.catalog.owner();
  Tell(
      fmt::format("\n{}, as {}{}\n", job.session->webhook().host(),
                  owner.name.empty() ? "user " + job.session->owner() : report::Visible(owner.name),
                  owner.admin ? ""
                              : " (not an administrator: leads that this user may not see count "
                                "as missing)"));
}

/// The answer of the person at the terminal; no word is a no, and so is Ctrl-C.
bool Yes(const Job& job) {
  char answer[64] = {};
  if (job.interrupts.WaitForInput(STDIN_FILENO) && std::fgets(answer, sizeof answer, stdin))
    return answer[0] == 'y' || answer[0] == 'Y';
  Tell("\n");
  return false;
}

bool Confirm(const Job& job, const std::string& question) {
  Tell(fmt::format(
      "Robots and notifications start for these leads; leadsync can neither prevent nor "
      "recall that.\n{} [y/N] ",
      question));
  return Yes(job);
}

}  // namespace

Survey TakeSurvey(Job* job) {
  Survey survey;
  CountingSink sink(&survey);
  sync::CsvSource source(job->SourceParts(), job->options.duplicates, job->range());
  RowsRun::Parts parts{};
  parts.job = job;
  parts.source = &source;
  parts.targets = &job->planner->targets();
  parts.fields = job->planner->fields_to_read();
  parts.key = job->planner->key();
  parts.adds = job->planner->adds();
  parts.reopen = job->mapping.reopen;
  parts.total_rows = job->input_rows;
  parts.counting = &sink;
  const TimePoint start = job->clock.Now();
  const uint64_t before = job->summary.requests;
  RowsRun run(parts);
  survey.stop = run.Run(sync::RunMode::kPreview);
  survey.requests = job->summary.requests - before;
  survey.seconds = Seconds(job->clock.Now() - start);
  job->summary.phases.emplace_back("survey", survey.seconds);
  return survey;
}

std::optional<sync::StopReason> ForbiddenBy(const Options& options, const Survey& survey) {
  const auto judge = [&](const std::optional<CountOrShare>& most, uint64_t count,
                         const auto& guard) -> std::optional<sync::StopReason> {
    if (!most || count <= most->Of(survey.rows)) return std::nullopt;
    return sync::StopOf(guard, report::Counted(count, "lead", "leads"),
                        WithCommas(most->Of(survey.rows)));
  };
  if (auto why = judge(options.max_changes, survey.changes(), said::kTooManyChanges)) return why;
  return judge(options.max_added, survey.adds(), said::kTooManyAdded);
}

bool Watched() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

bool MayAsk(const Options& options) { return !options.yes && Watched(); }

bool AskToGoOn(const Job& job, const Survey* survey) {
  SayWhere(job);
  if (survey) {
    Tell(fmt::format("{}: {}: {}\n{}", job.input.name, report::Counted(survey->rows, "row", "rows"),
                     Counts(*survey), Moves(*survey)));
    if (survey->changes() + survey->adds() == 0) return true;
  } else {
    std::string time = Forecast(job, job.input_rows, job.input_rows, 0);
    time.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(time.front())));
    Tell(fmt::format("{}: {} rows, too many to count beforehand what will change. If all do: {}\n",
                     job.input.name, WithCommas(job.input_rows), time));
  }
  const char* uncounted =
      job.mapping.mode == sync::Mode::kUpdate ? "Change leads now?" : "Change and add leads now?";
  return Confirm(
      job, survey ? fmt::format("{} {} now?", Forecast(job, *survey), Deed(*survey)) : uncounted);
}

bool AskToResume(const Job& job, const std::string& folder) {
  Tell(fmt::format(
      "\nAn earlier run of this file was not finished: {}\nGo on with that one instead of "
      "starting anew? [y/N] ",
      folder));
  return Yes(job);
}

bool AskToUndo(const Job& job, uint64_t leads, uint64_t added) {
  SayWhere(job);
  const uint64_t changed = leads - added;
  Tell(fmt::format("{}: it changed {}{}\n", job.summary.input_file,
                   report::Counted(changed, "lead", "leads"),
                   changed == 0   ? ""
                   : changed == 1 ? "; it is put back unless somebody changed it since"
                                  : "; those that nobody changed since are put back"));
  const bool deletes = job.options.delete_added && added > 0;
  if (added > 0) {
    const bool one = added == 1;
    Tell(fmt::format("It added {}; {}\n", report::Counted(added, "lead", "leads"),
                     deletes ? one ? "if nobody changed it since, it is DELETED, for good"
                                   : "those that nobody changed since are DELETED, for good"
                     : one   ? "it stays (--delete-added would delete it)"
                             : "they stay (--delete-added would delete them)"));
  }
  if (changed == 0 && !deletes) return true;
  return Confirm(
      job,
      fmt::format("{} {}{}{} now?", Forecast(job, leads, changed + (deletes ? added : 0), 0),
                  changed > 0 ? "Put back up to " + report::Counted(changed, "lead", "leads") : "",
                  changed > 0 && deletes ? " and " : "",
                  !deletes       ? ""
                  : changed == 0 ? "Delete up to " + report::Counted(added, "lead", "leads")
                                 : fmt::format("delete up to {}", WithCommas(added))));
}

}  // namespace leadsync::cli
