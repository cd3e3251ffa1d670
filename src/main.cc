// SPDX-License-Identifier: MIT
// Options become objects become a command; the only place where errors end.
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/options.h"

int main(int argc, char** argv) {
  using leadsync::ExitCode;
  using Command = ExitCode (*)(const leadsync::cli::Options&);
  static const std::map<std::string, Command> kCommands = {
      {"login", leadsync::cli::RunLogin},     {"sync", leadsync::cli::RunSync},
      {"preview", leadsync::cli::RunSync},    {"check", leadsync::cli::RunCheck},
      {"resume", leadsync::cli::RunResume},   {"undo", leadsync::cli::RunUndo},
      {"runs", leadsync::cli::RunRuns},       {"fields", leadsync::cli::RunFields},
      {"sandbox", leadsync::cli::RunSandbox},
  };
  try {
    int exit_code = 0;
    const auto options = leadsync::cli::ParseOptions(argc, argv, &exit_code);
    if (!options) return exit_code;
    return static_cast<int>(kCommands.at(options->command)(*options));
  } catch (const leadsync::Error& error) {
    fmt::print(stderr, "leadsync: {}\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    fmt::print(stderr, "leadsync: {} (this is a mistake in leadsync itself)\n", error.what());
    return static_cast<int>(ExitCode::kFailed);
  }
}
