// SPDX-License-Identifier: MIT
// Whole runs against the practice portal's limits, on virtual time: as fast as they allow, and not
// one refused call more.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "engine_world.h"
#include "sandbox/world.h"

using namespace leadsync;
using namespace leadsync::testing;

namespace {

std::vector<Wish> OneChangeEach(const EngineWorld& world, size_t rows, const std::string& text) {
  std::vector<Wish> wishes;
  for (const int64_t id : world.LeadIds()) {
    if (wishes.size() == rows) break;
    wishes.push_back({id, {{"STATUS_DESCRIPTION", text}}});
  }
  return wishes;
}

unsigned Seeds(unsigned usual) {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  return set ? static_cast<unsigned>(std::atoi(set)) : usual;
}

struct Measured {
  double seconds = 0;
  uint64_t requests = 0;
  uint64_t refused = 0;
};

Measured RunAgainst(const std::string& plan, double update_seconds, size_t rows, unsigned seed,
                    size_t batch_size, double operating_limit = 420) {
  sandbox::PortalOptions options;
  options.plan = sandbox::ParsePlan(plan);
  if (update_seconds > 0) options.costs = {{"crm.lead.update", update_seconds}};
  EngineWorld world(options, rows, 1);
  world.Use({"STATUS_DESCRIPTION"});
  EngineWorld::Settings settings;
  settings.flow.compare.reopen = true;
  settings.limits.batch_size = batch_size;
  settings.limits.operating_limit = operating_limit;
  settings.transport.seed = seed;
  settings.transport.jitter = std::chrono::milliseconds(150);
  const auto wishes = OneChangeEach(world, rows, "closed by the test");
  RecordingSink sink;
  const TimePoint start = world.clock.Now();
  CHECK(world.Run(wishes, settings, &sink).code == ExitCode::kOk);
  for (const sync::Outcome& o : sink.outcomes) CHECK(o.status == sync::Status::kUpdated);
  Measured measured;
  measured.seconds = Seconds(world.clock.Now() - start);
  measured.requests = world.counts.requests;
  measured.refused = world.portal->counters().refused_query_limit +
                     world.portal->counters().refused_operation_limit;
  return measured;
}

}  // namespace

TEST_CASE("a run meets the standard plan's request rate exactly, and is refused nothing") {
  double worst = 0;
  for (unsigned seed = 1; seed <= Seeds(20); ++seed) {
    CAPTURE(seed);
    const Measured m = RunAgainst("standard", 0, 450, seed, 1);
    CHECK(m.refused == 0);
    REQUIRE(m.requests >= 400);
    const double floor = (static_cast<double>(m.requests) - 50) / 2;
    // The answer times of the first comparison and the last batch: at most 0.34 s each here.
    CHECK(m.seconds <= 1.03 * floor + 2 * 0.34);
    worst = std::max(worst, m.seconds / floor);
  }
  MESSAGE("wall time over the floor of (requests - 50)/2 s, at worst: ", worst);
}

TEST_CASE("a server that takes 5 s a batch is kept as busy as the request rate allows") {
  const Measured m = RunAgainst("standard,operating-limit=1000000", 5, 450, 1, 1, 1e6);
  CHECK(m.refused == 0);
  const double floor = (static_cast<double>(m.requests) - 50) / 2;
  CHECK(m.seconds <= 1.03 * floor + 2 * 5.34);
}

TEST_CASE("the budget of operating time is used to 95 %, and no call is refused for it") {
  // 1 s an update: 420 s in ten minutes are 2,520 updates an hour.
  for (const std::string model : {"method", "batch"}) {
    CAPTURE(model);
    const size_t rows = model == "method" ? 3000 : 6000;
    double least = 1;
    for (unsigned seed = 1; seed <= Seeds(1); ++seed) {
      CAPTURE(seed);
      const Measured m =
          RunAgainst("standard,operating-limit=420,operating=" + model, 1, rows, seed, 0);
      CHECK(m.refused == 0);
      CHECK(m.seconds > 3600);
      // A budget comes free ten minutes after it was used, so a run of so many budgets cannot end
      // before all but the last have come free.
      const double billed = (model == "method" ? 1 : 0.5) * static_cast<double>(rows);
      const double budgets = billed / 420;
      const double share = 600 * std::floor(budgets) / m.seconds;
      CHECK(share >= 0.95);
      least = std::min(least, share);
    }
    MESSAGE(model, ": the least share of the budget that was used: ", least);
  }
}

TEST_CASE("a hundred thousand rows of which one in a hundred differs take at most 70 requests") {
  EngineWorld world(QuickPortal(), 100'000, 1);
  world.Use({"STATUS_DESCRIPTION"});
  EngineWorld::Settings settings;
  settings.flow.compare.reopen = true;
  settings.plan = rest::kSelfHostedPlan;
  std::vector<Wish> wishes;
  for (const int64_t id : world.LeadIds()) wishes.push_back({id, {}});
  REQUIRE(wishes.size() == 100'000);
  for (size_t i = 0; i < wishes.size(); i += 100)
    wishes[i].cells["STATUS_DESCRIPTION"] = "changed by the test";
  RecordingSink sink;
  CHECK(world.Run(wishes, settings, &sink).code == ExitCode::kOk);
  CHECK(sink.outcomes.size() == 100'000);
  MESSAGE("requests: ", world.counts.requests);
  CHECK(world.counts.requests + 1 <= 70);  // one more asks for the fields
}
