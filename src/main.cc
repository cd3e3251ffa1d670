// SPDX-License-Identifier: MIT
// Options become objects become a command; the only place where errors end.
#include <fmt/format.h>

#include <exception>
#include <map>
#include <string>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/console.h"
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
    const ExitCode code = kCommands.at(options->command)(*options);
    if (!leadsync::cli::FlushOutput()) throw leadsync::Error("standard output cannot be written");
    return static_cast<int>(code);
  } catch (const leadsync::Error& error) {
    leadsync::cli::Tell(fmt::format("leadsync: {}\n", error.what()));
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    leadsync::cli::Tell(
        fmt::format("leadsync: {} (this is a mistake in leadsync itself)\n", error.what()));
    return static_cast<int>(ExitCode::kFailed);
  }
}
