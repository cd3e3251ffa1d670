// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace leadsync::cli {

/// The group of the options that --help leaves out and --help-all shows.
inline constexpr char kMore[] = "More options";

/// What stands below the list of commands.
extern const char kFooter[];

/// Takes the options that not everybody needs out of the help.
void HideMore(CLI::App* app);
/// Leaves variables to the command that is run: the parser asks for those of every command, and
/// what another command takes from there would win over this one's options.
void ForgetVariables(CLI::App* app, const std::string& command);
}  // namespace leadsync::cli
