// SPDX-License-Identifier: MIT
// What --json prints when it is no summary of a run. Every object begins alike; schemas/ says what
// each consists of. Within a schema version members are added, never taken away or given another
// meaning.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace leadsync::cli {

/// Opens an object and writes the members that all of them begin with: schema, tool, version,
/// command.
JsonWriter& BeginAnswer(std::string_view command, JsonWriter* json);

/// Instead of a result: why there is none; `text` whole, and line by line (a problem each, where
/// there are several).
/// `code`: the message's, or empty.
std::string ErrorAnswer(std::string_view command, std::string_view text, ExitCode exit,
                        std::string_view code);

/// Has --json been asked for? For errors in the options themselves, so it looks at the bare words.
bool WantsJson(int argc, char** argv);
/// The first word that is no option, or nothing.
std::string_view CommandWord(int argc, char** argv);

}  // namespace leadsync::cli
