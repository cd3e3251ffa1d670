// SPDX-License-Identifier: MIT
#include "cli/forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace leadsync::cli {
namespace {

/// What most portals need for a change.
constexpr double kUsualChange = 0.1;
/// The portal counts computing time over so long.
constexpr double kBudgetPeriod = 600;
constexpr double kUsualInFlight = 4;

/// Seconds in words, no finer than anybody can know them.
std::string Roughly(double seconds) {
  const double minutes = std::ceil(seconds / 60);
  if (minutes < 60) return fmt::format("{} min", minutes);
  const double hours = std::round(minutes / 60);
  return hours < 48 ? fmt::format("{} h", hours)
                    : fmt::format("{} days", std::round(minutes / 1440));
}

}  // namespace

std::string ForecastSentence(const ForecastFacts& facts) {
  const auto changes = static_cast<double>(facts.changes);
  const double requests =
      std::ceil(changes / 49) + std::ceil(static_cast<double>(facts.rows) / 2500);
  const double by_rate = facts.rate > 0 ? std::max(0.0, requests - facts.burst) / facts.rate : 0;
  const double known = std::max(by_rate, requests * facts.answer_seconds / kUsualInFlight);
  // A portal that reads thousands of leads in less than a usual change is no usual portal.
  const double one =
      facts.answer_seconds > 0 ? std::min(kUsualChange, facts.answer_seconds) : kUsualChange;
  const double cost = changes * one;
  const double blocked = std::max(0.0, cost - facts.budget) / facts.budget * kBudgetPeriod;
  const double supposed = std::max(cost / kUsualInFlight, blocked);
  if (std::max(known, supposed) < 60) return "Less than a minute.";
  if (known >= supposed) return fmt::format("About {}.", Roughly(known));
  return fmt::format("About {}, if a change takes the portal {:.1g} s.", Roughly(supposed), one);
}

}  // namespace leadsync::cli
