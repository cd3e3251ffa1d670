// SPDX-License-Identifier: MIT
// Whole runs against a practice portal's limits, on virtual time: for the tests that hold them to
// their floor and for the bench that prints how near they come.
#pragma once

#include <cstdint>
#include <string>

#include "engine_world.h"

namespace leadsync::testing {

struct LimitedRun {
  std::string plan = "standard";  ///< of the portal, as sandbox::ParsePlan reads it
  double update_seconds = 0;      ///< what an update costs the server
  size_t rows = 450;              ///< one changed field each
  size_t batch_size = 0;          ///< updates a request at most; 0 = by the portal's speed
  double operating_limit = 420;   ///< what the client keeps to, seconds in ten minutes
  unsigned seed = 1;              ///< of the arrivals, which are jittered by up to 150 ms each way
};

struct LimitedResult {
  double seconds = 0;
  uint64_t requests = 0;
  uint64_t refused = 0;  ///< calls that the portal refused for either limit

  /// No client of a standard plan, alone on the portal, can be faster than this.
  double floor() const { return (static_cast<double>(requests) - 50) / 2; }
};

/// Throws std::runtime_error unless every row is updated.
LimitedResult RunAgainstLimits(const LimitedRun& run);

/// The share of the operating budget that a run against it used: a budget comes free ten minutes
/// after it was used, so a run of so many budgets cannot end before all but the last came free.
/// `billed` is the whole operating time of the run in seconds.
double BudgetShare(double billed, double limit, double seconds);

/// Rows of which one in `every` differs, limits off: how many requests that takes, the one that
/// asks for the fields included.
uint64_t RequestsForSomeChanged(size_t rows, size_t every);

}  // namespace leadsync::testing
