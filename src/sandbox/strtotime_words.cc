// SPDX-License-Identifier: MIT
// Words, zones and what is said relative to now.
#include "sandbox/strtotime_parser.h"

#include <array>

namespace leadsync::sandbox {

int DateParser::WeekdayOf(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  for (size_t d = 0; d < kNames.size(); ++d) {
    if (word == kNames[d] || word == kNames[d].substr(0, 3)) return static_cast<int>(d);
  }
  return -1;
}

bool DateParser::ReadZone() {
  char sign = At(i_);
  if (has_time_ && !zone_ && (sign == '+' || sign == '-')) {
    size_t n = Digits(i_ + 1);
    int64_t h = 0;
    int64_t m = 0;
    size_t end = i_ + 1 + n;
    if (n == 4) {
      h = Number(i_ + 1, 2);
      m = Number(i_ + 3, 2);
    } else if (n == 1 || n == 2) {
      h = Number(i_ + 1, n);
      if (At(end) == ':' && Digits(end + 1) == 2) {
        m = Number(end + 1, 2);
        end += 3;
      }
    } else {
      return false;
    }
    if (h > 15 || m > 59) return bad_ = true;
    zone_ = static_cast<int>((h * 60 + m) * (sign == '-' ? -1 : 1));
    i_ = end;
    return true;
  }
  std::string_view word = Word(i_);
  if (word != "z" && word != "utc" && word != "gmt") return false;
  zone_ = 0;
  i_ += word.size();
  return true;
}

bool DateParser::AddUnit(int64_t count, std::string_view unit) {
  if (unit.size() > 3 && unit.back() == 's') unit.remove_suffix(1);
  if (unit == "sec" || unit == "second") return relative_seconds_ += count, true;
  if (unit == "min" || unit == "minute") return relative_seconds_ += count * 60, true;
  if (unit == "hour") return relative_seconds_ += count * 3600, true;
  if (unit == "day") return relative_days_ += count, true;
  if (unit == "week") return relative_days_ += count * 7, true;
  if (unit == "fortnight") return relative_days_ += count * 14, true;
  if (unit == "month") return relative_months_ += count, true;
  if (unit == "year") return relative_months_ += count * 12, true;
  return false;
}

bool DateParser::ReadRelative() {
  size_t from = i_;
  bool negative = false;
  bool sign = false;
  while (At(from) == '+' || At(from) == '-') {
    negative ^= At(from) == '-';
    sign = true;
    ++from;
  }
  size_t n = Digits(from);
  if (n == 0 || n > 6) return false;
  size_t w = from + n;
  while (At(w) == ' ') ++w;
  std::string_view unit = Word(w);
  int64_t count = negative ? -Number(from, n) : Number(from, n);
  if (unit.empty() || (has_time_ && sign && w == from + n && zone_ == std::nullopt && n >= 4)) {
    return false;
  }
  size_t after = w + unit.size();
  size_t ago = after;
  while (At(ago) == ' ') ++ago;
  if (Word(ago) == "ago") {
    count = -count;
    after = ago + 3;
  }
  if (!AddUnit(count, unit)) return false;
  i_ = after;
  return true;
}

bool DateParser::ReadWord() {
  std::string_view word = Word(i_);
  if (word.empty()) return false;
  if (word == "now") return i_ += 3, true;
  if (word == "today" || word == "midnight" || word == "noon" || word == "tomorrow" ||
      word == "yesterday") {
    if (word == "tomorrow") relative_days_ += 1;
    if (word == "yesterday") relative_days_ -= 1;
    i_ += word.size();
    if (word == "noon" && !has_time_) return SetTime(12, 0, 0, i_);
    at_midnight_ = true;  // unless a time follows
    return true;
  }
  if (word == "next" || word == "last" || word == "previous" || word == "this") {
    int count = word == "this" ? 0 : word == "next" ? 1 : -1;
    size_t w = i_ + word.size();
    while (At(w) == ' ') ++w;
    std::string_view unit = Word(w);
    if (int day = WeekdayOf(unit); day >= 0) {
      weekday_ = day;
      weekday_skip_ = count;
    } else if (!AddUnit(count, unit)) {
      return false;
    }
    i_ = w + unit.size();
    return true;
  }
  if (int day = WeekdayOf(word); day >= 0 && MonthOf(word) == 0) {
    if (!has_date_) weekday_ = day;
    i_ += word.size();
    return true;
  }
  return ReadMonthName(word);
}

bool DateParser::ReadYear() {
  if (Digits(i_) != 4) return false;
  int64_t h = Number(i_, 2);
  int64_t m = Number(i_ + 2, 2);
  if (!has_time_ && h <= 24 && m <= 59) return SetTime(h, m, 0, i_ + 4);
  if (has_date_ && !year_is_missing_) return false;
  if (!has_date_) month_ = day_ = 1;
  has_date_ = true;
  year_is_missing_ = false;
  year_ = Number(i_, 4);
  i_ += 4;
  return true;
}

}  // namespace leadsync::sandbox
