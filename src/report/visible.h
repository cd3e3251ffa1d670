// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace leadsync::report {

/// Appends `text` with everything that a terminal or a reader of lines would obey shown as text:
/// control characters as `\n`, `\t`, `\x1b`, marks that turn the writing direction as `\u202e`,
/// bytes that are no UTF-8 as `\xff`. What is left is valid UTF-8 on one line.
void AppendVisible(std::string_view text, std::string* out);
std::string Visible(std::string_view text);

/// Columns that `text` takes on a terminal: wide signs count two, combining ones none.
size_t DisplayWidth(std::string_view text);
/// At most `width` columns, with an ellipsis if something was cut.
std::string CutToWidth(std::string_view text, size_t width);
/// `text` and blanks up to `width` columns; longer text stays as it is.
std::string PadRight(std::string_view text, size_t width);
std::string PadLeft(std::string_view text, size_t width);

/// Breaks the lines of `text` that are wider than `width` at blanks. What follows is indented below
/// the line's beginning, or below the last column of a table. Commands to copy (`leadsync resume
/// ...`) are not taken apart, words longer than a line neither.
std::string BreakLines(std::string_view text, size_t width);

/// 1234567 as "1,234,567".
std::string WithCommas(uint64_t n);
/// A count and its noun: "1 row", "2,871 rows".
std::string Counted(uint64_t n, std::string_view one, std::string_view many);
/// Seconds for people: "0.4 s", "12 s", "4 min 10 s", "2 h 5 min".
std::string Spell(double seconds);

}  // namespace leadsync::report
