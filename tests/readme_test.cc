// SPDX-License-Identifier: MIT
// README is a session, and this runs it: every `console` block, in order, in a clean folder that
// holds samples/ and mappings/, each command at a terminal and beside a practice portal.
//
//   $ command          a line of shell; a backslash at its end goes on
//   output             as README shows it; moments, times and ports may differ, a line `...` stands
//                      for any lines, one that begins with `... ` for any beginning
//   ...? [y/N] y       is answered as shown, as are `The number, or Enter ...: 7` and the like; the
//                      webhook of the portal is typed after `paste):`
//   leadsync sandbox   goes on in the background, instead of the one before
//
// `csv` and `jsonc` blocks with a file name are written to that file. The comment
// <!-- test: a portal of one's own is HOST --> starts a fresh practice portal that README calls
// HOST. All jsonc blocks are loaded as mappings; crontab and ini blocks are linted; every option
// that README names must exist.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "cli/progress.h"
#include "printers.h"
#include "sync/mapping.h"
#include "terminal.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

const fs::path kRoot = LEADSYNC_SOURCE_DIR;
constexpr std::chrono::seconds kLimit(30);
/// README shows lines unbroken; a narrower terminal would get them broken between words.
constexpr int kColumns = 400;

struct Block {
  std::string kind;  ///< "console"; "test" for a comment to this test
  std::string name;  ///< of a file, or the comment's text
  size_t line = 0;   ///< of README, of the first line in the block
  Lines lines;
};

Lines Split(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && line.back() == ' ') line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::string Joined(const Lines& lines) { return fmt::format("{}\n", fmt::join(lines, "\n")); }

std::vector<Block> Blocks(const std::string& readme) {
  const std::string comment = "<!-- test: ";
  std::vector<Block> blocks;
  bool inside = false;
  size_t number = 0;
  size_t indent = 0;  // of a block within a list
  for (const std::string& whole : Split(readme)) {
    ++number;
    const size_t text = std::min(whole.find_first_not_of(' '), whole.size());
    const bool fence = whole.compare(text, 3, "```") == 0;
    if (fence && !inside) indent = text;
    const std::string line = whole.substr(std::min(text, inside || fence ? indent : 0));
    if (line.starts_with(comment)) {
      blocks.push_back(
          {"test", line.substr(comment.size(), line.rfind(" -->") - comment.size()), number, {}});
    } else if (fence) {
      inside = !inside;
      if (!inside) continue;
      const size_t blank = std::min(line.find(' '), line.size());
      blocks.push_back({line.substr(3, blank - 3),
                        line.substr(std::min(blank + 1, line.size())),
                        number + 1,
                        {}});
    } else if (inside) {
      blocks.back().lines.push_back(line);
    }
  }
  return blocks;
}

struct Command {
  std::string text;
  size_t line = 0;
  Lines output;
};

std::vector<Command> Commands(const Block& block) {
  std::vector<Command> commands;
  bool more = false;
  for (size_t i = 0; i < block.lines.size(); ++i) {
    const std::string& line = block.lines[i];
    if (more) {
      commands.back().text += "\n" + line;
    } else if (line.starts_with("$ ")) {
      commands.push_back({line.substr(2), block.line + i, {}});
    } else {
      REQUIRE_FALSE_MESSAGE(commands.empty(), "output before the first command");
      commands.back().output.push_back(line);
      continue;
    }
    more = line.ends_with("\\");
  }
  return commands;
}

/// `2026-04-01_12-00-00-leads.csv-2`: the name of a run's folder.
const std::regex kRunName("[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}-[^/\\s]+");

std::string Replaced(std::string text, const std::string& what, const std::string& with) {
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
  return text;
}

/// What is the same in every run of a line.
std::string Same(std::string line) {
  static const std::vector<std::pair<std::regex, std::string>> kMasks = {
      {std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}_[0-9]{2}-[0-9]{2}-[0-9]{2}-([^/\\s]*?)(-[0-9]+)?"
                  "(?=[/\\s]|$)"),
       "RUN-$1"},
      {std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9:]{5})?"),
       "MOMENT"},
      {std::regex("(rows?|leads?) in [0-9.]+ (s|min)\\b"), "$1 in TIME"},
      {std::regex("  +"), "  "},
  };
  for (const auto& [pattern, with] : kMasks) line = std::regex_replace(line, pattern, with);
  return line;
}

bool LineFits(const std::string& want, const std::string& got) {
  if (!want.starts_with("... ")) return Same(want) == Same(got);
  return Same(got).ends_with(Same(want.substr(4)));
}

/// Which line of `got` each line of `want` is; empty if they do not fit.
/// `...` takes as few lines as it can.
bool Fits(const Lines& want, size_t w, const Lines& got, size_t g,
          std::vector<std::pair<size_t, size_t>>* pairs) {
  if (w == want.size()) return g == got.size();
  if (want[w] == "...") {
    for (size_t next = g; next <= got.size(); ++next)
      if (Fits(want, w + 1, got, next, pairs)) return true;
    return false;
  }
  if (g == got.size() || !LineFits(want[w], got[g])) return false;
  pairs->emplace_back(w, g);
  if (Fits(want, w + 1, got, g + 1, pairs)) return true;
  pairs->pop_back();
  return false;
}

class Session {
 public:
  Session() {
    std::string name = (fs::temp_directory_path() / "leadsync-readme-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    scratch_ = name;
    work_ = scratch_ / "leadsync";
    fs::create_directories(work_);
    for (const char* folder : {"samples", "mappings"})
      fs::copy(kRoot / folder, work_ / folder, fs::copy_options::recursive);
    const std::string bin = fs::path(LEADSYNC_BINARY).parent_path();
    environment_ = {{"PATH", bin + ":/usr/bin:/bin"},
                    {"HOME", scratch_ / "home"},
                    {"TMPDIR", scratch_},
                    {"XDG_CACHE_HOME", scratch_ / "cache"},
                    {"LC_ALL", "C.UTF-8"},
                    {"XDG_CONFIG_HOME", scratch_ / "config"},
                    {"LEADSYNC_PROGRESS", "never"},
                    {"TERM", "xterm"}};
  }
  ~Session() {
    sandbox_.reset();
    fs::remove_all(scratch_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Write(const Block& block) { WriteFileAtomic(work_ / block.name, Joined(block.lines), 0644); }

  /// A practice portal that README calls `name`. Returns what it printed.
  std::string Portal(const std::string& command, const std::string& name) {
    sandbox_ = std::make_unique<Terminal>("exec " + command, work_, environment_);
    REQUIRE_MESSAGE(sandbox_->ReadUntil("Stop it with Ctrl-C.\r\n", kLimit), sandbox_->screen());
    const std::string intro = sandbox_->screen(), lead = "export LEADSYNC_WEBHOOK=";
    const size_t at = intro.find(lead) + lead.size();
    webhook_ = intro.substr(at, intro.find('\n', at) - at);
    const size_t host = webhook_.find("//") + 2;
    const std::string real = webhook_.substr(host, webhook_.find('/', host) - host);
    names_[name] = real;
    shown_[real] = name;
    return intro;
  }

  void Run(const Command& command) {
    CAPTURE(command.line);
    CAPTURE(command.text);
    std::string screen;
    if (command.text.starts_with("leadsync sandbox")) {
      screen = Portal(std::regex_replace(command.text, std::regex("--port [0-9]+"), "--port 0"),
                      PortalIn(command));
    } else if (!Variable(Real(command.text))) {
      screen = Ask(command);
    }
    const Lines got = Split(Shown(screen));
    std::vector<std::pair<size_t, size_t>> pairs;
    const bool fits = Fits(command.output, 0, got, 0, &pairs);
    CHECK_MESSAGE(fits, "README shows:\n"
                            << Joined(command.output) << "and this came:\n"
                            << Joined(got));
    for (const auto& [w, g] : pairs) LearnRuns(command.output[w], got[g]);
  }

 private:
  static std::string PortalIn(const Command& command) {
    for (const std::string& line : command.output) {
      const size_t at = line.find("http://");
      if (at != std::string::npos) return line.substr(at + 7, line.find('/', at + 7) - at - 7);
    }
    return "127.0.0.1:8080";
  }

  /// README's words for this machine's, and back.
  std::string Real(std::string text) const {
    for (const auto& [name, real] : names_) text = Replaced(std::move(text), name, real);
    return text;
  }
  std::string Shown(std::string text) const {
    for (const auto& [real, name] : shown_) text = Replaced(std::move(text), real, name);
    return text;
  }

  void LearnRuns(const std::string& want, const std::string& got) {
    std::smatch ours, theirs;
    if (std::regex_search(want, ours, kRunName) && std::regex_search(got, theirs, kRunName))
      names_.emplace(ours.str(), theirs.str());
  }

  bool Variable(const std::string& text) {
    std::smatch parts;
    if (std::regex_match(text, parts, std::regex("export ([A-Z_]+)=(\\S+)"))) {
      environment_[parts[1]] = parts[2];
      return true;
    }
    if (!std::regex_match(text, parts, std::regex("unset ([A-Z_]+)"))) return false;
    environment_.erase(parts[1]);
    return true;
  }

  std::string Ask(const Command& command) {
    Terminal terminal(fmt::format("(exit {}); {}", exit_code_, Real(command.text)), work_,
                      environment_, kColumns);
    static const std::regex kAsks(".*(\\[y/N\\]|paste\\):|, or Enter [a-z0-9 ]+:) ?(.*)");
    for (const std::string& line : command.output) {
      std::smatch asks;
      if (!std::regex_match(line, asks, kAsks)) continue;
      if (!terminal.ReadUntil(asks.str(1), kLimit)) break;
      terminal.Type((asks.str(1) == "paste):" ? webhook_ : asks.str(2)) + "\n");
    }
    exit_code_ = terminal.Finish(kLimit);
    return terminal.screen();
  }

  fs::path scratch_;
  fs::path work_;
  std::map<std::string, std::string> environment_;
  std::map<std::string, std::string> names_;  ///< README's word -> this machine's
  std::map<std::string, std::string> shown_;
  std::unique_ptr<Terminal> sandbox_;
  std::string webhook_;
  int exit_code_ = 0;
};

const std::string& Readme() {
  static const std::string text = ReadFile(kRoot / "README.md");
  return text;
}

std::string Output(const std::string& command) {
  Terminal terminal(command, kRoot, {{"PATH", fs::path(LEADSYNC_BINARY).parent_path()}});
  terminal.Finish(kLimit);
  return terminal.screen();
}

std::set<std::string> Options(const std::string& text) {
  std::set<std::string> options;
  static const std::regex kOption("--[a-z][a-z-]+");
  for (std::sregex_iterator it(text.begin(), text.end(), kOption), end; it != end; ++it)
    options.insert(it->str());
  return options;
}

/// The whole command of a crontab line or unit, as a shell would read it.
void CheckJob(const std::string& command) {
  CAPTURE(command);
  CHECK(std::regex_search(command, std::regex("(^|/| )leadsync (sync|resume) ")));
  CHECK(command.find("--quiet") != std::string::npos);
  CHECK_MESSAGE(command.find("--min-rows") != std::string::npos, "an example has guards");
}

}  // namespace

TEST_CASE("README's session is what happens when one types it") {
  const std::vector<Block> blocks = Blocks(Readme());
  const std::string own = "a portal of one's own is ";
  Session session;
  size_t ran = 0;
  for (const Block& block : blocks) {
    if (block.kind == "test" && block.name.starts_with(own))
      session.Portal("leadsync sandbox --port 0", block.name.substr(own.size()));
    if ((block.kind == "csv" || block.kind == "jsonc") && !block.name.empty()) session.Write(block);
    if (block.kind != "console") continue;
    for (const Command& command : Commands(block)) {
      session.Run(command);
      ++ran;
    }
  }
  CHECK(ran >= 12);
}

TEST_CASE("README's mappings can be loaded") {
  size_t loaded = 0;
  for (const Block& block : Blocks(Readme())) {
    if (block.kind != "jsonc" && block.kind != "json") continue;
    CAPTURE(block.line);
    CHECK_NOTHROW(sync::ParseMapping(Joined(block.lines), "README.md"));
    ++loaded;
  }
  CHECK(loaded >= 2);
}

TEST_CASE("every option in README exists") {
  std::string help;
  for (const char* command :
       {"login", "sync", "preview", "check", "resume", "undo", "runs", "fields", "map", "sandbox"})
    help += Output(fmt::format("leadsync {} --help-all", command));
  std::set<std::string> known = Options(help);
  known.insert({"--print", "--install", "--config", "--now", "--data-binary"});  // of others
  for (const std::string& option : Options(Readme())) {
    CAPTURE(option);
    CHECK(known.count(option) == 1);
  }
}

TEST_CASE("README's crontab lines and units are well-formed") {
  static const std::regex kTimes("(([0-9*,/-]+) ){5}(.*)");
  static const std::regex kSection("\\[(Unit|Service|Timer|Install)\\]");
  static const std::regex kSetting("[A-Z][A-Za-z]+=\\S.*");
  static const std::regex kPercent("(^|[^%])%([^%]|$)");
  size_t seen = 0;
  for (const Block& block : Blocks(Readme())) {
    if (block.kind != "crontab" && block.kind != "ini") continue;
    ++seen;
    for (size_t i = 0; i < block.lines.size(); ++i) {
      const std::string& line = block.lines[i];
      CAPTURE(block.line + i);
      if (line.empty() || line.front() == '#') continue;
      if (block.kind == "crontab") {
        std::smatch parts;
        REQUIRE(std::regex_match(line, parts, kTimes));
        CHECK_FALSE_MESSAGE(std::regex_search(line, std::regex("(^|[^\\\\])%")),
                            "cron takes % for a line break");
        CheckJob(parts[3]);
        continue;
      }
      CHECK((std::regex_match(line, kSection) || std::regex_match(line, kSetting)));
      if (!line.starts_with("ExecStart=")) continue;
      CHECK_FALSE_MESSAGE(std::regex_search(line, kPercent), "systemd takes %N for a variable");
      CheckJob(line.substr(line.find('=') + 1));
    }
  }
  CHECK(seen >= 2);
}

TEST_CASE("the line that README shows of a long run is said like that") {
  cli::Progress::State state;
  state.doing = "Syncing";
  state.done = 12'000;
  state.total = 50'000;
  state.fine = 11'412;
  state.failed = 21;
  state.unchanged = 567;
  state.limited_by = "operating time";
  const std::string line = cli::ProgressLine(state, std::chrono::minutes(30), 1'000);
  CAPTURE(line);
  CHECK(Readme().find("\n" + line + "\n") != std::string::npos);
}
