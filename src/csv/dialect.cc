// SPDX-License-Identifier: MIT
#include "csv/dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "base/error.h"
#include "csv/messages.h"

namespace leadsync::csv {
namespace {

constexpr std::string_view kCandidates = ",;\t|";
constexpr size_t kSampleRows = 20;
using Counts = std::array<size_t, kCandidates.size()>;

std::string_view FirstLine(std::string_view head) {
  std::string_view line = head.substr(0, head.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// The separator that a line such as `sep=;` names; '\0' for any other line.
char SepOf(std::string_view line) {
  if (line.size() != 5 || line[3] != '=') return '\0';
  for (size_t i = 0; i < 3; ++i) {
    if (std::tolower(static_cast<unsigned char>(line[i])) != "sep"[i]) return '\0';
  }
  const unsigned char c = static_cast<unsigned char>(line[4]);
  return c == '\t' || (std::ispunct(c) != 0 && c != '"') ? line[4] : '\0';
}

// Counts the candidates of the record at `*pos` outside its quotes and moves past it. The
// delimiter is not known yet, so a quote opens after any of them.
Counts CountRecord(std::string_view text, size_t* pos) {
  enum { kStart, kPlain, kQuoted, kAfterQuote } cell = kStart;
  Counts counts = {};
  while (*pos < text.size()) {
    const char c = text[(*pos)++];
    if (cell == kQuoted) {
      if (c == '"') cell = kAfterQuote;
    } else if (c == '"' && cell != kPlain) {
      cell = kQuoted;  // opens, or is the second one of two that stand for themselves
    } else if (c == '\n') {
      break;
    } else {
      const size_t which = kCandidates.find(c);
      cell = which == std::string_view::npos ? kPlain : kStart;
      if (cell == kStart) ++counts[which];
    }
  }
  return counts;
}

// How many of the next rows have as many of each candidate as the header.
Counts CountAgreement(std::string_view head, size_t pos, const Counts& header) {
  Counts agreement = {};
  for (size_t row = 0; row < kSampleRows && pos < head.size();) {
    const size_t begin = pos;
    const Counts counts = CountRecord(head, &pos);
    if (pos - begin <= 2) continue;  // a blank line
    ++row;
    for (size_t i = 0; i < counts.size(); ++i) agreement[i] += counts[i] == header[i];
  }
  return agreement;
}

void ChooseDelimiter(std::string_view head, size_t pos, const std::string& name, Dialect* dialect) {
  for (uint64_t row = 1; row < dialect->header_row && pos < head.size(); ++row)
    CountRecord(head, &pos);
  const Counts header = CountRecord(head, &pos);
  const Counts agreement = CountAgreement(head, pos, header);

  std::optional<size_t> best;
  bool tie = false;
  for (size_t i = 0; i < header.size(); ++i) {
    if (header[i] == 0) continue;
    const auto rank = [&](size_t c) { return std::pair(agreement[c], header[c]); };
    if (best && rank(i) < rank(*best)) continue;
    tie = best && rank(i) == rank(*best);
    best = i;
  }
  if (tie) {
    Raise(said::kNoDelimiter, name);
  }
  dialect->origin = best ? Dialect::Origin::kHeader : Dialect::Origin::kNone;
  dialect->delimiter = best ? kCandidates[*best] : ',';
}

void RefuseMacLineEnds(std::string_view head, const std::string& name) {
  if (head.find('\n') != std::string_view::npos) return;
  const size_t cr = head.find('\r');
  if (cr == std::string_view::npos || cr + 1 == head.size()) return;
  Raise(said::kOldMacintosh, name);
}

}  // namespace

std::optional<char> ParseDelimiter(std::string_view text) {
  if (text == "auto") return '\0';
  if (text == "comma" || text == ",") return ',';
  if (text == "semicolon" || text == ";") return ';';
  if (text == "tab" || text == "\t" || text == "\\t") return '\t';
  if (text == "pipe" || text == "|") return '|';
  return std::nullopt;
}

std::string DelimiterName(char delimiter) {
  if (delimiter == ',') return "comma";
  if (delimiter == ';') return "semicolon";
  if (delimiter == '\t') return "tab";
  if (delimiter == '|') return "pipe";
  return fmt::format("«{}»", delimiter);
}

std::string DescribeDelimiter(const Dialect& dialect) {
  const std::string name = DelimiterName(dialect.delimiter);
  if (dialect.origin == Dialect::Origin::kSepLine) return name + " (from the file's sep= line)";
  if (dialect.origin == Dialect::Origin::kHeader) return name + " (chosen from the header line)";
  if (dialect.origin == Dialect::Origin::kNone) return "none (the header line is one cell)";
  return name + " (as told)";
}

Dialect ResolveDialect(std::string_view head, const Dialect& wanted, const std::string& name) {
  RefuseMacLineEnds(head, name);
  Dialect dialect = wanted;
  if (dialect.header_row == 0) dialect.header_row = 1;
  const size_t line_end = head.find('\n');
  const bool crlf =
      line_end != std::string_view::npos && line_end > 0 && head[line_end - 1] == '\r';
  dialect.line_end = crlf ? "\r\n" : "\n";
  const char sep = SepOf(FirstLine(head));
  dialect.sep_line = sep != '\0';
  if (dialect.delimiter != '\0') return dialect;
  if (dialect.sep_line) {
    dialect.origin = Dialect::Origin::kSepLine;
    dialect.delimiter = sep;
  } else {
    ChooseDelimiter(head, 0, name, &dialect);
  }
  return dialect;
}

}  // namespace leadsync::csv
