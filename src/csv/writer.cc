// SPDX-License-Identifier: MIT
#include "csv/writer.h"

#include <vector>

#include "base/plain_bytes.h"

namespace leadsync::csv {
namespace {

constexpr size_t npos = std::string_view::npos;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "-" or a minus, digits and at most one decimal separator among them.
bool IsPlainNegative(std::string_view cell) {
  if (cell == "-") return true;
  size_t separators = 0;
  for (const char c : cell.substr(1)) {
    if (c == '.' || c == ',') {
      ++separators;
    } else if (!IsDigit(c)) {
      return false;
    }
  }
  return separators <= 1 && IsDigit(cell[1]) && IsDigit(cell.back());
}

// At the start of a file these are no part of the first cell unless they are quoted.
bool BeginsAsNoCell(std::string_view cell) {
  return cell.starts_with("\xef\xbb\xbf") ||
         (cell.size() >= 4 && cell[3] == '=' && (cell[0] | 0x20) == 's' &&
          (cell[1] | 0x20) == 'e' && (cell[2] | 0x20) == 'p');
}

// A file that begins so is taken for another kind than CSV (file_kind.cc).
bool BeginsAnotherKind(std::string_view name) {
  const size_t text = name.find_first_not_of(" \t\r\n");
  return (text != npos && name[text] == '<') || name.starts_with("PK\x03\x04") ||
         name.starts_with("%PDF-") || name.starts_with("BZh") || name.starts_with("Rar!");
}

bool NeedsQuotes(std::string_view cell, char delimiter) {
  const size_t plain = PlainPrefix<'"'>(cell);
  if (cell.substr(0, plain).find(delimiter) != npos) return true;
  for (const char c : cell.substr(plain))
    if (c == delimiter || c == '"' || c == '\n' || c == '\r') return true;
  return BeginsAsNoCell(cell);
}

void AppendQuoted(std::string_view cell, std::string* out) {
  *out += '"';
  for (size_t quote; (quote = cell.find('"')) != npos;) {
    out->append(cell.substr(0, quote)).append("\"\"");
    cell.remove_prefix(quote + 1);
  }
  out->append(cell);
  *out += '"';
}

}  // namespace

bool LooksLikeFormula(std::string_view cell) {
  if (cell.empty()) return false;
  const char first = cell[0];
  if (first == '-') return !IsPlainNegative(cell);
  return first == '=' || first == '+' || first == '@' || first == '\t' || first == '\r';
}

void AppendCell(std::string_view cell, char delimiter, std::string* out, Formulas formulas) {
  if (formulas == Formulas::kGuard && LooksLikeFormula(cell)) {
    AppendCell("'" + std::string(cell), delimiter, out);
  } else if (NeedsQuotes(cell, delimiter)) {
    AppendQuoted(cell, out);
  } else {
    out->append(cell);
  }
}

void AppendRecord(std::initializer_list<std::string_view> cells, char delimiter, std::string* out,
                  Formulas formulas, std::string_view line_end) {
  AppendRecord(std::vector<std::string_view>(cells), delimiter, out, formulas, line_end);
}

void AppendHeaderCell(std::string_view name, char delimiter, std::string* out) {
  if (name.find_first_of(",;\t|") != npos || NeedsQuotes(name, delimiter) ||
      BeginsAnotherKind(name)) {
    AppendQuoted(name, out);
  } else {
    out->append(name);
  }
}

void AppendHeader(std::initializer_list<std::string_view> names, char delimiter, std::string* out,
                  std::string_view line_end) {
  AppendHeader(std::vector<std::string_view>(names), delimiter, out, line_end);
}

}  // namespace leadsync::csv
