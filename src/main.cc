// SPDX-License-Identifier: MIT
// Options become objects become a command; the only place where errors end.
#include <fmt/format.h>

#include <exception>
#include <map>
#include <new>
#include <string>

#include "base/error.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/messages.h"
#include "cli/options.h"

namespace {

/// Says why there is no result: to people always, to programs where they asked for it.
int Fail(int argc, char** argv, const std::string& text, leadsync::ExitCode code,
         std::string_view message = {}) {
  using namespace leadsync::cli;  // NOLINT: these few lines
  Tell(fmt::format("leadsync: {}\n", text));
  if (WantsJson(argc, argv)) {
    Print(ErrorAnswer(CommandWord(argc, argv), text, code, message));
    FlushOutput();
  }
  return static_cast<int>(code);
}

}  // namespace

int main(int argc, char** argv) {
  using leadsync::ExitCode;
  namespace said = leadsync::cli::said;
  using Command = ExitCode (*)(const leadsync::cli::Options&);
  static const std::map<std::string, Command> kCommands = {
      {"login", leadsync::cli::RunLogin},   {"sync", leadsync::cli::RunSync},
      {"preview", leadsync::cli::RunSync},  {"check", leadsync::cli::RunCheck},
      {"resume", leadsync::cli::RunResume}, {"undo", leadsync::cli::RunUndo},
      {"runs", leadsync::cli::RunRuns},     {"fields", leadsync::cli::RunFields},
      {"map", leadsync::cli::RunMap},       {"sandbox", leadsync::cli::RunSandbox},
  };
  try {
    int exit_code = 0;
    const auto options = leadsync::cli::ParseOptions(argc, argv, &exit_code);
    if (!options) return exit_code;
    const ExitCode code = kCommands.at(options->command)(*options);
    if (!leadsync::cli::FlushOutput()) leadsync::Raise(said::kOutputLost);
    return static_cast<int>(code);
  } catch (const leadsync::Error& error) {
    return Fail(argc, argv, error.what(), error.code(), leadsync::CodeOf(error));
  } catch (const std::bad_alloc&) {
    return Fail(argc, argv, leadsync::Say(said::kNoMemory), ExitCode::kFailed,
                said::kNoMemory.code);
  } catch (const std::exception& error) {
    return Fail(argc, argv, leadsync::Say(said::kOwnMistake, error.what()), ExitCode::kFailed,
                said::kOwnMistake.code);
  }
}
