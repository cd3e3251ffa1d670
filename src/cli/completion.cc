// SPDX-License-Identifier: MIT
// What bash and zsh need to know to complete a command line.
#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/option_table.h"

namespace leadsync::cli {
namespace {

constexpr char kBash[] = R"bash(# bash completion for leadsync; made by leadsync --print bash
# shellcheck shell=bash

_leadsync_words() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$1" -- "$cur")
}

_leadsync_files() {
  local word
  compopt -o filenames 2>/dev/null
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$cur")
}

# What an option's value or a word without dashes can be.
_leadsync_value() {
  case $1 in
    FILE) _leadsync_files -f ;;
    FOLDER) _leadsync_files -d ;;
    PORTAL) _leadsync_words "$(leadsync login --list 2>/dev/null | cut -d ' ' -f 1)" ;;
    RUN)
      _leadsync_files -d
      _leadsync_words last
      ;;
    *) _leadsync_words "$1" ;;
  esac
}

_leadsync() {
  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local at command='' options='' word=''
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; ++at)); do
    if [[ ${COMP_WORDS[at]} != -* ]]; then
      command=${COMP_WORDS[at]}
      break
    fi
  done
  case $command in
    '')
      _leadsync_words '@commands@'
      return
      ;;
@cases@    *)
      return
      ;;
  esac
  case $before in
@values@  esac
  if [[ $cur == -* ]]; then
    _leadsync_words "$options"
  else
    _leadsync_value "$word"
  fi
}

complete -F _leadsync leadsync
)bash";

constexpr char kZsh[] = R"zsh(#compdef leadsync
# zsh completion for leadsync; made by leadsync --print zsh

_leadsync_portals() {
  local -a portals
  portals=(${(f)"$(leadsync login --list 2>/dev/null | cut -d ' ' -f 1)"})
  compadd -a portals
}

_leadsync_runs() {
  compadd last
  _files -/
}

_leadsync() {
  local curcontext=$curcontext state line
  local -a commands
  commands=(
@commands@  )
  _arguments -C@options@ \
    '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands; return ;;
    argument) ;;
    *) return ;;
  esac
  case $line[1] in
@cases@  esac
}

if [[ $funcstack[1] == _leadsync ]]; then
  _leadsync "$@"
else
  compdef _leadsync leadsync
fi
)zsh";

std::string Filled(std::string text,
                   const std::vector<std::pair<std::string_view, std::string>>& parts) {
  for (const auto& [mark, part] : parts) text.replace(text.find(mark), mark.size(), part);
  return text;
}

std::string NamesOf(const std::vector<OptionInfo>& options) {
  std::string names;
  for (const OptionInfo& option : options) {
    if (!names.empty()) names += ' ';
    if (!option.short_name.empty()) names += option.short_name + ' ';
    names += option.name;
  }
  return names;
}

/// For a text in single quotes of zsh's _arguments, where brackets and colons have a meaning.
std::string ZshText(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string ZshValues(std::string_view values) {
  if (values == "FILE") return "_files";
  if (values == "FOLDER") return "_files -/";
  if (values == "PORTAL") return "_leadsync_portals";
  if (values == "RUN") return "_leadsync_runs";
  return values.empty() ? " " : fmt::format("({})", values);
}

/// One argument of _arguments.
std::string ZshOption(const OptionInfo& option) {
  std::string names = option.name;
  if (!option.short_name.empty())
    names = fmt::format("({0} {1})'{{{0},{1}}}'", option.short_name, option.name);
  if (option.several) names = "*" + names;
  std::string value;
  if (!option.type.empty())
    value = fmt::format(":{}:{}", ZshText(option.type), ZshValues(ValuesOf(option)));
  return fmt::format("'{}[{}]{}'", names, ZshText(option.help), value);
}

}  // namespace

std::string BashCompletion(const OptionTable& table) {
  std::map<std::string_view, std::set<std::string>> names_by_kind;
  std::string commands;
  std::string cases;
  for (const CommandInfo& command : table.commands) {
    commands += command.name + ' ';
    for (const OptionInfo& option : command.options) {
      if (option.type.empty()) continue;
      const std::string names =
          option.short_name.empty() ? option.name : option.short_name + " | " + option.name;
      names_by_kind[ValuesOf(option)].insert(names);
    }
    cases += fmt::format("    {})\n      options='{}'\n", command.name, NamesOf(command.options));
    if (!command.words.empty())
      cases += fmt::format("      word='{}'\n", ValuesOf(command.words[0]));
    cases += "      ;;\n";
  }
  std::string values;
  for (const auto& [kind, names] : names_by_kind)
    values += fmt::format("    {})\n      _leadsync_value '{}'\n      return\n      ;;\n",
                          fmt::join(names, " | "), kind);
  return Filled(kBash, {{"@commands@", commands + NamesOf(table.options)},
                        {"@cases@", cases},
                        {"@values@", values}});
}

std::string ZshCompletion(const OptionTable& table) {
  std::string commands;
  std::string cases;
  for (const CommandInfo& command : table.commands) {
    commands += fmt::format("    '{}:{}'\n", command.name, ZshText(command.about));
    cases += fmt::format("    {})\n      _arguments -s", command.name);
    for (const OptionInfo& option : command.options) cases += " \\\n        " + ZshOption(option);
    for (const OptionInfo& word : command.words)
      cases += fmt::format(" \\\n        ':{}:{}'", ZshText(word.name), ZshValues(ValuesOf(word)));
    cases += "\n      ;;\n";
  }
  std::string options;
  for (const OptionInfo& option : table.options) options += " \\\n    " + ZshOption(option);
  return Filled(kZsh, {{"@commands@", commands}, {"@options@", options}, {"@cases@", cases}});
}

}  // namespace leadsync::cli
