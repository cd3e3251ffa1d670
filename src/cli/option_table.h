// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace leadsync::cli {

/// One option, or one word without dashes, as `--help-all` shows it.
struct OptionInfo {
  std::string short_name;  ///< "-m", or empty
  std::string name;        ///< "--mapping"; a word without dashes: "LEADS.csv"
  std::string type;        ///< what its value is: FILE, FOLDER, N, ...; empty: it takes none
  std::string help;
  std::string variable;  ///< the environment variable that sets it, or empty
  bool required = false;
  bool more = false;  ///< shown by --help-all only
  bool several = false;
};

struct CommandInfo {
  std::string name;
  std::string about;
  std::vector<OptionInfo> words;
  std::vector<OptionInfo> options;
};

/// Everything that can be said on the command line: what the manual pages and the shells'
/// completions are made of, so that they cannot fall behind the program.
struct OptionTable {
  std::vector<OptionInfo> options;  ///< without a command
  std::vector<CommandInfo> commands;

  const CommandInfo* Find(std::string_view command) const;
};

OptionTable TableOf(const CLI::App& app);

/// What an option's value can be, for shells: `FILE`, `FOLDER`, `PORTAL` (a kept one), `RUN`, a
/// list of words with blanks between them, or nothing that a shell could know.
std::string_view ValuesOf(const OptionInfo& option);

/// A manual page in roff: of the program, or of one of its commands. `version` and `command` as
/// text; an unknown command is a UsageError.
std::string ManPage(const OptionTable& table, std::string_view command, std::string_view version);
std::string BashCompletion(const OptionTable& table);
std::string ZshCompletion(const OptionTable& table);

/// What is wrong with the words of a command line that cannot be parsed; `else_text` if it is none
/// of the usual slips (no command, an unknown command or option).
std::string UsageProblem(const OptionTable& table, const std::vector<std::string>& words,
                         const std::string& else_text);

/// What `leadsync --print WORD` prints: man, man-COMMAND, bash, zsh, messages. Throws UsageError.
std::string PrintedOf(const OptionTable& table, std::string_view word, std::string_view version);
/// `leadsync --print-all FOLDER`: everything that an installation needs, as files `bash`, `zsh`,
/// `leadsync.1` and `leadsync-COMMAND.1` in a folder that exists. Throws Error.
void PrintAll(const OptionTable& table, const std::filesystem::path& folder,
              std::string_view version);

}  // namespace leadsync::cli
