// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/progress.h"
#include "printers.h"
#include "report/visible.h"

using namespace leadsync;
using namespace leadsync::cli;
using std::chrono::seconds;

namespace {

Progress::State Half() {
  Progress::State state;
  state.doing = "Syncing";
  state.done = 1500;
  state.total = 3000;
  state.fine = 1400;
  state.failed = 12;
  state.unchanged = 88;
  return state;
}

}  // namespace

TEST_CASE("progress: one line says how far, how well, how fast and how long still") {
  CHECK(ProgressLine(Half(), seconds(60), 200) ==
        "Syncing 1,500/3,000 rows, 1,400 fine, 12 failed, 88 unchanged, 25 rows/s, 1 min left");
}

TEST_CASE("progress: what limits the run is said in words that need no manual") {
  Progress::State state = Half();
  state.limited_by = "operating time";
  CHECK(ProgressLine(state, seconds(60), 200)
            .ends_with("left (limited by the portal's limit of computing time)"));
  state.limited_by = "request rate";
  CHECK(ProgressLine(state, seconds(60), 200)
            .ends_with("(limited by the portal's limit of requests)"));
}

TEST_CASE("progress: the time left is the limits' if they take longer than the pace so far") {
  Progress::State state = Half();
  state.at_least = std::chrono::hours(2);
  CHECK(ProgressLine(state, seconds(60), 200).find("2 h left") != std::string::npos);
}

TEST_CASE("progress: nothing is said of a pace that is not known yet, nor of zeros") {
  Progress::State state;
  state.doing = "Checking";
  state.total = 10;
  CHECK(ProgressLine(state, seconds(0), 200) == "Checking 0/10 rows");
  state.done = 1;
  CHECK(ProgressLine(state, std::chrono::milliseconds(1), 200) == "Checking 1/10 rows");
  CHECK(ProgressLine(state, seconds(4), 200) == "Checking 1/10 rows, 0.2 rows/s, 36 s left");
}

TEST_CASE("progress: a narrow terminal gets a line that does not wrap, without its lesser parts") {
  Progress::State state = Half();
  state.limited_by = "operating time";
  const std::vector<std::pair<size_t, std::string>> cases = {
      {134,
       "Syncing 1,500/3,000 rows, 1,400 fine, 12 failed, 88 unchanged, 25 rows/s, 1 min left "
       "(limited by the portal's limit of computing time)"},
      {133,
       "Syncing 1,500/3,000 rows, 1,400 fine, 12 failed, 88 unchanged, 25 rows/s, 1 min left "
       "(limit: computing time)"},
      {100,
       "Syncing 1,500/3,000 rows, 1,400 fine, 12 failed, 88 unchanged, 1 min left "
       "(limit: computing time)"},
      {79, "Syncing 1,500/3,000 rows, 12 failed, 1 min left (limit: computing time)"},
      {60, "Syncing 1,500/3,000 rows, 12 failed, 1 min left"},
      {40, "Syncing 1,500/3,000 rows, 1 min left"},
      {24, "Syncing 1,500/3,000 rows"},
      {20, "Syncing 1,500/3,000"},
  };
  for (const auto& [width, line] : cases) {
    CAPTURE(width);
    CHECK(ProgressLine(state, seconds(60), width) == line);
  }
}

TEST_CASE("progress: whatever the width, parts are whole or not there") {
  Progress::State state = Half();
  state.limited_by = "request rate";
  const std::string all = ProgressLine(state, seconds(60), 200);
  for (size_t width = 19; width < 200; ++width) {
    CAPTURE(width);
    const std::string line = ProgressLine(state, seconds(60), width);
    CHECK(report::DisplayWidth(line) <= width);
    CHECK(line.find("…") == std::string::npos);
    CHECK(std::count(line.begin(), line.end(), '(') == std::count(line.begin(), line.end(), ')'));
  }
}
