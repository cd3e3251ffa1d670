// SPDX-License-Identifier: MIT
#include "sandbox/php_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>

namespace leadsync::sandbox {
namespace {

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

}  // namespace

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

void AppendInt(int64_t n, std::string* out) {
  char buffer[24];
  out->append(buffer, std::to_chars(buffer, buffer + sizeof buffer, n).ptr);
}

void AppendPhpDouble(double d, int digits, char exponent, std::string* out) {
  if (!std::isfinite(d)) {
    out->push_back('0');  // JSON has no word for it
    return;
  }
  // The digits and the place of the point, as zend_dtoa gives them to zend_gcvt.
  char buffer[48];
  char* begin = buffer;
  char* end = digits < 0
                  ? std::to_chars(begin, std::end(buffer), d, std::chars_format::scientific).ptr
                  : std::to_chars(begin, std::end(buffer), d, std::chars_format::scientific,
                                  std::min(digits, 17) - 1)
                        .ptr;
  if (*begin == '-') {
    out->push_back('-');
    ++begin;
  }
  char* e = std::find(begin, end, 'e');
  int power = 0;
  std::from_chars(e + (e[1] == '+' ? 2 : 1), end, power);
  if (e - begin > 1) {  // "1.25" becomes "125"
    begin[1] = begin[0];
    ++begin;
  }
  std::string_view number(begin, static_cast<size_t>(e - begin));
  while (number.size() > 1 && number.back() == '0') number.remove_suffix(1);
  int point = power + 1;
  if (point < 0 ? point < -3 : point > (digits < 0 ? 17 : digits)) {
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
    if (number.size() > whole) {
      *out += '.';
      *out += number.substr(whole);
    }
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

void AppendPhpJsonKey(const PhpArray::Key& key, std::string* out) {
  if (key.is_number) {
    out->push_back('"');
    AppendInt(key.number, out);
    out->push_back('"');
  } else {
    AppendPhpJsonString(key.text, out);
  }
  out->push_back(':');
}

void PhpValue::AppendJson(std::string* out) const {
  if (IsString()) {
    AppendPhpJsonString(string(), out);
  } else if (IsArray()) {
    AppendPhpArray(array(), out,
                   [out](const PhpArray::Entry& entry) { entry.value.AppendJson(out); });
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
