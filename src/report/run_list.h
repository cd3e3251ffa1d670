// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

namespace leadsync::report {

/// The run folders below `parent`, the one that began last first; empty if there is no such
/// folder. Folders may be called anything: when a run began stands in its journal, or else in its
/// summary; of one that has neither whole, the folder's own time counts. Never throws.
std::vector<std::filesystem::path> ListRuns(const std::filesystem::path& parent);

}  // namespace leadsync::report
