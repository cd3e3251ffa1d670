// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

constexpr Duration kRedraw = std::chrono::milliseconds(200);
constexpr Duration kPlainLine = std::chrono::seconds(60);

/// A line that wraps could not be taken away again.
size_t Width() {
  const size_t columns = Columns(STDERR_FILENO);
  return (columns < 20 ? 80 : columns) - 1;
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
std::string_view InFewWords(std::string_view limit) {
  if (limit == "request rate") return "requests";
  if (limit == "operating time") return "computing time";
  return limit;
}

/// A line made of parts: where it is too long, the least important ones give way, each as a whole.
class Parts {
 public:
  /// `rank`: the higher, the earlier it goes; 0 stays. `brief` is tried before that.
  void Add(int rank, std::string text, std::string brief = "") {
    parts_.push_back({rank, std::move(text), std::move(brief)});
  }
  std::string Line(size_t width) {
    for (Part& part : parts_)
      if (!part.brief.empty() && !Fits(width)) part.text = std::move(part.brief);
    while (!Fits(width)) {
      const auto least =
          std::max_element(parts_.begin(), parts_.end(),
                           [](const Part& a, const Part& b) { return a.rank < b.rank; });
      if (least->rank == 0) break;
      parts_.erase(least);
    }
    return report::CutToWidth(Whole(), width);
  }

 private:
  struct Part {
    int rank;
    std::string text;
    std::string brief;
  };
  std::string Whole() const {
    std::string line;
    for (const Part& part : parts_) line += part.text;
    return line;
  }
  bool Fits(size_t width) const { return report::DisplayWidth(Whole()) <= width; }

  std::vector<Part> parts_;
};

}  // namespace

Progress::Progress(const Clock& clock, When when, bool quiet)
    : clock_(clock), terminal_(CanDraw()), start_(clock.Now()) {
  on_ = when == When::kAlways || (when == When::kAuto && !quiet);
  doing_since_ = last_ = start_;
}

Progress::~Progress() { Clear(); }

std::string ProgressLine(const Progress::State& state, Duration elapsed, size_t width) {
  using report::WithCommas;
  Parts parts;
  parts.Add(0,
            fmt::format("{} {}/{}", state.doing, WithCommas(state.done), WithCommas(state.total)));
  parts.Add(1, " rows");
  const auto count = [&](int rank, uint64_t n, std::string_view what) {
    if (n > 0) parts.Add(rank, fmt::format(", {} {}", WithCommas(n), what));
  };
  count(5, state.fine, "fine");
  count(3, state.failed, "failed");
  count(6, state.unchanged, "unchanged");
  const double seconds = Seconds(elapsed);
  if (seconds > 1 && state.done > 0) {
    const double rate = static_cast<double>(state.done) / seconds;
    parts.Add(7, rate < 10 ? fmt::format(", {:.1f} rows/s", rate)
                           : fmt::format(", {} rows/s", WithCommas(static_cast<uint64_t>(rate))));
    if (state.total > state.done) {
      const double by_pace = static_cast<double>(state.total - state.done) / rate;
      const double by_limits = state.at_least ? Seconds(*state.at_least) : 0;
      parts.Add(2, fmt::format(", {} left", report::Spell(std::max(by_pace, by_limits))));
    }
  }
  if (!state.limited_by.empty())
    parts.Add(4, fmt::format(" (limited by {})", InWords(state.limited_by)),
              fmt::format(" (limit: {})", InFewWords(state.limited_by)));
  return parts.Line(width);
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
    Draw(fmt::format("\r\033[K{}", ProgressLine(state, elapsed, Width())));
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
  Draw("\r\033[K");
  drawn_ = false;
}

}  // namespace leadsync::cli
