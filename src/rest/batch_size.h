// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/clock.h"

namespace leadsync::rest {

/// How many commands the next batch should have: 10, 25, then as many as the server does in about
/// 20 s (it is cut off after 60 s); half as many after a time-out, growing back by a quarter a
/// batch. Quick to see that commands became dear, slow to see that they became cheap. Pure
/// arithmetic.
class BatchSize {
 public:
  explicit BatchSize(size_t most)
      : most_(std::max<size_t>(1, most)), size_(std::min<size_t>(10, most_)) {}

  size_t size() const { return size_; }
  /// A batch of `commands` took the server `time`.
  void Done(size_t commands, Duration time) {
    if (commands == 0) return;
    const double each = std::max(Seconds(time), 1e-6) / static_cast<double>(commands);
    const double weight = cost_ == 0 ? 1 : each > cost_ ? 0.7 : 0.3;
    cost_ += weight * (each - cost_);
    const size_t fit = static_cast<size_t>(std::clamp(kTarget / cost_, 1.0, 1e6));
    size_ = std::clamp<size_t>(std::min(Grown(), fit), 1, most_);
  }
  /// A batch of `commands` was not answered in time.
  void TimedOut(size_t commands) {
    if (commands == 0) return;
    calm_ = false;
    size_ = std::max<size_t>(1, std::min(size_, commands) / 2);
  }

 private:
  size_t Grown() const {
    if (!calm_ || size_ < 10) return size_ + std::max<size_t>(1, size_ / 4);
    return size_ < 25 ? 25 : most_;
  }

  static constexpr double kTarget = 20;  // seconds of server time
  size_t most_;
  size_t size_;
  double cost_ = 0;   // seconds a command
  bool calm_ = true;  // no time-out yet
};

}  // namespace leadsync::rest
