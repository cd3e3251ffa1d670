// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/json.h"
#include "cli/job.h"

namespace leadsync::cli {

/// The journal's first record: what runs, as resume and undo need it. Versions and meanings:
/// sync/journal.h.
std::string RunRecord(const Job& job);
/// The same of an undo of the run with that journal.
std::string UndoRecord(const Job& job, const std::filesystem::path& undone);
/// Copies of mapping, catalog and the tables that the mapping names into the run folder.
void KeepForResume(const Job& job);
/// The options of the job that a record describes, with what may be given anew (limits, time-outs,
/// guards, webhook) from `now`.
Options OptionsOfRecord(JsonValue record, const Options& now);

}  // namespace leadsync::cli
