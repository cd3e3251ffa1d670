// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace leadsync::sync {

/// Rows of one lead (or key) go one after another: a row may be compared only when the row before
/// it has settled, for it is compared with what that one left behind.
class Lanes {
 public:
  /// Puts row `seq` at the end of the lane `name`. Answers true if it may go at once.
  bool Enter(const std::string& name, uint64_t seq);
  /// The row has settled. Answers the row that may go now, if one waits behind it.
  std::optional<uint64_t> Leave(const std::string& name, uint64_t seq);
  /// Rows that wait behind another one.
  size_t waiting() const { return behind_.size(); }

 private:
  struct Lane {
    uint64_t last = 0;
  };
  std::unordered_map<std::string, Lane> lanes_;
  std::unordered_map<uint64_t, uint64_t> behind_;  // row -> the row waiting for it
};

}  // namespace leadsync::sync
