// SPDX-License-Identifier: MIT
#include "limit_runs.h"

#include <fmt/format.h>

#include <string>

#include "parts.h"

namespace leadsync::bench {
namespace {

using testing::LimitedResult;
using testing::LimitedRun;

constexpr size_t kBatch = 49;
/// Full batches, so that there are more than 400 requests.
constexpr size_t kRows = 20'000;

/// One line for wall time over the floor, refused calls beside it.
void AgainstFloor(const std::string& what, LimitedRun run, double answer_seconds,
                  const BenchOptions& options, Table* table) {
  Series ratio;
  uint64_t refused = 0;
  uint64_t requests = 0;
  for (int seed = 1; seed <= options.runs; ++seed) {
    run.seed = static_cast<unsigned>(seed);
    const LimitedResult result = testing::RunAgainstLimits(run);
    // What no client can help: the answers to the first comparison and to the last batch.
    ratio.Add((result.seconds - answer_seconds) / result.floor());
    refused += result.refused;
    requests = result.requests;
  }
  table->Line(fmt::format("(d) standard plan, {}, {} requests: wall/floor", what, requests),
              "<= 1.03, 0", fmt::format("{}, {} refused", ratio.Text("", 3), refused));
}

void AgainstBudget(const std::string& model, size_t rows, double weight,
                   const BenchOptions& options, Table* table) {
  Series share;
  Series hours;
  uint64_t refused = 0;
  LimitedRun run;
  run.plan = "standard,operating-limit=420,operating=" + model;
  run.update_seconds = 1;
  run.rows = rows;
  for (int seed = 1; seed <= options.runs; ++seed) {
    run.seed = static_cast<unsigned>(seed);
    const LimitedResult result = testing::RunAgainstLimits(run);
    share.Add(100 * testing::BudgetShare(weight * static_cast<double>(rows), 420, result.seconds));
    hours.Add(result.seconds / 3600);
    refused += result.refused;
  }
  table->Line(fmt::format("(e) operating budget billed by {}: share used in {:.1f} h", model,
                          hours.median()),
              ">= 95 %, 0", fmt::format("{}, {} blocked", share.Text(" %", 1), refused));
}

}  // namespace

void MeasureLimits(const BenchOptions& options, Table* table) {
  LimitedRun quick;
  quick.rows = kRows;
  // Two answers of a portal that is quick: 20 to 170 ms each way.
  AgainstFloor("quick server", quick, 2 * 0.34, options, table);
  LimitedRun slow = quick;
  slow.plan = "standard,operating-limit=1000000";
  slow.operating_limit = 1e6;
  slow.update_seconds = 5.0 / kBatch;
  AgainstFloor("5 s a batch", slow, 2 * 5.34, options, table);
  AgainstBudget("method", 3000, 1, options, table);
  AgainstBudget("batch", 6000, 0.5, options, table);
  table->Line(fmt::format("(f) 1 % of {} rows differ: requests (a plain sender: {})",
                          Commas(static_cast<double>(options.rows)),
                          Commas(static_cast<double>(options.rows) / 50)),
              "<= 70",
              Commas(static_cast<double>(testing::RequestsForSomeChanged(options.rows, 100))));
}

}  // namespace leadsync::bench
