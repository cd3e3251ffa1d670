// SPDX-License-Identifier: MIT
#include "sandbox/strtotime.h"

#include <utility>

#include "sandbox/strtotime_parser.h"

namespace leadsync::sandbox {

std::optional<ParsedTime> StrToTime(std::string_view text, int64_t now, int offset_minutes) {
  if (text.empty() || text.size() > 200) return std::nullopt;
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  DateParser parser(std::move(lower));
  if (!parser.Parse()) return std::nullopt;
  parser.CompleteYear(CivilFromDays(FloorDiv(now + offset_minutes * int64_t{60}, kDay)).year);
  int64_t seconds = parser.Resolve(now, offset_minutes);
  int64_t year = CivilFromDays(FloorDiv(seconds, kDay)).year;
  if (year < 1 || year > 9999) return std::nullopt;
  return ParsedTime{seconds, parser.has_zone()};
}

}  // namespace leadsync::sandbox
