// SPDX-License-Identifier: MIT
// The values of options: numbers, shares, lengths of time.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "base/error.h"
#include "cli/messages.h"
#include "cli/options.h"

namespace leadsync::cli {

double ParseNumber(const std::string& text, const std::string& what) {
  double n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() ||
      !std::isfinite(n) || n < 0)
    Raise(said::kNoNumber, what, text);
  return n;
}

uint64_t CountOrShare::Of(uint64_t rows) const {
  constexpr double kBeyond = 18446744073709551616.0;  // 2^64
  const double count = percent ? number * static_cast<double>(rows) / 100 : number;
  return count < kBeyond ? static_cast<uint64_t>(count) : std::numeric_limits<uint64_t>::max();
}

int64_t ParseCount(const std::string& text, const std::string& what, int64_t least, int64_t most) {
  int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const bool whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
  if (whole && n >= least && n <= most) return n;
  const std::string to =
      most == std::numeric_limits<int64_t>::max() ? " on" : fmt::format(" to {}", most);
  Raise(said::kNoWholeNumber, what, text, least, to);
}

Duration ParseDuration(const std::string& text, const std::string& what, Duration least) {
  static const std::map<char, double> kUnits = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
  std::string number = text;
  double unit = 1;
  if (!number.empty()) {
    if (const auto it = kUnits.find(number.back()); it != kUnits.end()) {
      unit = it->second;
      number.pop_back();
    }
  }
  std::optional<Duration> length;
  try {
    const double seconds = ParseNumber(number, what) * unit;
    if (seconds <= 366.0 * 86400) length = FromSeconds(seconds);
  } catch (const UsageError&) {
    // Falls through to the message that shows the way out.
  }
  if (length && *length >= least) return *length;
  if (length)
    Raise(said::kShortDuration, what, text, std::chrono::ceil<std::chrono::seconds>(least).count());
  Raise(said::kNoDuration, what, text);
}

CountOrShare ParseCountOrShare(const std::string& text, const std::string& what) {
  CountOrShare value;
  value.percent = text.ends_with('%');
  value.number = ParseNumber(value.percent ? text.substr(0, text.size() - 1) : text, what);
  return value;
}

}  // namespace leadsync::cli
