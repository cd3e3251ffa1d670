// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "report/run_folder.h"
#include "report/summary.h"
#include "report/tally.h"
#include "report/timeline.h"

namespace leadsync::report {

/// What report.html shows besides what stands in report.csv and changes.csv.
struct PageFacts {
  std::string link_base = {};  ///< "https://acme.bitrix24.com"; empty: leads are not linked
  std::string time_zone = {};
  char delimiter = ',';  ///< of report.csv and changes.csv
  bool resumed = false;  ///< the timeline begins with the resume
  size_t most_rows = 100'000;
  size_t most_changes = 100'000;
};

/// Writes report.html: one file that fetches nothing, made from the finished (flushed) report.csv
/// and changes.csv. Beyond `most_rows` it holds those that did not make it first, and says where
/// all of them are. Memory does not depend on the number of rows. Throws Error.
void WritePage(const RunFolder& folder, const Summary& summary, const FineList& fine,
               const Timeline& timeline, const PageFacts& facts);

/// The kind by which a page colours a status: "ok", "same", "plan", "bad" or "open".
std::string_view Kind(sync::Status status);

}  // namespace leadsync::report
