// SPDX-License-Identifier: MIT
#include "report/report_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/plain_bytes.h"
#include "base/text.h"
#include "csv/scan.h"
#include "csv/writer.h"
#include "report/messages.h"
#include "report/own_csv.h"
#include "report/visible.h"

namespace leadsync::report {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// Columns that begin so are the tool's own, in failed.csv and wherever it is fed back.
constexpr std::string_view kOwnColumn = "leadsync_";

std::string HeaderLine(std::string_view names, char delimiter) {
  std::string line(kByteOrderMark);
  for (const char c : names) line += c == ',' ? delimiter : c;
  return line += '\n';
}

void AppendNumber(uint64_t n, std::string* out) {
  const fmt::format_int digits(n);
  out->append(digits.data(), digits.size());
}

void AppendProblems(const std::vector<sync::Problem>& problems, std::string* out) {
  for (const sync::Problem& p : problems) {
    if (!out->empty()) out->append(" | ");
    if (!p.column.empty()) {
      AppendVisible(p.column, out);
      out->append(": ");
    }
    AppendVisible(p.text, out);
  }
}

/// Codes joined by blanks, each once: PHONE may be written by two rules.
void AppendChanged(const std::vector<sync::Change>& changes, std::string* out) {
  for (size_t i = 0; i < changes.size(); ++i) {
    bool seen = false;
    for (size_t k = 0; k < i && !seen; ++k) seen = changes[k].field == changes[i].field;
    if (seen) continue;
    if (!out->empty()) out->push_back(' ');
    AppendVisible(changes[i].field, out);
  }
}

/// `Label: text | Label: text` of a new lead's fields; those without a text are left out.
std::string Joined(const std::vector<sync::Change>& changes, std::string sync::Change::*text) {
  std::string out;
  for (const sync::Change& c : changes) {
    if ((c.*text).empty()) continue;
    out += fmt::format("{}{}: {}", out.empty() ? "" : " | ", c.label.empty() ? c.field : c.label,
                       c.*text);
  }
  return out;
}

bool IsAdd(sync::Status status) {
  return status == sync::Status::kAdded || status == sync::Status::kWouldAdd;
}

}  // namespace

ReportShape ShapeOf(const csv::ScannedInput& input) {
  ReportShape shape;
  if (input.dialect.delimiter != '\0') shape.delimiter = input.dialect.delimiter;
  shape.encoding = input.encoding;
  shape.byte_order_mark = input.byte_order_mark;
  shape.line_break = input.dialect.line_end;
  shape.preamble = input.header.preamble;
  shape.header = input.header.names;
  return shape;
}

ReportFiles::ReportFiles(const RunFolder& folder, ReportShape shape)
    : shape_(std::move(shape)),
      zone_(shape_.time_zone),
      encoder_(shape_.encoding, shape_.byte_order_mark),
      report_header_(HeaderLine("row,key,lead_id,status,changed,problems,attempts,finished_at,link",
                                shape_.delimiter)),
      changes_header_(HeaderLine("row,lead_id,field,label,old,new,held", shape_.delimiter)),
      report_(folder.report()),
      changes_(folder.changes()) {
  for (const std::string& name : shape_.header) own_.push_back(Trim(name).starts_with(kOwnColumn));
  if (report_.size() == 0) report_.Write(report_header_);
  if (changes_.size() == 0) changes_.Write(changes_header_);
  if (shape_.header.empty()) return;
  failed_header_ = FailedHeader();
  failed_.emplace(folder.failed());
  if (failed_->size() == 0) failed_->Write(failed_header_);
}

std::string ReportFiles::FailedHeader() {
  std::string text = shape_.preamble;
  for (size_t i = 0; i < shape_.header.size(); ++i) {
    if (own_[i]) continue;
    csv::AppendHeaderCell(shape_.header[i], shape_.delimiter, &text);
    text += shape_.delimiter;
    ++failed_columns_;
  }
  failed_columns_ += 2;
  text += fmt::format("leadsync_status{}leadsync_problems{}", shape_.delimiter, shape_.line_break);
  std::string bytes = encoder_.prefix();
  encoder_.Append(text, &bytes);
  return bytes;
}

void ReportFiles::Emit(const sync::Outcome& outcome) {
  problems_.clear();
  changed_.clear();
  AppendProblems(outcome.problems, &problems_);
  AppendChanged(outcome.changes, &changed_);
  WriteReport(outcome);
  line_.clear();
  if (IsAdd(outcome.status)) {
    AppendAdded(outcome);
  } else {
    for (const sync::Change& c : outcome.changes)
      AppendChange(outcome, {c.field, c.label, c.old_text, c.new_text, c.held_text});
  }
  changes_.Write(line_);
  if (failed_ && !shape_.fine.Has(outcome.status)) WriteFailed(outcome);
  tally_.Count(outcome.row, outcome.status, changed_, problems_);
  for (const sync::Change& change : outcome.changes) tally_.Learn(change.field, change.label);
}

void ReportFiles::Cell(std::string_view text) {
  if (PlainPrefix<>(text) < text.size()) {
    visible_.clear();
    AppendVisible(text, &visible_);
    text = visible_;
  }
  csv::AppendCell(text, shape_.delimiter, &line_, csv::Formulas::kGuard);
}

void ReportFiles::WriteReport(const sync::Outcome& o) {
  line_.clear();
  AppendNumber(o.row, &line_);
  Separate();
  Cell(o.key);
  Separate();
  if (o.lead_id > 0) AppendNumber(static_cast<uint64_t>(o.lead_id), &line_);
  Separate();
  line_ += sync::Name(o.status);
  Separate();
  Cell(changed_);
  Separate();
  Cell(problems_);
  Separate();
  AppendNumber(static_cast<uint64_t>(std::max(o.attempts, 0)), &line_);
  Separate();
  zone_.Append(o.finished, &line_);
  Separate();
  if (o.lead_id > 0 && !shape_.link_base.empty()) {
    line_ += shape_.link_base;
    line_ += "/crm/lead/details/";
    AppendNumber(static_cast<uint64_t>(o.lead_id), &line_);
    line_ += '/';
  }
  line_ += '\n';
  report_.Write(line_);
}

/// A line of changes.csv: field, label, old, new, held.
void ReportFiles::AppendChange(const sync::Outcome& o,
                               const std::array<std::string_view, 5>& texts) {
  AppendNumber(o.row, &line_);
  Separate();
  if (o.lead_id > 0) AppendNumber(static_cast<uint64_t>(o.lead_id), &line_);
  for (const std::string_view text : texts) {
    Separate();
    Cell(text);
  }
  line_ += '\n';
}

void ReportFiles::AppendAdded(const sync::Outcome& o) {
  const std::string wanted = Joined(o.changes, &sync::Change::new_text);
  const std::string held = Joined(o.changes, &sync::Change::held_text);
  AppendChange(o, {changed_, "new lead", "", wanted, held});
}

void ReportFiles::WriteFailed(const sync::Outcome& o) {
  if (!o.record) Raise(said::kCellsGone, o.row, sync::Name(o.status));
  const csv::Record& record = *o.record;
  line_.clear();
  size_t cells = 2;
  for (size_t i = 0; i < record.size(); ++i) {
    if (i < own_.size() && own_[i]) continue;
    csv::AppendCell(record[i], shape_.delimiter, &line_);
    Separate();
    ++cells;
  }
  line_ += sync::Name(o.status);
  Separate();
  csv::AppendCell(problems_, shape_.delimiter, &line_);
  const bool unreadable = record.size() != own_.size() || !record.problem().empty();
  if (unreadable && cells == failed_columns_) Separate();
  line_ += shape_.line_break;
  encoded_.clear();
  encoder_.Append(line_, &encoded_);
  failed_->Write(encoded_);
}

Lengths ReportFiles::lengths() const {
  return {report_.size(), failed_ ? failed_->size() : 0, changes_.size()};
}

void ReportFiles::Sync() {
  // The report last: a line in it promises that the others have theirs.
  changes_.Sync();
  if (failed_) failed_->Sync();
  report_.Sync();
}

void ReportFiles::Flush() {
  changes_.Flush();
  if (failed_) failed_->Flush();
  report_.Flush();
}

void ReportFiles::CutOne(AppendFile* file, uint64_t length, std::string_view header) {
  if (length < header.size()) {
    file->Truncate(0);
    file->Write(header);
    file->Flush();
    return;
  }
  if (length > file->size()) Raise(said::kReportShort, file->path().string(), file->size(), length);
  file->Truncate(length);
}

void ReportFiles::CutTo(const Lengths& lengths) {
  CutOne(&report_, lengths.report, report_header_);
  CutOne(&changes_, lengths.changes, changes_header_);
  if (failed_) CutOne(&*failed_, lengths.failed, failed_header_);
  Recount();
}

void ReportFiles::Recount() {
  tally_ = Tally();
  csv::Record line;
  OwnCsv report(report_.path(), shape_.delimiter);
  while (report.Next(&line)) {
    sync::Status status = sync::Status::kUnknown;
    if (line.size() < 6 || !sync::FromName(line[3], &status)) continue;
    tally_.Count(OwnCsv::Number(line[0]), status, line[4], line[5]);
  }
  OwnCsv changes(changes_.path(), shape_.delimiter);
  while (changes.Next(&line))
    if (line.size() >= 4) tally_.Learn(line[2], line[3]);
}

void ReportFiles::CheckCopy(const fs::path& to) {
  std::error_code error;
  const fs::file_status there = fs::status(to, error);
  if (fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there)) return;
  std::string why = fs::is_directory(there) ? "it is a folder; name a file" : "";
  if (why.empty()) {
    const fs::path part = to.string() + ".part";
    if (!std::ofstream(part, std::ios::app)) why = WhyNot(errno);
    fs::remove(part, error);
  }
  if (!why.empty()) Raise(said::kBadCopyName, to.string(), why);
}

void ReportFiles::CopyReport(const fs::path& to) {
  report_.Flush();
  std::error_code error;
  const fs::file_status there = fs::status(to, error);
  if (fs::exists(there) && !fs::is_regular_file(there)) {
    std::ifstream from(report_.path(), std::ios::binary);
    std::ofstream out(to, std::ios::binary);
    out << from.rdbuf();
    if (!out.flush()) Raise(said::kCopyNotWritten, to.string(), "is its other end still there?");
    return;
  }
  const fs::path part = to.string() + ".part";
  fs::copy_file(report_.path(), part, fs::copy_options::overwrite_existing, error);
  if (!error) fs::rename(part, to, error);
  if (!error) return;
  const std::string why = WhyNot(error.value());
  fs::remove(part, error);
  Raise(said::kCopyNotWritten, to.string(), why);
}

}  // namespace leadsync::report
