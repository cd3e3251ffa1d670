// SPDX-License-Identifier: MIT
#include "cli/forecast.h"

#include <doctest/doctest.h>

#include "printers.h"

using namespace leadsync;
using namespace leadsync::cli;

namespace {

ForecastFacts Standard(uint64_t changes) {
  ForecastFacts facts;
  facts.rows = facts.changes = changes;
  facts.rate = 2;
  facts.burst = 50;
  facts.answer_seconds = 0.5;
  return facts;
}

}  // namespace

TEST_CASE("forecast: a small job takes less than a minute") {
  CHECK(ForecastSentence(Standard(0)) == "Less than a minute.");
  CHECK(ForecastSentence(Standard(274)) == "Less than a minute.");
}

TEST_CASE("forecast: what a change costs is supposed, and said, where it decides") {
  CHECK(ForecastSentence(Standard(2'871)) == "About 2 min, if a change takes the portal 0.1 s.");
  CHECK(ForecastSentence(Standard(10'000)) == "About 14 min, if a change takes the portal 0.1 s.");
}

TEST_CASE("forecast: hours and days are what README's table says") {
  CHECK(ForecastSentence(Standard(50'000)) == "About 2 h, if a change takes the portal 0.1 s.");
  CHECK(ForecastSentence(Standard(1'000'000)) == "About 40 h, if a change takes the portal 0.1 s.");
  ForecastFacts half = Standard(1'000'000);
  half.budget = 210;
  CHECK(ForecastSentence(half) == "About 3 days, if a change takes the portal 0.1 s.");
}

TEST_CASE("forecast: where requests or answers decide, nothing is supposed") {
  ForecastFacts slow = Standard(1'000);
  slow.answer_seconds = 30;
  CHECK(ForecastSentence(slow) == "About 3 min.");
  ForecastFacts rate = Standard(2'000);
  rate.rate = 0.1;
  rate.burst = 1;
  CHECK(ForecastSentence(rate) == "About 7 min.");
}

TEST_CASE("forecast: a portal that answers at once is not supposed to be slow") {
  ForecastFacts quick = Standard(5'000);
  quick.rate = 0;
  quick.answer_seconds = 0.01;
  CHECK(ForecastSentence(quick) == "Less than a minute.");
}
