// SPDX-License-Identifier: MIT
#include "limit_runs.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "sandbox/portal.h"

namespace leadsync::testing {
namespace {

void MustAllBe(const RecordingSink& sink, sync::StopReason stop, size_t rows) {
  if (stop.code != ExitCode::kOk) throw std::runtime_error("the run stopped: " + stop.text);
  if (sink.outcomes.size() != rows)
    throw std::runtime_error(fmt::format("{} of {} rows", sink.outcomes.size(), rows));
  for (const sync::Outcome& o : sink.outcomes)
    if (o.status != sync::Status::kUpdated && o.status != sync::Status::kUnchanged)
      throw std::runtime_error(fmt::format("row {} is {}", o.row, sync::Name(o.status)));
}

}  // namespace

LimitedResult RunAgainstLimits(const LimitedRun& run) {
  sandbox::PortalOptions options;
  options.plan = sandbox::ParsePlan(run.plan);
  if (run.update_seconds > 0) options.costs = {{"crm.lead.update", run.update_seconds}};
  EngineWorld world(options, run.rows, 1);
  world.Use({"STATUS_DESCRIPTION"});
  EngineWorld::Settings settings;
  settings.flow.compare.reopen = true;
  settings.limits.batch_size = run.batch_size;
  settings.limits.operating_limit = run.operating_limit;
  settings.transport.seed = run.seed;
  settings.transport.jitter = std::chrono::milliseconds(150);
  std::vector<Wish> wishes;
  for (const int64_t id : world.LeadIds())
    if (wishes.size() < run.rows)
      wishes.push_back({id, {{"STATUS_DESCRIPTION", "closed by the test"}}});
  RecordingSink sink;
  const TimePoint start = world.clock.Now();
  const sync::StopReason stop = world.Run(wishes, settings, &sink);
  MustAllBe(sink, stop, wishes.size());
  return {Seconds(world.clock.Now() - start), world.counts.requests,
          world.portal->counters().refused_query_limit +
              world.portal->counters().refused_operation_limit};
}

double BudgetShare(double billed, double limit, double seconds) {
  return 600 * std::floor(billed / limit) / seconds;
}

uint64_t RequestsForSomeChanged(size_t rows, size_t every) {
  EngineWorld world(QuickPortal(), rows, 1);
  world.Use({"STATUS_DESCRIPTION"});
  EngineWorld::Settings settings;
  settings.flow.compare.reopen = true;
  settings.plan = rest::kSelfHostedPlan;
  std::vector<Wish> wishes;
  for (const int64_t id : world.LeadIds()) wishes.push_back({id, {}});
  for (size_t i = 0; i < wishes.size(); i += every)
    wishes[i].cells["STATUS_DESCRIPTION"] = "changed by the test";
  RecordingSink sink;
  const sync::StopReason stop = world.Run(wishes, settings, &sink);
  MustAllBe(sink, stop, rows);
  return world.counts.requests + 1;
}

}  // namespace leadsync::testing
