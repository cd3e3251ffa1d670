// SPDX-License-Identifier: MIT
#include "sandbox/php_json.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <unordered_map>

namespace leadsync::sandbox {
namespace {

/// Length of the well-formed UTF-8 sequence at `s[i]`, or 0; `s[i]` is no ASCII.
size_t Utf8SequenceAt(std::string_view s, size_t i) {
  auto byte = [&](size_t k) { return static_cast<unsigned char>(s[i + k]); };
  unsigned char lead = byte(0);
  size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || i + length > s.size()) return 0;
  for (size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xC0) != 0x80) return 0;
  }
  unsigned char second = byte(1);
  if (lead == 0xE0 && second < 0xA0) return 0;
  if (lead == 0xED && second > 0x9F) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;
  if (lead == 0xF4 && second > 0x8F) return 0;
  return length;
}

/// What stands for a byte: empty when it stands for itself.
std::string_view Escape(unsigned char c) {
  switch (c) {
    case '"':
      return "\\u0022";
    case '&':
      return "\\u0026";
    case '\'':
      return "\\u0027";
    case '<':
      return "\\u003C";
    case '>':
      return "\\u003E";
    case '\\':
      return "\\\\";
    case '/':
      return "\\/";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

/// True for bytes that need a look before they are copied.
constexpr std::array<bool, 256> kSpecial = [] {
  std::array<bool, 256> out{};
  for (size_t c = 0; c < 256; ++c) out[c] = c < 0x20 || c >= 0x80;
  for (char c : {'"', '&', '\'', '<', '>', '\\', '/'}) out[static_cast<unsigned char>(c)] = true;
  return out;
}();

class Decoder {
 public:
  explicit Decoder(std::string_view text) : s_(text) {}

  std::optional<PhpValue> Run() {
    PhpValue value;
    if (!Value(&value, 1)) return std::nullopt;
    Blanks();
    if (i_ != s_.size()) return std::nullopt;
    return value;
  }

 private:
  static constexpr int kDepth = 512;
  static constexpr size_t kManyMembers = 32;

  void Blanks() {
    while (i_ < s_.size() &&
           (s_[i_] == ' ' || s_[i_] == '\t' || s_[i_] == '\n' || s_[i_] == '\r')) {
      ++i_;
    }
  }
  bool Take(char c) {
    if (i_ >= s_.size() || s_[i_] != c) return false;
    ++i_;
    return true;
  }
  /// PHP's scanner takes the words in any case.
  bool Word(std::string_view word) {
    if (s_.size() - i_ < word.size()) return false;
    for (size_t k = 0; k < word.size(); ++k) {
      if ((s_[i_ + k] | 0x20) != word[k]) return false;
    }
    i_ += word.size();
    return true;
  }

  bool Value(PhpValue* out, int depth) {
    Blanks();
    if (i_ >= s_.size()) return false;
    switch (s_[i_]) {
      case '{':
        return depth <= kDepth && Object(out, depth);
      case '[':
        return depth <= kDepth && List(out, depth);
      case '"': {
        std::string text;
        if (!String(&text)) return false;
        *out = PhpValue(std::move(text));
        return true;
      }
      case 't':
      case 'T':
        *out = true;
        return Word("true");
      case 'f':
      case 'F':
        *out = false;
        return Word("false");
      case 'n':
      case 'N':
        *out = PhpValue();
        return Word("null");
      default:
        return Number(out);
    }
  }

  bool List(PhpValue* out, int depth) {
    ++i_;
    PhpArray items;
    Blanks();
    if (!Take(']')) {
      do {
        PhpValue item;
        if (!Value(&item, depth + 1)) return false;
        items.Push(std::move(item));
        Blanks();
      } while (Take(','));
      if (!Take(']')) return false;
    }
    *out = std::move(items);
    return true;
  }

  bool Object(PhpValue* out, int depth) {
    ++i_;
    PhpArray members;
    // Look-up in a PhpArray is linear: right for the usual handful, not for 100,000 members.
    std::unordered_map<std::string, bool> seen;
    Blanks();
    if (!Take('}')) {
      do {
        Blanks();
        std::string name;
        if (i_ >= s_.size() || s_[i_] != '"' || !String(&name)) return false;
        Blanks();
        PhpValue value;
        if (!Take(':') || !Value(&value, depth + 1)) return false;
        if (members.size() == kManyMembers) {
          for (const auto& entry : members) seen.emplace(entry.key.ToString(), true);
        }
        bool fresh = members.size() < kManyMembers ? members.Find(name) == nullptr
                                                   : seen.emplace(name, true).second;
        if (fresh) {
          members.Append(name, std::move(value));
        } else {
          members.Set(name, std::move(value));
        }
        Blanks();
      } while (Take(','));
      if (!Take('}')) return false;
    }
    *out = std::move(members);
    return true;
  }

  bool Number(PhpValue* out) {
    size_t from = i_;
    bool negative = Take('-');
    if (i_ >= s_.size()) return false;
    if (s_[i_] == '0') {
      ++i_;
    } else if (!Digits()) {
      return false;
    }
    bool whole = true;
    if (i_ + 1 < s_.size() && s_[i_] == '.' && IsDigit(s_[i_ + 1])) {
      ++i_;
      Digits();
      whole = false;
    }
    if (i_ < s_.size() && (s_[i_] == 'e' || s_[i_] == 'E')) {
      ++i_;
      if (!Take('+')) Take('-');
      if (!Digits()) return false;
      whole = false;
    }
    std::string_view text = s_.substr(from, i_ - from);
    int64_t n = 0;
    if (whole && std::from_chars(text.data(), text.data() + text.size(), n).ec == std::errc()) {
      *out = negative && n == 0 ? PhpValue(-0.0) : PhpValue(n);
      return true;
    }
    double d = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), d).ec != std::errc()) {
      d = std::strtod(std::string(text).c_str(), nullptr);
    }
    *out = d;
    return true;
  }
  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }
  bool Digits() {
    size_t from = i_;
    while (i_ < s_.size() && IsDigit(s_[i_])) ++i_;
    return i_ > from;
  }

  bool String(std::string* out) {
    ++i_;
    for (;;) {
      size_t from = i_;
      while (i_ < s_.size() && s_[i_] != '"' && s_[i_] != '\\' && IsPlain(s_[i_])) ++i_;
      out->append(s_, from, i_ - from);
      if (i_ >= s_.size()) return false;
      char c = s_[i_];
      if (c == '"') {
        ++i_;
        return true;
      }
      if (c == '\\') {
        if (!EscapeSequence(out)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) return false;
      size_t length = Utf8SequenceAt(s_, i_);
      if (length == 0) return false;
      out->append(s_, i_, length);
      i_ += length;
    }
  }
  static bool IsPlain(char c) { return static_cast<unsigned char>(c) - 0x20u < 0x60u; }

  bool EscapeSequence(std::string* out) {
    if (++i_ >= s_.size()) return false;
    char c = s_[i_++];
    switch (c) {
      case '"':
      case '\\':
      case '/':
        out->push_back(c);
        return true;
      case 'b':
        out->push_back('\b');
        return true;
      case 'f':
        out->push_back('\f');
        return true;
      case 'n':
        out->push_back('\n');
        return true;
      case 'r':
        out->push_back('\r');
        return true;
      case 't':
        out->push_back('\t');
        return true;
      case 'u':
        return Unicode(out);
      default:
        return false;
    }
  }

  bool Hex4(uint32_t* code) {
    if (s_.size() - i_ < 4) return false;
    const char* end = s_.data() + i_ + 4;
    auto [stopped, error] = std::from_chars(s_.data() + i_, end, *code, 16);
    if (error != std::errc() || stopped != end) return false;
    i_ += 4;
    return true;
  }

  bool Unicode(std::string* out) {
    uint32_t code = 0;
    if (!Hex4(&code) || (code >= 0xDC00 && code <= 0xDFFF)) return false;
    if (code >= 0xD800 && code <= 0xDBFF) {
      uint32_t low = 0;
      if (!Take('\\') || !Take('u') || !Hex4(&low) || low < 0xDC00 || low > 0xDFFF) return false;
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    auto put = [&](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | code >> 6);
      put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    }
    return true;
  }

  std::string_view s_;
  size_t i_ = 0;
};

void AppendArray(const PhpArray& array, std::string* out) {
  int64_t expected = 0;
  bool list = true;
  for (const auto& entry : array) {
    list = list && entry.key.is_number && entry.key.number == expected;
    ++expected;
  }
  out->push_back(list ? '[' : '{');
  bool first = true;
  for (const auto& entry : array) {
    if (!first) out->push_back(',');
    first = false;
    if (!list) {
      if (entry.key.is_number) {
        out->push_back('"');
        AppendInt(entry.key.number, out);
        out->push_back('"');
      } else {
        AppendPhpJsonString(entry.key.text, out);
      }
      out->push_back(':');
    }
    entry.value.AppendJson(out);
  }
  out->push_back(list ? ']' : '}');
}

}  // namespace

std::optional<PhpValue> DecodePhpJson(std::string_view text) { return Decoder(text).Run(); }

void AppendInt(int64_t n, std::string* out) {
  char buffer[24];
  out->append(buffer, std::to_chars(buffer, buffer + sizeof buffer, n).ptr);
}

void AppendPhpDouble(double d, int digits, char exponent, std::string* out) {
  // The digits and the place of the point, as zend_dtoa gives them to zend_gcvt.
  char buffer[40];
  auto [end, error] =
      digits < 0 ? std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific)
                 : std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific,
                                 digits - 1);
  std::string_view text(buffer, error == std::errc() ? static_cast<size_t>(end - buffer) : 0);
  if (text.empty() || !std::isfinite(d)) {
    out->push_back('0');  // JSON has no word for it
    return;
  }
  if (text[0] == '-') {
    out->push_back('-');
    text.remove_prefix(1);
  }
  size_t e = text.find('e');
  int power = std::atoi(std::string(text.substr(e + 1)).c_str());
  std::string number(text.substr(0, 1));
  if (e > 2) number += text.substr(2, e - 2);
  while (number.size() > 1 && number.back() == '0') number.pop_back();
  int most = digits < 0 ? 17 : digits;
  int point = power + 1;
  if (point < 0 ? point < -3 : point > most) {
    *out += number[0];
    *out += '.';
    *out += number.size() > 1 ? number.substr(1) : "0";
    *out += exponent;
    *out += power < 0 ? '-' : '+';
    AppendInt(std::abs(power), out);
  } else if (point <= 0) {
    *out += "0.";
    out->append(static_cast<size_t>(-point), '0');
    *out += number;
  } else {
    size_t whole = static_cast<size_t>(point);
    *out += number.substr(0, whole);
    if (number.size() < whole) out->append(whole - number.size(), '0');
    if (number.size() > whole) *out += '.' + number.substr(whole);
  }
}

void AppendPhpJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t i = 0;
  while (i < text.size()) {
    size_t from = i;
    while (i < text.size() && !kSpecial[static_cast<unsigned char>(text[i])]) ++i;
    out->append(text, from, i - from);
    if (i >= text.size()) break;
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      std::string_view escaped = Escape(c);
      if (!escaped.empty()) {
        *out += escaped;
      } else {
        constexpr char kHex[] = "0123456789abcdef";
        *out += "\\u00";
        out->push_back(kHex[c >> 4]);
        out->push_back(kHex[c & 15]);
      }
      ++i;
      continue;
    }
    size_t length = Utf8SequenceAt(text, i);
    if (length == 0) {
      *out += "\xEF\xBF\xBD";
      ++i;
    } else if (text.substr(i, length) == "\xE2\x80\xA8") {
      *out += "\\u2028";  // line ends of JavaScript stay escaped
      i += length;
    } else if (text.substr(i, length) == "\xE2\x80\xA9") {
      *out += "\\u2029";
      i += length;
    } else {
      out->append(text, i, length);
      i += length;
    }
  }
  out->push_back('"');
}

void PhpValue::AppendJson(std::string* out) const {
  if (IsString()) {
    AppendPhpJsonString(string(), out);
  } else if (IsArray()) {
    AppendArray(array(), out);
  } else if (IsInt()) {
    AppendInt(integer(), out);
  } else if (IsBool()) {
    *out += boolean() ? "true" : "false";
  } else if (IsDouble()) {
    AppendPhpDouble(real(), -1, 'e', out);
  } else {
    *out += "null";
  }
}

}  // namespace leadsync::sandbox
