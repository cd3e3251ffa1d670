// SPDX-License-Identifier: MIT
#include "rest/plain_text.h"

#include "base/text.h"

namespace leadsync::rest {
namespace {

/// Contents of elements that nobody reads.
size_t SkipHidden(std::string_view text, size_t at) {
  for (const std::string_view name : {"<style", "<script", "<!--"}) {
    if (FoldCase(text.substr(at, name.size())) != name) continue;
    const std::string_view close = name == "<!--"     ? "-->"
                                   : name == "<style" ? "</style"
                                                      : "</script";
    const size_t end = FoldCase(text.substr(at)).find(close);
    return end == std::string::npos ? text.size() : at + end;
  }
  return at;
}

}  // namespace

std::string PlainText(std::string_view text, size_t most) {
  text = text.substr(0, 20 * most + 4096);
  std::string plain;
  bool blank = false;
  for (size_t i = 0; i < text.size() && plain.size() < 4 * most + 4; ++i) {
    if (text[i] == '<') {
      i = SkipHidden(text, i);
      const size_t end = text.find('>', i);
      if (end != std::string_view::npos) {
        i = end;
        blank = true;
        continue;
      }
      if (i >= text.size()) break;
    }
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c <= 0x20 || c == 0x7f) {
      blank = true;
      continue;
    }
    if (blank && !plain.empty()) plain += ' ';
    blank = false;
    plain += text[i];
  }
  for (size_t bad; (bad = FindInvalidUtf8(plain)) != std::string::npos;) plain[bad] = '?';
  return Shorten(plain, most);
}

}  // namespace leadsync::rest
