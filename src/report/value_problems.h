// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sync/outcome.h"

namespace leadsync::report {

/// What is wrong by value, not by row: 3,000 rows that say `Loost` are one line of values.csv.
/// Memory is bounded: beyond `most` different values only rows are counted.
class ValueProblems {
 public:
  explicit ValueProblems(size_t most = 10'000) : most_(most) {}

  /// Counts the problems that are about a cell (those with a column).
  void Add(const sync::Outcome& outcome);
  bool empty() const { return lines_.empty(); }
  /// Different values listed.
  size_t size() const { return lines_.size(); }
  /// Problems about values that are not listed.
  uint64_t more() const { return more_; }

  struct Entry {
    std::string column;
    std::string value;
    uint64_t rows = 0;
    uint64_t first_row = 0;
    std::string problem;
    std::string nearest;
  };
  /// The first `count` of those listed, most rows first.
  std::vector<Entry> Most(size_t count) const;

  /// Writes `column,value,rows,first_row,problem,nearest` in UTF-8 with BOM: columns in the order
  /// in which they were first seen wrong, in each the values of most rows first. No delimiter (NUL)
  /// stands for a comma. Throws Error.
  void Write(const std::filesystem::path& path, char delimiter) const;

 private:
  using Key = std::tuple<size_t, std::string, std::string>;  ///< column's place, value, problem
  struct Line {
    uint64_t rows = 0;
    uint64_t first_row = 0;
    std::string nearest;
  };

  size_t most_;
  uint64_t more_ = 0;
  std::map<std::string, size_t, std::less<>> columns_;
  std::map<Key, Line> lines_;
};

}  // namespace leadsync::report
