// SPDX-License-Identifier: MIT
#include "crm/types/date_format.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "base/utf8.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

/// Takes 1 to `most` digits off the front (exactly `most` if `whole`); -1 if there are none.
int TakeNumber(std::string_view* text, size_t most, bool whole) {
  size_t n = 0;
  int number = 0;
  while (n < most && n < text->size() && IsDigit((*text)[n])) {
    number = number * 10 + ((*text)[n++] - '0');
  }
  if (n == 0 || (whole && n < most)) return -1;
  text->remove_prefix(n);
  return number;
}

bool StartsNoCase(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if (Lower(text[i]) != Lower(word[i])) return false;
  }
  return true;
}

/// The month whose English name, whole or its first three letters, stands in front; 0 if none.
int TakeMonthName(std::string_view* text) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    const std::string_view name = kMonths[i];
    if (!StartsNoCase(*text, name.substr(0, 3))) continue;
    text->remove_prefix(StartsNoCase(*text, name) ? name.size() : 3);
    return static_cast<int>(i) + 1;
  }
  return 0;
}

/// Z, +03:00, +0300 or +03.
std::optional<int> TakeOffset(std::string_view* text) {
  if (text->empty()) return std::nullopt;
  const char sign = text->front();
  text->remove_prefix(1);
  if (sign == 'Z' || sign == 'z') return 0;
  if (sign != '+' && sign != '-') return std::nullopt;
  const int hours = TakeNumber(text, 2, true);
  int minutes = 0;
  const bool colon = text->starts_with(':');
  if (colon) text->remove_prefix(1);
  if (colon || (!text->empty() && IsDigit(text->front()))) minutes = TakeNumber(text, 2, true);
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
  return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

size_t BlankInFront(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() == ' ' || text.front() == '\t') return 1;
  if (static_cast<unsigned char>(text.front()) < 0x80) return 0;
  if (text.starts_with("\u00A0")) return 2;
  return text.starts_with("\u202F") ? 3 : 0;
}

void SkipZeroFraction(std::string_view* text) {
  if (text->size() < 2 || (*text)[0] != '.' || (*text)[1] != '0') return;
  size_t i = 1;
  while (i < text->size() && (*text)[i] == '0') ++i;
  if (i == text->size() || !IsDigit((*text)[i])) text->remove_prefix(i);
}

constexpr std::string_view kDirectives = "demYybBHIMSpz";

bool IsFigure(char what) { return what != 0 && std::string_view("demYyHIMS").find(what) < 9; }

/// `%F` and kin written out.
std::string Expand(std::string_view format) {
  std::string out;
  for (size_t i = 0; i < format.size(); ++i) {
    const std::string_view two = format.substr(i, 2);
    if (two == "%F")
      out += "%Y-%m-%d";
    else if (two == "%T")
      out += "%H:%M:%S";
    else if (two == "%R")
      out += "%H:%M";
    else {
      out += format[i];
      if (two == "%%") out += format[++i];
      continue;
    }
    ++i;
  }
  return out;
}

}  // namespace

sys_days DateTime::days() const {
  return sys_days(std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) /
                  std::chrono::day(static_cast<unsigned>(day)));
}

sys_seconds DateTime::wall() const { return days() + seconds(hour * 3600 + minute * 60 + second); }

DateTime DateTime::FromWall(sys_seconds wall) {
  const sys_days day = std::chrono::floor<std::chrono::days>(wall);
  const std::chrono::year_month_day date(day);
  const int rest = static_cast<int>((wall - day).count());
  DateTime value;
  value.year = static_cast<int>(date.year());
  value.month = static_cast<int>(static_cast<unsigned>(date.month()));
  value.day = static_cast<int>(static_cast<unsigned>(date.day()));
  value.hour = rest / 3600;
  value.minute = rest / 60 % 60;
  value.second = rest % 60;
  value.has_time = true;
  return value;
}

std::variant<DateFormat, std::string> DateFormat::Compile(std::string_view text) {
  DateFormat format;
  format.text_ = text;
  if (text == "excel") {
    format.excel_ = true;
    return format;
  }
  std::string seen;
  const std::string full = Expand(text);
  for (size_t i = 0; i < full.size(); ++i) {
    const char c = full[i];
    if (c != '%') {
      const bool blank = c == ' ' || c == '\t';
      format.steps_.push_back({blank ? ' ' : 'x', c, false});
      continue;
    }
    if (++i == full.size()) return Say(said::kDateFormatPercent, text);
    const char what = full[i];
    if (what == '%') {
      format.steps_.push_back({'x', '%', false});
      continue;
    }
    if (kDirectives.find(what) == std::string_view::npos) {
      size_t next = i;
      bool valid = false;
      DecodeUtf8(full, &next, &valid);
      return Say(said::kDateFormatUnknown, text, full.substr(i, next - i));
    }
    if (!format.steps_.empty() && IsFigure(what)) format.steps_.back().whole = true;
    format.steps_.push_back({what, 0, false});
    seen += what;
  }
  const auto has = [&](std::string_view any) {
    return seen.find_first_of(any) != std::string::npos;
  };
  if (!has("de") || !has("mbB") || !has("Yy")) {
    return Say(said::kDateFormatLacks, text,
               !has("de") ? "a day (%d)" : (!has("mbB") ? "a month (%m)" : "a year (%Y, or %y)"));
  }
  if (has("I") != has("p")) return Say(said::kDateFormatHours, text);
  format.has_time_ = has("HI");
  return format;
}

bool DateFormat::Match(std::string_view cell, DateTime* value) const {
  bool afternoon = false;
  bool twelve = false;
  for (const Step& step : steps_) {
    switch (step.what) {
      case 'x':
        if (!cell.starts_with(step.character)) return false;
        cell.remove_prefix(1);
        break;
      case ' ': {
        size_t blank = BlankInFront(cell);
        if (blank == 0) return false;
        for (; blank > 0; blank = BlankInFront(cell)) cell.remove_prefix(blank);
        break;
      }
      case 'Y':
        if ((value->year = TakeNumber(&cell, 4, true)) < 0) return false;
        break;
      case 'y': {
        const int year = TakeNumber(&cell, 2, true);
        if (year < 0) return false;
        value->year = year + (year < 69 ? 2000 : 1900);
        break;
      }
      case 'm':
        if ((value->month = TakeNumber(&cell, 2, step.whole)) < 0) return false;
        break;
      case 'b':
      case 'B':
        if ((value->month = TakeMonthName(&cell)) == 0) return false;
        break;
      case 'd':
      case 'e':
        if ((value->day = TakeNumber(&cell, 2, step.whole)) < 0) return false;
        break;
      case 'I':
        twelve = true;
        [[fallthrough]];
      case 'H':
        if ((value->hour = TakeNumber(&cell, 2, step.whole)) < 0) return false;
        value->has_time = true;
        break;
      case 'M':
        if ((value->minute = TakeNumber(&cell, 2, true)) < 0) return false;
        break;
      case 'S':
        if ((value->second = TakeNumber(&cell, 2, true)) < 0) return false;
        SkipZeroFraction(&cell);
        break;
      case 'p':
        afternoon = StartsNoCase(cell, "pm");
        if (!afternoon && !StartsNoCase(cell, "am")) return false;
        cell.remove_prefix(2);
        break;
      case 'z':
        value->offset = TakeOffset(&cell);
        if (!value->offset) return false;
        break;
    }
  }
  if (twelve) {
    // 12 AM is midnight; 0 and 13 are no hours of a twelve-hour clock.
    if (value->hour < 1 || value->hour > 12) return false;
    value->hour = value->hour % 12 + (afternoon ? 12 : 0);
  }
  return cell.empty();
}

namespace {

DateReading Impossible(std::string problem) {
  return {DateReading::kImpossible, {}, std::move(problem)};
}

/// Day numbers of the 1900 system: 1 is 1900-01-01, 60 the day that 1900 did not have.
DateReading ReadExcel(std::string_view cell) {
  const size_t mark = cell.find_first_of(".,");
  const std::string_view whole = cell.substr(0, mark);
  const std::string_view part =
      mark == std::string_view::npos ? std::string_view() : cell.substr(mark + 1);
  const auto digits = [](std::string_view s) {
    return s.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (whole.empty() || whole.size() > 7 || !digits(whole) || !digits(part) ||
      (mark != std::string_view::npos && part.empty()) || part.size() > 20) {
    return {};
  }
  std::string_view rest = whole;
  const int serial = TakeNumber(&rest, 7, false);
  if (serial == 60) return Impossible("60 is 29 February 1900, a day that never was");
  if (serial < 1 || serial > 2958465) {
    return Impossible("day numbers go from 1 (1900-01-01) to 2958465 (9999-12-31)");
  }
  // Twelve digits of the fraction are far finer than a second, and exact in 64 bits.
  uint64_t fraction = 0;
  uint64_t unit = 1;
  for (size_t i = 0; i < part.size() && i < 12; ++i) {
    fraction = fraction * 10 + static_cast<uint64_t>(part[i] - '0');
    unit *= 10;
  }
  const auto second = static_cast<int64_t>((fraction * 86400 + unit / 2) / unit);
  constexpr sys_days kBeforeGap{std::chrono::year(1899) / 12 / 31};
  const sys_days day = kBeforeGap + days(serial > 60 ? serial - 1 : serial);
  DateReading reading{DateReading::kRead, DateTime::FromWall(day + seconds(second)), {}};
  reading.value.has_time = second > 0;
  if (reading.value.year > 9999) return Impossible("the year 10000 is too late");
  return reading;
}

}  // namespace

DateReading DateFormat::Read(std::string_view cell) const {
  if (excel_) return ReadExcel(cell);
  DateReading reading;
  if (!Match(cell, &reading.value)) return reading;
  reading.problem = ImpossibleDate(reading.value);
  reading.kind = reading.problem.empty() ? DateReading::kRead : DateReading::kImpossible;
  return reading;
}

std::string ImpossibleDate(const DateTime& value) {
  if (value.year < 1000) return fmt::format("the year {} is too early", value.year);
  if (value.month < 1 || value.month > 12) return fmt::format("there is no month {}", value.month);
  const auto last = std::chrono::year(value.year) /
                    std::chrono::month(static_cast<unsigned>(value.month)) / std::chrono::last;
  const int length =
      static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day_last(last).day()));
  if (value.day < 1) return "there is no day 0";
  if (value.day > length) {
    return fmt::format("{} {} has {} days", kMonths[static_cast<size_t>(value.month - 1)],
                       value.year, length);
  }
  if (value.hour > 23) return fmt::format("there is no hour {}", value.hour);
  if (value.minute > 59) return fmt::format("there is no minute {}", value.minute);
  if (value.second > 59) return fmt::format("there is no second {}", value.second);
  return {};
}

namespace {

void Digits(char* to, int number, int width) {
  for (int i = width - 1; i >= 0; --i, number /= 10) {
    to[i] = static_cast<char>('0' + number % 10);
  }
}

}  // namespace

std::string IsoDay(sys_days day) {
  const DateTime value = DateTime::FromWall(day);
  std::string text = "0000-00-00";
  Digits(text.data(), value.year, 4);
  Digits(text.data() + 5, value.month, 2);
  Digits(text.data() + 8, value.day, 2);
  return text;
}

std::string IsoTime(sys_seconds wall, int offset_minutes) {
  const DateTime value = DateTime::FromWall(wall);
  std::string text = IsoDay(std::chrono::floor<std::chrono::days>(wall));
  text += "T00:00:00+00:00";
  Digits(text.data() + 11, value.hour, 2);
  Digits(text.data() + 14, value.minute, 2);
  Digits(text.data() + 17, value.second, 2);
  if (offset_minutes < 0) {
    text[19] = '-';
    offset_minutes = -offset_minutes;
  }
  Digits(text.data() + 20, offset_minutes / 60, 2);
  Digits(text.data() + 23, offset_minutes % 60, 2);
  return text;
}

std::optional<DateTime> ReadPortalTime(std::string_view text) {
  DateTime value;
  const auto take = [&](char before, size_t width) {
    if (before != 0) {
      if (!text.starts_with(before)) return -1;
      text.remove_prefix(1);
    }
    return TakeNumber(&text, width, true);
  };
  if ((value.year = take(0, 4)) < 0 || (value.month = take('-', 2)) < 0 ||
      (value.day = take('-', 2)) < 0) {
    return std::nullopt;
  }
  if (!text.empty()) {
    if ((value.hour = take(text.front() == ' ' ? ' ' : 'T', 2)) < 0 ||
        (value.minute = take(':', 2)) < 0 || (value.second = take(':', 2)) < 0) {
      return std::nullopt;
    }
    value.has_time = true;
    SkipZeroFraction(&text);
    if (!text.empty() && !(value.offset = TakeOffset(&text))) return std::nullopt;
  }
  if (!text.empty() || !ImpossibleDate(value).empty()) return std::nullopt;
  return value;
}

std::optional<sys_seconds> PortalInstant(std::string_view text) {
  const std::optional<DateTime> time = ReadPortalTime(text);
  if (!time || !time->offset) return std::nullopt;
  return time->wall() - std::chrono::minutes(*time->offset);
}

std::optional<sys_days> PortalDay(std::string_view text) {
  const std::optional<DateTime> time = ReadPortalTime(text);
  if (!time) return std::nullopt;
  if (!time->has_time || !time->offset) return time->days();
  const sys_seconds instant = time->wall() - std::chrono::minutes(*time->offset);
  return std::chrono::floor<days>(instant + std::chrono::hours(12));
}

}  // namespace leadsync::crm
