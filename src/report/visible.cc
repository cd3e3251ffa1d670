// SPDX-License-Identifier: MIT
#include "report/visible.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/plain_bytes.h"
#include "base/utf8.h"

namespace leadsync::report {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

/// Line and paragraph separators, and the marks that reorder what follows them.
bool TurnsText(char32_t c) {
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

void AppendControl(char32_t c, std::string* out) {
  switch (c) {
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      fmt::format_to(std::back_inserter(*out), "\\x{:02x}", static_cast<uint32_t>(c));
  }
}

size_t WidthOf(char32_t c) {
  const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
  return width > 0 ? static_cast<size_t>(width) : 0;
}

}  // namespace

void AppendVisible(std::string_view text, std::string* out) {
  size_t i = 0;
  while (i < text.size()) {
    const size_t begin = i;
    i += PlainPrefix<>(text.substr(begin));
    out->append(text.substr(begin, i - begin));
    if (i == text.size()) return;
    const size_t at = i;
    bool valid = false;
    const char32_t c = DecodeUtf8(text, &i, &valid);
    if (!valid) {
      fmt::format_to(std::back_inserter(*out), "\\x{:02x}", static_cast<unsigned char>(text[at]));
    } else if (c < 0x20 || (c >= 0x7f && c < 0xA0)) {
      AppendControl(c, out);
    } else if (TurnsText(c)) {
      fmt::format_to(std::back_inserter(*out), "\\u{:04x}", static_cast<uint32_t>(c));
    } else {
      out->append(text.substr(at, i - at));
    }
  }
}

std::string Visible(std::string_view text) {
  std::string out;
  AppendVisible(text, &out);
  return out;
}

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  bool valid = false;
  for (size_t i = 0; i < text.size();) width += WidthOf(DecodeUtf8(text, &i, &valid));
  return width;
}

std::string CutToWidth(std::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  size_t used = 0;
  size_t end = 0;
  bool valid = false;
  for (size_t i = 0; i < text.size();) {
    used += WidthOf(DecodeUtf8(text, &i, &valid));
    if (used + 1 > width) break;
    end = i;
  }
  return std::string(text.substr(0, end)).append(width == 0 ? "" : kEllipsis);
}

std::string PadRight(std::string_view text, size_t width) {
  const size_t used = DisplayWidth(text);
  return std::string(text).append(width > used ? width - used : 0, ' ');
}

std::string PadLeft(std::string_view text, size_t width) {
  const size_t used = DisplayWidth(text);
  return std::string(width > used ? width - used : 0, ' ').append(text);
}

std::string WithCommas(uint64_t n) {
  std::string digits = std::to_string(n);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

std::string Counted(uint64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", WithCommas(n), n == 1 ? one : many);
}

std::string Spell(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) seconds = 0;
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const uint64_t whole = static_cast<uint64_t>(std::llround(std::min(seconds, 1e15)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) {
    return whole % 60 == 0 ? fmt::format("{} min", whole / 60)
                           : fmt::format("{} min {} s", whole / 60, whole % 60);
  }
  const uint64_t minutes = (whole + 30) / 60;
  return minutes % 60 == 0 ? fmt::format("{} h", WithCommas(minutes / 60))
                           : fmt::format("{} h {} min", WithCommas(minutes / 60), minutes % 60);
}

}  // namespace leadsync::report
