// SPDX-License-Identifier: MIT
#include "cli/survey.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "cli/console.h"
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
  static constexpr std::pair<Status, std::string_view> kWords[] = {
      {Status::kWouldUpdate, "will change"},   {Status::kWouldAdd, "will be new leads"},
      {Status::kUnchanged, "hold it already"}, {Status::kInvalid, "have wrong cells"},
      {Status::kClosed, "are closed already"}, {Status::kSkipped, "are left out"},
      {Status::kNotFound, "name no lead"},     {Status::kAmbiguous, "name several leads"},
      {Status::kSuperseded, "are superseded"}, {Status::kRejected, "cannot be read"}};
  std::string text;
  for (const auto& [status, words] : kWords)
    if (const uint64_t n = survey.counts[static_cast<size_t>(status)])
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", WithCommas(n), words);
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

/// At least so long: by the request rate, and by what an answer took in the survey.
std::string Forecast(const Job& job, const Survey& survey) {
  const double requests = std::ceil(static_cast<double>(survey.changes() + survey.adds()) / 49) +
                          std::ceil(static_cast<double>(survey.rows) / 2500);
  const rest::RatePlan plan = PlanOf(job.options);
  const double by_rate = plan.rate > 0 ? std::max(0.0, requests - plan.threshold) / plan.rate : 0;
  const double answer =
      survey.requests > 0 ? survey.seconds / static_cast<double>(survey.requests) : 0;
  const double seconds = std::max(by_rate, requests * answer);
  if (seconds < 60) return "Less than a minute, if the portal is quick.";
  return fmt::format("At least {} min.", static_cast<uint64_t>(std::ceil(seconds / 60)));
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

/// The answer of the person at the terminal; no word is a no.
bool Yes() {
  char answer[64] = {};
  if (!std::fgets(answer, sizeof answer, stdin)) return false;
  return answer[0] == 'y' || answer[0] == 'Y';
}

bool Confirm(const std::string& question) {
  Tell(fmt::format(
      "Robots and notifications start for these leads; leadsync can neither prevent nor "
      "recall that.\n{} [y/N] ",
      question));
  return Yes();
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

std::optional<std::string> ForbiddenBy(const Options& options, const Survey& survey) {
  const auto judge = [&](const std::optional<CountOrShare>& most, uint64_t count,
                         std::string_view what,
                         std::string_view flag) -> std::optional<std::string> {
    if (!most || count <= most->Of(survey.rows)) return std::nullopt;
    return fmt::format("{} leads would be {}, more than the {} that {} allows: nothing was sent",
                       WithCommas(count), what, WithCommas(most->Of(survey.rows)), flag);
  };
  if (auto why = judge(options.max_changes, survey.changes(), "changed", "--max-changes"))
    return why;
  return judge(options.max_added, survey.adds(), "added", "--max-added");
}

bool Watched() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

bool MayAsk(const Options& options) { return !options.yes && Watched(); }

bool AskToGoOn(const Job& job, const Survey* survey) {
  SayWhere(job);
  if (survey) {
    Tell(fmt::format("{}: {} rows: {}\n{}", job.input.name, WithCommas(survey->rows),
                     Counts(*survey), Moves(*survey)));
    if (survey->changes() + survey->adds() == 0) return true;
  } else {
    Tell(fmt::format("{}: {} rows, too many to count beforehand what will change\n", job.input.name,
                     WithCommas(job.input_rows)));
  }
  const char* uncounted =
      job.mapping.mode == sync::Mode::kUpdate ? "Change leads now?" : "Change and add leads now?";
  return Confirm(survey ? fmt::format("{} {} now?", Forecast(job, *survey), Deed(*survey))
                        : uncounted);
}

bool AskToResume(const std::string& folder) {
  Tell(fmt::format(
      "\nAn earlier run of this file was not finished: {}\nGo on with that one instead of "
      "starting anew? [y/N] ",
      folder));
  return Yes();
}

bool AskToUndo(const Job& job, uint64_t leads, uint64_t added) {
  SayWhere(job);
  const uint64_t changed = leads - added;
  Tell(fmt::format("{}: it changed {} leads; those that nobody changed since are put back\n",
                   job.summary.input_file, WithCommas(changed)));
  const bool deletes = job.options.delete_added && added > 0;
  if (added > 0) {
    Tell(fmt::format("It added {} leads; {}\n", WithCommas(added),
                     deletes ? "those that nobody changed since are DELETED, for good"
                             : "they stay (--delete-added would delete them)"));
  }
  if (changed == 0 && !deletes) return true;
  return Confirm(fmt::format(
      "{}{}{} now?", changed > 0 ? fmt::format("Put back up to {} leads", WithCommas(changed)) : "",
      changed > 0 && deletes ? " and " : "",
      !deletes       ? ""
      : changed == 0 ? fmt::format("Delete up to {} leads", WithCommas(added))
                     : fmt::format("delete up to {}", WithCommas(added))));
}

}  // namespace leadsync::cli
