// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// When a call ran and what it cost: the member `time` of an answer.
struct CallTime {
  WallTime arrived{};      ///< the request's own moment
  Duration start{0};       ///< after that
  Duration finish{0};      ///< after that
  Duration processing{0};  ///< the method alone
  bool limited = true;     ///< the operating limiter is on: the two below are there
  double operating = 0;    ///< seconds
  std::optional<int64_t> operating_reset_at;

  bool operator==(const CallTime&) const = default;
};

/// How a portal prints times.
struct TimeFormat {
  bool integers = false;       ///< newer builds give `start` and `processing` as integers
  bool reset_at = true;        ///< `operating_reset_at` is there when the limiter is on
  int offset_seconds = 10800;  ///< the server's zone: seconds east of UTC, at the moment printed
};

/// {"start":...,"finish":...,"duration":...,...} (appendDebugInfo in
/// rest/classes/general/rest.php).
void AppendTimeJson(const CallTime& time, const TimeFormat& format, std::string* out);
/// The same, for `$time[...]` and for xml.
PhpArray TimeArray(const CallTime& time, const TimeFormat& format);

/// date('c'): 2026-04-01T15:00:00+03:00
void AppendIsoDate(WallTime at, int offset_seconds, std::string* out);

}  // namespace leadsync::sandbox
