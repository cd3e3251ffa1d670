// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace leadsync::report {

/// How far a run had come at one moment. All numbers count from the run's start (or its resume).
struct Sample {
  double seconds = 0;   ///< since the start
  uint64_t rows = 0;    ///< whose outcome is known
  uint64_t failed = 0;  ///< of these, those that did not make it
  uint64_t requests = 0;
  double waited_rate = 0;       ///< seconds stood still for the limit of requests
  double waited_operating = 0;  ///< ... for the limit of computing time
  double waited_server = 0;     ///< ... for the portal's answers
};

/// A run's course in at most 512 samples, however long it takes: when they are full every other
/// one goes, and from then on half as many are kept.
class Timeline {
 public:
  static constexpr size_t kMost = 512;
  /// Cheap when nothing is due; call it as often as convenient (about once a second is enough).
  void Add(const Sample& sample);
  /// The end of the run: kept always, as the last one.
  void Finish(const Sample& sample);
  const std::vector<Sample>& samples() const { return samples_; }

 private:
  double apart_ = 0.2;  ///< seconds between two samples, at least
  std::vector<Sample> samples_;
};

}  // namespace leadsync::report
