// SPDX-License-Identifier: MIT
#include "csv/record_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "csv/messages.h"

namespace leadsync::csv {
namespace {

constexpr size_t kHead = 64 << 10;
constexpr size_t npos = std::string_view::npos;

// What to try when the header was not split at all.
std::string SeparatorHint(const Dialect& dialect, const std::vector<std::string>& names) {
  if (names.size() != 1) return "";
  for (const char other : {',', ';', '\t', '|'}) {
    const auto count = std::count(names[0].begin(), names[0].end(), other);
    if (other == dialect.delimiter || count == 0) continue;
    return fmt::format("the header line has no {} but {} times a {}: try --delimiter {}",
                       DelimiterName(dialect.delimiter), count, DelimiterName(other),
                       DelimiterName(other));
  }
  return "";
}

}  // namespace

RecordReader::RecordReader(std::unique_ptr<ByteSource> source, const Dialect& dialect,
                           std::string name)
    : name_(std::move(name)) {
  std::string head(kHead, '\0');
  head.resize(source->Read(head.data(), head.size()));
  // A line that goes on behind the head must not be counted.
  const size_t last = head.size() < kHead ? npos : head.rfind('\n');
  dialect_ = ResolveDialect(std::string_view(head).substr(0, last == npos ? npos : last + 1),
                            dialect, name_);
  lines_ = std::make_unique<Lines>(std::move(head), std::move(source), name_);
  ReadHeader();
}

RecordReader::~RecordReader() = default;

bool RecordReader::Next(Record* record) {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  try {
    do {
      if (!ReadRecord(record)) return false;
    } while (record->blank());
  } catch (const Error&) {
    failure_ = std::current_exception();
    throw;
  }
  return true;
}

void RecordReader::ReadHeader() {
  copy_ = &header_.preamble;
  std::string_view line;
  if (dialect_.sep_line) NextLine(&line);
  Record record;
  while (row_ + 1 < dialect_.header_row) {
    if (!ReadRecord(&record)) break;
  }
  copy_ = nullptr;
  if (!ReadRecord(&record)) {
    if (row_ == 0) Raise(said::kEmptyFile, name_);
    Raise(said::kNoHeaderRow, name_, row_, dialect_.header_row);
  }
  if (record.blank()) RefuseBlankHeader(&record);
  header_.row = record.row();
  header_.line = record.line();
  for (size_t i = 0; i < record.size(); ++i) header_.names.emplace_back(record[i]);
  if (!record.problem().empty()) {
    Raise(said::kBadHeaderQuotes, name_, record.line(), record.problem());
  }
  header_.hint = SeparatorHint(dialect_, header_.names);
}

void RecordReader::RefuseBlankHeader(Record* record) {
  const uint64_t blank = record->row();
  if (!Next(record)) Raise(said::kNoText, name_);
  Raise(said::kBlankHeader, name_, blank + (dialect_.sep_line ? 1 : 0), blank, record->row(),
        record->row());
}

bool RecordReader::NextLine(std::string_view* line) {
  if (!lines_->Next(line)) return false;
  if (copy_ != nullptr) copy_->append(*line).append(dialect_.line_end);
  return true;
}

bool RecordReader::ReadRecord(Record* record) {
  std::string_view line;
  if (!NextLine(&line)) return false;
  record_line_ = lines_->number();
  record_bytes_ = line.size();
  record->Clear();
  record->set_place(++row_, record_line_);
  if (std::memchr(line.data(), '"', line.size()) == nullptr) {
    SplitPlain(line, record);
  } else {
    SplitQuoted(line, record);
  }
  return true;
}

void RecordReader::SplitPlain(std::string_view line, Record* record) const {
  const char* at = line.data();
  const char* const end = at + line.size();
  while (const void* hit = std::memchr(at, dialect_.delimiter, static_cast<size_t>(end - at))) {
    const char* stop = static_cast<const char*>(hit);
    record->Append({at, static_cast<size_t>(stop - at)});
    at = stop + 1;
  }
  record->Append({at, static_cast<size_t>(end - at)});
}

void RecordReader::SplitQuoted(std::string_view line, Record* record) {
  for (size_t pos = 0;; ++pos) {
    if (pos < line.size() && line[pos] == '"') {
      pos = TakeQuotedCell(&line, pos + 1, record);
    } else {
      const size_t end = std::min(line.find(dialect_.delimiter, pos), line.size());
      const std::string_view cell = line.substr(pos, end - pos);
      const size_t text = cell.find_first_not_of(" \t");
      if (text != npos && cell[text] == '"') AddProblem(Say(said::kBlankBeforeQuote), record);
      record->Append(cell);
      pos = end;
    }
    if (pos == line.size()) return;
  }
}

size_t RecordReader::TakeQuotedCell(std::string_view* line, size_t pos, Record* record) {
  const uint64_t opened_line = lines_->number();
  size_t opened_column = 0;  // counted when the line is left
  const size_t opened = pos;
  cell_.clear();
  for (;;) {
    const size_t quote = line->find('"', pos);
    cell_.append(line->substr(pos, quote - pos));
    if (quote == npos) {
      cell_ += '\n';
      if (opened_column == 0) opened_column = Utf8Length(line->substr(0, opened));
      if (!NextLine(line)) RefuseUnclosed(opened_line, opened_column, false);
      record_bytes_ += line->size() + 1;
      if (record_bytes_ > kMaxRecordBytes) RefuseUnclosed(opened_line, opened_column, true);
      pos = 0;
      continue;
    }
    pos = quote + 1;
    if (pos == line->size() || (*line)[pos] != '"') break;
    cell_ += '"';
    ++pos;
  }
  const size_t end = std::min(line->find(dialect_.delimiter, pos), line->size());
  if (end > pos) {
    AddProblem(Say(said::kTextAfterQuote, Shorten(line->substr(pos, end - pos), 30)), record);
    cell_.append(line->substr(pos, end - pos));
  }
  record->Append(cell_);
  return end;
}

void RecordReader::AddProblem(std::string_view text, Record* record) const {
  const std::string before = record->problem().empty() ? "" : record->problem() + " | ";
  record->set_problem(fmt::format("{}{}: {}", before, header_.Name(record->size()), text));
}

void RecordReader::RefuseUnclosed(uint64_t line, size_t column, bool too_long) const {
  Raise(too_long ? said::kLongRow : said::kOpenQuote, name_, line, column);
}

}  // namespace leadsync::csv
