// SPDX-License-Identifier: MIT
#include "sandbox/strtotime.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace leadsync::sandbox {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// One pass over the text. Each Read... takes a whole form at the cursor or leaves it alone.
class Parser {
 public:
  explicit Parser(std::string text) : s_(std::move(text)) {}

  bool Parse() {
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

  int64_t Resolve(int64_t now, int offset_minutes) const {
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
  bool has_zone() const { return zone_.has_value() || stamp_.has_value(); }

 private:
  char At(size_t i) const { return i < s_.size() ? s_[i] : '\0'; }
  size_t Digits(size_t i) const {
    size_t n = 0;
    while (IsDigit(At(i + n))) ++n;
    return n;
  }
  size_t Letters(size_t i) const {
    size_t n = 0;
    while (IsLetter(At(i + n))) ++n;
    return n;
  }
  int64_t Number(size_t i, size_t n) const {
    int64_t value = 0;
    for (size_t k = 0; k < n && k < 15; ++k) value = value * 10 + (At(i + k) - '0');
    return value;
  }

  bool SetDate(int64_t y, int64_t m, int64_t d, size_t end) {
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
  bool SetTime(int64_t h, int64_t m, int64_t s, size_t end) {
    if (h > 24 || m > 59 || s > 60 || has_time_) {
      bad_ = true;
      return true;
    }
    has_time_ = true;
    seconds_ = h * 3600 + m * 60 + s;
    i_ = end;
    return true;
  }
  static int64_t FullYear(int64_t y, size_t digits) {
    if (digits > 2) return y;
    return y < 70 ? 2000 + y : 1900 + y;
  }

  bool ReadStamp() {
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

  bool ReadDate() {
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

  bool ReadYearFirst() {
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

  bool ReadDayFirst(size_t n) {
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

  static int MonthOf(std::string_view word) {
    static constexpr std::array<std::string_view, 12> kNames = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    for (size_t m = 0; m < kNames.size(); ++m) {
      if (word == kNames[m] || word == kNames[m].substr(0, 3)) return static_cast<int>(m) + 1;
    }
    return word == "sept" ? 9 : 0;
  }
  static int WeekdayOf(std::string_view word) {
    static constexpr std::array<std::string_view, 7> kNames = {
        "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
    for (size_t d = 0; d < kNames.size(); ++d) {
      if (word == kNames[d] || word == kNames[d].substr(0, 3)) return static_cast<int>(d);
    }
    return -1;
  }
  std::string_view Word(size_t i) const { return std::string_view(s_).substr(i, Letters(i)); }
  size_t SkipMarks(size_t i) const {
    while (At(i) == ' ' || At(i) == '.' || At(i) == '-' || At(i) == ',' || At(i) == '\t') ++i;
    return i;
  }

  bool ReadDayAndMonthName(size_t n) {
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

  bool ReadMonthName(std::string_view word) {
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

  bool ReadTime() {
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

  /// An offset counts only after a time, as "+0300" would else be a number.
  bool ReadZone() {
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

  bool AddUnit(int64_t count, std::string_view unit) {
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

  bool ReadRelative() {
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

  bool ReadWord() {
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

  /// Four digits alone are a time of day if they can be one, else a year.
  bool ReadYear() {
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

 public:
  /// A date without year is of this year.
  void CompleteYear(int64_t year) {
    if (has_date_ && year_is_missing_) year_ = year;
  }

 private:
  std::string s_;
  size_t i_ = 0;
  bool bad_ = false;
  bool has_date_ = false;
  bool year_is_missing_ = false;
  bool has_time_ = false;
  bool at_midnight_ = false;
  int64_t year_ = 0;
  int64_t month_ = 1;
  int64_t day_ = 1;
  int64_t seconds_ = 0;
  int weekday_ = -1;
  int weekday_skip_ = 0;
  int64_t relative_months_ = 0;
  int64_t relative_days_ = 0;
  int64_t relative_seconds_ = 0;
  std::optional<int> zone_;
  std::optional<int64_t> stamp_;
};

}  // namespace

std::optional<ParsedTime> StrToTime(std::string_view text, int64_t now, int offset_minutes) {
  if (text.empty() || text.size() > 200) return std::nullopt;
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  Parser parser(std::move(lower));
  if (!parser.Parse()) return std::nullopt;
  parser.CompleteYear(CivilFromDays(FloorDiv(now + offset_minutes * int64_t{60}, kDay)).year);
  int64_t seconds = parser.Resolve(now, offset_minutes);
  int64_t year = CivilFromDays(FloorDiv(seconds, kDay)).year;
  if (year < 1 || year > 9999) return std::nullopt;
  return ParsedTime{seconds, parser.has_zone()};
}

}  // namespace leadsync::sandbox
