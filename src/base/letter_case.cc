// SPDX-License-Identifier: MIT
#include <utf8proc.h>

#include <string>
#include <string_view>

#include "base/text.h"
#include "base/utf8.h"

namespace leadsync {
namespace {

/// Characters whose capital form is several letters (Unicode's SpecialCasing); utf8proc maps one to
/// one.
struct Spelled {
  char32_t c;
  std::u32string_view upper;
  std::u32string_view title;
};
constexpr Spelled kSpelled[] = {
    {0x00DF, U"SS", U"Ss"}, {0xFB00, U"FF", U"Ff"},   {0xFB01, U"FI", U"Fi"},
    {0xFB02, U"FL", U"Fl"}, {0xFB03, U"FFI", U"Ffi"}, {0xFB04, U"FFL", U"Ffl"},
    {0xFB05, U"ST", U"St"}, {0xFB06, U"ST", U"St"},
};

constexpr char32_t kSigma = 0x03A3;
constexpr char32_t kFinalSigma = 0x03C2;

const Spelled* FindSpelled(char32_t c) {
  for (const Spelled& one : kSpelled) {
    if (one.c == c) return &one;
  }
  return nullptr;
}

enum class Kind { kLetter, kDigit, kMark, kApostrophe, kOther };

Kind KindOf(char32_t c) {
  if (c == '\'' || c == 0x2019 || c == 0x02BC) return Kind::kApostrophe;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return Kind::kLetter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return Kind::kDigit;
    // Accents, and marks without width such as soft hyphens and joiners.
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
      return Kind::kMark;
    default:
      return Kind::kOther;
  }
}

/// A sigma is written differently at the end of a word.
bool EndsWord(const std::u32string& text, size_t at) {
  size_t before = at;
  while (before > 0 && KindOf(text[before - 1]) == Kind::kMark) --before;
  if (before == 0 || KindOf(text[before - 1]) != Kind::kLetter) return false;
  size_t after = at + 1;
  while (after < text.size() && KindOf(text[after]) == Kind::kMark) ++after;
  return after == text.size() || KindOf(text[after]) != Kind::kLetter;
}

void AddLower(const std::u32string& text, size_t at, std::string* out) {
  const char32_t c = text[at];
  if (c == kSigma && EndsWord(text, at)) return AppendUtf8(kFinalSigma, out);
  const utf8proc_int32_t lower = utf8proc_tolower(static_cast<utf8proc_int32_t>(c));
  AppendUtf8(static_cast<char32_t>(lower), out);
}

void AddAll(std::u32string_view letters, std::string* out) {
  for (const char32_t c : letters) AppendUtf8(c, out);
}

void AddTitle(char32_t c, std::string* out) {
  if (const Spelled* spelled = FindSpelled(c)) return AddAll(spelled->title, out);
  const utf8proc_int32_t title = utf8proc_totitle(static_cast<utf8proc_int32_t>(c));
  AppendUtf8(static_cast<char32_t>(title), out);
}

size_t LettersAt(const std::u32string& text, size_t at) {
  size_t letters = 0;
  for (; at < text.size(); ++at) {
    const Kind kind = KindOf(text[at]);
    if (kind != Kind::kLetter && kind != Kind::kMark) break;
    letters += kind == Kind::kLetter;
  }
  return letters;
}

/// O'Brien, D'Artagnan and L'Oréal, but neither Don't nor I'll nor В'ячеслав.
bool IsNamePrefix(char32_t letter) {
  return std::u32string_view(U"oOdDlL").find(letter) != std::u32string_view::npos;
}

}  // namespace

std::string ToUpper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : ToCodePoints(text)) {
    if (const Spelled* spelled = FindSpelled(c)) {
      AddAll(spelled->upper, &out);
    } else {
      const utf8proc_int32_t upper = utf8proc_toupper(static_cast<utf8proc_int32_t>(c));
      AppendUtf8(static_cast<char32_t>(upper), &out);
    }
  }
  return out;
}

std::string ToLower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::u32string letters = ToCodePoints(text);
  for (size_t i = 0; i < letters.size(); ++i) AddLower(letters, i, &out);
  return out;
}

std::string ToTitle(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::u32string chars = ToCodePoints(text);
  bool inside = false;  // of a word: the next letter is a small one
  size_t begin = 0;     // of that word
  for (size_t i = 0; i < chars.size(); ++i) {
    const char32_t c = chars[i];
    const Kind kind = KindOf(c);
    if (kind == Kind::kLetter && inside) {
      AddLower(chars, i, &out);
      continue;
    }
    if (kind == Kind::kLetter) {
      AddTitle(c, &out);
    } else {
      AppendUtf8(c, &out);
    }
    if (kind == Kind::kMark) continue;
    if (!inside) begin = i;
    if (kind == Kind::kApostrophe && inside) {
      inside = !(i == begin + 1 && IsNamePrefix(chars[begin]) && LettersAt(chars, i + 1) >= 3);
    } else {
      inside = kind == Kind::kLetter || kind == Kind::kDigit;
    }
  }
  return out;
}

}  // namespace leadsync
