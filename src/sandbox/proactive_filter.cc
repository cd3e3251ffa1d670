// SPDX-License-Identifier: MIT
#include "sandbox/proactive_filter.h"

#include <array>
#include <cstddef>

namespace leadsync::sandbox {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool IsLetter(char c) {
  c = Lower(c);
  return c >= 'a' && c <= 'z';
}

/// The place of a lower-case word at or after `from`; npos if there is none. Whole words only,
/// where the word begins or ends with a letter.
size_t FindWord(std::string_view text, std::string_view word, size_t from) {
  for (size_t at = from; at + word.size() <= text.size(); ++at) {
    size_t k = 0;
    while (k < word.size() && Lower(text[at + k]) == word[k]) ++k;
    if (k < word.size()) continue;
    size_t end = at + word.size();
    bool joined_before = at > 0 && IsLetter(word[0]) && IsLetter(text[at - 1]);
    bool joined_after =
        end < text.size() && IsLetter(word.back()) && IsLetter(text[end]) && word[0] != '<';
    if (!joined_before && !joined_after) return at;
  }
  return std::string_view::npos;
}

/// Words that make an attack when they stand in this order; each is split after `cut` letters.
struct Pattern {
  std::string_view first;
  size_t first_cut;
  std::string_view second;  ///< "" = the first alone
  size_t second_cut;
};

constexpr std::array<Pattern, 9> kPatterns{{{"<script", 3, "", 0},
                                            {"<iframe", 3, "", 0},
                                            {"javascript:", 4, "", 0},
                                            {"union", 3, "select", 3},
                                            {"select", 3, "from", 2},
                                            {"insert", 3, "into", 2},
                                            {"delete", 3, "from", 2},
                                            {"drop", 2, "table", 2},
                                            {"update", 3, "set", 1}}};

}  // namespace

std::string FilteredText(std::string_view text) {
  std::string out(text);
  for (const Pattern& pattern : kPatterns) {
    size_t at = 0;
    while ((at = FindWord(out, pattern.first, at)) != std::string_view::npos) {
      size_t after = at + pattern.first.size();
      size_t second = after;
      if (!pattern.second.empty()) {
        second = FindWord(out, pattern.second, after);
        if (second == std::string_view::npos) break;
        out.insert(second + pattern.second_cut, " ");
      }
      out.insert(at + pattern.first_cut, " ");
      at = after + 1;
    }
  }
  return out;
}

void FilterParameters(PhpArray* params) {
  for (PhpArray::Entry& entry : *params) {
    if (entry.value.IsArray()) {
      FilterParameters(&entry.value.array());
    } else if (entry.value.IsString()) {
      entry.value = FilteredText(entry.value.string());
    }
  }
}

}  // namespace leadsync::sandbox
