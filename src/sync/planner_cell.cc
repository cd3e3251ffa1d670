// SPDX-License-Identifier: MIT
// What happens to one cell before the field's type reads it.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "sync/planner_parts.h"

namespace leadsync::sync {
namespace {

/// Bytes of the blank that `text` begins with; 0 if it begins with something else.
size_t BlankAt(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == ' ' || text[0] == '\t' || text[0] == '\r' || text[0] == '\n') return 1;
  if (text.starts_with("\xC2\xA0")) return 2;      // no-break space
  if (text.starts_with("\xE2\x80\xAF")) return 3;  // narrow no-break space
  return 0;
}

std::string Collapse(std::string_view text) {
  std::string out;
  bool in_blank = false;
  for (size_t i = 0; i < text.size();) {
    const size_t blank = BlankAt(text.substr(i));
    if (blank == 0) {
      out += text[i++];
    } else {
      if (!in_blank) out += ' ';
      i += blank;
    }
    in_blank = blank > 0;
  }
  return out;
}

std::vector<std::string_view> Pieces(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> pieces;
  size_t begin = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t length = separator.empty()                       ? BlankAt(text.substr(i))
                          : text.substr(i).starts_with(separator) ? separator.size()
                                                                  : 0;
    if (length == 0) {
      ++i;
      continue;
    }
    // Blanks in a row separate once; two commas have an empty piece between them.
    if (!separator.empty() || i > begin) pieces.push_back(text.substr(begin, i - begin));
    begin = i += length;
  }
  if (!separator.empty() || begin < text.size()) pieces.push_back(text.substr(begin));
  return pieces;
}

std::string_view Part(std::string_view text, int part, std::string_view separator) {
  const std::vector<std::string_view> pieces = Pieces(text, separator);
  const size_t n = static_cast<size_t>(part < 0 ? -part : part);
  if (n > pieces.size()) return {};
  return Trim(pieces[part < 0 ? pieces.size() - n : n - 1]);
}

std::string Replace(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  size_t begin = 0;
  for (size_t at = text.find(from); at != std::string_view::npos; at = text.find(from, begin)) {
    out.append(text.substr(begin, at - begin)).append(to);
    begin = at + from.size();
  }
  return out.append(text.substr(begin));
}

/// Could a cell be an empty word, by how it begins? A letter or digit that is no part of a composed
/// one folds to itself or to its small form; anything else may fold to anything.
bool MayBeEmptyWord(const PlannerParts& parts, std::string_view trimmed) {
  // Folding can shorten a text by composing or by dropping blanks, not to less than a quarter.
  if (trimmed.size() > 4 * parts.longest_empty_word) return false;
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  char first = trimmed[0];
  if (first >= 'A' && first <= 'Z') first = static_cast<char>(first - 'A' + 'a');
  const bool plain = (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9');
  if (!plain || (trimmed.size() > 1 && !is_ascii(trimmed[1]))) return true;
  return std::any_of(parts.empty_words.begin(), parts.empty_words.end(),
                     [&](const std::string& word) { return word.starts_with(first); });
}

}  // namespace

bool IsEmptyCell(const PlannerParts& parts, std::string_view trimmed) {
  if (trimmed.empty()) return true;
  if (parts.empty_words.empty() || !MayBeEmptyWord(parts, trimmed)) return false;
  return std::ranges::count(parts.empty_words, Fold(trimmed)) > 0;
}

std::string_view Transform(std::string_view text, const CellStep& step, std::string* buffer) {
  const Transforms& t = step.transforms;
  const auto hold = [&](std::string changed) {
    *buffer = std::move(changed);
    text = *buffer;
  };
  if (t.collapse) hold(Collapse(text));
  if (t.part != 0) text = Part(text, t.part, step.part_separator);
  for (const auto& [from, to] : t.replace) hold(Replace(text, from, to));
  switch (t.letters) {
    case LetterCase::kAsIs:
      break;
    case LetterCase::kUpper:
      hold(ToUpper(text));
      break;
    case LetterCase::kLower:
      hold(ToLower(text));
      break;
    case LetterCase::kTitle:
      hold(ToTitle(text));
      break;
  }
  if (t.pad > 0 && !text.empty()) {
    const size_t length = Utf8Length(text);
    if (length < t.pad) hold(std::string(t.pad - length, '0').append(text));
  }
  return text;
}

}  // namespace leadsync::sync
