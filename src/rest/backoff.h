// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include "base/clock.h"

namespace leadsync::rest {

/// The pause before try `attempt` (1 = the first repetition): 1, 2, 4 ... at most 30 s, of which up
/// to a quarter is taken off by `random` in [0, 1), so that many clients do not come back at once.
inline Duration Backoff(int attempt, double random) {
  const double seconds = std::min(30.0, std::exp2(std::clamp(attempt, 1, 16) - 1));
  return FromSeconds(seconds * (1 - random / 4));
}

}  // namespace leadsync::rest
