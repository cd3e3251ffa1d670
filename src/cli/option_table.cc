// SPDX-License-Identifier: MIT
#include "cli/option_table.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "cli/message_list.h"
#include "cli/messages.h"

namespace leadsync::cli {
namespace {

OptionInfo InfoOf(const CLI::Option& option) {
  OptionInfo info;
  info.name = option.get_positional()       ? option.get_name(true)
              : option.get_lnames().empty() ? ""
                                            : "--" + option.get_lnames().front();
  if (!option.get_snames().empty()) info.short_name = "-" + option.get_snames().front();
  if (option.get_items_expected_max() > 0 && !option.get_positional())
    info.type = option.get_type_name();
  info.help = option.get_description();
  info.variable = option.get_envname();
  info.required = option.get_required();
  info.more = option.get_group() == "More options";
  info.several = option.get_items_expected_max() > 1;
  return info;
}

bool IsHidden(const CLI::Option& option) { return option.get_group().empty(); }

/// Help ends with what everything has.
OptionInfo Help(const CLI::App& app) { return InfoOf(*app.get_help_ptr()); }

}  // namespace

const CommandInfo* OptionTable::Find(std::string_view command) const {
  for (const CommandInfo& info : commands)
    if (info.name == command) return &info;
  return nullptr;
}

OptionTable TableOf(const CLI::App& app) {
  OptionTable table;
  for (const CLI::Option* option : app.get_options())
    if (!IsHidden(*option)) table.options.push_back(InfoOf(*option));
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandInfo& command = table.commands.emplace_back();
    command.name = sub->get_name();
    command.about = sub->get_description();
    for (const CLI::Option* option : sub->get_options()) {
      if (IsHidden(*option) || option == sub->get_help_ptr()) continue;
      (option->get_positional() ? command.words : command.options).push_back(InfoOf(*option));
    }
    command.options.push_back(Help(*sub));
  }
  return table;
}

std::string_view ValuesOf(const OptionInfo& option) {
  static const std::map<std::string_view, std::string_view> kByName = {
      {"--portal", "PORTAL"},
      {"--delimiter", "auto comma semicolon tab pipe"},
      {"--encoding", "auto utf-8 utf-16 windows-1251"},
      {"--duplicates", "apply last reject"},
      {"--plan", "standard enterprise self-hosted"},
      {"--progress", "auto always never"},
      {"--limits", "standard enterprise none"},
      {"LEADS.csv", "FILE"},
      {"NAME", "PORTAL"},
      {"RUN", "RUN"},
      {"DIR", "FOLDER"},
  };
  const auto it = kByName.find(option.name);
  if (it != kByName.end()) return it->second;
  if (option.type == "FILE" || option.type == "FOLDER") return option.type;
  return "";
}

std::string UsageProblem(const OptionTable& table, const std::vector<std::string>& words,
                         const std::string& else_text) {
  const auto ask = [](std::string_view wrong, const std::vector<std::string>& known) {
    const std::vector<std::string> near = Nearest(wrong, known);
    return near.empty() ? "" : fmt::format("; did you mean {}?", ListNames(near));
  };
  std::vector<std::string> commands;
  for (const CommandInfo& info : table.commands) commands.push_back(info.name);
  const auto first = std::find_if(words.begin(), words.end(),
                                  [](const std::string& word) { return !word.starts_with("-"); });
  if (first == words.end())
    return fmt::format("no command: say one of {}", fmt::join(commands, ", "));
  const CommandInfo* command = table.Find(*first);
  if (!command) return fmt::format("«{}» is no command{}", *first, ask(*first, commands));
  std::vector<std::string> known;
  for (const OptionInfo& option : command->options) known.push_back(option.name);
  for (auto it = first + 1; it != words.end() && *it != "--"; ++it) {
    const std::string name = it->substr(0, it->find('='));
    if (name.starts_with("--") && std::find(known.begin(), known.end(), name) == known.end())
      return fmt::format("leadsync {} has no option {}{}", *first, name, ask(name, known));
  }
  return else_text;
}

std::string PrintedOf(const OptionTable& table, std::string_view word, std::string_view version) {
  if (word == "messages") return MessageList();
  if (word == "bash") return BashCompletion(table);
  if (word == "zsh") return ZshCompletion(table);
  if (word == "man") return ManPage(table, "", version);
  if (word.starts_with("man-") && table.Find(word.substr(4)))
    return ManPage(table, word.substr(4), version);
  Raise(said::kBadPrint, word);
}

void PrintAll(const OptionTable& table, const std::filesystem::path& folder,
              std::string_view version) {
  const auto write = [&](const std::string& name, std::string_view word) {
    WriteFileAtomic(folder / name, PrintedOf(table, word, version), 0644);
  };
  write("bash", "bash");
  write("zsh", "zsh");
  write("leadsync.1", "man");
  for (const CommandInfo& command : table.commands)
    write("leadsync-" + command.name + ".1", "man-" + command.name);
}

}  // namespace leadsync::cli
