// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/utf8.h"
#include "csv/encoding.h"

namespace leadsync::csv {
namespace {

constexpr char32_t kByteOrderMark = 0xFEFF;

// What people read as the same; null if there is nothing in ASCII.
const char* Likeness(char32_t c) {
  if (c == 0x00A0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F) return " ";
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return "-";
  if (c >= 0x2018 && c <= 0x201B) return "'";
  if ((c >= 0x201C && c <= 0x201F) || c == 0x00AB || c == 0x00BB) return "\"";
  if (c == 0x2026) return "...";
  if (c == 0x2192) return "->";
  return nullptr;
}

// glibc drops these without a word wherever the encoding is not a Unicode one.
constexpr char32_t kFirstTag = 0xE0000;
constexpr bool IsTag(char32_t c) { return c >= kFirstTag && c <= 0xE007F; }
constexpr std::string_view kTagStart = "\xF3\xA0";

}  // namespace

Encoder::Encoder(const std::string& encoding, bool byte_order_mark) {
  if (encoding != "UTF-8") {
    converter_.emplace(encoding, "UTF-8");
    std::string tag;
    AppendUtf8(kFirstTag, &tag);
    std::string_view in = tag;
    std::string written;
    converter_->Convert(&in, &written);
    converter_->Finish(&written);
    loses_tags_ = written.empty();
  }
  if (!byte_order_mark) return;
  std::string mark;
  AppendUtf8(kByteOrderMark, &mark);
  std::string_view in = mark;
  if (!converter_) {
    prefix_ = mark;
  } else if (converter_->Convert(&in, &prefix_) == Converter::Stop::kEnd) {
    converter_->Finish(&prefix_);
  } else {
    prefix_.clear();
  }
}

size_t Encoder::Append(std::string_view utf8, std::string* out) {
  if (!converter_) {
    out->append(utf8);
    return 0;
  }
  size_t replaced = 0;
  for (size_t tag; loses_tags_ && (tag = utf8.find(kTagStart)) != std::string_view::npos;) {
    size_t end = tag;
    bool valid = false;
    const char32_t c = DecodeUtf8(utf8, &end, &valid);
    replaced += AppendPart(utf8.substr(0, IsTag(c) ? tag : end), out);
    if (IsTag(c)) {
      AppendSubstitute(c, out);
      ++replaced;
    }
    utf8.remove_prefix(end);
  }
  return replaced + AppendPart(utf8, out);
}

size_t Encoder::AppendPart(std::string_view utf8, std::string* out) {
  size_t replaced = 0;
  while (converter_->Convert(&utf8, out) != Converter::Stop::kEnd) {
    size_t used = 0;
    bool valid = false;
    const char32_t c = DecodeUtf8(utf8, &used, &valid);
    AppendSubstitute(c, out);
    utf8.remove_prefix(used);
    ++replaced;
  }
  converter_->Finish(out);
  return replaced;
}

void Encoder::AppendSubstitute(char32_t character, std::string* out) {
  const char* likeness = Likeness(character);
  const std::string text =
      likeness != nullptr ? likeness : fmt::format("<U+{:04X}>", static_cast<uint32_t>(character));
  std::string_view in = text;
  converter_->Convert(&in, out);
}

}  // namespace leadsync::csv
