// SPDX-License-Identifier: MIT
// The catalogues of messages: each has a code of its own, and says where, what and what to do.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <set>

#include "base/files.h"
#include "base/message.h"
#include "cli/message_list.h"
#include "printers.h"

using namespace leadsync;  // NOLINT: a test

namespace {

namespace fs = std::filesystem;

constexpr Message<BlanksIn(
    "{}:{}: "
    "{} is wrong"
    "; { \"a\": 1 } is right")>
    kExample{{"example", ExitCode::kUsage, "{}:{}: ", "{} is wrong", "; { \"a\": 1 } is right"}};

TEST_CASE("a message is raised with its blanks filled, its exit code and its code") {
  try {
    Raise(kExample, "leads.csv", 3, std::string("{}"));
  } catch (const UsageError& error) {
    CHECK(error.what() == std::string("leads.csv:3: {} is wrong; { \"a\": 1 } is right"));
    CHECK(error.code() == ExitCode::kUsage);
    CHECK(CodeOf(error) == "example");
  }
  CHECK(CodeOf(UsageError("other")) == "");
}

TEST_CASE("every message has a code of its own, a place, what is wrong, and what to do") {
  std::set<std::string_view> codes;
  const auto all = cli::AllMessages();
  CHECK(all.size() >= 150);
  for (const MessageText& message : all) {
    CAPTURE(std::string(message.code));
    CHECK(codes.insert(message.code).second);
    CHECK(std::regex_match(std::string(message.code), std::regex("[a-z0-9]+(-[a-z0-9]+)*")));
    CHECK(message.exit != ExitCode::kOk);
    CHECK(message.exit != ExitCode::kSomeRowsFailed);
    // Longer than the mark between two parts.
    CHECK(message.place.size() >= 2);
    CHECK(message.thing.size() >= 2);
    CHECK(message.remedy.size() >= 3);
  }
}

TEST_CASE("in rooms with a catalogue no error is raised with a sentence from elsewhere") {
  static const std::regex kOwnSentence(
      "(throw|return)\\s+(leadsync::)?(Usage)?Error\\(\\s*(\"|fmt::format|[a-z_]+ \\+)");
  CHECK(std::regex_search("  throw UsageError(\n      fmt::format(\"x\"));", kOwnSentence));
  for (const char* room : {"base", "csv", "rest", "crm", "sync", "report", "cli", "sandbox"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(LEADSYNC_SOURCE_DIR) / "src" / room)) {
      if (entry.path().extension() != ".cc") continue;
      const std::string name = entry.path().filename();
      if (name == "error.cc") continue;   // joins the problems of a list
      if (name == "client.cc") continue;  // repeats what the portal or libcurl answered
      CAPTURE(entry.path().string());
      CHECK_FALSE(std::regex_search(ReadFile(entry.path()), kOwnSentence));
    }
  }
}

}  // namespace
