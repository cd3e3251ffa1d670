// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace leadsync::sandbox {

/// `name=value`, as plans and fault rules are written.
struct Setting {
  std::string name;
  std::string value;
};

/// Splits at the first `=`. All of these throw UsageError; `what` ("plan") begins the message.
Setting ParseSetting(std::string_view text, std::string_view what);
/// A number within [least, most].
double NumberOf(const Setting& setting, std::string_view what, double least, double most);
/// A whole number within [least, most].
int64_t CountOf(const Setting& setting, std::string_view what, int64_t least, int64_t most);
/// 250ms, 5s, 2m or a bare number of seconds; at most a day.
Duration DurationOf(const Setting& setting, std::string_view what);
/// Words between blanks; a value may be quoted: value="Lost again".
std::vector<std::string> SplitWords(std::string_view text, std::string_view what);

}  // namespace leadsync::sandbox
