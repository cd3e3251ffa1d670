// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace leadsync::crm {

/// A date and perhaps a time, as a cell spells them.
struct DateTime {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  bool has_time = false;
  std::optional<int> offset;  ///< minutes east of UTC

  std::chrono::sys_days days() const;     ///< the day, as if it were UTC
  std::chrono::sys_seconds wall() const;  ///< day and time, as if they were UTC
  static DateTime FromWall(std::chrono::sys_seconds wall);
};

/// How reading a cell by one format went.
struct DateReading {
  enum Kind { kNoMatch, kImpossible, kRead };
  Kind kind = kNoMatch;
  DateTime value;
  std::string problem;  ///< of kImpossible: "there is no month 13"
};

/// One strftime-like format: %d %e %m %Y %y %b %B (English months) %H %I %M %S %p %z (Z, +03:00),
/// %F %T %R %%; or "excel": day numbers of the 1900 system. Days, months and hours may have
/// one digit unless the next figure follows at once; a blank stands for any run of blanks; %S takes
/// a fraction of zeros; %y is 1969 to 2068.
class DateFormat {
 public:
  /// Answers what is wrong with `text` otherwise.
  static std::variant<DateFormat, std::string> Compile(std::string_view text);

  DateReading Read(std::string_view cell) const;
  const std::string& text() const { return text_; }
  bool excel() const { return excel_; }
  bool has_time() const { return has_time_; }

 private:
  struct Step {
    char what = 0;  // a directive's letter, or 'x' = the character below, ' ' = blanks
    char character = 0;
    bool whole = false;  // exactly two digits: a figure follows at once
  };
  bool Match(std::string_view cell, DateTime* value) const;

  std::string text_;
  std::vector<Step> steps_;
  bool excel_ = false;
  bool has_time_ = false;
};

/// Why the date cannot be: "there is no month 13", "February 2023 has 28 days"; empty if it can.
std::string ImpossibleDate(const DateTime& value);

/// `2024-03-05` of a day; years have four digits.
std::string IsoDay(std::chrono::sys_days day);
/// `2024-03-05T14:00:00+03:00` of a wall time at that offset.
std::string IsoTime(std::chrono::sys_seconds wall, int offset_minutes);

/// A time as the portal shows it; `offset` is set unless it shows none.
std::optional<DateTime> ReadPortalTime(std::string_view text);

/// Seconds since 1970 of a portal's time with offset.
std::optional<std::chrono::sys_seconds> PortalInstant(std::string_view text);
/// The day that a date field means by the time that it shows: local midnight plus the server's
/// present offset, so the UTC day twelve hours later.
std::optional<std::chrono::sys_days> PortalDay(std::string_view text);

}  // namespace leadsync::crm
