// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "sync/journal.h"
#include "sync/plan.h"
#include "sync/row.h"

namespace leadsync::sync {

/// Where a stopped run stands: what its journal says after the last mark that its files bear out.
struct ResumeState {
  uint64_t emitted_row = 0;  ///< rows up to this one stand in the report for good
  FileLengths lengths;       ///< to which the report's files are cut
  std::unordered_map<uint64_t, AnsweredRow> answered;  ///< by row; settled after the mark
  std::unordered_map<uint64_t, SentRow> sent;          ///< by row; sent, and no answer is known
  uint64_t journal_size = 0;                           ///< of its whole records
  WallTime last_sent{};
  bool ended = false;
  int exit_code = 0;
};

/// Reads a run's journal. `actual` are the present lengths of the report's files: a mark that says
/// more does not count.
ResumeState ReadResumeState(JournalReader* journal, const FileLengths& actual);

/// Makes the journal ready to go on, once the report's files are cut: its torn tail goes, and a new
/// mark says where the files stand. A mark that they did not bear out would count again as soon as
/// they have grown beyond it, although other lines stand there by then.
void GoOn(Journal* journal, const ResumeState& state);

/// What the stopped run's journal makes of a row: an Outcome that is to be emitted, a row to look
/// at, or nothing (it is to be planned). Each row can be taken once.
std::variant<std::monostate, Outcome, std::unique_ptr<Row>> TakeResumed(
    ResumeState* state, uint64_t row, const std::vector<Target>& targets, const Clock& clock,
    Duration settle);

/// A sent row whose fate is not known, ready to be looked at; null if the mapping no longer has its
/// fields. `settle` is how long after the sending a look makes sense.
std::unique_ptr<Row> MakeSentRow(const SentRow& sent, const std::vector<Target>& targets,
                                 WallTime wall_now, TimePoint now, Duration settle);

}  // namespace leadsync::sync
