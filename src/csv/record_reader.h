// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "csv/byte_source.h"
#include "csv/dialect.h"
#include "csv/header.h"
#include "csv/lines.h"
#include "csv/record.h"

namespace leadsync::csv {

/// Splits text into records, by RFC 4180: quotes, doubled quotes, line breaks within quotes (CRLF
/// becomes LF there), any number of cells. Rows may be ragged: compare Record::size with the
/// header's. A quote counts only at the start of a cell, so `5" pipe` is read as it stands;
/// the quoting policies of fast-cpp-csv-parser would open a quoted part there and swallow rows,
/// which is why lines come from that library and cells do not.
///
/// Memory is flat (see Lines), speed some hundred MB/s. A record may be 4 MiB.
class RecordReader {
 public:
  /// `source` gives UTF-8 (as DecodingSource does). Reads up to 32 MiB: the `sep=` line, the lines
  /// above the header and the header are taken at once. Throws UsageError if there is no header,
  /// or it is wrongly quoted.
  explicit RecordReader(std::unique_ptr<ByteSource> source, const Dialect& dialect,
                        std::string name);
  ~RecordReader();

  /// The next row that has any text; rows whose cells are all empty only count. False at the end.
  /// A wrongly quoted row has Record::problem. Throws UsageError `name:line: ...` for a quote that
  /// is never closed and a record over 4 MiB, and what the source throws; then again if called
  /// again.
  bool Next(Record* record);

  const Header& header() const { return header_; }
  /// With the delimiter that was found.
  const Dialect& dialect() const { return dialect_; }
  const std::string& name() const { return name_; }
  /// After the end: the last line had no line end. If its row also lacks cells, it was torn.
  bool unfinished() const { return lines_->unfinished(); }

 private:
  bool NextLine(std::string_view* line);
  bool ReadRecord(Record* record);
  void SplitPlain(std::string_view line, Record* record) const;
  void SplitQuoted(std::string_view line, Record* record);
  size_t TakeQuotedCell(std::string_view* line, size_t pos, Record* record);
  void AddProblem(std::string_view text, Record* record) const;
  void ReadHeader();
  [[noreturn]] void RefuseBlankHeader(Record* record);
  [[noreturn]] void RefuseUnclosed(uint64_t line, size_t column, bool too_long) const;

  std::string name_;
  Dialect dialect_;
  std::unique_ptr<Lines> lines_;
  Header header_;
  uint64_t row_ = 0;
  uint64_t record_line_ = 0;     // on which the current record begins
  size_t record_bytes_ = 0;      // of its lines so far
  std::string cell_;             // a quoted cell while it is read
  std::string* copy_ = nullptr;  // where lines are copied to as they are
  std::exception_ptr failure_;   // what Next threw
};

}  // namespace leadsync::csv
