// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crm/types/decimal.h"

namespace leadsync::crm {

/// How a column writes its numbers. Blanks of all kinds (no-break ones too) and apostrophes always
/// group; `group` names one mark more.
struct NumberFormat {
  char decimal = '.';  ///< '.' or ','
  std::string group;
  bool parentheses = false;  ///< (12.50) means -12.50

  /// What is wrong with the format itself, in words of the mapping.
  std::optional<std::string> Problem() const;
};

/// A number as people and spreadsheets write it: `1 234,56`, `1'234.5`, `-12`, `€ 99`, `(12.50)`.
/// Answers what is wrong with it, else sets `number` and, where a currency stands before or behind
/// it, `currency` (a sign, a word such as `руб.`, or three capitals). Nothing is guessed: `12.500`
/// under a decimal comma is refused unless the format says that the point groups.
std::optional<std::string> ParseNumber(std::string_view cell, const NumberFormat& format,
                                       Decimal* number, std::string_view* currency);

/// If the cell is a number in exponent form (`1,04E+04`), a sentence with the remedy.
std::optional<std::string> ExponentForm(std::string_view cell);

/// A positive whole number without signs and marks, normalised; else what is wrong with the cell.
std::optional<std::string> ParseId(std::string_view cell, std::string* id);

}  // namespace leadsync::crm
