// SPDX-License-Identifier: MIT
#include "crm/wrong_encoding.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "base/utf8.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// The byte that a single-byte encoding has for a character; nothing if it has none.
using ByteOf = std::optional<unsigned char> (*)(char32_t);

std::optional<unsigned char> ByteIn(const char32_t* table, size_t size, char32_t c) {
  const char32_t* const end = table + size;
  const char32_t* const found = std::find(table, end, c);
  if (found == end) return std::nullopt;
  return static_cast<unsigned char>(0x80 + (found - table));
}

constexpr char32_t kWindows1252[32] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
};
constexpr char32_t kWindows1251[64] = {
    0x402,  0x403,  0x201A, 0x453,  0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x409,
    0x2039, 0x40A,  0x40C,  0x40B,  0x40F,  0x452,  0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x98,   0x2122, 0x459,  0x203A, 0x45A,  0x45C,  0x45B,  0x45F,  0xA0,
    0x40E,  0x45E,  0x408,  0xA4,   0x490,  0xA6,   0xA7,   0x401,  0xA9,   0x404,  0xAB,
    0xAC,   0xAD,   0xAE,   0x407,  0xB0,   0xB1,   0x406,  0x456,  0x491,  0xB5,   0xB6,
    0xB7,   0x451,  0x2116, 0x454,  0xBB,   0x458,  0x405,  0x455,  0x457,
};

std::optional<unsigned char> Windows1252(char32_t c) {
  if (c < 0x100) return static_cast<unsigned char>(c);  // ISO 8859-1 has controls where it differs
  return ByteIn(kWindows1252, std::size(kWindows1252), c);
}

std::optional<unsigned char> Windows1251(char32_t c) {
  if (c < 0x80) return static_cast<unsigned char>(c);
  if (c >= 0x410 && c <= 0x44F) return static_cast<unsigned char>(c - 0x410 + 0xC0);
  return ByteIn(kWindows1251, std::size(kWindows1251), c);
}

/// The bytes that were taken for that encoding, if they are valid UTF-8. Sound text fails at its
/// first or second letter.
std::optional<std::string> AsUtf8(std::string_view text, ByteOf byte_of) {
  std::string bytes;
  size_t tails = 0;  // still to come in the present sequence
  for (size_t pos = 0; pos < text.size();) {
    bool valid;
    const std::optional<unsigned char> byte = byte_of(DecodeUtf8(text, &pos, &valid));
    if (!byte) return std::nullopt;
    const bool is_tail = (*byte & 0xC0) == 0x80;
    if (is_tail != (tails > 0)) return std::nullopt;
    if (is_tail) --tails;
    if (*byte >= 0xC0) tails = *byte < 0xE0 ? 1 : *byte < 0xF0 ? 2 : 3;
    bytes.push_back(static_cast<char>(*byte));
  }
  if (FindInvalidUtf8(bytes) != std::string_view::npos) return std::nullopt;
  return bytes;
}

bool IsTypographic(char32_t c) {
  return (c >= 0x2010 && c <= 0x203A) || c == 0x20AC || c == 0x2116 || c == 0x2122;
}
bool IsRussian(char32_t c) { return (c >= 0x410 && c <= 0x44F) || c == 0x401 || c == 0x451; }
bool IsEmoji(char32_t c) { return c >= 0x1F300 && c <= 0x1FAFF; }

/// Characters that people write: what is decoded by chance is mostly none of these.
bool IsUsual(char32_t c) {
  return (c >= 0xA0 && c <= 0x17F) || (c >= 0x218 && c <= 0x21B) || (c >= 0x370 && c <= 0x4FF) ||
         (c >= 0x1E00 && c <= 0x1EFF) || IsTypographic(c) || (c >= 0x3000 && c <= 0x9FFF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || c == 0x200D || c == 0xFE0F || IsEmoji(c);
}

/// Tails that stand behind a sound letter too: NESTLÉ®, «IRMû, É—.
bool IsUsualBehindLetters(char32_t c) { return c == 0xA0 || c == 0xAB || c == 0xBB || c == 0xAE; }

/// What `text` was before its UTF-8 was taken for Windows-1252 ("cafÃ©"). Pairs that can be meant
/// prove nothing alone.
std::optional<std::string> Undo1252(std::string_view text) {
  std::optional<std::string> bytes = AsUtf8(text, Windows1252);
  if (!bytes) return std::nullopt;
  const std::u32string is = ToCodePoints(text);
  size_t proofs = std::count_if(is.begin(), is.end(), [](char32_t c) {
    return c > 0xA0 && c < 0xC0 && !IsUsualBehindLetters(c);
  });
  size_t russian = 0;
  size_t foreign = 0;
  for (const char32_t c : ToCodePoints(*bytes)) {
    if (c < 0x80) continue;
    if (!IsUsual(c)) return std::nullopt;
    ++foreign;
    russian += IsRussian(c);
    proofs += IsTypographic(c) || IsEmoji(c);
  }
  return proofs >= 1 || russian >= 2 || foreign >= 4 ? bytes : std::nullopt;
}

/// What `text` was before its UTF-8 was taken for Windows-1251 ("РџСЂРёРІРµС‚"). Three letters at
/// least: one or two such pairs may be meant.
std::optional<std::string> Undo1251(std::string_view text) {
  std::optional<std::string> bytes = AsUtf8(text, Windows1251);
  if (!bytes) return std::nullopt;
  size_t pairs = 0;
  for (const char32_t c : ToCodePoints(*bytes)) {
    if (c >= 0x80 && !IsUsual(c)) return std::nullopt;
    pairs += c >= 0x80;
  }
  return pairs >= 3 ? bytes : std::nullopt;
}

/// What `text` was before its Windows-1251 was taken for Windows-1252 ("Ïðèâåò"). A whole word of
/// four or more letters must be of U+00C0..U+00FF, with two Russian vowels in it, and no word may
/// mix these letters with plain ones, as all Western languages do.
std::optional<std::string> UndoLatinForCyrillic(std::string_view text) {
  static constexpr std::u32string_view kVowels = U"аеиоуыэюяАЕИОУЫЭЮЯ";
  std::string was;
  size_t vowels = 0;
  size_t longest = 0;
  size_t run = 0;      // accented letters in the present word
  bool plain = false;  // whether it has plain ones
  for (size_t pos = 0; pos < text.size();) {
    bool valid;
    const char32_t c = DecodeUtf8(text, &pos, &valid);
    const std::optional<unsigned char> byte = Windows1252(c);
    if (!byte) return std::nullopt;
    const bool accented = *byte >= 0xC0 || *byte == 0xA8 || *byte == 0xB8;  // the two are Ё and ё
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!accented && !letter) {
      run = 0;
      plain = false;
    }
    if (accented) longest = std::max(longest, ++run);
    plain |= letter;
    if (run > 0 && plain) return std::nullopt;
    const char32_t meant = *byte < 0x80   ? c
                           : *byte < 0xC0 ? kWindows1251[*byte - 0x80]
                                          : 0x410 + (*byte - 0xC0u);
    vowels += kVowels.find(meant) != std::u32string_view::npos;
    AppendUtf8(meant, &was);
  }
  if (longest < 4 || vowels < 2) return std::nullopt;
  return was;
}

}  // namespace

std::optional<std::string> WrongEncoding(std::string_view cell) {
  const std::string_view text = Trim(cell);
  // Trimming takes hard blanks, which may be the second half of a letter here.
  if (const auto was = Undo1251(cell)) {
    return Say(said::kWrongEncoding, Shorten(text), Shorten(Trim(*was)),
               "UTF-8 taken for windows-1251");
  }
  // All that follows shows itself by letters of U+00C0..U+00FF.
  if (cell.find('\xC3') == std::string_view::npos) return std::nullopt;
  if (const auto was = Undo1252(cell)) {
    return Say(said::kWrongEncoding, Shorten(text), Shorten(Trim(*was)),
               "UTF-8 taken for windows-1252");
  }
  if (const auto was = UndoLatinForCyrillic(text)) {
    return Say(said::kWrongEncoding1251, Shorten(text), Shorten(Trim(*was)));
  }
  return std::nullopt;
}

}  // namespace leadsync::crm
