// SPDX-License-Identifier: MIT
// What --json prints is one JSON value on standard output, as schemas/ says, whatever comes of the
// command; and it ends with the exit code that README says.
#include <doctest/doctest.h>
#include <unistd.h>

#include <optional>

#include "base/files.h"
#include "golden_runner.h"
#include "json_schema.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLimit(60);

/// Commands beside a practice portal in a scratch folder.
class MachineSide {
 public:
  MachineSide() {
    std::string name = (fs::temp_directory_path() / "leadsync-json-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
    for (const char* place : {"samples", "mappings"})
      fs::create_symlink(fs::path(LEADSYNC_SOURCE_DIR) / place, folder_ / place);
    environment_ = {{"PATH", fs::path(LEADSYNC_BINARY).parent_path().string() + ":/usr/bin:/bin"},
                    {"HOME", folder_},
                    {"XDG_CACHE_HOME", folder_ / "cache"},
                    {"XDG_CONFIG_HOME", folder_ / "config"}};
    sandbox_.emplace("", folder_, environment_);
    environment_["LEADSYNC_WEBHOOK"] = sandbox_->webhook();
  }
  ~MachineSide() {
    sandbox_.reset();
    fs::remove_all(folder_);
  }

  Ran Run(const std::string& line) const {
    return Process(line, folder_, environment_).Finish(kLimit);
  }
  /// Runs the command; its standard output must fit that schema, its exit code be that one.
  std::string Fits(const std::string& schema, int exit_code, const std::string& line) {
    const Ran ran = Run(line);
    CAPTURE(line);
    CAPTURE(ran.err);
    CHECK(ran.exit_code == exit_code);
    REQUIRE_FALSE(ran.out.empty());
    CHECK(ran.out.find('\n') == ran.out.size() - 1);
    CHECK(schemas_.Problems(schema + ".schema.json", ran.out) == std::vector<std::string>());
    return ran.out;
  }
  void Write(const std::string& name, const std::string& text) const {
    WriteFileAtomic(folder_ / name, text);
  }
  std::string webhook() const { return sandbox_->webhook(); }
  const fs::path& folder() const { return folder_; }

 private:
  fs::path folder_;
  Environment environment_;
  std::optional<SandboxProcess> sandbox_;
  JsonSchemas schemas_{fs::path(LEADSYNC_SOURCE_DIR) / "schemas"};
};

const std::string kLost = " samples/lost-leads.csv -m mappings/lost-leads.json --json ";

TEST_CASE("what runs print with --json is as the schema of summaries says, and is summary.json") {
  MachineSide machine;
  machine.Fits("summary", 3, "leadsync check" + kLost + "--run-dir checked");
  machine.Fits("summary", 3, "leadsync preview" + kLost + "--run-dir seen");
  machine.Fits("summary", 4, "leadsync sync" + kLost + "--deadline 0s --run-dir late");
  const std::string printed = machine.Fits("summary", 3, "leadsync resume --json late");
  CHECK(printed == ReadFile(machine.folder() / "late/summary.json"));
  machine.Fits("summary", 0, "leadsync sync" + kLost + "--yes --ok invalid,not_found");
  machine.Fits("summary", 0, "leadsync undo late --json --ok mismatch --run-dir runs/undone");
  fs::copy(machine.folder() / "late", machine.folder() / "runs/late", fs::copy_options::recursive);
  fs::remove(machine.folder() / "runs/late/summary.json");
  const std::string runs = machine.Fits("runs", 0, "leadsync runs --json");
  CHECK(runs.find("\"resume\":\"leadsync resume runs/late\"") != std::string::npos);
  CHECK(JsonDocument::Parse(runs).root().size() == 3);
}

TEST_CASE("what the other commands print with --json is as their schemas say") {
  MachineSide machine;
  machine.Fits("fields", 0, "leadsync fields --json");
  machine.Fits("runs", 0, "leadsync runs --json");
  machine.Fits("login", 0, "leadsync login --list --json");
  machine.Fits("login", 0, "echo '" + machine.webhook() + "' | leadsync login ours --json");
  const std::string list = machine.Fits("login", 0, "leadsync login --list --json");
  CHECK(list.find("[{\"name\":\"ours\"}]") != std::string::npos);
  machine.Fits("login", 0, "leadsync login --remove ours --json");
  machine.Fits("map", 0, "leadsync map samples/lost-leads.csv --json");
  machine.Fits("map", 0, "printf 'A\nx\n' | leadsync map - --json -o a.json");
  machine.Fits("error", 2, "printf 'A\nx\n' | leadsync map - --json -o a.json");
  machine.Fits("sandbox", 0, "timeout --preserve-status 1 leadsync sandbox --json --leads 3");
}

TEST_CASE("with --json also an error is one JSON object, whatever is wrong") {
  MachineSide machine;
  machine.Write("wrong.json", "{\"key\": \"Lead ID\", \"columns\": {\"A\": \"B\", \"C\": \"D\"}}");
  fs::create_directories(machine.folder() / "taken/x");
  const std::string at = "leadsync sync" + kLost;
  const std::string webhook = machine.webhook();
  const std::string wrong = webhook.substr(0, webhook.size() - 3) + "xy/";
  machine.Fits("error", 2, "leadsync --json");
  machine.Fits("error", 2, "leadsync frobnicate --json");
  machine.Fits("error", 2, at + "--nonsense");
  machine.Fits("error", 2, at + "--max-errors many");
  machine.Fits("error", 2, "leadsync check nothing.csv -m mappings/lost-leads.json --json");
  machine.Fits("error", 2, at + "--deadline soon");
  machine.Fits("error", 2, at + "--run-dir taken");
  machine.Fits("error", 1, at + "--runs /proc/nowhere");
  machine.Fits("error", 4, at + "--min-rows 10000");
  machine.Fits("error", 2, "leadsync resume --json last");
  machine.Fits("error", 2, "leadsync undo --json last");
  machine.Fits("error", 2, "leadsync login --json");
  machine.Fits("error", 2, "leadsync login --remove nobody --json");
  machine.Fits("error", 2, "leadsync fields --json --portal nobody");
  machine.Fits("error", 5,
               "LEADSYNC_WEBHOOK=" + wrong + " leadsync fields --refresh-fields --json");
  const std::string all =
      machine.Fits("error", 2, "leadsync check samples/lost-leads.csv -m wrong.json --json");
  CHECK(JsonDocument::Parse(all).root()["error"]["lines"].size() >= 2);
  CHECK(JsonDocument::Parse(all).root()["error"]["code"].text() == "bad-mapping");
  const std::string coded =
      machine.Fits("error", 2, "leadsync check samples/lost-leads.csv --json");
  CHECK(JsonDocument::Parse(coded).root()["error"]["code"].text() == "no-mapping");
}

TEST_CASE("a second leadsync on the same portal is refused and leaves nothing, or waits its turn") {
  MachineSide machine;
  const std::string lock =
      "flock \"$(echo cache/leadsync/*.lock)\" sh -c 'echo >held; while [ -e held ]; do sleep "
      "0.02; done' & "
      "until [ -e held ]; do sleep 0.01; done; ";
  machine.Run("leadsync sync" + kLost + "--deadline 0s --run-dir first");
  const std::string refused = machine.Fits("error", 1,
                                           lock + "leadsync sync" + kLost +
                                               "--run-dir second; code=$?; "
                                               "rm held; exit $code");
  CHECK(refused.find("another leadsync is changing leads") != std::string::npos);
  CHECK_FALSE(fs::exists(machine.folder() / "second"));
  machine.Fits(
      "summary", 3,
      lock + "(sleep 0.3; rm held) & leadsync sync" + kLost + "--run-dir third --wait-for-lock");
}

TEST_CASE("the schema check finds what does not fit") {
  JsonSchemas schemas(fs::path(LEADSYNC_SOURCE_DIR) / "schemas");
  const std::string head = "{\"schema\":1,\"tool\":\"leadsync\",\"version\":\"1\",";
  const std::string error =
      head +
      "\"command\":null,\"exit_code\":2,\"error\":{\"code\":null,\"text\":\"t\",\"lines\":[\"t\"]}";
  const auto problems = [&](const std::string& json) {
    return schemas.Problems("error.schema.json", json);
  };
  CHECK(problems(error + "}") == std::vector<std::string>());
  CHECK(problems(error + ",\"new\":1}") ==
        std::vector<std::string>{": has new, of which the schema says nothing"});
  CHECK(
      problems(head + "\"command\":1,\"exit_code\":3,\"error\":{\"code\":\"x\",\"lines\":[2]}}") ==
      std::vector<std::string>{"/command: integer instead of [\"string\",\"null\"]",
                               "/exit_code: 3 is none of [1,2,4,5,130]", "/error: lacks text",
                               "/error/lines/0: integer instead of \"string\""});
  CHECK_FALSE(schemas.Problems("runs.schema.json", "[{}]").empty());
  CHECK(schemas.Problems("runs.schema.json", "[]").empty());
  CHECK_FALSE(schemas.Problems("runs.schema.json", "{}").empty());
}

}  // namespace
