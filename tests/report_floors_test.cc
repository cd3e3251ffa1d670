// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdio>

#include "report_fixture.h"

namespace leadsync::report {
namespace {

struct FloorsFixture {
  void File(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((scratch.path / name).parent_path());
    AppendFile(scratch.path / name).Write(text);
  }
  /// What the script prints, without the folder's name, and its exit code.
  std::pair<std::string, int> Check() {
    const std::string command = std::string(LEADSYNC_SOURCE_DIR) + "/scripts/check-floors " +
                                scratch.path.string() + " 2>/dev/null";
    FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string out;
    char buffer[4096];
    for (size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    const int status = ::pclose(pipe);
    const std::string folder = scratch.path.string() + "/";
    for (size_t at; (at = out.find(folder)) != std::string::npos;) out.erase(at, folder.size());
    return {out, WEXITSTATUS(status)};
  }
  Scratch scratch;
};

TEST_CASE_FIXTURE(FloorsFixture, "includes down the house are fine") {
  File("main.cc", "#include \"cli/a.h\"\n#include <vector>\n");
  File("cli/a.h", "#include \"sync/a.h\"\n#include \"sandbox/a.h\"\n");
  File("cli/a.cc", "#include <CLI/CLI.hpp>\n");
  File("sync/a.h", "#include \"csv/a.h\"\n#include \"sync/b.h\"\n#include <sys/stat.h>\n");
  File("csv/a.cc", "#include <libfccp/csv.h>\n#include \"base/a.h\"\n");
  File("sandbox/a.cc", "#include <httplib.h>\n#include \"base/a.h\"\n");
  CHECK(Check() == std::pair<std::string, int>{"", 0});
}

TEST_CASE_FIXTURE(FloorsFixture, "each include that goes the wrong way is named") {
  File("csv/a.cc", "#include \"rest/a.h\"\n");
  File("sync/a.cc", "\n#  include \"report/a.h\"\n#include \"sandbox/a.h\"\n#include \"x.h\"\n");
  File("sandbox/a.cc", "#include \"csv/a.h\"\n#include <curl/curl.h>\n");
  File("rest/a.h", "#include <curl/curl.h>\n");
  File("attic/a.h", "#pragma once\n");
  const auto [out, code] = Check();
  CHECK(code == 1);
  CHECK(out ==
        "attic/a.h:0: is in a room that the house does not have: attic\n"
        "csv/a.cc:1: csv and rest do not know each other: \"rest/a.h\"\n"
        "rest/a.h:1: no third-party header in our headers: <curl/curl.h>\n"
        "sandbox/a.cc:1: sandbox knows only base, not \"csv/a.h\"\n"
        "sandbox/a.cc:2: <curl/curl.h> belongs to rest only\n"
        "sync/a.cc:2: sync is below report: \"report/a.h\"\n"
        "sync/a.cc:3: sync must not know sandbox: \"sandbox/a.h\"\n"
        "sync/a.cc:4: \"x.h\" must be written with its room\n");
}

}  // namespace
}  // namespace leadsync::report
