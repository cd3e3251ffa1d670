// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "csv/fingerprint.h"
#include "csv/record_reader.h"

namespace leadsync::csv {

/// What to read, as the user says it.
struct InputOptions {
  std::string path;               ///< a file, plain or gzip, or "-" for standard input
  std::string encoding = "auto";  ///< or a name that iconv knows
  Dialect dialect;                ///< delimiter and header row, as wished
  /// Where a copy is kept if the input cannot be read twice as it is (standard input, a pipe,
  /// gzip). Overwritten. Empty: no copy, for commands that need no second pass.
  std::filesystem::path spool;
};

/// The last row of a file that was cut off: no line end, and fewer cells than the header.
struct TornRow {
  uint64_t row = 0;
  uint64_t line = 0;
  size_t cells = 0;
};

/// All that is known of an input after it was read once: enough to read exactly the same again.
struct ScannedInput {
  std::string name;            ///< for messages
  std::filesystem::path file;  ///< what a second pass reads: the input itself, or its copy; empty
                               ///< if there is neither
  std::string encoding;        ///< canonical, never "auto"
  bool byte_order_mark = false;
  Dialect dialect;  ///< with what was found
  Header header;
  /// Of the CSV's own bytes: after gzip is undone, before the encoding is. So a copy has the
  /// same one as its input.
  Fingerprint fingerprint;
  uint64_t rows = 0;      ///< below the header; rows whose cells are all empty are none
  uint64_t last_row = 0;  ///< the number of the last of them, 0 if there is none
  std::optional<TornRow> torn;
};

/// What can be told from the input's beginning: throws UsageError, as Scan would, when it cannot be
/// opened or is something else than CSV. For commands that ask the portal before they read on.
/// Nothing is lost of what can be read only once.
void RefuseUnreadable(const std::string& path);

/// The first pass over an input. The header is there at once (that is, after 32 MiB or the end of
/// the input, whichever comes first); rows follow one by one; everything else is known at the end.
class Scan {
 public:
  /// Throws UsageError when the input cannot be opened or read as CSV, Error when the disk fails.
  explicit Scan(const InputOptions& options);
  ~Scan();

  const Header& header() const { return reader_->header(); }
  const Dialect& dialect() const { return reader_->dialect(); }
  const std::string& encoding() const { return encoding_; }
  const std::string& name() const { return reader_->name(); }

  /// As RecordReader::Next.
  bool Next(Record* record);
  /// Rows so far.
  uint64_t rows() const { return rows_; }
  /// Bytes read from the input so far; runs ahead of the rows by up to 32 MiB.
  uint64_t bytes_read() const { return fingerprint_->fingerprint().bytes; }

  /// Reads what is left, frees the buffers and tells everything. Call it once; the copy, if any,
  /// is on the disk then.
  ScannedInput Finish();

 private:
  std::filesystem::path file_;
  std::optional<AppendFile> spool_;
  std::string encoding_;
  bool byte_order_mark_ = false;
  std::unique_ptr<FingerprintSource> fingerprint_;  // reader_'s source borrows it
  std::unique_ptr<RecordReader> reader_;
  uint64_t rows_ = 0;
  uint64_t last_row_ = 0;
  uint64_t last_line_ = 0;
  size_t last_size_ = 0;
};

/// Begins a further pass over what was scanned. Every MiB is verified before a row of it is
/// handed out; the reader throws Error (exit 1) when the input has changed.
std::unique_ptr<RecordReader> OpenAgain(const ScannedInput& input);

}  // namespace leadsync::csv
