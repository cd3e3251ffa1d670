// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync::csv {

/// The names of a file's columns, as they are written there, and what stands above them.
struct Header {
  std::vector<std::string> names;
  uint64_t row = 1;   ///< as a spreadsheet program counts
  uint64_t line = 1;  ///< physical
  /// The `sep=` line and the lines above the header, each with its line end (the file's): what a
  /// file for the same mapping must begin with. UTF-8.
  std::string preamble;
  /// Set when the header is a single cell that holds another separator: what to try. For the
  /// message that says which columns are missing.
  std::string hint;

  /// All columns of that name: outer blanks do not count, upper and lower case do. More than one:
  /// the name is doubled.
  std::vector<size_t> Find(std::string_view name) const;
  /// Groups of columns that bear the same name, by first column; empty names are no names.
  std::vector<std::vector<size_t>> Doubled() const;
  /// Columns without a name.
  std::vector<size_t> Unnamed() const;
  /// A column's name for messages: "column 4" if it has none, or lies beyond the header.
  std::string Name(size_t column) const;
};

}  // namespace leadsync::csv
