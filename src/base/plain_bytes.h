// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace leadsync {

/// How many bytes at the start of `text` are printable ASCII and none of `Stops`. Nearly all that
/// is written is of such bytes, and writers copy them as they are; so eight are looked at at once.
template <char... Stops>
size_t PlainPrefix(std::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  // A byte's high bit is set if it is not plain; above the first such byte bits may be set wrongly.
  const auto strange = [](uint64_t word) {
    const auto below = [word](uint64_t c) { return (word - c * kOnes) & ~word; };
    const auto equal = [word](uint64_t c) {
      const uint64_t x = word ^ (c * kOnes);
      return (x - kOnes) & ~x;
    };
    return (word | below(0x20) | equal(0x7f) |
            (equal(static_cast<unsigned char>(Stops)) | ... | 0)) &
           (0x80 * kOnes);
  };
  const auto plain = [](char c) { return c >= 0x20 && c < 0x7f && ((c != Stops) && ...); };
  size_t i = 0;
  uint64_t word;
  for (; i + 8 <= text.size(); i += 8) {
    std::memcpy(&word, text.data() + i, 8);
    if (strange(word) != 0) break;
  }
  if (i + 8 > text.size() && text.size() >= 8) {
    // The last eight once more: most texts end here.
    std::memcpy(&word, text.data() + text.size() - 8, 8);
    if (strange(word) == 0) return text.size();
  }
  while (i < text.size() && plain(text[i])) ++i;
  return i;
}

}  // namespace leadsync
