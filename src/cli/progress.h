// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "cli/options.h"

namespace leadsync::cli {

/// One line on the screen that says how far a run has come; every 60 s a plain line where there is
/// no terminal (or one that cannot draw). Only on stderr, and never in colours, so that NO_COLOR
/// has nothing to take away.
class Progress {
 public:
  Progress(const Clock& clock, When when, bool quiet);
  ~Progress();

  struct State {
    std::string_view doing;  ///< "Checking", "Changing", ...
    uint64_t done = 0;
    uint64_t total = 0;
    uint64_t fine = 0;  ///< of the done ones; `unchanged` not among them
    uint64_t failed = 0;
    uint64_t unchanged = 0;
    std::string_view limited_by;       ///< as Limits::limiting says it; "" = nothing
    std::optional<Duration> at_least;  ///< so long the portal's limits make the rest take
  };
  /// Draws if it is time to.
  void Show(const State& state);
  /// Lines of text above the progress line.
  void Say(std::string_view lines);
  /// Takes the line away.
  void Clear();

 private:
  const Clock& clock_;
  bool terminal_;
  bool on_;
  TimePoint last_{};
  TimePoint start_;
  std::string_view doing_;
  TimePoint doing_since_;
  bool drawn_ = false;
};

/// What Progress says, at most `width` columns; `elapsed` is the time since this work began.
std::string ProgressLine(const Progress::State& state, Duration elapsed, size_t width);

}  // namespace leadsync::cli
