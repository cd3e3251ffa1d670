// SPDX-License-Identifier: MIT
#include "cli/options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/command_help.h"
#include "cli/command_options.h"
#include "cli/console.h"
#include "cli/messages.h"
#include "cli/option_table.h"

namespace leadsync::cli {

std::optional<Options> ParseOptions(int argc, char** argv, int* exit_code) {
  Options options;
  CLI::App app(
      "leadsync brings a spreadsheet and the leads of a Bitrix24 portal together, and its "
      "report is true.\n",
      "leadsync");
  app.set_version_flag("--version", "leadsync " LEADSYNC_VERSION, "Print the version");
  app.set_help_flag("-h,--help", "Print what everybody needs");
  bool help_all = false;
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (const std::string& word : words) help_all = help_all || word == "--help-all";
  app.footer(kFooter);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  AddCommands(&app, &options);
  for (CLI::App* sub : app.get_subcommands({})) {
    sub->set_help_flag("-h,--help", "Print what everybody needs");
    sub->add_flag("--help-all", help_all, "Print every option");
    sub->footer(fmt::format("All options: leadsync {} --help-all", sub->get_name()));
    sub->get_formatter()->column_width(34);
  }
  app.add_flag("--help-all", help_all, "Print every option of every command");
  if (words.size() == 2 && words[0] == "--print") {
    std::cout << PrintedOf(TableOf(app), words[1], LEADSYNC_VERSION);
    *exit_code = 0;
    return std::nullopt;
  }
  if (words.size() == 2 && words[0] == "--print-all") {
    PrintAll(TableOf(app), words[1], LEADSYNC_VERSION);
    *exit_code = 0;
    return std::nullopt;
  }
  if (words.empty()) {
    HideMore(&app);
    std::cerr << Fitted(app.help(), STDERR_FILENO);
    *exit_code = static_cast<int>(ExitCode::kUsage);
    return std::nullopt;
  }
  try {
    if (help_all) {
      CLI::App* shown = nullptr;
      for (CLI::App* sub : app.get_subcommands({}))
        if (sub->get_name() == words[0]) shown = sub;
      if (shown) shown->footer("");
      std::cout << Fitted(shown ? shown->help("leadsync") : app.help("", CLI::AppFormatMode::All),
                          STDOUT_FILENO);
      *exit_code = 0;
      return std::nullopt;
    }
    ForgetVariables(&app, words[0]);
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    HideMore(&app);
    std::cout << Fitted(app.help(), STDOUT_FILENO);
    *exit_code = help.get_exit_code();
    return std::nullopt;
  } catch (const CLI::CallForVersion& version) {
    *exit_code = app.exit(version);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    Raise(said::kBadCommandLine, UsageProblem(TableOf(app), words, error.what()));
  }
  options.command = app.get_subcommands().front()->get_name();
  if (options.command == "sync" && options.dry_run) options.command = "preview";
  return options;
}

}  // namespace leadsync::cli
