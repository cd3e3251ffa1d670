// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace leadsync::csv {

/// How a text would read in one of the encodings that spreadsheets write.
struct Reading {
  std::string encoding;
  std::string sample;  ///< UTF-8, shortened
};

/// The cell around the byte at `at`: up to the nearest separators and line ends. Raw bytes.
std::string_view CellAround(std::string_view text, size_t at);

/// Likely encodings for `text` (some of a file's raw bytes), the likeliest first, at most four,
/// each with its reading of `cell`. Readings that look the same are named once. For people to
/// choose from: nothing is ever decided by it.
std::vector<Reading> LikelyReadings(std::string_view text, std::string_view cell);

/// The readings as lines of a message, each beginning with a line end and two blanks.
std::string ListReadings(const std::vector<Reading>& readings);

}  // namespace leadsync::csv
