// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "sync/outcome.h"

namespace leadsync::report {

// `correctable`: the run leaves a failed.csv to correct; an undo, which has no rows of a file,
// leaves none, and some of its statuses mean something else.

/// What a status says, for somebody who reads it for the first time; lower case, no full stop.
std::string_view Meaning(sync::Status status, bool correctable);
/// What to do about rows of that status; a sentence, empty where nothing is to be done.
std::string_view Remedy(sync::Status status, bool correctable);

}  // namespace leadsync::report
