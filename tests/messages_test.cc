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
#include "report/remark_codes.h"

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

/// A sentence of either kind; a remark has no place.
struct Sentence {
  std::string code, place, thing, remedy;
};

std::vector<Sentence> AllSentences() {
  std::vector<Sentence> all;
  for (const MessageText& m : cli::AllMessages())
    all.push_back(
        {std::string(m.code), std::string(m.place), std::string(m.thing), std::string(m.remedy)});
  for (const RemarkText& r : cli::AllRemarks())
    all.push_back({std::string(r.code), "", std::string(r.thing), std::string(r.remedy)});
  return all;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

TEST_CASE("every sentence has a code of its own, what is wrong, and what to do") {
  std::set<std::string> codes;
  const auto all = AllSentences();
  CHECK(all.size() >= 300);
  for (const Sentence& one : all) {
    CAPTURE(one.code);
    CHECK(codes.insert(one.code).second);
    CHECK(std::regex_match(one.code, std::regex("[a-z0-9]+(-[a-z0-9]+)*")));
    // Longer than the mark between two parts.
    CHECK(one.thing.size() >= 2);
    CHECK(one.remedy.size() >= 3);
  }
}

TEST_CASE("every message has a place, and ends a run") {
  for (const MessageText& message : cli::AllMessages()) {
    CAPTURE(std::string(message.code));
    CHECK(message.exit != ExitCode::kOk);
    CHECK(message.exit != ExitCode::kSomeRowsFailed);
    CHECK(message.place.size() >= 2);
  }
}

/// The word that a sentence uses and does not explain; empty if there is none. Names of options and
/// variables, menus of the portal and values of settings are no use of the word. A webhook is
/// explained by what it is, in the words "access address (webhook)", where it is named first.
std::string Unexplained(std::string text) {
  for (const char* name :
       {"--webhook-file", "LEADSYNC_WEBHOOK", "Inbound webhook", "say off, method or batch"})
    text = Replaced(text, name, "");
  const std::string explained = "access address (webhook)";
  for (const std::string word : {"webhook", "batch", "enumeration", "operating time"}) {
    const size_t at = text.find(word);
    if (at == std::string::npos) continue;
    const size_t begin = text.find(explained);
    if (word == "webhook" && begin != std::string::npos && begin < at) continue;
    return word;
  }
  return "";
}

TEST_CASE("no sentence needs a word that it does not explain") {
  CHECK(Unexplained("the webhook's owner") == "webhook");
  CHECK(Unexplained("your access address (webhook) is old: make a new webhook") == "");
  CHECK(Unexplained("does not fit into a batch") == "batch");
  CHECK(Unexplained("--webhook-file names it") == "");
  for (const Sentence& one : AllSentences()) {
    CAPTURE(one.code);
    CHECK(Unexplained(one.place + one.thing + one.remedy) == "");
  }
}

TEST_CASE("every sentence is said somewhere") {
  static const std::regex kEntry("(MESSAGE|REMARK)\\((k[A-Za-z0-9]+),");
  for (const char* room : {"base", "csv", "rest", "crm", "sync", "report", "cli", "sandbox"}) {
    const fs::path folder = fs::path(LEADSYNC_SOURCE_DIR) / "src" / room;
    std::string code = ReadFile(folder / ".." / "main.cc");
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.path().extension() == ".cc") code += ReadFile(entry.path());
    const std::string catalogue = ReadFile(folder / "messages.def");
    for (std::sregex_iterator it(catalogue.begin(), catalogue.end(), kEntry), end; it != end;
         ++it) {
      const std::string name = (*it)[2];
      CAPTURE(std::string(room));
      CAPTURE(name);
      CHECK(std::regex_search(code, std::regex("said::" + name + "\\b")));
    }
  }
}

TEST_CASE("a remark is recognised by its own words, whatever its blanks and its column are") {
  // rest/ knows no rows: its remarks are parts of what ends a run. Those of cli/ are warnings.
  const std::string not_of_rows =
      ReadFile(fs::path(LEADSYNC_SOURCE_DIR) / "src/rest/messages.def") +
      ReadFile(fs::path(LEADSYNC_SOURCE_DIR) / "src/cli/messages.def");
  for (const char* filler : {"17", "«x»", "a: b", "", "; did you mean «C»?", "is empty"}) {
    for (const RemarkText& remark : cli::AllRemarks()) {
      if (not_of_rows.find("\"" + std::string(remark.code) + "\"") != std::string::npos) continue;
      const std::string text =
          Replaced(std::string(remark.thing) + std::string(remark.remedy), "{}", filler);
      CAPTURE(text);
      const report::KnownRemark known = report::RemarkOf("Amount: EUR: " + text);
      CHECK(std::string(known.code) == std::string(remark.code));
      CHECK(std::string(report::RemarkOf(text).code) == std::string(remark.code));
      CHECK(std::string(report::RemarkOf(text + "; the cell was left out").code) ==
            std::string(remark.code));
    }
  }
  const report::KnownRemark known = report::RemarkOf("Stage: no item «A»; did you mean «B»?");
  CHECK(std::string(known.code) == "item-misspelt");
  CHECK(std::string(known.column) == "Stage: ");
  CHECK(report::WithBlanks(known) == "Stage: no item …; did you mean …?");
}

TEST_CASE("words that are in no catalogue are the portal's own") {
  for (const char* words : {"", "ERROR_CORE: the field is required", "Access denied.", ": ", "|"})
    CHECK(std::string(report::RemarkOf(words).code) == "");
}

TEST_CASE("in rooms with a catalogue no error is raised with a sentence from elsewhere") {
  static const std::regex kOwnSentence(
      "(throw|return)\\s+(leadsync::)?(Usage)?Error\\(\\s*(\"|fmt::format|[a-z_]+ \\+)");
  CHECK(std::regex_search("  throw UsageError(\n      fmt::format(\"x\"));", kOwnSentence));
  for (const char* room : {"base", "csv", "rest", "crm", "sync", "report", "cli", "sandbox"}) {
    for (const auto& entry :
         fs::recursive_directory_iterator(fs::path(LEADSYNC_SOURCE_DIR) / "src" / room)) {
      if (entry.path().extension() != ".cc") continue;
      CAPTURE(entry.path().string());
      CHECK_FALSE(std::regex_search(ReadFile(entry.path()), kOwnSentence));
    }
  }
}

/// The first text of code that has two words side by side and none of the `allowed`; empty if there
/// is none. Lines of comment are not code.
std::string SentenceIn(const std::string& code, const std::set<std::string>& allowed) {
  static const std::regex kText("(^|\n)\\s*//[^\n]*|\"((?:[^\"\\\\\n]|\\\\.)*)\"");
  static const std::regex kTwoWords("[A-Za-z»}] [A-Za-z{«]");
  for (std::sregex_iterator it(code.begin(), code.end(), kText), end; it != end; ++it) {
    const std::string text = (*it)[2];
    if (std::regex_search(text, kTwoWords) && allowed.count(text) == 0) return text;
  }
  return "";
}

TEST_CASE("what is wrong with a mapping is said by the catalogue alone") {
  CHECK(SentenceIn("  Problem(key, \"names no field\");", {}) == "names no field");
  CHECK(SentenceIn("fmt::format(\"«{}» is empty\", key)", {}) == "«{}» is empty");
  CHECK(SentenceIn("// \"names no field\"\n/// \"or this\"\n  f(\"key\");", {}) == "");
  // Parts of sentences: kinds of values, places, and the end of a list.
  const std::set<std::string> parts = {"true or false",    "a number",
                                       "a text in quotes", "a list in [ ]",
                                       "an object in { }", "column «{}»: ",
                                       "«set» {}: ",       "column «{}»: «values»: ",
                                       " and {} more",     "{}«{}», column «{}»: "};
  static const std::regex kOfMappings("(mapping.*|template|planner_(bind|key.*))\\.cc");
  size_t files = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(LEADSYNC_SOURCE_DIR) / "src" / "sync")) {
    if (!std::regex_match(entry.path().filename().string(), kOfMappings)) continue;
    ++files;
    CAPTURE(entry.path().string());
    CHECK(SentenceIn(ReadFile(entry.path()), parts) == "");
  }
  CHECK(files >= 9);
}

TEST_CASE("the problems of a mapping have one code together") {
  ProblemList list;
  CHECK_NOTHROW(list.ThrowIfAny());
  list.Add("m.json:1", "one");
  list.Add("", "two");
  try {
    list.ThrowIfAny();
    FAIL("nothing was thrown");
  } catch (const UsageError& error) {
    CHECK(error.what() == std::string("m.json:1: one\ntwo"));
    CHECK(CodeOf(error) == "bad-mapping");
  }
  for (const Sentence& one : AllSentences()) CHECK(one.code != "bad-mapping");
}

}  // namespace
