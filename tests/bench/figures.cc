// SPDX-License-Identifier: MIT
#include "figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace leadsync::bench {
namespace {

std::string Number(double value, int decimals) {
  return decimals == 0 ? Commas(value) : fmt::format("{:.{}f}", value, decimals);
}

}  // namespace

double Series::median() const {
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

double Series::least() const { return *std::min_element(values_.begin(), values_.end()); }
double Series::most() const { return *std::max_element(values_.begin(), values_.end()); }

std::string Series::Text(const std::string& unit, int decimals) const {
  if (empty()) return "not measured";
  std::string text = Number(median(), decimals) + unit;
  if (values_.size() > 1)
    text += fmt::format(" ({} to {})", Number(least(), decimals), Number(most(), decimals));
  return text;
}

std::string Commas(double whole) {
  std::string digits = std::to_string(static_cast<int64_t>(std::llround(whole)));
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

void Table::Line(const std::string& what, const std::string& target, const std::string& measured) {
  fmt::print("| {:<66} | {:<12} | {:<38} |\n", what, target, measured);
  std::fflush(stdout);
}

void Table::Rule() { fmt::print("|{:-<68}|{:-<14}|{:-<40}|\n", "", "", ""); }

}  // namespace leadsync::bench
