// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace leadsync::rest {

/// What a command of one method costs the server, in seconds, learnt from measured durations.
/// Quick to rise and slow to fall, and with the spread that was seen: an estimate that is too low
/// ends in a refusal, one that is too high only in a shorter batch.
class CommandCost {
 public:
  bool known() const { return known_; }
  double mean() const { return mean_; }

  /// What `commands` will hardly exceed: mean and three standard deviations.
  double Estimate(size_t commands) const {
    const double n = static_cast<double>(commands);
    return n * mean_ + 3 * std::sqrt(n * variance_);
  }

  /// `commands` took `seconds` together.
  void Observe(size_t commands, double seconds) {
    if (commands == 0) return;
    const double n = static_cast<double>(commands);
    const double each = std::min(seconds / n, kMost);
    if (!known_) {
      known_ = true;
      mean_ = each;
      variance_ = each * each / 4;
      return;
    }
    // A single command says less than a full batch.
    const double weight = n / (n + 5);
    const double off = (each - mean_) * (each - mean_) * n;
    mean_ += (each > mean_ ? 0.6 : 0.2) * weight * (each - mean_);
    variance_ += (off > variance_ ? 0.5 : 0.1) * weight * (off - variance_);
    variance_ = std::min(variance_, mean_ * mean_);
  }

 private:
  static constexpr double kFirst = 1;    // seconds; updates commonly take 0.1 to 1
  static constexpr double kMost = 3600;  // seconds; more is no measurement

  double mean_ = kFirst;
  double variance_ = 0;  // of one command
  bool known_ = false;
};

}  // namespace leadsync::rest
