// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace leadsync::sync {

/// What was seen of one column: its different cells and how often they came. Bounded: of the many
/// different cells of a long column the first ones are kept.
class ColumnSample {
 public:
  struct Value {
    std::string text;  ///< trimmed, not empty
    uint64_t rows = 0;
    uint64_t first_row = 0;  ///< as a spreadsheet program counts
  };
  static constexpr size_t kMostValues = 1'000;
  static constexpr size_t kMostBytes = 256 * 1024;

  void Add(std::string_view cell, uint64_t row);

  /// In the order in which they came.
  const std::vector<Value>& values() const { return values_; }
  uint64_t filled() const { return filled_; }  ///< rows with a cell that is not empty
  bool whole() const { return whole_; }        ///< no cell was left out of `values`

 private:
  std::vector<Value> values_;
  std::unordered_map<std::string, size_t, StringHash, std::equal_to<>> index_;
  size_t bytes_ = 0;
  uint64_t filled_ = 0;
  bool whole_ = true;
};

}  // namespace leadsync::sync
