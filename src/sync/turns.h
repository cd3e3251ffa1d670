// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

namespace leadsync::sync {

/// Rows whose leads are not known beforehand, where two keys may name one lead: such rows are
/// judged and sent in input order all the same. A row may be judged when all rows before it know
/// their leads, and when no other row is at work on its own.
class Turns {
 public:
  /// The row is about to find out which lead it names.
  void Seek(uint64_t seq) { seeking_.insert(seq); }
  /// It has found that lead. False: it has to wait, and to seek again when it is told.
  bool Found(uint64_t seq, int64_t lead);
  /// The row was told to wait and goes on now, or it has settled.
  void Leave(uint64_t seq, int64_t lead);
  /// The row is at work on the lead until it leaves.
  void Hold(uint64_t seq, int64_t lead) { at_work_[lead] = seq; }
  /// Rows that may go on, in input order; each is told once.
  std::vector<uint64_t> Ready();
  size_t waiting() const { return waiting_.size(); }

 private:
  std::set<uint64_t> seeking_;
  std::unordered_map<int64_t, uint64_t> at_work_;  // lead -> row
  std::map<uint64_t, int64_t> waiting_;            // row -> lead
};

}  // namespace leadsync::sync
