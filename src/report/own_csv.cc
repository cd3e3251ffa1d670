// SPDX-License-Identifier: MIT
#include "report/own_csv.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace leadsync::report {
namespace {

std::string_view Unguarded(std::string_view cell) {
  const bool guarded = cell.size() > 1 && cell[0] == '\'' &&
                       std::string_view("=+-@").find(cell[1]) != std::string_view::npos;
  return guarded ? cell.substr(1) : cell;
}

/// The quoted cell at the beginning of `line`, unescaped into `cell`; answers where it ends.
size_t Unquote(std::string_view line, std::string* cell) {
  cell->clear();
  size_t i = 1;
  while (i < line.size()) {
    const size_t quote = std::min(line.find('"', i), line.size());
    cell->append(line.substr(i, quote - i));
    i = quote + 1;
    if (i >= line.size() || line[i] != '"') break;
    cell->push_back('"');
    ++i;
  }
  return std::min(i, line.size());
}

}  // namespace

OwnCsv::OwnCsv(const std::filesystem::path& path, char delimiter)
    : delimiter_(delimiter != '\0' ? delimiter : ','), file_(path, std::ios::binary) {
  NextLine();
}

uint64_t OwnCsv::Number(std::string_view cell) {
  uint64_t n = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), n);
  return n;
}

bool OwnCsv::NextLine() {
  // At the end of the file a line without line break is one that was torn off.
  return std::getline(file_, line_) && !file_.eof();
}

uint64_t OwnCsv::CountRest() {
  uint64_t records = 0;
  while (NextLine()) ++records;
  return records;
}

bool OwnCsv::Next(csv::Record* record) {
  record->Clear();
  if (!NextLine()) return false;
  std::string_view line = line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (true) {
    size_t end = 0;
    if (line.starts_with('"')) {
      end = Unquote(line, &cell_);
      record->Append(Unguarded(cell_));
    } else {
      end = std::min(line.find(delimiter_), line.size());
      record->Append(Unguarded(line.substr(0, end)));
    }
    if (end >= line.size()) return true;
    line.remove_prefix(end + 1);
  }
}

}  // namespace leadsync::report
