// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>

namespace leadsync {

/// Spans of time. Microseconds are fine enough for a network and exact in sums.
using Duration = std::chrono::microseconds;
/// A moment of the monotonic clock: for waiting, time-outs and rates. Means nothing to others.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
/// A moment of the calendar (UTC): for reports, journals and what outlives the process.
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

/// The only source of time; tests pass a virtual one.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual TimePoint Now() const = 0;
  virtual WallTime Wall() const = 0;
};

class SystemClock : public Clock {
 public:
  TimePoint Now() const override;
  WallTime Wall() const override;
};

/// Whole and part seconds as a double, for arithmetic on rates.
inline double Seconds(Duration d) { return std::chrono::duration<double>(d).count(); }
/// `seconds` as a Duration, rounded up to the next microsecond.
inline Duration FromSeconds(double seconds) {
  return std::chrono::ceil<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace leadsync
