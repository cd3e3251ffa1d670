// SPDX-License-Identifier: MIT
#include "rest/plain_text.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace leadsync::rest {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool StartsWithNoCase(std::string_view text, std::string_view name) {
  return text.size() >= name.size() && std::equal(name.begin(), name.end(), text.begin(),
                                                  [](char a, char b) { return a == Lower(b); });
}

/// Where the markup that begins with the `<` at `at` ends: just behind it; `at` if that `<` is a
/// character like any other. Contents that nobody reads belong to their element.
size_t SkipMarkup(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  constexpr std::pair<std::string_view, std::string_view> kHidden[] = {
      {"<!--", "-->"}, {"<style", "</style"}, {"<script", "</script"}};
  size_t from = at;
  for (const auto& [open, close] : kHidden) {
    if (!StartsWithNoCase(rest, open)) continue;
    const auto end = std::search(rest.begin(), rest.end(), close.begin(), close.end(),
                                 [](char a, char b) { return Lower(a) == b; });
    if (end == rest.end()) return text.size();
    from = at + static_cast<size_t>(end - rest.begin());
  }
  const char next = rest.size() > 1 ? Lower(rest[1]) : ' ';
  if (!(next >= 'a' && next <= 'z') && next != '/' && next != '!' && next != '?') return at;
  const size_t end = text.find('>', from);
  return end == std::string_view::npos ? at : end + 1;
}

/// The character of an entity at the start of `text`, and its length; PHP writes only these.
std::pair<char, size_t> Entity(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEntities[] = {
      {"&lt;", '<'},   {"&gt;", '>'},    {"&amp;", '&'}, {"&quot;", '"'},
      {"&#39;", '\''}, {"&#039;", '\''}, {"&nbsp;", ' '}};
  for (const auto& [name, c] : kEntities)
    if (text.starts_with(name)) return {c, name.size()};
  return {text[0], 1};
}

}  // namespace

std::string PlainText(std::string_view text, size_t most) {
  text = text.substr(0, 20 * most + 4096);
  std::string plain;
  bool blank = false;
  for (size_t i = 0; i < text.size() && plain.size() < 4 * most + 4;) {
    if (text[i] == '<') {
      if (const size_t end = SkipMarkup(text, i); end > i) {
        i = end;
        blank = true;
        continue;
      }
    }
    const auto [c, length] = Entity(text.substr(i, 8));
    i += length;
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7f) {
      blank = true;
      continue;
    }
    if (blank && !plain.empty()) plain += ' ';
    blank = false;
    plain += c;
  }
  for (size_t bad; (bad = FindInvalidUtf8(plain)) != std::string::npos;) plain[bad] = '?';
  return Shorten(plain, most);
}

}  // namespace leadsync::rest
