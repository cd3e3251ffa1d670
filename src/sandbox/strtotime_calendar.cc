// SPDX-License-Identifier: MIT
// Days, dates and how they are written.
#include <algorithm>
#include <cstddef>

#include "sandbox/strtotime.h"

namespace leadsync::sandbox {
namespace {

/// `width` digits of n, which fits.
char* PutDigits(int64_t n, int width, char* to) {
  for (int i = width - 1; i >= 0; --i) {
    to[i] = static_cast<char>('0' + n % 10);
    n /= 10;
  }
  return to + width;
}

/// Years outside 0..9999 cannot come from StrToTime; they are shown as the nearest one.
char* PutDate(int64_t days, char* to) {
  Civil date = CivilFromDays(days);
  to = PutDigits(std::clamp<int64_t>(date.year, 0, 9999), 4, to);
  *to++ = '-';
  to = PutDigits(date.month, 2, to);
  *to++ = '-';
  return PutDigits(date.day, 2, to);
}

}  // namespace

// Howard Hinnant's algorithms over eras of 400 years.
int64_t DaysFromCivil(int64_t year, int64_t month, int64_t day) {
  year += FloorDiv(month - 1, 12);
  month = (month - 1) - FloorDiv(month - 1, 12) * 12 + 1;
  year -= month <= 2 ? 1 : 0;
  int64_t era = FloorDiv(year, 400);
  int64_t of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468 + day - 1;
}

Civil CivilFromDays(int64_t days) {
  days += 719468;
  int64_t era = FloorDiv(days, 146097);
  int64_t of_era = days - era * 146097;
  int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  int64_t m = (5 * of_year + 2) / 153;
  int day = static_cast<int>(of_year - (153 * m + 2) / 5 + 1);
  int month = static_cast<int>(m < 10 ? m + 3 : m - 9);
  return {year + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

void AppendIsoTime(int64_t seconds, int offset_minutes, std::string* out) {
  // A stored moment may be any number; far ones are shown as the ends of the calendar.
  seconds = std::clamp<int64_t>(seconds, -70000000000, 260000000000);
  int64_t local = seconds + offset_minutes * int64_t{60};
  int64_t days = FloorDiv(local, kDay);
  int64_t clock = local - days * kDay;
  int64_t offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  char text[32];
  char* to = PutDate(days, text);
  *to++ = 'T';
  to = PutDigits(clock / 3600, 2, to);
  *to++ = ':';
  to = PutDigits(clock / 60 % 60, 2, to);
  *to++ = ':';
  to = PutDigits(clock % 60, 2, to);
  *to++ = offset_minutes < 0 ? '-' : '+';
  to = PutDigits(offset / 60, 2, to);
  *to++ = ':';
  to = PutDigits(offset % 60, 2, to);
  out->append(text, static_cast<size_t>(to - text));
}

std::string IsoDate(int64_t days) {
  char text[16];
  return std::string(text, PutDate(days, text));
}

std::optional<int64_t> ParseIsoDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int64_t parts[3] = {0, 0, 0};
  constexpr size_t kFrom[3] = {0, 5, 8};
  constexpr size_t kLength[3] = {4, 2, 2};
  for (int p = 0; p < 3; ++p) {
    for (size_t k = 0; k < kLength[p]; ++k) {
      char c = text[kFrom[p] + k];
      if (!(c >= '0' && c <= '9')) return std::nullopt;
      parts[p] = parts[p] * 10 + (c - '0');
    }
  }
  return DaysFromCivil(parts[0], parts[1], parts[2]);
}

}  // namespace leadsync::sandbox
