// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "cli/console.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

constexpr Duration kRedraw = std::chrono::milliseconds(200);
constexpr Duration kPlainLine = std::chrono::seconds(60);

std::string Spell(double seconds) {
  const auto s = static_cast<uint64_t>(seconds + 0.5);
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min", (s + 59) / 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

}  // namespace

Progress::Progress(const Clock& clock, When when, bool quiet)
    : clock_(clock), terminal_(::isatty(STDERR_FILENO) == 1), start_(clock.Now()) {
  on_ = when == When::kAlways || (when == When::kAuto && terminal_ && !quiet);
  doing_since_ = last_ = start_;
}

Progress::~Progress() { Clear(); }

std::string Progress::Line(const State& state) {
  const double elapsed = Seconds(clock_.Now() - doing_since_);
  std::string line = fmt::format("{} {}/{} rows", state.doing, report::WithCommas(state.done),
                                 report::WithCommas(state.total));
  if (state.failed > 0) line += fmt::format(", {} failed", report::WithCommas(state.failed));
  if (state.unchanged > 0)
    line += fmt::format(", {} unchanged", report::WithCommas(state.unchanged));
  if (elapsed > 1 && state.done > 0) {
    const double rate = static_cast<double>(state.done) / elapsed;
    line += fmt::format(", {:.0f} rows/s", rate);
    if (state.total > state.done) {
      const double by_pace = static_cast<double>(state.total - state.done) / rate;
      const double by_limits = state.at_least ? Seconds(*state.at_least) : 0;
      line += fmt::format(", {} left", Spell(std::max(by_pace, by_limits)));
    }
  }
  if (!state.limited_by.empty()) line += fmt::format(" (limited by {})", state.limited_by);
  return line;
}

void Progress::Show(const State& state) {
  if (!on_) return;
  const TimePoint now = clock_.Now();
  if (state.doing != doing_) {
    doing_ = state.doing;
    doing_since_ = now;
  }
  if (now - last_ < (terminal_ ? kRedraw : kPlainLine)) return;
  last_ = now;
  const std::string line = Line(state);
  if (terminal_) {
    Tell(fmt::format("\r\033[K{}", line));
    drawn_ = true;
  } else {
    Tell(fmt::format("{}\n", line));
  }
}

void Progress::Say(std::string_view lines) {
  Clear();
  Tell(lines);
}

void Progress::Clear() {
  if (!drawn_) return;
  Tell("\r\033[K");
  drawn_ = false;
}

}  // namespace leadsync::cli
