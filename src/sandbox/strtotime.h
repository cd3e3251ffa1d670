// SPDX-License-Identifier: MIT
// PHP's strtotime for the forms that people write into spreadsheets, and the way back. The server
// reads every date through it (rest/classes/general/rest_util.php), so its leniency is the
// portal's: roll-over of days, US order for slashes, "tomorrow".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadsync::sandbox {

constexpr int64_t kDay = 86400;

/// Rounds down, below zero too.
constexpr int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/// Days since 1970-01-01 of a date whose month and day may lie outside their ranges.
int64_t DaysFromCivil(int64_t year, int64_t month, int64_t day);
struct Civil {
  int64_t year;
  int month;
  int day;
};
Civil CivilFromDays(int64_t days);

struct ParsedTime {
  int64_t seconds;  ///< Unix time
  bool has_zone;    ///< the text named an offset or zone
};

/// Nothing where PHP answers false, and for years outside 1..9999, which no database keeps.
/// `now` is Unix time; a text without offset is taken in the zone `offset_minutes` east of UTC.
std::optional<ParsedTime> StrToTime(std::string_view text, int64_t now, int offset_minutes);

/// Appends "2026-04-01T15:00:00+03:00".
void AppendIsoTime(int64_t seconds, int offset_minutes, std::string* out);
/// "2026-04-01".
std::string IsoDate(int64_t days);
/// Days of a text written by IsoDate; nothing for any other text.
std::optional<int64_t> ParseIsoDate(std::string_view text);

}  // namespace leadsync::sandbox
