// SPDX-License-Identifier: MIT
#include "rest/rate_limiter.h"

#include <algorithm>

namespace leadsync::rest {

double RateLimiter::Level(TimePoint now) const {
  return std::max(0.0, level_ - plan_.rate * std::max(0.0, Seconds(now - at_)));
}

void RateLimiter::SetLevel(double level, TimePoint now) {
  level_ = std::max(0.0, level);
  at_ = now;
}

TimePoint RateLimiter::NextSlot(TimePoint now) const {
  if (plan_.rate <= 0) return now;
  const double above = Level(now) + 1 - burst_;
  return above <= 0 ? now : now + FromSeconds(above / plan_.rate);
}

void RateLimiter::Take(TimePoint now) {
  if (plan_.rate > 0) SetLevel(Level(now) + 1, now);
}

void RateLimiter::Overload(TimePoint now) {
  if (plan_.rate > 0) SetLevel(std::max(Level(now), plan_.threshold), now);
}

}  // namespace leadsync::rest
