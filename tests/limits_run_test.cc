// SPDX-License-Identifier: MIT
// Whole runs against the practice portal's limits, on virtual time: as fast as they allow, and not
// one refused call more.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "limit_runs.h"

using namespace leadsync;
using namespace leadsync::testing;

namespace {

unsigned Seeds(unsigned usual) {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  return set ? static_cast<unsigned>(std::atoi(set)) : usual;
}

}  // namespace

TEST_CASE("a run meets the standard plan's request rate exactly, and is refused nothing") {
  double worst = 0;
  for (unsigned seed = 1; seed <= Seeds(20); ++seed) {
    CAPTURE(seed);
    LimitedRun run;
    run.batch_size = 1;
    run.seed = seed;
    const LimitedResult result = RunAgainstLimits(run);
    CHECK(result.refused == 0);
    REQUIRE(result.requests >= 400);
    // The answer times of the first comparison and the last batch: at most 0.34 s each here.
    CHECK(result.seconds <= 1.03 * result.floor() + 2 * 0.34);
    worst = std::max(worst, result.seconds / result.floor());
  }
  MESSAGE("wall time over the floor of (requests - 50)/2 s, at worst: ", worst);
}

TEST_CASE("a server that takes 5 s a batch is kept as busy as the request rate allows") {
  LimitedRun run;
  run.plan = "standard,operating-limit=1000000";
  run.update_seconds = 5;
  run.batch_size = 1;
  run.operating_limit = 1e6;
  const LimitedResult result = RunAgainstLimits(run);
  CHECK(result.refused == 0);
  CHECK(result.seconds <= 1.03 * result.floor() + 2 * 5.34);
}

TEST_CASE("the budget of operating time is used to 95 %, and no call is refused for it") {
  // 1 s an update: 420 s in ten minutes are 2,520 updates an hour.
  for (const std::string model : {"method", "batch"}) {
    CAPTURE(model);
    LimitedRun run;
    run.plan = "standard,operating-limit=420,operating=" + model;
    run.update_seconds = 1;
    run.rows = model == "method" ? 3000 : 6000;
    double least = 1;
    for (run.seed = 1; run.seed <= Seeds(1); ++run.seed) {
      CAPTURE(run.seed);
      const LimitedResult result = RunAgainstLimits(run);
      CHECK(result.refused == 0);
      CHECK(result.seconds > 3600);
      const double billed = (model == "method" ? 1 : 0.5) * static_cast<double>(run.rows);
      const double share = BudgetShare(billed, 420, result.seconds);
      CHECK(share >= 0.95);
      least = std::min(least, share);
    }
    MESSAGE(model, ": the least share of the budget that was used: ", least);
  }
}

TEST_CASE("a hundred thousand rows of which one in a hundred differs take at most 70 requests") {
  const uint64_t requests = RequestsForSomeChanged(100'000, 100);
  MESSAGE("requests: ", requests);
  CHECK(requests <= 70);
}
