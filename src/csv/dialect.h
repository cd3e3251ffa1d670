// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadsync::csv {

/// How a file is written. The first two are wishes; a RecordReader fills in the rest.
struct Dialect {
  enum class Origin { kGiven, kSepLine, kHeader, kNone };

  char delimiter = '\0';    ///< '\0': choose from `sep=` or the header line
  uint64_t header_row = 1;  ///< as a spreadsheet program counts; the lines above are kept

  Origin origin = Origin::kGiven;  ///< why this delimiter; kNone: no candidate in the header
  bool sep_line = false;           ///< the first line is `sep=;` or alike
  std::string line_end = "\n";     ///< of the first line: "\n" or "\r\n"

  bool operator==(const Dialect&) const = default;
};

/// "auto" is '\0'; "comma", "semicolon", "tab", "pipe", or the character itself. Nothing for
/// anything else.
std::optional<char> ParseDelimiter(std::string_view text);
/// "semicolon"; for one without a name, the character in «».
std::string DelimiterName(char delimiter);
/// What was chosen and why: "semicolon (chosen from the header line)".
std::string DescribeDelimiter(const Dialect& dialect);

/// Completes `wanted` from `head`, the decoded beginning of the file in whole lines. Of the
/// separators in the header line (quotes respected) the one wins by which most of the next rows
/// have as many cells as the header, then the most frequent one. Throws UsageError when two are
/// equally likely, or when lines end with CR alone.
Dialect ResolveDialect(std::string_view head, const Dialect& wanted, const std::string& name);

}  // namespace leadsync::csv
