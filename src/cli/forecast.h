// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace leadsync::cli {

/// What is known of a run before its first change.
struct ForecastFacts {
  uint64_t rows = 0;
  uint64_t changes = 0;       ///< leads to change and to add
  double rate = 0;            ///< requests a second; 0 = no limit
  double burst = 0;           ///< requests at once before that
  double budget = 420;        ///< seconds of computing time in ten minutes
  double answer_seconds = 0;  ///< what an answer took while counting; 0 = not known
};

/// How long the run will take, as a sentence: `About 4 min.` The portal's limits are known, and how
/// quickly it answers was seen; what a change costs it shows only then, so where that decides the
/// sentence says what is supposed.
std::string ForecastSentence(const ForecastFacts& facts);

}  // namespace leadsync::cli
