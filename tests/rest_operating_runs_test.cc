// SPDX-License-Identifier: MIT
#include "rest/operating_budget.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "operating_server.h"
#include "printers.h"

namespace leadsync::rest {
namespace {

using testing::BilledName;
using testing::BillingRun;
using testing::BillingServer;
using Billing = OperatingBudget::Billing;
using Model = BillingServer::Model;

constexpr double kServer = 1.775e9;  // the server's clock at our second 0

/// Runs that differ in everything that a client cannot choose.
BillingRun Any(unsigned seed) {
  std::mt19937 random(seed);
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<>(low, high)(random);
  };
  BillingRun run;
  run.seed = seed;
  run.model = seed % 2 ? Model::kByMethod : Model::kByBatch;
  run.update = seed % 10 == 0 ? 0 : std::exp(between(std::log(0.15), std::log(3)));
  run.list = std::exp(between(std::log(0.1), std::log(0.8)));
  run.jitter = between(0, 0.9);
  run.batch_jitter = between(0, 0.3);
  run.latency = between(0.02, 0.4);
  // One at a time cannot use up what is billed by half.
  run.in_flight = run.model == Model::kByBatch ? 2 + seed % 3 : 1 + seed % 4;
  run.clock = kServer + between(-4000, 4000);
  run.outer_repeats = seed % 3 != 0;
  run.hours = 0.6;
  return run;
}

TEST_CASE("over hours 95 % of the budget is used and nothing is refused, however it is billed") {
  struct Case {
    Model model;
    double update, list;
    BilledName binding;
    Billing found;
  };
  const Case cases[] = {
      {Model::kByMethod, 0.3, 0.2, testing::kUpdateName, Billing::kByMethod},
      {Model::kByMethod, 1.0, 0.4, testing::kUpdateName, Billing::kByMethod},
      {Model::kByMethod, 0.06, 0.05, testing::kUpdateName, Billing::kByMethod},
      {Model::kByMethod, 4.0, 0.5, testing::kUpdateName, Billing::kByMethod},
      // Only lists: nothing tells the two ways apart, and nothing needs to.
      {Model::kByMethod, 0, 0.3, testing::kListName, Billing::kUnknown},
      {Model::kByBatch, 0.3, 0.2, testing::kBatchName, Billing::kByBatch},
      {Model::kByBatch, 1.0, 0.4, testing::kBatchName, Billing::kByBatch},
      {Model::kByBatch, 0.06, 0.05, testing::kBatchName, Billing::kByBatch},
      {Model::kByBatch, 0, 0.3, testing::kBatchName, Billing::kByBatch},
      {Model::kByBatch, 0, 0.07, testing::kBatchName, Billing::kByBatch},
  };
  for (const Case& c : cases) {
    BillingRun run;
    run.model = c.model;
    run.update = c.update;
    run.list = c.list;
    run.hours = 1.5;
    run.Go();
    const bool by_batch = c.model == Model::kByBatch;
    CAPTURE(by_batch);
    CAPTURE(c.update);
    CAPTURE(c.list);
    CHECK(run.refused_batches == 0);
    CHECK(run.billing == c.found);
    CHECK(run.Utilization(c.binding) >= 0.95);
  }
}

TEST_CASE("nothing is refused whatever commands cost, on 300 portals") {
  size_t refused = 0;
  double worst = 1;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    BillingRun run = Any(seed);
    run.Go();
    refused += run.refused_batches;
    const auto best = [&](BilledName name) { return run.Utilization(name); };
    const double utilization = run.model == Model::kByBatch
                                   ? best(testing::kBatchName)
                                   : std::max(best(testing::kUpdateName), best(testing::kListName));
    worst = std::min(worst, utilization);
  }
  CHECK(refused == 0);
  CHECK(worst >= 0.95);
}

TEST_CASE("when commands become three times dearer at most one batch is refused") {
  size_t most = 0;
  for (unsigned seed = 1; seed <= 100; ++seed) {
    BillingRun run = Any(seed);
    run.in_flight = 4;
    run.dearer_at = 700 + 9 * static_cast<double>(seed);
    run.Go();
    most = std::max(most, run.refused_batches);
  }
  CHECK(most <= 1);
}

TEST_CASE("a share of the budget is what the run takes of it, and no more") {
  for (const Model model : {Model::kByMethod, Model::kByBatch}) {
    const bool by_batch = model == Model::kByBatch;
    CAPTURE(by_batch);
    BillingRun run;
    run.model = model;
    run.budget.share = 0.5;
    run.hours = 1.5;
    run.Go();
    const BilledName name = by_batch ? testing::kBatchName : testing::kUpdateName;
    CHECK(run.refused_batches == 0);
    CHECK(run.Peak(name) <= 210);
    CHECK(run.Utilization(name) >= 0.95);
  }
}

TEST_CASE("what others use is left to them") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    BillingRun run;
    run.seed = seed;
    run.others = static_cast<double>(seed % 4 + 1) * 8;  // 80 to 320 of the 420 s
    run.hours = 1.5;
    run.Go();
    CAPTURE(seed);
    CAPTURE(run.others);
    // Nobody announces what he is going to use: now and then both meet at the limit.
    CHECK(static_cast<double>(run.refused_batches) <= run.hours * 6);
    CHECK(run.Utilization(testing::kUpdateName) >= 0.95);
  }
}

}  // namespace
}  // namespace leadsync::rest
