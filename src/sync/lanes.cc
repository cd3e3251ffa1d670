// SPDX-License-Identifier: MIT
#include "sync/lanes.h"

namespace leadsync::sync {

bool Lanes::Enter(const std::string& name, uint64_t seq) {
  const auto [lane, fresh] = lanes_.try_emplace(name);
  if (!fresh) behind_[lane->second.last] = seq;
  lane->second.last = seq;
  return fresh;
}

std::optional<uint64_t> Lanes::Leave(const std::string& name, uint64_t seq) {
  if (const auto next = behind_.find(seq); next != behind_.end()) {
    const uint64_t follower = next->second;
    behind_.erase(next);
    return follower;
  }
  const auto lane = lanes_.find(name);
  if (lane != lanes_.end() && lane->second.last == seq) lanes_.erase(lane);
  return std::nullopt;
}

}  // namespace leadsync::sync
