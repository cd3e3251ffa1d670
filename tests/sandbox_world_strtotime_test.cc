// SPDX-License-Identifier: MIT
// PHP manual, "Supported Date and Time Formats"; the server reads dates through strtotime
// (rest/classes/general/rest_util.php).
#include "sandbox/strtotime.h"

#include <string>
#include <utility>
#include <vector>

#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

constexpr int64_t kNow = 1775044800;  // Wednesday 2026-04-01T12:00:00Z
constexpr int kMoscow = 180;

std::string Read(std::string_view text, int offset = kMoscow) {
  auto time = StrToTime(text, kNow, offset);
  if (!time) return "false";
  std::string out;
  AppendIsoTime(time->seconds, offset, &out);
  return out.substr(0, 19);
}

TEST_CASE("strtotime reads the forms that people write, with PHP's leniency") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"2024-03-05", "2024-03-05T00:00:00"},
      {"2024-3-5", "2024-03-05T00:00:00"},
      {"2024/03/05", "2024-03-05T00:00:00"},
      {"20240305", "2024-03-05T00:00:00"},
      {"2024-03", "2024-03-01T00:00:00"},
      {"05.03.2024", "2024-03-05T00:00:00"},
      {"5.3.2024 14:30", "2024-03-05T14:30:00"},
      {"05-03-2024", "2024-03-05T00:00:00"},
      // American order for slashes.
      {"01/02/2024", "2024-01-02T00:00:00"},
      {"13/02/2024", "false"},
      // Days roll over, months do not.
      {"31.02.2024", "2024-03-02T00:00:00"},
      {"2024-02-30", "2024-03-01T00:00:00"},
      {"2024-13-01", "false"},
      {"32.01.2024", "false"},
      {"2024-03-00", "2024-02-29T00:00:00"},
      // Two digits of a year after points are a time of day as long as they can be one.
      {"05.03.24", "2026-04-01T05:03:24"},
      {"30.06.78", "1978-06-30T00:00:00"},
      {"2024-03-05T14:00:00", "2024-03-05T14:00:00"},
      {"2024-03-05 14:00", "2024-03-05T14:00:00"},
      {"2024-03-05T14:00:00Z", "2024-03-05T17:00:00"},
      {"2024-03-05T14:00:00.123+05:00", "2024-03-05T12:00:00"},
      {"2024-03-05T14:00:00-0800", "2024-03-06T01:00:00"},
      {"2024-03-05 2:30 pm", "2024-03-05T14:30:00"},
      {"24:00", "2026-04-02T00:00:00"},
      {"14:00", "2026-04-01T14:00:00"},
      {"5 March 2024", "2024-03-05T00:00:00"},
      {"March 5, 2024", "2024-03-05T00:00:00"},
      {"5-Mar-2024", "2024-03-05T00:00:00"},
      {"1st January 2024 10:00", "2024-01-01T10:00:00"},
      {"now", "2026-04-01T15:00:00"},
      {"today", "2026-04-01T00:00:00"},
      {"Tomorrow", "2026-04-02T00:00:00"},
      {"yesterday noon", "2026-03-31T12:00:00"},
      {"tomorrow 14:00", "2026-04-02T14:00:00"},
      {"+1 day", "2026-04-02T15:00:00"},
      {"-2 weeks", "2026-03-18T15:00:00"},
      {"3 days ago", "2026-03-29T15:00:00"},
      {"2024-01-31 +1 month", "2024-03-02T00:00:00"},
      {"next monday", "2026-04-06T00:00:00"},
      {"last friday", "2026-03-27T00:00:00"},
      {"@1775044800", "2026-04-01T15:00:00"},
      {"", "false"},
      {"soon", "false"},
      {"45000", "false"},
      {"вторник", "false"},
      {"2024-03-05 x", "false"},
      {"2024-03-05 2024-03-06", "false"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Read(text) == want);
  }
}

TEST_CASE("calendar arithmetic is its own inverse") {
  for (int64_t days = -800000; days < 3000000; days += 997) {
    Civil date = CivilFromDays(days);
    CHECK(DaysFromCivil(date.year, date.month, date.day) == days);
    if (date.year >= 0 && date.year <= 9999) CHECK(ParseIsoDate(IsoDate(days)) == days);
  }
}

TEST_CASE("years that no database keeps are no date") {
  CHECK(Read("@99999999999999") == "false");
  CHECK(Read("+999999 years") == "false");
}

TEST_CASE("any text is read without harm") {
  const std::string alphabet = "0123456789-+./: tTzZ@,apmdnoxw\xd0\xb9";
  uint64_t state = 7;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int k = 0; k < 12; ++k) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text += alphabet[(state >> 33) % alphabet.size()];
    }
    StrToTime(text, kNow, kMoscow);
  }
}

}  // namespace
}  // namespace leadsync::sandbox
