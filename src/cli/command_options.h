// SPDX-License-Identifier: MIT
#pragma once

#include "cli/options.h"

namespace CLI {
class App;
}

namespace leadsync::cli {

/// Gives `app` every command with its options, which fill `options` when it parses. `options` must
/// outlive it. Values that cannot be meant are a UsageError then.
void AddCommands(CLI::App* app, Options* options);

}  // namespace leadsync::cli
