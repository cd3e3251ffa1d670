// SPDX-License-Identifier: MIT
#include "report/timeline.h"

namespace leadsync::report {

void Timeline::Add(const Sample& sample) {
  if (!samples_.empty() && sample.seconds < samples_.back().seconds + apart_) return;
  if (samples_.size() + 1 >= kMost) {
    size_t kept = 0;
    for (size_t i = 0; i < samples_.size(); i += 2) samples_[kept++] = samples_[i];
    samples_.resize(kept);
    apart_ *= 2;
  }
  samples_.push_back(sample);
}

void Timeline::Finish(const Sample& sample) {
  if (samples_.size() >= kMost) samples_.pop_back();
  samples_.push_back(sample);
}

}  // namespace leadsync::report
