// SPDX-License-Identifier: MIT
#include "sandbox/call_time.h"

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "sandbox/php_json.h"

namespace leadsync::sandbox {
namespace {

/// microtime(true)
double Microtime(WallTime arrived, Duration after) {
  auto at = std::chrono::time_point_cast<Duration>(arrived) + after;
  return static_cast<double>(at.time_since_epoch().count()) / 1e6;
}

void AppendPadded(int64_t n, int width, std::string* out) {
  std::string digits = std::to_string(n);
  if (digits.size() < static_cast<size_t>(width)) {
    out->append(static_cast<size_t>(width) - digits.size(), '0');
  }
  *out += digits;
}

/// The members in order, as numbers, texts or integers, to whoever wants them.
template <typename Number, typename Integer, typename Date>
void VisitTime(const CallTime& time, const TimeFormat& format, Number number, Integer integer,
               Date date) {
  double start = Microtime(time.arrived, time.start);
  double finish = Microtime(time.arrived, time.finish);
  if (format.integers) {
    integer("start", static_cast<int64_t>(std::floor(start)));
  } else {
    number("start", start);
  }
  number("finish", finish);
  number("duration", finish - start);
  if (format.integers) {
    integer("processing", time.processing.count() / 1000000);
  } else {
    number("processing", static_cast<double>(time.processing.count()) / 1e6);
  }
  date("date_start", time.start);
  date("date_finish", time.finish);
  if (!time.limited) return;
  if (time.operating_reset_at && format.reset_at)
    integer("operating_reset_at", *time.operating_reset_at);
  number("operating", time.operating);
}

}  // namespace

void AppendIsoDate(WallTime at, int offset_seconds, std::string* out) {
  auto seconds =
      std::chrono::floor<std::chrono::seconds>(at) + std::chrono::seconds(offset_seconds);
  auto days = std::chrono::floor<std::chrono::days>(seconds);
  std::chrono::year_month_day date{days};
  int64_t of_day = (seconds - days).count();
  AppendPadded(static_cast<int>(date.year()), 4, out);
  *out += '-';
  AppendPadded(static_cast<unsigned>(date.month()), 2, out);
  *out += '-';
  AppendPadded(static_cast<unsigned>(date.day()), 2, out);
  *out += 'T';
  AppendPadded(of_day / 3600, 2, out);
  *out += ':';
  AppendPadded(of_day / 60 % 60, 2, out);
  *out += ':';
  AppendPadded(of_day % 60, 2, out);
  *out += offset_seconds < 0 ? '-' : '+';
  AppendPadded(std::abs(offset_seconds) / 3600, 2, out);
  *out += ':';
  AppendPadded(std::abs(offset_seconds) / 60 % 60, 2, out);
}

void AppendTimeJson(const CallTime& time, const TimeFormat& format, std::string* out) {
  char separator = '{';
  auto key = [&](std::string_view name) {
    *out += separator;
    separator = ',';
    *out += '"';
    *out += name;
    *out += "\":";
  };
  VisitTime(
      time, format,
      [&](std::string_view name, double value) {
        key(name);
        AppendPhpDouble(value, -1, 'e', out);
      },
      [&](std::string_view name, int64_t value) {
        key(name);
        AppendInt(value, out);
      },
      [&](std::string_view name, Duration after) {
        key(name);
        *out += '"';
        AppendIsoDate(time.arrived + std::chrono::floor<std::chrono::milliseconds>(after),
                      format.offset_seconds, out);
        *out += '"';
      });
  *out += '}';
}

PhpArray TimeArray(const CallTime& time, const TimeFormat& format) {
  PhpArray out;
  VisitTime(
      time, format, [&](const char* name, double value) { out.Append(name, value); },
      [&](const char* name, int64_t value) { out.Append(name, value); },
      [&](const char* name, Duration after) {
        std::string text;
        AppendIsoDate(time.arrived + std::chrono::floor<std::chrono::milliseconds>(after),
                      format.offset_seconds, &text);
        out.Append(name, std::move(text));
      });
  return out;
}

}  // namespace leadsync::sandbox
