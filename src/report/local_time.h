// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace leadsync::report {

/// Writes moments as ISO 8601 in one time zone, to the second: `2024-03-05T14:03:07+03:00`.
/// Cheap for a million rows: the text of the last second is kept. Not for several threads.
class LocalTime {
 public:
  /// `zone` is an IANA name; empty means UTC, never the machine's own zone. Throws UsageError if
  /// the name is not known.
  explicit LocalTime(std::string_view zone = {});

  /// Appends the moment; nothing for the epoch itself, which means "never".
  void Append(WallTime time, std::string* out);
  std::string Format(WallTime time);
  /// `2024-03-05_14-03-07`, for names of folders: sorts by time.
  std::string ForFileName(WallTime time);

 private:
  /// Makes `text_` the text of that second.
  void Render(int64_t second);

  std::string zone_;
  const void* tz_ = nullptr;  ///< date::time_zone, null for UTC
  int64_t offset_ = 0;        ///< seconds east of Greenwich, true for [begin_, end_)
  int64_t begin_ = 0;
  int64_t end_ = 0;
  int64_t second_ = 0;
  std::string text_;
};

}  // namespace leadsync::report
