// SPDX-License-Identifier: MIT
#include <memory>
#include <utility>

#include "base/error.h"
#include "csv/decoding_source.h"
#include "csv/record_reader.h"
#include "csv/writer.h"
#include "fuzz/target.h"

namespace leadsync::fuzz {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::unique_ptr<csv::RecordReader> Open(std::string text, const char* encoding, char delimiter,
                                        uint64_t header_row = 1) {
  std::unique_ptr<csv::ByteSource> source = std::make_unique<csv::TextSource>(text);
  if (csv::GzipSource::Recognises(text))
    source = std::make_unique<csv::GzipSource>(std::move(source), "leads.csv");
  csv::Dialect dialect;
  dialect.delimiter = delimiter;
  dialect.header_row = header_row;
  return std::make_unique<csv::RecordReader>(
      std::make_unique<csv::DecodingSource>(std::move(source), encoding, "leads.csv"), dialect,
      "leads.csv");
}

Rows ReadRows(csv::RecordReader* reader) {
  Rows rows;
  csv::Record record;
  uint64_t row = reader->header().row;
  while (reader->Next(&record)) {
    Require(record.row() > row && record.line() >= record.row(), "rows are counted upwards");
    row = record.row();
    std::vector<std::string> cells;
    for (size_t i = 0; i < record.size(); ++i) cells.emplace_back(record[i]);
    rows.push_back(std::move(cells));
  }
  return rows;
}

// CRLF within a cell is the one thing that reads back differently: as LF.
std::string ReadBack(std::string cell) {
  for (size_t at = 0; (at = cell.find("\r\n", at)) != std::string::npos; ++at) cell.erase(at, 1);
  return cell;
}

void RequireSame(const std::vector<std::string>& wrote, const std::vector<std::string>& read) {
  Require(wrote.size() == read.size(), "as many cells are read as were written");
  for (size_t i = 0; i < wrote.size(); ++i)
    RequireEqual(ReadBack(wrote[i]), read[i], "a cell is read as it was written");
}

void RequireReadBack(const std::vector<std::string>& names, const Rows& rows, char delimiter,
                     char told) {
  std::string text;
  csv::AppendHeader(names, delimiter, &text);
  for (const auto& row : rows) csv::AppendRecord(row, delimiter, &text);
  const auto reader = Open(text, "utf-8", told);
  Require(reader->dialect().delimiter == delimiter, "the delimiter is found again");
  RequireSame(names, reader->header().names);
  const Rows again = ReadRows(reader.get());
  Require(again.size() == rows.size(), "as many rows are read as were written");
  for (size_t i = 0; i < rows.size(); ++i) RequireSame(rows[i], again[i]);
}

void RequireGuarded(const Rows& rows, char delimiter) {
  std::string text = "a\n";
  for (const auto& row : rows) csv::AppendRecord(row, delimiter, &text, csv::Formulas::kGuard);
  for (const auto& row : ReadRows(Open(text, "utf-8", delimiter).get()))
    for (const std::string& cell : row)
      Require(!csv::LooksLikeFormula(cell), "no formula is left in a guarded file");
}

}  // namespace

// The first byte chooses how the rest is to be read.
void RecordReaderLaw(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto choice = static_cast<unsigned char>(bytes[0]);
  constexpr char kDelimiters[] = {'\0', ',', ';', '\t', '|'};
  constexpr const char* kEncodings[] = {"auto", "windows-1251", "utf-16le", "shift_jis"};
  std::vector<std::string> names;
  Rows rows;
  char delimiter = '\0';
  try {
    const auto reader = Open(std::string(bytes.substr(1)), kEncodings[choice / 5 % 4],
                             kDelimiters[choice % 5], 1 + choice / 20 % 3);
    names = reader->header().names;
    delimiter = reader->dialect().delimiter;
    rows = ReadRows(reader.get());
  } catch (const UsageError&) {
    return;
  }
  RequireReadBack(names, rows, delimiter, delimiter);
  // A single column shows no delimiter, and others than these must be told, as by `sep=#`.
  const bool shown = std::string_view(",;\t|").find(delimiter) != std::string_view::npos;
  if (names.size() > 1 && shown) RequireReadBack(names, rows, delimiter, '\0');
  RequireGuarded(rows, delimiter);
}

}  // namespace leadsync::fuzz
