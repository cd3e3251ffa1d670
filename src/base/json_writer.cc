// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/json.h"
#include "base/plain_bytes.h"
#include "base/text.h"

namespace leadsync {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void AppendEscape(unsigned char c, std::string* out) {
  switch (c) {
    case '"':
      out->append("\\\"");
      break;
    case '\\':
      out->append("\\\\");
      break;
    case '\n':
      out->append("\\n");
      break;
    case '\r':
      out->append("\\r");
      break;
    case '\t':
      out->append("\\t");
      break;
    default:
      fmt::format_to(std::back_inserter(*out), "\\u{:04x}", c);
  }
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  while (true) {
    const size_t plain = PlainPrefix<'"', '\\'>(text);
    out->append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const unsigned char c = static_cast<unsigned char>(text[0]);
    if (c < 0x80) {
      AppendEscape(c, out);
      text.remove_prefix(1);
      continue;
    }
    size_t other = 1;
    while (other < text.size() && static_cast<unsigned char>(text[other]) >= 0x80) ++other;
    const size_t valid = std::min(other, FindInvalidUtf8(text.substr(0, other)));
    out->append(text.substr(0, valid));
    if (valid < other) out->append(kReplacement);
    text.remove_prefix(std::min(other, valid + 1));
  }
  out->push_back('"');
}

JsonWriter& JsonWriter::BeginObject() {
  Separate();
  out_->push_back('{');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::EndObject() {
  out_->push_back('}');
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::BeginArray() {
  Separate();
  out_->push_back('[');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::EndArray() {
  out_->push_back(']');
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::Key(std::string_view name) {
  Separate();
  AppendJsonString(name, out_);
  out_->push_back(':');
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view text) {
  Separate();
  AppendJsonString(text, out_);
  return *this;
}

JsonWriter& JsonWriter::Int(int64_t n) {
  Separate();
  const fmt::format_int digits(n);
  out_->append(digits.data(), digits.size());
  return *this;
}

JsonWriter& JsonWriter::Double(double n) {
  Separate();
  if (std::isfinite(n)) {
    fmt::format_to(std::back_inserter(*out_), "{}", n);
  } else {
    out_->append("null");
  }
  return *this;
}

JsonWriter& JsonWriter::Bool(bool b) {
  Separate();
  out_->append(b ? "true" : "false");
  return *this;
}

JsonWriter& JsonWriter::Null() {
  Separate();
  out_->append("null");
  return *this;
}

JsonWriter& JsonWriter::Value(JsonValue value) {
  Separate();
  value.DumpTo(out_);
  return *this;
}

JsonWriter& JsonWriter::Raw(std::string_view json) {
  Separate();
  out_->append(json);
  return *this;
}

}  // namespace leadsync
