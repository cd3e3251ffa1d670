// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/value_problems.h"
#include "sync/outcome.h"

namespace leadsync::report {

/// The first changes of a preview, for the terminal: what changes.csv holds whole.
class FirstRows {
 public:
  static constexpr size_t kMostLines = 20;

  void Add(const sync::Outcome& outcome);
  /// `row, lead, field, old -> new`, no line wider than `width`; empty if nothing would change.
  std::string Table(size_t width = 100) const;

 private:
  struct Line {
    std::string row;   ///< "" where the line above says it
    std::string lead;  ///< likewise; "new" for a lead to be made
    sync::Change change;
  };
  std::vector<Line> lines_;
  uint64_t changes_ = 0;
};

/// The values to correct that stand in most rows, for the terminal: what values.csv holds whole.
/// Empty if there are none.
std::string ValuesTable(const ValueProblems& values, size_t width = 100);

}  // namespace leadsync::report
