// SPDX-License-Identifier: MIT
#include "rest/rate_limiter.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadsync::rest {
namespace {

/// So long after a refusal the bucket counts as shared.
constexpr Duration kShared = std::chrono::minutes(10);
/// Others are forgotten at this pace.
constexpr double kForget = 120;  // seconds
/// The least that is left to us, as a part of the rate, however greedy others are.
constexpr double kOurPart = 0.4;
/// A little more than reckoned: one request more or less is a large part of a short time.
constexpr double kOthersMore = 1.2;

}  // namespace

double RateLimiter::Level(TimePoint now) const {
  return std::max(0.0, level_ - Drain() * std::max(0.0, Seconds(now - at_)));
}

void RateLimiter::SetLevel(double level, TimePoint now) {
  level_ = std::max(0.0, level);
  at_ = now;
}

double RateLimiter::Most(TimePoint now) const {
  const bool shared = refused_ && now < since_ + kShared;
  return shared ? std::max(1.0, std::min(burst_, plan_.threshold / 2)) : burst_;
}

TimePoint RateLimiter::NextSlot(TimePoint now) const {
  if (plan_.rate <= 0) return now;
  const double above = Level(now) + 1 - Most(now);
  return above <= 0 ? now : now + FromSeconds(above / Drain());
}

void RateLimiter::Take(TimePoint now) {
  if (plan_.rate <= 0) return;
  if (!started_) since_ = now;
  started_ = news_ = true;
  const double level = Level(now) + 1;
  others_ *= std::exp(-std::max(0.0, Seconds(now - at_)) / kForget);
  SetLevel(level, now);
}

void RateLimiter::Overload(TimePoint now) {
  if (plan_.rate <= 0) return;
  const double level = Level(now);
  SetLevel(std::max(level, plan_.threshold), now);
  // Requests that were on the way already tell nothing new of others.
  if (!std::exchange(news_, false)) return;
  const double unseen = std::max(0.0, plan_.threshold - level);
  const double time = std::max(1.0, started_ ? Seconds(now - since_) : 0.0);
  others_ = std::min(others_ + kOthersMore * unseen / time, (1 - kOurPart) * plan_.rate);
  since_ = now;
  started_ = refused_ = true;
}

}  // namespace leadsync::rest
