// SPDX-License-Identifier: MIT
#include "base/collation.h"

#include <utf8proc.h>

#include <cstdint>

#include "base/text.h"

namespace leadsync {

std::string Collated(std::string_view text) {
  text = Trim(text);
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                     UTF8PROC_CASEFOLD | UTF8PROC_IGNORE | UTF8PROC_STRIPMARK);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  const utf8proc_ssize_t length = utf8proc_decompose(bytes, size, nullptr, 0, options);
  if (length < 0) return std::string(text);  // no UTF-8: only itself
  std::basic_string<utf8proc_int32_t> points(static_cast<size_t>(length), 0);
  utf8proc_decompose(bytes, size, points.data(), length, options);
  std::string out;
  for (const utf8proc_int32_t point : points) {
    utf8proc_uint8_t encoded[4];
    const auto n = utf8proc_encode_char(point > 0xFFFF ? 0xFFFD : point, encoded);
    out.append(reinterpret_cast<const char*>(encoded), static_cast<size_t>(n));
  }
  return std::string(Trim(out));
}

}  // namespace leadsync
