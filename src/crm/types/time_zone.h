// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace leadsync::crm {

/// A place's clock, from the system's tzdata. Copies are cheap.
class TimeZone {
 public:
  /// By IANA name ("Europe/Moscow"); else a sentence.
  static std::variant<TimeZone, std::string> Find(std::string_view name);

  struct Gap {
    std::chrono::sys_seconds wall_before;  ///< what the clock showed last, as if UTC
    std::chrono::sys_seconds wall_after;   ///< what it showed next
  };
  /// Seconds east of UTC when the clock shows `wall`; of two such moments (the hour that repeats in
  /// autumn) the earlier one. In the hour that spring skips there is none.
  std::variant<std::chrono::seconds, Gap> OffsetOfWall(std::chrono::sys_seconds wall) const;
  /// Seconds east of UTC at a moment.
  std::chrono::seconds OffsetAt(std::chrono::sys_seconds instant) const;
  std::string_view name() const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}
  const void* zone_;  // a date::time_zone, which lives as long as the program
};

}  // namespace leadsync::crm
