// SPDX-License-Identifier: MIT
// Figures of a bench: medians with their spread, and the table that shows them.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace leadsync::bench {

/// The same figure, measured several times.
class Series {
 public:
  void Add(double value) { values_.push_back(value); }
  bool empty() const { return values_.empty(); }
  double median() const;
  double least() const;
  double most() const;
  /// `0.93 s (0.91 to 0.97)`; one value stands alone.
  std::string Text(const std::string& unit, int decimals) const;

 private:
  std::vector<double> values_;
};

/// Prints lines as they become known, as one Markdown table.
class Table {
 public:
  /// `what` is the part's letter in brackets and words; `target` is empty for what only informs.
  void Line(const std::string& what, const std::string& target, const std::string& measured);
  /// What stands above becomes the head.
  void Rule();
};

/// `text` with a comma after every third digit from the right.
std::string Commas(double whole);

}  // namespace leadsync::bench
