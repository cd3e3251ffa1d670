// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdint>
#include <cstring>

#include "base/utf8.h"

namespace leadsync {
namespace {

/// Number of bytes at the start of `text` that are surely ASCII; looks at eight at a time.
size_t AsciiPrefix(std::string_view text) {
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
  return i;
}

bool IsBlank(char32_t c) {
  switch (c) {
    case 0x00A0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0x0085:
      return true;
    default:
      return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x2000 && c <= 0x200A);
  }
}

/// Marks without width that come along when text is copied from a web page. The joiners U+200C and
/// U+200D are not among them: they change what is seen.
bool IsInvisible(char32_t c) {
  return c == 0x00AD || c == 0x200B || c == 0x200E || c == 0x200F || c == 0x2060 || c == 0xFEFF;
}

bool IsQuote(char32_t c) {
  switch (c) {
    case '"':
    case '\'':
    case '`':
    case 0x00AB:
    case 0x00BB:
    case 0x00B4:
    case 0x02B9:
    case 0x02BA:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x2032:
    case 0x2033:
    case 0x2035:
    case 0x2036:
    case 0x2039:
    case 0x203A:
    case 0xFF02:
    case 0xFF07:
      return true;
    default:
      return (c >= 0x2018 && c <= 0x201F) || (c >= 0x300C && c <= 0x300F) ||
             (c >= 0x301D && c <= 0x301F);
  }
}

bool IsDash(char32_t c) {
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2043 || c == 0x2212 || c == 0xFE58 ||
         c == 0xFE63 || c == 0xFF0D;
}

/// Blanks, quotes and dashes as the one that stands for them; the rest as it is.
char32_t Alike(char32_t c) {
  if (IsBlank(c)) return ' ';
  if (IsQuote(c)) return '"';
  if (IsDash(c)) return '-';
  return c;
}

/// Gathers folded code points: no blank at the ends, never two.
class Folded {
 public:
  void Add(char32_t c) {
    if (c == ' ') {
      blank_ = !text_.empty();
      return;
    }
    if (blank_) text_.push_back(' ');
    blank_ = false;
    text_.push_back(c);
  }
  std::u32string& text() { return text_; }

 private:
  std::u32string text_;
  bool blank_ = false;
};

/// Fold for what nearly all names are made of: ASCII, Russian letters, « » and the hard blank.
/// False if there is anything else; then `out` means nothing.
bool FoldCommon(std::string_view text, std::string* out) {
  out->reserve(text.size());
  bool blank = false;
  const auto put = [&](std::string_view bytes) {
    if (blank) out->push_back(' ');
    blank = false;
    out->append(bytes);
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      const char folded =
          static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : static_cast<int>(Alike(c)));
      if (folded == ' ') {
        blank = !out->empty();
      } else {
        put({&folded, 1});
      }
      continue;
    }
    if (++i == text.size()) return false;
    const unsigned char tail = static_cast<unsigned char>(text[i]);
    if ((tail & 0xC0) != 0x80) return false;
    const unsigned code = (c & 0x1Fu) << 6 | (tail & 0x3Fu);
    if (c == 0xC2 && code == 0xA0) {
      blank = !out->empty();
    } else if (c == 0xC2 && (code == 0xAB || code == 0xBB)) {
      put("\"");
    } else if (c == 0xD0 || c == 0xD1) {
      unsigned lower = code >= 0x410 && code <= 0x42F ? code + 0x20 : code;
      if (code == 0x401 || code == 0x451) lower = 0x435;
      if (lower < 0x430 || lower > 0x44F) return false;
      const char bytes[2] = {static_cast<char>(0xC0 | lower >> 6),
                             static_cast<char>(0x80 | (lower & 0x3F))};
      put({bytes, 2});
    } else {
      return false;
    }
  }
  return true;
}

/// Canonical decomposition with case folding; marks in canonical order.
std::u32string DecomposeAndFoldCase(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (const char32_t c : ToCodePoints(text)) {
    if (!IsInvisible(c)) AppendUtf8(c, &clean);
  }
  const auto options =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(clean.data());
  const auto size = static_cast<utf8proc_ssize_t>(clean.size());
  const utf8proc_ssize_t length = utf8proc_decompose(bytes, size, nullptr, 0, options);
  if (length <= 0) return {};
  std::basic_string<utf8proc_int32_t> buffer(static_cast<size_t>(length), 0);
  utf8proc_decompose(bytes, size, buffer.data(), length, options);
  return {buffer.begin(), buffer.end()};
}

/// Composes (NFC) and encodes.
std::string Compose(const std::u32string& text) {
  std::basic_string<utf8proc_int32_t> buffer(text.begin(), text.end());
  const utf8proc_ssize_t length =
      utf8proc_normalize_utf32(buffer.data(), static_cast<utf8proc_ssize_t>(buffer.size()),
                               static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::string out;
  for (utf8proc_ssize_t i = 0; i < length; ++i) {
    AppendUtf8(static_cast<char32_t>(buffer[static_cast<size_t>(i)]), &out);
  }
  return out;
}

}  // namespace

char32_t DecodeUtf8(std::string_view text, size_t* pos, bool* valid) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const size_t start = (*pos)++;
  const unsigned char lead = at(start);
  *valid = true;
  if (lead < 0x80) return lead;
  *valid = false;
  if (lead < 0xC2 || lead > 0xF4) return kReplacement;
  const size_t tails = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  if (text.size() - start <= tails) return kReplacement;
  char32_t c = lead & (0x3Fu >> tails);
  for (size_t i = 1; i <= tails; ++i) {
    if ((at(start + i) & 0xC0) != 0x80) return kReplacement;
    c = c << 6 | (at(start + i) & 0x3Fu);
  }
  const bool overlong = (tails == 2 && c < 0x800) || (tails == 3 && c < 0x10000);
  if (overlong || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) return kReplacement;
  *valid = true;
  *pos = start + tails + 1;
  return c;
}

std::u32string ToCodePoints(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  bool valid;
  for (size_t pos = 0; pos < text.size();) out.push_back(DecodeUtf8(text, &pos, &valid));
  return out;
}

void AppendUtf8(char32_t c, std::string* out) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
    return;
  }
  if (c < 0x800) {
    out->push_back(static_cast<char>(0xC0 | c >> 6));
  } else {
    if (c < 0x10000) {
      out->push_back(static_cast<char>(0xE0 | c >> 12));
    } else {
      out->push_back(static_cast<char>(0xF0 | c >> 18));
      out->push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    }
    out->push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
  }
  out->push_back(static_cast<char>(0x80 | (c & 0x3F)));
}

std::string_view Trim(std::string_view text) {
  static constexpr std::string_view kWide[] = {"\xC2\xA0", "\xE2\x80\xAF", "\xEF\xBB\xBF"};
  const auto ascii_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  // Nearly all cells: nothing to take away at either end.
  const auto solid = [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x80; };
  if (!text.empty() && solid(text.front()) && solid(text.back())) return text;
  for (bool again = true; again && !text.empty();) {
    again = false;
    while (!text.empty() && ascii_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && ascii_blank(text.back())) text.remove_suffix(1);
    for (const std::string_view blank : kWide) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

std::string Fold(std::string_view text) {
  std::string common;
  if (FoldCommon(text, &common)) return common;
  Folded folded;
  char32_t base = 0;
  for (const char32_t c : DecomposeAndFoldCase(text)) {
    if (c == 0x0308 && base == 0x0435) continue;  // ё as е
    if (utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class == 0) base = c;
    folded.Add(Alike(c));
  }
  return Compose(folded.text());
}

std::string FoldCase(std::string_view text) {
  std::string out;
  const size_t ascii = AsciiPrefix(text);
  out.reserve(text.size());
  for (const char c : text.substr(0, ascii)) {
    out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
  }
  utf8proc_int32_t folded[8];
  for (const char32_t c : ToCodePoints(text.substr(ascii))) {
    int boundary = 0;
    const utf8proc_ssize_t n = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), folded, 8,
                                                       UTF8PROC_CASEFOLD, &boundary);
    if (n < 0 || n > 8) AppendUtf8(c, &out);
    for (utf8proc_ssize_t i = 0; i < n && n <= 8; ++i) {
      AppendUtf8(static_cast<char32_t>(folded[i]), &out);
    }
  }
  return out;
}

size_t FindInvalidUtf8(std::string_view text) {
  size_t pos = 0;
  while ((pos += AsciiPrefix(text.substr(pos))) < text.size()) {
    // A run of other characters, then ASCII again.
    while (pos < text.size() && static_cast<unsigned char>(text[pos]) >= 0x80) {
      const size_t start = pos;
      const unsigned char lead = static_cast<unsigned char>(text[pos]);
      // Two bytes: most of the world's letters after ASCII.
      if (lead >= 0xC2 && lead < 0xE0 && pos + 1 < text.size() &&
          (static_cast<unsigned char>(text[pos + 1]) & 0xC0) == 0x80) {
        pos += 2;
        continue;
      }
      bool valid;
      DecodeUtf8(text, &pos, &valid);
      if (!valid) return start;
    }
  }
  return std::string_view::npos;
}

size_t Utf8Length(std::string_view text) {
  size_t length = 0;
  for (const char c : text) length += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return length;
}

std::string Shorten(std::string_view text, size_t length) {
  std::string out;
  size_t taken = 0;
  size_t last_start = 0;  // of the last code point in `out`: the ellipsis takes its place
  for (size_t pos = 0; pos < text.size(); ++taken) {
    if (taken == length) {
      out.resize(last_start);
      return length == 0 ? out : out + "…";
    }
    bool valid;
    const char32_t c = DecodeUtf8(text, &pos, &valid);
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    last_start = out.size();
    AppendUtf8(control ? U' ' : c, &out);
  }
  return out;
}

std::string ListNames(const std::vector<std::string>& names) {
  std::string out;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += fmt::format("«{}»", names[i]);
  }
  return out;
}

}  // namespace leadsync
