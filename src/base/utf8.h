// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace leadsync {

/// What stands for bytes that are no UTF-8.
inline constexpr char32_t kReplacement = 0xFFFD;

/// The code point at `*pos` (which must be inside `text`), moving `*pos` past it. Bytes that are
/// not valid UTF-8 (overlong forms, surrogates, truncated tails) answer `valid` false and
/// kReplacement, one byte at a time.
char32_t DecodeUtf8(std::string_view text, size_t* pos, bool* valid);
/// The code points of `text`, kReplacement for each byte that is not valid.
std::u32string ToCodePoints(std::string_view text);
/// Appends one code point; what is no scalar value is appended as kReplacement.
void AppendUtf8(char32_t c, std::string* out);

}  // namespace leadsync
