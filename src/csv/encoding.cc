// SPDX-License-Identifier: MIT
#include "csv/encoding.h"

#include <fmt/format.h>
#include <iconv.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "csv/messages.h"

namespace leadsync::csv {
namespace {

// iconv_open answers -1 cast to its handle type.
bool IsOpen(void* handle) { return reinterpret_cast<intptr_t>(handle) != -1; }

// Lower case, without blanks and hyphens: how people vary one name.
std::string Plain(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == ' ') continue;
    plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return plain;
}

// The names that people give to the encodings of spreadsheets; empty for any other.
std::string CommonEncoding(const std::string& plain) {
  static const std::pair<const char*, const char*> kNames[] = {
      {"utf8", "UTF-8"},        {"utf8sig", "UTF-8"},     {"utf8bom", "UTF-8"},
      {"utf8withbom", "UTF-8"}, {"utf16", "UTF-16"},      {"unicode", "UTF-16"},
      {"ucs2", "UTF-16"},       {"utf16le", "UTF-16LE"},  {"ucs2le", "UTF-16LE"},
      {"utf16be", "UTF-16BE"},  {"ucs2be", "UTF-16BE"},   {"utf32", "UTF-32"},
      {"utf32le", "UTF-32LE"},  {"utf32be", "UTF-32BE"},  {"koi8r", "KOI8-R"},
      {"koi8u", "KOI8-U"},      {"cp866", "cp866"},       {"ibm866", "cp866"},
      {"866", "cp866"},         {"latin1", "ISO-8859-1"},
  };
  for (const auto& [from, to] : kNames) {
    if (plain == from) return to;
  }
  for (std::string_view start : {"windows125", "cp125", "win125", "125"}) {
    if (plain.size() == start.size() + 1 && plain.starts_with(start) && plain.back() >= '0' &&
        plain.back() <= '8') {
      return std::string("windows-125") + plain.back();
    }
  }
  return "";
}

// Nothing that iconv takes for more than a name: "//IGNORE" would lose characters silently, and
// an empty name is the machine's own encoding.
bool IsPlausibleName(std::string_view name) {
  return !name.empty() && name.size() < 64 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':' ||
                  c == '(' || c == ')' || c == '+';
         });
}

[[noreturn]] void ThrowUnknown(std::string_view name) {
  static const std::vector<std::string> kKnown = {
      "auto",         "UTF-8",        "UTF-16",       "UTF-16LE",   "UTF-16BE",
      "windows-1250", "windows-1251", "windows-1252", "ISO-8859-1", "ISO-8859-2",
      "KOI8-R",       "KOI8-U",       "cp866",        "GB18030",    "Shift_JIS"};
  const std::vector<std::string> nearest = Nearest(name, kKnown, 1);
  Raise(said::kUnknownEncoding, Shorten(name),
        nearest.empty() ? "" : fmt::format("; did you mean «{}»?", nearest[0]));
}

}  // namespace

Converter::Converter(const std::string& to, const std::string& from)
    : handle_(iconv_open(to.c_str(), from.c_str())) {
  if (!IsOpen(handle_)) ThrowUnknown(from == "UTF-8" ? to : from);
}

Converter::~Converter() {
  if (IsOpen(handle_)) iconv_close(handle_);
}

Converter::Converter(Converter&& other) noexcept
    : handle_(std::exchange(other.handle_, reinterpret_cast<void*>(intptr_t{-1}))) {}

Converter& Converter::operator=(Converter&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Converter::Stop Converter::Convert(std::string_view* in, std::string* out) {
  // iconv's input pointer is not const, but POSIX says that it only reads.
  char* from = const_cast<char*>(in->data());
  size_t left = in->size();
  Stop stop = Stop::kEnd;
  while (left > 0) {
    const size_t before = out->size();
    const size_t room = left * 2 + 64;
    out->resize(before + room);
    char* to = out->data() + before;
    size_t space = room;
    const size_t result = iconv(handle_, &from, &left, &to, &space);
    const int reason = errno;
    out->resize(before + room - space);
    if (result != static_cast<size_t>(-1) || reason == E2BIG) continue;
    stop = reason == EINVAL ? Stop::kIncomplete : Stop::kInvalid;
    break;
  }
  in->remove_prefix(in->size() - left);
  return stop;
}

void Converter::Finish(std::string* out) {
  char rest[64];
  char* to = rest;
  size_t space = sizeof(rest);
  iconv(handle_, nullptr, nullptr, &to, &space);
  out->append(rest, sizeof(rest) - space);
}

std::string CanonicalEncoding(std::string_view name) {
  std::string common = CommonEncoding(Plain(name));
  if (!common.empty()) return common;
  if (!IsPlausibleName(name)) ThrowUnknown(name);
  std::string own(name);
  Converter probe("UTF-8", own);
  return own;
}

bool IsSingleByte(const std::string& encoding) {
  Converter converter("UTF-8", encoding);
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    std::string_view in(&c, 1);
    std::string out;
    const Converter::Stop stop = converter.Convert(&in, &out);
    converter.Finish(&out);
    if (stop == Converter::Stop::kIncomplete) return false;
    if (byte < 128 ? out != std::string(1, c) : stop == Converter::Stop::kEnd && out.empty())
      return false;
  }
  return true;
}

std::optional<std::string> DecodeAll(std::string_view bytes, const std::string& encoding) {
  if (encoding == "UTF-8") {
    if (FindInvalidUtf8(bytes) != std::string_view::npos) return std::nullopt;
    return std::string(bytes);
  }
  Converter converter("UTF-8", encoding);
  std::string out;
  if (converter.Convert(&bytes, &out) != Converter::Stop::kEnd) return std::nullopt;
  converter.Finish(&out);
  return out;
}

ByteOrderMark FindByteOrderMark(std::string_view head) {
  using namespace std::string_view_literals;
  // UTF-32's begins as UTF-16's does.
  if (head.starts_with("\xff\xfe\0\0"sv)) return {"UTF-32LE", 4};
  if (head.starts_with("\0\0\xfe\xff"sv)) return {"UTF-32BE", 4};
  if (head.starts_with("\xef\xbb\xbf"sv)) return {"UTF-8", 3};
  if (head.starts_with("\xff\xfe"sv)) return {"UTF-16LE", 2};
  if (head.starts_with("\xfe\xff"sv)) return {"UTF-16BE", 2};
  return {};
}

std::string_view GuessUtf16(std::string_view head) {
  // ASCII characters, digits and separators above all, have a NUL as their upper byte.
  size_t at_even = 0;
  size_t at_odd = 0;
  for (size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++(i % 2 == 0 ? at_even : at_odd);
  }
  if (at_odd > 10 * at_even) return "UTF-16LE";
  if (at_even > 10 * at_odd) return "UTF-16BE";
  return "";
}

}  // namespace leadsync::csv
