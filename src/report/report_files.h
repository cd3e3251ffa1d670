// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "csv/encoding.h"
#include "report/local_time.h"
#include "report/run_folder.h"
#include "report/tally.h"
#include "sync/outcome.h"

namespace leadsync::csv {
struct ScannedInput;
}

namespace leadsync::report {

/// What the input looked like and how the report is to be written.
struct ReportShape {
  char delimiter = ',';
  std::string encoding = "UTF-8";  ///< canonical name; of failed.csv
  bool byte_order_mark = false;    ///< failed.csv begins with one, as the input did
  std::string line_break = "\n";   ///< of failed.csv
  /// Lines above the header (`sep=` too), decoded, with their line breaks.
  std::string preamble;
  /// The input's header. Empty if there is no input file (undo): then no failed.csv is written.
  std::vector<std::string> header;
  std::string time_zone;  ///< IANA name; empty: UTC
  std::string link_base;  ///< "https://acme.bitrix24.com"; empty: no links
  FineList fine;
};

/// The shape that suits an input; zone, links and what counts as fine are the caller's to fill in.
ReportShape ShapeOf(const csv::ScannedInput& input);

/// Bytes of the three files, for the journal's marks.
struct Lengths {
  uint64_t report = 0;
  uint64_t failed = 0;
  uint64_t changes = 0;
  bool operator==(const Lengths&) const = default;
};

/// Writes report.csv, failed.csv and changes.csv, one outcome after the other.
///
/// Each file has its header from the start; failed.csv without rows is valid input too. No cell
/// of report.csv or changes.csv holds a line break or another control character (they are shown as
/// text), so a row is a line there. In failed.csv the input's cells stay what they are. A row that
/// could not be read (ragged, wrong quotes) stays one that cannot be read: it has never as many
/// cells as the header, so that it cannot be sent unseen by feeding failed.csv back.
class ReportFiles : public sync::OutcomeSink {
 public:
  /// Makes the files, or opens those of a stopped run; then `CutTo` must follow. Throws Error,
  /// and UsageError for a time zone or an encoding that is not known.
  ReportFiles(const RunFolder& folder, ReportShape shape);

  /// Throws Error on a full disk, or when a row that belongs into failed.csv comes without cells.
  void Emit(const sync::Outcome& outcome) override;

  /// As long as the files are now, what is buffered included.
  Lengths lengths() const;
  /// Bytes reach the disk before this returns.
  void Sync();
  /// Bytes reach the kernel, for readers of the files.
  void Flush();
  /// Cuts the files to these lengths and counts again what is left. Lengths below a header's mean
  /// an empty report. Throws Error if a file is shorter than that.
  void CutTo(const Lengths& lengths);

  const Tally& tally() const { return tally_; }
  uint64_t failed_rows() const { return tally_.RowsNotIn(shape_.fine); }
  const FineList& fine() const { return shape_.fine; }
  /// A copy of report.csv for `--report`, replacing what is there at once (a pipe or a device is
  /// written to).
  void CopyReport(const std::filesystem::path& to);
  /// Throws UsageError if no copy could be written there; for the time before anything is done.
  static void CheckCopy(const std::filesystem::path& to);

 private:
  void Cell(std::string_view text);
  void Separate() { line_ += shape_.delimiter; }
  void WriteReport(const sync::Outcome& outcome);
  void AppendChange(const sync::Outcome& outcome, const std::array<std::string_view, 5>& texts);
  void AppendAdded(const sync::Outcome& outcome);
  void WriteFailed(const sync::Outcome& outcome);
  std::string FailedHeader();
  void CutOne(AppendFile* file, uint64_t length, std::string_view header);
  void Recount();

  ReportShape shape_;
  LocalTime zone_;
  csv::Encoder encoder_;
  std::vector<bool> own_;  ///< the column is one of ours (leadsync_...) and is not copied
  size_t failed_columns_ = 0;
  std::string report_header_;
  std::string changes_header_;
  std::string failed_header_;
  AppendFile report_;
  AppendFile changes_;
  std::optional<AppendFile> failed_;
  Tally tally_;
  // Kept for their memory.
  std::string line_;
  std::string visible_;
  std::string problems_;
  std::string changed_;
  std::string encoded_;
};

}  // namespace leadsync::report
