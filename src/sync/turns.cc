// SPDX-License-Identifier: MIT
#include "sync/turns.h"

namespace leadsync::sync {

bool Turns::Found(uint64_t seq, int64_t lead) {
  seeking_.erase(seq);
  const auto busy = at_work_.find(lead);
  const bool taken = busy != at_work_.end() && busy->second != seq;
  const bool first = seeking_.empty() || *seeking_.begin() > seq;
  if (first && !taken) return true;
  waiting_[seq] = lead;
  return false;
}

void Turns::Leave(uint64_t seq, int64_t lead) {
  seeking_.erase(seq);
  waiting_.erase(seq);
  const auto busy = at_work_.find(lead);
  if (busy != at_work_.end() && busy->second == seq) at_work_.erase(busy);
}

std::vector<uint64_t> Turns::Ready() {
  std::vector<uint64_t> ready;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    const auto& [seq, lead] = *it;
    if (!seeking_.empty() && *seeking_.begin() < seq) break;
    if (at_work_.contains(lead)) {
      ++it;
      continue;
    }
    ready.push_back(seq);
    it = waiting_.erase(it);
  }
  return ready;
}

}  // namespace leadsync::sync
