// SPDX-License-Identifier: MIT
// Whole runs of the real program: each folder of tests/golden is one. Its `cmd` is run line by line
// in a scratch folder beside a practice portal; what came is held against its `want`.
//
//   cmd       lines of shell, `#` for notes; and lines of ours:
//               @counters           what the portal was asked for and saved, since the last time
//               @faults RULE; RULE  what the portal does wrong from here on
//   sandbox   arguments of `leadsync sandbox`; without the file there are none
//   unsanitized  an empty file: not with sanitizers, which need files and memory of their own
//   want/     `transcript`, and the files that a run leaves, by their place in the scratch folder
//   others    stand in the scratch folder, as do samples/ and mappings/
//
// Variables for cmd: WRONG_WEBHOOK has a code that the portal does not know, NOBODY_WEBHOOK leads
// to a port where nobody listens. LEADSYNC_UPDATE_GOLDEN=1 rewrites every `want`,
// LEADSYNC_GOLDEN=name looks at one folder only.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>

#include "base/files.h"
#include "base/json.h"
#include "golden_runner.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLimit(90);
const std::string kWrongSecret = "wr0ngc0de5ecret1";
const std::set<std::string> kCompared = {"report.csv", "failed.csv", "changes.csv", "values.csv",
                                         "summary.json"};

bool Asked(const char* variable) {
  const char* text = std::getenv(variable);
  return text != nullptr && *text != '\0';
}

/// A folder that is gone with the test.
struct ScratchFolder {
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "leadsync-golden-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~ScratchFolder() { fs::remove_all(path); }
  fs::path path;
};

std::vector<std::string> CommandLines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find('\n', at);
    while (end != std::string::npos && end > at && text[end - 1] == '\\')
      end = text.find('\n', end + 1);
    end = std::min(end, text.size());
    if (end > at) lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

void AddOutput(const std::string& text, const std::string& before, std::string* transcript) {
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    *transcript += before + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
}

class GoldenRun {
 public:
  explicit GoldenRun(const fs::path& folder) : folder_(folder) {
    const fs::path source(LEADSYNC_SOURCE_DIR);
    work_ = scratch_.path / "work";
    fs::create_directories(work_);
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename();
      if (name != "want" && name != "cmd" && name != "sandbox" && name != "unsanitized")
        fs::copy(entry.path(), work_ / name, fs::copy_options::recursive);
    }
    for (const char* name : {"samples", "mappings"})
      fs::create_symlink(source / name, work_ / name);

    const std::string bin = fs::path(LEADSYNC_BINARY).parent_path();
    // The report must not depend on where the machine thinks it is.
    environment_ = {{"PATH", bin + ":/usr/bin:/bin"},
                    {"HOME", scratch_.path / "home"},
                    {"TMPDIR", scratch_.path},
                    {"XDG_CACHE_HOME", scratch_.path / "cache"},
                    {"XDG_CONFIG_HOME", scratch_.path / "config"},
                    {"TZ", "Asia/Kamchatka"},
                    {"LC_ALL", "C.UTF-8"}};
    const std::string arguments = ReadFileIfAny(folder / "sandbox").value_or("");
    sandbox_.emplace(arguments.substr(0, arguments.find('\n')), work_, environment_);
    const std::string& webhook = sandbox_->webhook();
    const size_t code = webhook.rfind('/', webhook.size() - 2) + 1;
    secrets_ = {webhook.substr(code, webhook.size() - 1 - code), kWrongSecret};
    const std::string nobody = "127.0.0.1:" + std::to_string(nobody_.port());
    environment_["LEADSYNC_WEBHOOK"] = webhook;
    environment_["WRONG_WEBHOOK"] = webhook.substr(0, code) + kWrongSecret + "/";
    environment_["NOBODY_WEBHOOK"] = "http://" + nobody + "/rest/1/" + kWrongSecret + "/";
    normal_.Name(sandbox_->host(), "PORTAL");
    normal_.Name(nobody, "NOBODY");
    normal_.Name("port " + std::to_string(nobody_.port()), "port NOBODY");
    normal_.Name(scratch_.path, "SCRATCH");
  }

  void Run() {
    for (const std::string& line : CommandLines(ReadFile(folder_ / "cmd"))) {
      if (line.front() == '#') continue;
      transcript_ += "$ " + line + "\n";
      if (line.front() == '@') {
        transcript_ += Ours(line);
        continue;
      }
      const Ran ran = Process(line, work_, environment_).Finish(kLimit);
      AddOutput(ran.out, "", &transcript_);
      AddOutput(ran.err, "! ", &transcript_);
      transcript_ += "exit " + std::to_string(ran.exit_code) + "\n\n";
    }
  }

  /// Everything that is compared, by its place under `want`.
  std::map<std::string, std::string> Results() const {
    std::map<std::string, std::string> results = {{"transcript", normal_(transcript_)}};
    for (const auto& entry : fs::recursive_directory_iterator(work_)) {
      const std::string name = entry.path().filename();
      if (!entry.is_regular_file() || kCompared.count(name) == 0) continue;
      const std::string text = ReadFile(entry.path());
      results[entry.path().lexically_relative(work_)] =
          name == "summary.json" ? normal_.Summary(text) : normal_(text);
    }
    return results;
  }

  /// The webhook's code is a password: nothing that was printed or written may hold it.
  void CheckSecrets() const {
    for (const std::string& secret : secrets_) {
      CHECK_MESSAGE(transcript_.find(secret) == std::string::npos, "a secret was printed");
      for (const auto& entry : fs::recursive_directory_iterator(scratch_.path)) {
        if (!entry.is_regular_file()) continue;
        CAPTURE(entry.path().string());
        CHECK(ReadFile(entry.path()).find(secret) == std::string::npos);
      }
    }
  }

  const fs::path& scratch() const { return scratch_.path; }

 private:
  std::string Ours(const std::string& line) {
    if (line.starts_with("@faults")) {
      std::string rules = line.substr(7) + "\n";
      std::replace(rules.begin(), rules.end(), ';', '\n');
      sandbox_->Ask("/sandbox/faults", rules);
      return "\n";
    }
    if (line != "@counters") return "(what is that?)\n\n";
    const JsonDocument json = JsonDocument::Parse(sandbox_->Ask("/sandbox/counters"));
    const JsonValue root = json.root();
    const int64_t asked = root["commands"]["crm.lead.update"].integer().value_or(0);
    const int64_t saved = root["saves"]["updates"].integer().value_or(-1);
    const int64_t refused = root["refused_query_limit"].integer().value_or(-1) +
                            root["refused_operation_limit"].integer().value_or(-1);
    const int64_t adds = root["saves"]["adds"].integer().value_or(0);
    const int64_t deletes = root["saves"]["deletes"].integer().value_or(0);
    const auto also = [](int64_t n, const std::string& what) {
      return n == 0 ? "" : std::to_string(n) + " leads " + what + ", ";
    };
    const std::string text = also(adds - adds_, "added") + also(deletes - deletes_, "deleted") +
                             std::to_string(asked - asked_) + " updates asked for, " +
                             std::to_string(saved - saved_) + " saved, " +
                             std::to_string(refused - refused_) + " calls refused by a limit\n\n";
    adds_ = adds;
    deletes_ = deletes;
    asked_ = asked;
    saved_ = saved;
    refused_ = refused;
    return text;
  }

  const fs::path folder_;
  ScratchFolder scratch_;
  fs::path work_;
  Environment environment_;
  std::optional<SandboxProcess> sandbox_;
  ClosedPort nobody_;
  std::vector<std::string> secrets_;
  Normaliser normal_;
  std::string transcript_;
  int64_t asked_ = 0;
  int64_t adds_ = 0;
  int64_t deletes_ = 0;
  int64_t saved_ = 0;
  int64_t refused_ = 0;
};

std::map<std::string, std::string> ReadWant(const fs::path& want) {
  std::map<std::string, std::string> files;
  if (!fs::exists(want)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(want))
    if (entry.is_regular_file())
      files[entry.path().lexically_relative(want)] = ReadFile(entry.path());
  return files;
}

void Rewrite(const fs::path& want, const std::map<std::string, std::string>& files) {
  fs::remove_all(want);
  for (const auto& [name, text] : files) {
    fs::create_directories((want / name).parent_path());
    WriteFileAtomic(want / name, text, 0644);
  }
}

/// The first lines in which the two differ, for people.
std::string Difference(const std::string& want, const std::string& got, const fs::path& scratch) {
  WriteFileAtomic(scratch / "want", want);
  WriteFileAtomic(scratch / "got", got);
  return Process("diff -u --text want got | head -60", scratch, {{"PATH", "/usr/bin:/bin"}})
      .Finish(kLimit)
      .out;
}

void Compare(const fs::path& folder, const GoldenRun& run) {
  const auto want = ReadWant(folder / "want");
  const auto got = run.Results();
  std::set<std::string> names;
  for (const auto& [name, text] : want) names.insert(name);
  for (const auto& [name, text] : got) names.insert(name);
  for (const std::string& name : names) {
    CAPTURE(name);
    REQUIRE_MESSAGE(got.count(name) == 1, "the run left no such file");
    REQUIRE_MESSAGE(want.count(name) == 1, "the run left a file that nobody expected");
    const bool same = want.at(name) == got.at(name);
    CHECK_MESSAGE(same, Difference(want.at(name), got.at(name), run.scratch()));
  }
}

TEST_CASE("whole runs print and leave what their golden folders say, and never the webhook") {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(fs::path(LEADSYNC_SOURCE_DIR) / "tests/golden"))
    if (entry.is_directory() && (!Asked("LEADSYNC_GOLDEN") || entry.path().filename().string() ==
                                                                  std::getenv("LEADSYNC_GOLDEN")))
      folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  REQUIRE_FALSE(folders.empty());
  for (const fs::path& folder : folders) {
    CAPTURE(folder.filename().string());
#ifdef __SANITIZE_ADDRESS__
    if (fs::exists(folder / "unsanitized")) continue;
#endif
    GoldenRun run(folder);
    run.Run();
    run.CheckSecrets();
    if (Asked("LEADSYNC_UPDATE_GOLDEN")) {
      Rewrite(folder / "want", run.Results());
    } else {
      Compare(folder, run);
    }
  }
}

}  // namespace
