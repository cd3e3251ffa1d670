// SPDX-License-Identifier: MIT
#include "sync/draft/column_sample.h"

namespace leadsync::sync {

void ColumnSample::Add(std::string_view cell, uint64_t row) {
  const std::string_view text = Trim(cell);
  if (text.empty()) return;
  ++filled_;
  if (const auto found = index_.find(text); found != index_.end()) {
    ++values_[found->second].rows;
    return;
  }
  if (values_.size() >= kMostValues || bytes_ + text.size() > kMostBytes) {
    whole_ = false;
    return;
  }
  bytes_ += text.size();
  index_.emplace(std::string(text), values_.size());
  values_.push_back({std::string(text), 1, row});
}

}  // namespace leadsync::sync
