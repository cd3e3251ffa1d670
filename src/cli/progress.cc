// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "cli/console.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

constexpr Duration kRedraw = std::chrono::milliseconds(200);
constexpr Duration kPlainLine = std::chrono::seconds(60);

/// Columns of the terminal; a line that wraps could not be taken away again.
size_t Width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return 80;
  return size.ws_col - 1;
}

bool CanDraw() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

/// What the portal calls operating time, nobody else does.
std::string_view InWords(std::string_view limit) {
  if (limit == "request rate") return "the portal's limit of requests";
  if (limit == "operating time") return "the portal's limit of computing time";
  return limit;
}

}  // namespace

Progress::Progress(const Clock& clock, When when, bool quiet)
    : clock_(clock), terminal_(CanDraw()), start_(clock.Now()) {
  on_ = when == When::kAlways || (when == When::kAuto && !quiet);
  doing_since_ = last_ = start_;
}

Progress::~Progress() { Clear(); }

std::string ProgressLine(const Progress::State& state, Duration elapsed, size_t width) {
  using report::WithCommas;
  std::string line =
      fmt::format("{} {}/{} rows", state.doing, WithCommas(state.done), WithCommas(state.total));
  const auto count = [&](uint64_t n, std::string_view what) {
    if (n > 0) line += fmt::format(", {} {}", WithCommas(n), what);
  };
  count(state.fine, "fine");
  count(state.failed, "failed");
  count(state.unchanged, "unchanged");
  const double seconds = Seconds(elapsed);
  if (seconds > 1 && state.done > 0) {
    const double rate = static_cast<double>(state.done) / seconds;
    line += rate < 10 ? fmt::format(", {:.1f} rows/s", rate)
                      : fmt::format(", {} rows/s", WithCommas(static_cast<uint64_t>(rate)));
    if (state.total > state.done) {
      const double by_pace = static_cast<double>(state.total - state.done) / rate;
      const double by_limits = state.at_least ? Seconds(*state.at_least) : 0;
      line += fmt::format(", {} left", report::Spell(std::max(by_pace, by_limits)));
    }
  }
  if (!state.limited_by.empty()) line += fmt::format(" (limited by {})", InWords(state.limited_by));
  return report::CutToWidth(line, width);
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
  const Duration elapsed = now - doing_since_;
  if (terminal_) {
    Tell(fmt::format("\r\033[K{}", ProgressLine(state, elapsed, Width())));
    drawn_ = true;
  } else {
    Tell(fmt::format("{}\n", ProgressLine(state, elapsed, 1'000)));
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
