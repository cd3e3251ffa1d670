// SPDX-License-Identifier: MIT
// Dates and times of day.
#include "sandbox/strtotime_parser.h"

#include <algorithm>
#include <array>

#include "sandbox/strtotime.h"

namespace leadsync::sandbox {

bool DateParser::Parse() {
  while (true) {
    while (i_ < s_.size() && (IsBlank(s_[i_]) || s_[i_] == ',')) ++i_;
    if (i_ == s_.size()) return true;
    if (!(ReadStamp() || ReadDate() || ReadTime() || ReadRelative() || ReadZone() || ReadWord() ||
          ReadYear())) {
      return false;
    }
    if (bad_) return false;
  }
}

int64_t DateParser::Resolve(int64_t now, int offset_minutes) const {
  if (stamp_) return *stamp_ + relative_days_ * kDay + relative_seconds_;
  int64_t offset = (zone_ ? *zone_ : offset_minutes) * int64_t{60};
  int64_t local = now + offset;
  int64_t today = FloorDiv(local, kDay);
  Civil base = CivilFromDays(today);
  int64_t year = has_date_ ? year_ : base.year;
  int64_t month = has_date_ ? month_ : base.month;
  int64_t day = has_date_ ? day_ : base.day;
  int64_t days = DaysFromCivil(year, month + relative_months_, day) + relative_days_;
  if (weekday_ >= 0) {
    // 1970-01-01 was a Thursday (4).
    int64_t have = ((days + 4) % 7 + 7) % 7;
    int64_t ahead = (weekday_ - have + 7) % 7;
    if (weekday_skip_ > 0 && ahead == 0) ahead = 7;
    if (weekday_skip_ < 0) ahead = ahead == 0 ? -7 : ahead - 7;
    days += ahead;
  }
  bool midnight = has_date_ || weekday_ >= 0 || at_midnight_;
  int64_t clock = has_time_ ? seconds_ : midnight ? 0 : local - today * kDay;
  return days * kDay + clock - offset + relative_seconds_;
}

bool DateParser::SetDate(int64_t y, int64_t m, int64_t d, size_t end) {
  if (m > 12 || d > 31 || has_date_) {
    bad_ = true;
    return true;
  }
  has_date_ = true;
  year_ = y;
  month_ = m;
  day_ = d;
  i_ = end;
  // ISO's T, when a time follows.
  if (At(i_) == 't' && IsDigit(At(i_ + 1))) ++i_;
  return true;
}

bool DateParser::SetTime(int64_t h, int64_t m, int64_t s, size_t end) {
  if (h > 24 || m > 59 || s > 60 || has_time_) {
    bad_ = true;
    return true;
  }
  has_time_ = true;
  seconds_ = h * 3600 + m * 60 + s;
  i_ = end;
  return true;
}

bool DateParser::ReadStamp() {
  if (At(i_) != '@') return false;
  size_t from = i_ + 1;
  bool negative = At(from) == '-';
  if (negative) ++from;
  size_t n = Digits(from);
  if (n == 0 || n > 14) return false;
  stamp_ = negative ? -Number(from, n) : Number(from, n);
  i_ = from + n;
  return true;
}

bool DateParser::ReadDate() {
  size_t n = Digits(i_);
  if (n == 0) return false;
  if (n == 8) return SetDate(Number(i_, 4), Number(i_ + 4, 2), Number(i_ + 6, 2), i_ + 8);
  if (n == 14) {
    SetTime(Number(i_ + 8, 2), Number(i_ + 10, 2), Number(i_ + 12, 2), i_);
    return SetDate(Number(i_, 4), Number(i_ + 4, 2), Number(i_ + 6, 2), i_ + 14);
  }
  if (n == 4) return ReadYearFirst();
  if (n <= 2) return ReadDayFirst(n) || ReadDayAndMonthName(n);
  return false;
}

bool DateParser::ReadYearFirst() {
  char mark = At(i_ + 4);
  if (mark != '-' && mark != '/' && mark != '.') return false;
  size_t m = i_ + 5;
  size_t mn = Digits(m);
  if (mn == 0 || mn > 2) return false;
  if (At(m + mn) != mark) {
    if (mark != '-' || mn != 2) return false;
    return SetDate(Number(i_, 4), Number(m, mn), 1, m + mn);
  }
  size_t d = m + mn + 1;
  size_t dn = std::min<size_t>(Digits(d), 2);
  if (dn == 0) return false;
  return SetDate(Number(i_, 4), Number(m, mn), Number(d, dn), d + dn);
}

bool DateParser::ReadDayFirst(size_t n) {
  char mark = At(i_ + n);
  size_t b = i_ + n + 1;
  size_t bn = Digits(b);
  if ((mark != '/' && mark != '.' && mark != '-') || bn == 0 || bn > 2) return false;
  int64_t first = Number(i_, n);
  int64_t second = Number(b, bn);
  size_t c = b + bn + 1;
  size_t cn = Digits(c);
  if (At(b + bn) != mark || cn == 0) {
    if (mark != '/') return false;
    bool done = SetDate(0, first, second, b + bn);
    year_is_missing_ = true;
    return done;
  }
  if (cn != 4 && cn != 2) return false;
  int64_t third = Number(c, cn);
  if (mark == '/') return SetDate(FullYear(third, cn), first, second, c + cn);
  if (cn == 4) return SetDate(third, second, first, c + cn);
  if (mark == '-') return SetDate(FullYear(first, n), second, third, c + cn);
  // "05.03.24" is a time of day as long as it can be one.
  if (first <= 24 && second <= 59 && third <= 59 && !has_time_) {
    return SetTime(first, second, third, c + cn);
  }
  return SetDate(FullYear(third, cn), second, first, c + cn);
}

int DateParser::MonthOf(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  for (size_t m = 0; m < kNames.size(); ++m) {
    if (word == kNames[m] || word == kNames[m].substr(0, 3)) return static_cast<int>(m) + 1;
  }
  return word == "sept" ? 9 : 0;
}

bool DateParser::ReadDayAndMonthName(size_t n) {
  size_t w = i_ + n;
  std::string_view ordinal = Word(w);
  if (ordinal == "st" || ordinal == "nd" || ordinal == "rd" || ordinal == "th") w += 2;
  w = SkipMarks(w);
  std::string_view word = Word(w);
  int month = MonthOf(word);
  if (month == 0) return false;
  int64_t day = Number(i_, n);
  size_t y = SkipMarks(w + word.size());
  if (Digits(y) == 4 && At(y + 4) != ':') return SetDate(Number(y, 4), month, day, y + 4);
  bool done = SetDate(0, month, day, w + word.size());
  year_is_missing_ = true;
  return done;
}

bool DateParser::ReadMonthName(std::string_view word) {
  int month = MonthOf(word);
  if (month == 0) return false;
  size_t d = SkipMarks(i_ + word.size());
  size_t dn = Digits(d);
  if (dn == 4) return SetDate(Number(d, 4), month, 1, d + 4);
  int64_t day = 1;
  size_t end = i_ + word.size();
  if (dn == 1 || dn == 2) {
    day = Number(d, dn);
    end = d + dn;
    size_t y = SkipMarks(end);
    if (Digits(y) == 4 && At(y + 4) != ':') return SetDate(Number(y, 4), month, day, y + 4);
  }
  bool done = SetDate(0, month, day, end);
  year_is_missing_ = true;
  return done;
}

bool DateParser::ReadTime() {
  size_t n = Digits(i_);
  if (n == 4 && has_date_ && !has_time_) {
    return SetTime(Number(i_, 2), Number(i_ + 2, 2), 0, i_ + 4);
  }
  if (n == 6 && has_date_ && !has_time_) {
    return SetTime(Number(i_, 2), Number(i_ + 2, 2), Number(i_ + 4, 2), i_ + 6);
  }
  if (n == 0 || n > 2) return false;
  int64_t h = Number(i_, n);
  int64_t m = 0;
  int64_t s = 0;
  size_t end = i_ + n;
  bool clock = false;
  if (At(end) == ':' && Digits(end + 1) == 2) {
    clock = true;
    m = Number(end + 1, 2);
    end += 3;
    if (At(end) == ':' && Digits(end + 1) >= 2) {
      s = Number(end + 1, 2);
      end += 3;
      if ((At(end) == '.' || At(end) == ',') && Digits(end + 1) > 0) {
        end += 1 + Digits(end + 1);
      }
    }
  }
  size_t a = end;
  while (At(a) == ' ') ++a;
  std::string_view half = Word(a);
  if (half == "am" || half == "pm") {
    if (h > 12 || h == 0) return bad_ = true;
    h = h % 12 + (half == "pm" ? 12 : 0);
    return SetTime(h, m, s, a + 2);
  }
  return clock && SetTime(h, m, s, end);
}

}  // namespace leadsync::sandbox
