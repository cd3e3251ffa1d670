// SPDX-License-Identifier: MIT
#include "cli/command_help.h"

#include <CLI/CLI.hpp>

namespace leadsync::cli {

void HideMore(CLI::App* app) {
  for (CLI::Option* option : app->get_options())
    if (option->get_group() == kMore) option->group("");
  for (CLI::App* sub : app->get_subcommands({})) HideMore(sub);
}

void ForgetVariables(CLI::App* app, const std::string& command) {
  for (CLI::App* sub : app->get_subcommands({})) {
    if (sub->get_name() == command) continue;
    for (CLI::Option* option : sub->get_options()) option->envname("");
  }
}

const char kFooter[] = R"(
Begin with a practice portal, which needs no account:
  leadsync sandbox --port 8080       (prints what to put into LEADSYNC_WEBHOOK)
  leadsync check LEADS.csv --mapping MAPPING.json
  leadsync sync  LEADS.csv --mapping MAPPING.json

Where the portal's access address (webhook) comes from: --portal NAME, the environment variable
LEADSYNC_WEBHOOK, or --webhook-file. It is a password: never put it on a command line.

Exit codes: 0 all rows fine, 1 the run failed, 2 wrong usage, mapping or input (nothing was sent),
3 finished but some rows did not make it, 4 stopped by a guard, 5 the portal stayed away or no
longer accepts the access address, 130 interrupted.)";

}  // namespace leadsync::cli
