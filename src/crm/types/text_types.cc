// SPDX-License-Identifier: MIT
#include "crm/types/text_types.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/names.h"

namespace leadsync::crm {
namespace {

/// The next character with line ends as LF; moves `i` behind it.
char NextOfLines(std::string_view text, size_t* i) {
  const char c = text[(*i)++];
  if (c != '\r') return c;
  if (*i < text.size() && text[*i] == '\n') ++*i;
  return '\n';
}

}  // namespace

bool EqualLines(std::string_view a, std::string_view b) {
  if (a == b) return true;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (NextOfLines(a, &i) != NextOfLines(b, &j)) return false;
  }
  return i == a.size() && j == b.size();
}

std::optional<CellProblem> StringType::Parse(std::string_view cell, std::string* out) const {
  // Bytes are never fewer than code points: counting is for the long ones.
  if (most_ > 0 && cell.size() > most_) {
    const size_t length = Utf8Length(cell);
    if (length > most_) {
      return CellProblem{Say(said::kTextTooLong, Shorten(cell, 40), length, most_)};
    }
  }
  if (least_ > 0) {
    const size_t length = Utf8Length(cell);
    if (length < least_) {
      return CellProblem{Say(said::kTextTooShort, Shorten(cell), length, least_)};
    }
  }
  out->assign(cell);
  return std::nullopt;
}

bool StringType::Same(std::string_view wanted, JsonValue held) const {
  return EqualLines(wanted, held.text());
}

namespace {

bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
/// What a Unicode regular expression takes for a letter of a word, near enough.
bool IsWord(char c) {
  return IsLetter(c) || (c >= '0' && c <= '9') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::array<std::string_view, 8> kKeptTags = {"b",    "i",    "u",   "s",
                                                       "list", "user", "img", "url"};

bool IsKeptTag(std::string_view word) {
  return std::any_of(kKeptTags.begin(), kKeptTags.end(), [&](std::string_view tag) {
    return tag.size() == word.size() &&
           std::equal(tag.begin(), tag.end(), word.begin(),
                      [](char a, char b) { return a == (IsLetter(b) ? b | 0x20 : b); });
  });
}

struct Tag {
  size_t begin = std::string_view::npos;
  size_t length = 0;
};

/// The first html tag or comment at or behind `from`.
Tag FindHtml(std::string_view text, size_t from) {
  for (size_t i = text.find('<', from); i != std::string_view::npos; i = text.find('<', i + 1)) {
    if (i + 1 >= text.size()) break;
    const char next = text[i + 1];
    if (!IsLetter(next) && next != '/' && next != '!' && next != '?') continue;
    const size_t end = text.find('>', i);
    return {i, (end == std::string_view::npos ? text.size() : end + 1) - i};
  }
  return {};
}

/// The first BB tag at or behind `from`; only those that the portal deletes, or all.
Tag FindBb(std::string_view text, size_t from, bool deleted_only) {
  for (size_t i = text.find('[', from); i != std::string_view::npos; i = text.find('[', i + 1)) {
    const size_t end = text.find(']', i);
    if (end == std::string_view::npos) break;
    size_t begin = i + 1;
    if (text[begin] == '/') ++begin;
    size_t word = begin;
    while (word < end && IsWord(text[word])) ++word;
    const bool star = text.substr(begin, end - begin) == "*";
    if (word == begin && !star) continue;
    const bool kept = star || IsKeptTag(text.substr(begin, word - begin));
    if (kept && deleted_only) continue;
    return {i, end + 1 - i};
  }
  return {};
}

bool IsBreakTag(std::string_view tag) {
  if (tag.size() < 4 || (tag[1] | 0x20) != 'b' || (tag[2] | 0x20) != 'r') return false;
  return tag.substr(3).find_first_not_of(" />") == std::string_view::npos;
}

/// Entities and line breaks as characters; the text itself where it has none, else in `room`.
std::string_view Plain(std::string_view text, std::string* room) {
  constexpr auto npos = std::string_view::npos;
  const bool broken = text.find('<') != npos || text.find('\r') != npos;
  if (!broken && text.find('&') == npos) return text;
  if (!broken) return *room = WithoutEntities(text);
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    // 8 bytes are enough for the longest break, "<br   />".
    const std::string_view front = text[i] == '<' ? text.substr(i, 8) : std::string_view();
    const Tag tag = front.empty() ? Tag() : FindHtml(front, 0);
    if (tag.begin != 0 || !IsBreakTag(front.substr(0, tag.length))) {
      plain += NextOfLines(text, &i);
      continue;
    }
    plain += '\n';
    i += tag.length;
    // "<br>" and a line feed behind it are one break.
    if (i < text.size() && text[i] == '\r') ++i;
    if (i < text.size() && text[i] == '\n') ++i;
  }
  return *room = WithoutEntities(plain);
}

std::string WithoutTags(std::string_view text) {
  std::string bare;
  size_t i = 0;
  while (i < text.size()) {
    const Tag html = FindHtml(text, i);
    const Tag bb = FindBb(text, i, false);
    const Tag next = std::min(html, bb, [](Tag a, Tag b) { return a.begin < b.begin; });
    bare.append(text, i, next.begin == std::string_view::npos ? text.npos : next.begin - i);
    if (next.begin == std::string_view::npos) break;
    i = next.begin + next.length;
  }
  return bare;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Equal, if runs of blanks are one, and none stand at the ends?
bool EqualWords(std::string_view a, std::string_view b) {
  a = Trim(a);
  b = Trim(b);
  size_t i = 0;
  size_t k = 0;
  while (i < a.size() && k < b.size()) {
    if (IsBlank(a[i]) != IsBlank(b[k])) return false;
    if (!IsBlank(a[i])) {
      if (a[i++] != b[k++]) return false;
      continue;
    }
    while (i < a.size() && IsBlank(a[i])) ++i;
    while (k < b.size() && IsBlank(b[k])) ++k;
  }
  return i == a.size() && k == b.size();
}

}  // namespace

std::optional<CellProblem> CommentsType::Parse(std::string_view cell, std::string* out) const {
  Tag tag = FindHtml(cell, 0);
  const char* what = "html";
  if (tag.begin == std::string_view::npos) {
    tag = FindBb(cell, 0, true);
    what = "what looks like a tag";
  }
  if (tag.begin != std::string_view::npos) {
    return CellProblem{Say(said::kMarkup, Shorten(cell.substr(tag.begin, tag.length), 40), what)};
  }
  return StringType::Parse(cell, out);
}

bool CommentsType::Same(std::string_view wanted, JsonValue held) const {
  if (EqualLines(wanted, held.text())) return true;
  std::string room_a;
  std::string room_b;
  const std::string_view a = Plain(wanted, &room_a);
  const std::string_view b = Plain(held.text(), &room_b);
  if (EqualWords(a, b)) return true;
  const bool tagged = FindBb(wanted, 0, false).begin != std::string_view::npos;
  return !tagged && EqualWords(a, WithoutTags(b));
}

bool CommentsType::Holds(std::string_view sent, JsonValue held) const {
  if (EqualLines(sent, held.text())) return true;
  std::string room_a;
  std::string room_b;
  return Plain(sent, &room_a) == Plain(held.text(), &room_b);
}

}  // namespace leadsync::crm
