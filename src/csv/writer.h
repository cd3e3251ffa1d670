// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace leadsync::csv {

/// What to do with a cell that a spreadsheet program would run as a formula.
enum class Formulas {
  kKeep,   ///< nothing: for files that are read by programs, failed.csv among them
  kGuard,  ///< a leading apostrophe: for files that people open
};

/// Whether a spreadsheet program would calculate the cell instead of showing it: it begins with
/// = + - @, a tab or CR. Plain numbers (-12.5) and a lone dash are harmless. `+79001234567` is
/// not: programs make it a number, without its plus.
bool LooksLikeFormula(std::string_view cell);

/// Appends one cell, quoted only if RecordReader could not read it back otherwise. CRLF within a
/// cell is the one thing that reads back differently: as LF.
void AppendCell(std::string_view cell, char delimiter, std::string* out,
                Formulas formulas = Formulas::kKeep);

/// Appends one row with its line end. `cells`: anything with size() and [] whose elements are
/// text, a Record too.
template <typename Cells>
void AppendRecord(const Cells& cells, char delimiter, std::string* out,
                  Formulas formulas = Formulas::kKeep, std::string_view line_end = "\n") {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) *out += delimiter;
    AppendCell(cells[i], delimiter, out, formulas);
  }
  // A row of one empty cell would be a blank line.
  if (cells.size() == 1 && std::string_view(cells[0]).empty()) *out += "\"\"";
  out->append(line_end);
}
void AppendRecord(std::initializer_list<std::string_view> cells, char delimiter, std::string* out,
                  Formulas formulas = Formulas::kKeep, std::string_view line_end = "\n");

/// As AppendCell; also quotes names with a separator other than the file's own, so that whoever
/// chooses the delimiter from the header line chooses the right one.
void AppendHeaderCell(std::string_view name, char delimiter, std::string* out);

/// Appends the row of column names with its line end.
template <typename Names>
void AppendHeader(const Names& names, char delimiter, std::string* out,
                  std::string_view line_end = "\n") {
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) *out += delimiter;
    AppendHeaderCell(names[i], delimiter, out);
  }
  out->append(line_end);
}
void AppendHeader(std::initializer_list<std::string_view> names, char delimiter, std::string* out,
                  std::string_view line_end = "\n");

}  // namespace leadsync::csv
