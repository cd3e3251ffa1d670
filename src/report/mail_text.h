// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>

#include "base/json.h"

namespace leadsync::report {

/// So many lines has a run's story at most.
inline constexpr size_t kMailLines = 20;

/// A finished or stopped run in at most kMailLines lines of plain text, for a mail: what ran, how
/// it ended, how many rows came to what, the most frequent reasons, and where to look. `summary` is
/// the root of a summary.json.
std::string MailText(JsonValue summary);

}  // namespace leadsync::report
