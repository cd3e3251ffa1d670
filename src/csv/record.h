// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadsync::csv {

/// One row of a spreadsheet: cells without their quotes. One buffer for all cells, so that a
/// Record that is filled again and again allocates nothing.
class Record {
 public:
  size_t size() const { return ends_.size(); }
  std::string_view operator[](size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
  }
  /// The number that a spreadsheet program shows at the left; the file's first record is 1, blank
  /// ones count, a `sep=` line does not.
  uint64_t row() const { return row_; }
  /// 1-based physical line on which the record begins.
  uint64_t line() const { return line_; }
  /// What is wrong with this row alone (wrong quoting), or empty. Its cells are then a best effort.
  const std::string& problem() const { return problem_; }
  bool blank() const;  ///< every cell is empty

  void Clear() {
    text_.clear();
    ends_.clear();
    problem_.clear();
  }
  void Append(std::string_view cell) {
    text_.append(cell);
    ends_.push_back(static_cast<uint32_t>(text_.size()));
  }
  void set_place(uint64_t row, uint64_t line) {
    row_ = row;
    line_ = line;
  }
  void set_problem(std::string text) { problem_ = std::move(text); }
  size_t bytes() const { return text_.size() + ends_.size() * sizeof(uint32_t); }

 private:
  std::string text_;
  std::vector<uint32_t> ends_;
  std::string problem_;
  uint64_t row_ = 0;
  uint64_t line_ = 0;
};

}  // namespace leadsync::csv
