// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "sync/outcome.h"

namespace leadsync::report {

/// What a status says, for somebody who reads it for the first time; lower case, no full stop.
std::string_view Meaning(sync::Status status);
/// What to do about rows of that status; a sentence, empty where nothing is to be done.
/// `correctable`: the run leaves a failed.csv to correct; an undo leaves none.
std::string_view Remedy(sync::Status status, bool correctable);

}  // namespace leadsync::report
