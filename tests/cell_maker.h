// SPDX-License-Identifier: MIT
// Cells as people might write them: any valid value of any type that leadsync can write.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync::testing {

/// Between the values of a cell with several: no maker below writes it.
inline constexpr std::string_view kBetweenValues = " § ";

/// The same cells for the same seed. Cells are never empty and have no blanks around them.
class CellMaker {
 public:
  explicit CellMaker(uint64_t seed) : random_(seed) {}

  /// One value of a field of that type; `code` tells standard fields of special nature.
  std::string Cell(std::string_view type, std::string_view code);
  /// One value, or several with kBetweenValues between them.
  std::string Cells(std::string_view type, std::string_view code, bool multiple);

  bool Chance(int percent) { return Below(100) < percent; }
  int Below(int n) { return static_cast<int>(random_() % static_cast<uint64_t>(n)); }

 private:
  std::string Pick(std::initializer_list<std::string_view> from);
  std::string Text(size_t most);
  std::string Comments();
  std::string Digits(int n);
  std::string Number(int decimals);
  std::string Flag();
  std::string Date();
  std::string Moment();
  std::string Url();
  std::string Money();
  std::string Phone();
  std::string Multifield(std::string_view code);

  std::mt19937_64 random_;
};

}  // namespace leadsync::testing
