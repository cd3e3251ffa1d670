// SPDX-License-Identifier: MIT
// Time that passes only when somebody waits.
#pragma once

#include "base/clock.h"

namespace leadsync::testing {

class VirtualClock : public Clock {
 public:
  TimePoint Now() const override { return now_; }
  WallTime Wall() const override {
    return wall_start_ +
           std::chrono::duration_cast<std::chrono::milliseconds>(now_ - TimePoint(kStart));
  }
  void AdvanceTo(TimePoint to) {
    if (to > now_) now_ = to;
  }
  void Advance(Duration by) { now_ += by; }
  /// The calendar clock is set, as by an administrator; the monotonic one goes on.
  void StepWall(std::chrono::milliseconds by) { wall_start_ += by; }

 private:
  static constexpr Duration kStart = std::chrono::hours(1);
  TimePoint now_{kStart};
  WallTime wall_start_{std::chrono::sys_days(std::chrono::year(2026) / 4 / 1) +
                       std::chrono::hours(12)};
};

}  // namespace leadsync::testing
