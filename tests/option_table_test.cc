// SPDX-License-Identifier: MIT
// Manual pages and completions know what the program knows.
#include <doctest/doctest.h>

#include <regex>
#include <set>

#include "golden_runner.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

std::string Said(const std::string& arguments) {
  const Ran ran = Process(LEADSYNC_BINARY " " + arguments, "/", {{"PATH", "/usr/bin:/bin"}})
                      .Finish(std::chrono::seconds(20));
  CAPTURE(arguments);
  REQUIRE(ran.exit_code == 0);
  return ran.out;
}

std::vector<std::string> Matches(const std::string& text, const char* pattern) {
  const std::regex regex(pattern, std::regex::ECMAScript | std::regex::multiline);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it)
    found.push_back((*it)[1]);
  return found;
}

std::vector<std::string> Commands() {
  const std::string help = Said("--help");
  const size_t at = help.find("Subcommands:");
  return Matches(help.substr(at, help.find("\n\n", at) - at), "^  ([a-z]+) ");
}

/// The part of a shell's file that is about one command.
std::string Section(const std::string& text, const std::string& command) {
  const size_t at = text.find("\n    " + command + ")\n");
  REQUIRE(at != std::string::npos);
  return text.substr(at, text.find("\n      ;;", at) - at);
}

std::string Without(std::string text, char c) {
  text.erase(std::remove(text.begin(), text.end(), c), text.end());
  return text;
}

TEST_CASE("manual pages and completions have every option of every command, and its help") {
  const std::string bash = Said("--print bash");
  const std::string zsh = Said("--print zsh");
  const std::string page = Without(Said("--print man"), '\\');
  const std::vector<std::string> commands = Commands();
  REQUIRE(commands.size() >= 9);
  for (const std::string& command : commands) {
    CAPTURE(command);
    const std::string help = Said(command + " --help-all");
    const std::string manual = Without(Said("--print man-" + command), '\\');
    CHECK(page.find(".BR leadsync-" + command + " (1)") != std::string::npos);
    CHECK(zsh.find("'" + command + ":") != std::string::npos);
    const auto options = Matches(help, "^  (?:-[a-z],)?(--[a-z-]+)[ \n]");
    REQUIRE(options.size() >= 2);
    for (const std::string& option : options) {
      CAPTURE(option);
      CHECK(manual.find("fB" + option + "fR") != std::string::npos);
      CHECK((Section(bash, command) + " ").find(option) != std::string::npos);
      CHECK(Section(zsh, command).find(option + (option == "--help" ? "}" : "")) !=
            std::string::npos);
    }
    for (const std::string& variable : Matches(help, "Env:(LEADSYNC_[A-Z_]+)\\)"))
      CHECK(manual.find("Environment: " + variable + ".") != std::string::npos);
  }
}

TEST_CASE("a manual page has no option that the program lacks") {
  for (const std::string& command : Commands()) {
    const std::string help = Said(command + " --help-all");
    const std::string manual = Without(Said("--print man-" + command), '\\');
    const std::string options =
        manual.substr(0, manual.find(".SH EXIT STATUS")).substr(manual.find(".SH OPTIONS"));
    for (const std::string& option : Matches(options, "fB(--[a-z-]+)fR")) {
      CAPTURE(command);
      CAPTURE(option);
      CHECK(help.find(option) != std::string::npos);
    }
  }
}

TEST_CASE("what a shell offers as an option's value is what the help names") {
  const std::string bash = Said("--print bash");
  const std::string help = Said("--help-all");
  std::set<std::string> seen;
  for (const std::string& line :
       Matches(bash, "^(    --[^)]*\\)\n      _leadsync_value '[a-z].*')")) {
    for (const std::string& option : Matches(line, "(--[a-z-]+)")) {
      CAPTURE(option);
      seen.insert(option);
      const size_t at = help.find("    " + option + " ");
      REQUIRE(at != std::string::npos);
      std::string text = help.substr(at, help.find("\n    --", at) - at);
      for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      const std::string words = line.substr(line.find('\''));
      for (const std::string& word : Matches(words, "([a-z0-9-]+)")) {
        CAPTURE(word);
        CHECK(text.find(word) != std::string::npos);
      }
    }
  }
  CHECK(seen.count("--duplicates") == 1);
}

TEST_CASE("what --print cannot print is refused with what it can") {
  const Ran ran =
      Process(LEADSYNC_BINARY " --print man-nothing", "/", {}).Finish(std::chrono::seconds(20));
  CHECK(ran.exit_code == 2);
  CHECK(ran.err ==
        "leadsync: --print: «man-nothing» cannot be printed; write man, man-COMMAND (such as "
        "man-sync), bash, zsh or messages\n");
}

}  // namespace
