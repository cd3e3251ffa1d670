// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "csv/record.h"

namespace leadsync::report {

/// Reads report.csv and changes.csv back, for counting and for the page. These hold no line break
/// inside a cell, so a line is a record. What is not a whole line (a torn end) is left out.
class OwnCsv {
 public:
  /// A file that does not exist has no records. A run without an input file, such as undo, has no
  /// delimiter of its own (NUL): its files have commas.
  OwnCsv(const std::filesystem::path& path, char delimiter);

  /// The next record after the header; false at the end. Apostrophes that keep a spreadsheet from
  /// running a cell are taken off.
  bool Next(csv::Record* record);
  /// Skips what is left; answers how many records that were.
  uint64_t CountRest();
  /// A cell that we wrote as a number; 0 for anything else.
  static uint64_t Number(std::string_view cell);

 private:
  bool NextLine();

  char delimiter_;
  std::ifstream file_;
  std::string line_;
  std::string cell_;
};

}  // namespace leadsync::report
