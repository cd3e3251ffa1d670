// SPDX-License-Identifier: MIT
// How strtotime() reads a text; strtotime.h is the door.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace leadsync::sandbox {

/// One pass over the text. Each Read... takes a whole form at the cursor or leaves it alone.
class DateParser {
 public:
  explicit DateParser(std::string text) : s_(std::move(text)) {}

  /// False if the text is no date or time.
  bool Parse();
  /// Unix time; what the text leaves open is now, or midnight, at that offset from UTC.
  int64_t Resolve(int64_t now, int offset_minutes) const;
  /// A date without year is of this year.
  void CompleteYear(int64_t year) {
    if (has_date_ && year_is_missing_) year_ = year;
  }
  bool has_zone() const { return zone_.has_value() || stamp_.has_value(); }

 private:
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  static bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
  static bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
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

  bool SetDate(int64_t y, int64_t m, int64_t d, size_t end);
  bool SetTime(int64_t h, int64_t m, int64_t s, size_t end);
  static int64_t FullYear(int64_t y, size_t digits) {
    if (digits > 2) return y;
    return y < 70 ? 2000 + y : 1900 + y;
  }

  bool ReadStamp();
  bool ReadDate();
  bool ReadYearFirst();
  bool ReadDayFirst(size_t n);
  static int MonthOf(std::string_view word);
  static int WeekdayOf(std::string_view word);
  std::string_view Word(size_t i) const { return std::string_view(s_).substr(i, Letters(i)); }
  size_t SkipMarks(size_t i) const {
    while (At(i) == ' ' || At(i) == '.' || At(i) == '-' || At(i) == ',' || At(i) == '\t') ++i;
    return i;
  }

  bool ReadDayAndMonthName(size_t n);
  bool ReadMonthName(std::string_view word);
  bool ReadTime();
  /// An offset counts only after a time, as "+0300" would else be a number.
  bool ReadZone();
  bool AddUnit(int64_t count, std::string_view unit);
  bool ReadRelative();
  bool ReadWord();

  /// Four digits alone are a time of day if they can be one, else a year.
  bool ReadYear();

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

}  // namespace leadsync::sandbox
