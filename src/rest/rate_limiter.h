// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

namespace leadsync::rest {

/// What a plan lets through, from limits.md of the REST documentation: a bucket that every request
/// fills by one and that drains `rate` a second; above `threshold` requests are refused with 503.
struct RatePlan {
  double rate = 2;  ///< requests a second; 0 = no limit
  double threshold = 50;
};
inline constexpr RatePlan kStandardPlan{2, 50};
inline constexpr RatePlan kEnterprisePlan{5, 250};
inline constexpr RatePlan kSelfHostedPlan{0, 0};

/// Leaky bucket of the client: up to `burst` requests at once, then `rate` per second. The burst
/// stays below the server's threshold, because requests do not arrive as evenly as they leave:
/// with X - 3 no call is refused under jitter, with X itself half of all runs had one.
///
/// The server's bucket belongs to the address, not to us. A refusal says that others fill it too,
/// and that it is full. Then it is left to drain to the half, which loses nothing, since a bucket
/// that is not empty drains at full rate, and is kept there for ten minutes, with the other half
/// for others. Their share of the rate, reckoned from what the bucket held that was not ours, is
/// left to them; it is forgotten slowly, so that whoever has gone gives his part back, and while he
/// stays a refusal comes at most once in half a minute.
///
/// Pure arithmetic on the times it is given; it never sleeps.
class RateLimiter {
 public:
  static constexpr double kMargin = 3;

  explicit RateLimiter(const RatePlan& plan) : RateLimiter(plan, plan.threshold - kMargin) {}
  RateLimiter(const RatePlan& plan, double burst) : plan_(plan), burst_(burst < 1 ? 1 : burst) {}

  /// The earliest time the next request may start; `now` if at once.
  TimePoint NextSlot(TimePoint now) const;
  /// Counts a request started at `now`.
  void Take(TimePoint now);
  /// The server refused a request.
  void Overload(TimePoint now);

  double rate() const { return plan_.rate; }
  /// How full the bucket is, in requests; for the next command.
  double Level(TimePoint now) const;
  void SetLevel(double level, TimePoint now);

 private:
  double Drain() const { return plan_.rate - others_; }
  double Most(TimePoint now) const;

  RatePlan plan_;
  double burst_;
  double level_ = 0;
  TimePoint at_{};
  // What is known of others on the same bucket.
  double others_ = 0;  // requests a second
  TimePoint since_{};  // the bucket was last known: at the first request, or the last refusal
  bool started_ = false;
  bool refused_ = false;
  bool news_ = true;  // something was started since the last refusal
};

}  // namespace leadsync::rest
