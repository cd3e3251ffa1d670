// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/shared_name.h"

namespace leadsync {

enum class JsonKind : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

struct JsonNode;
struct JsonMember;

/// A handle to a value inside a JsonDocument; cheap to copy, valid as long as the document.
/// A default-constructed handle stands for "absent": kind kNull and `exists()` false. Look-ups on
/// values of another kind answer absent, so that chains such as `root["result"]["ID"]` never
/// fail: a portal may send anything.
class JsonValue {
 public:
  JsonValue() = default;
  explicit JsonValue(const JsonNode* node) : node_(node) {}

  bool exists() const { return node_ != nullptr; }
  JsonKind kind() const;
  bool IsNull() const { return kind() == JsonKind::kNull; }  ///< absent counts as null
  bool IsBool() const { return kind() == JsonKind::kBool; }
  bool IsNumber() const { return kind() == JsonKind::kNumber; }
  bool IsString() const { return kind() == JsonKind::kString; }
  bool IsArray() const { return kind() == JsonKind::kArray; }
  bool IsObject() const { return kind() == JsonKind::kObject; }

  bool boolean() const;
  /// The characters of a string, or of a number exactly as it was written; else empty.
  std::string_view text() const;
  /// A number, or a string that is wholly a number; else nothing.
  std::optional<double> number() const;
  /// An integer in a number or a string ("17"), no rounding; else nothing.
  std::optional<int64_t> integer() const;

  /// Elements of an array or members of an object.
  size_t size() const;
  JsonValue operator[](size_t index) const;  ///< element, or the index-th member's value
  std::string_view key(size_t index) const;  ///< the index-th member's name
  size_t key_offset(size_t index) const;     ///< where that name stands in the text
  /// The member of that name (the last one if it is doubled), or absent.
  JsonValue operator[](std::string_view name) const;

  /// Byte offset in the parsed text at which this value was recognised: on its line.
  size_t offset() const;
  /// Compact JSON of this value; numbers as written, non-ASCII as UTF-8.
  std::string Dump() const;
  void DumpTo(std::string* out) const;

 private:
  const JsonNode* node_ = nullptr;
};

/// What parsing failed on.
class JsonError : public Error {
 public:
  JsonError(const std::string& text, size_t offset) : Error(text), offset_(offset) {}
  size_t offset() const { return offset_; }

 private:
  size_t offset_;
};

/// A parsed text. Keeps the order and doubles of members, numbers as written.
class JsonDocument {
 public:
  enum class Dialect { kStrict, kCommentsAndTrailingCommas };

  /// Takes the text over (strings are unescaped in place). Throws JsonError; never more than
  /// 128 levels deep, nor more than 2,000,000 values: what a hostile answer makes of memory is
  /// bounded.
  static JsonDocument Parse(std::string text, Dialect dialect = Dialect::kStrict);
  JsonDocument();
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  JsonValue root() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

/// Writes compact JSON to the end of a string. Commas and colons are its own business; balance of
/// Begin and End is the caller's. Invalid UTF-8 is replaced by U+FFFD.
class JsonWriter {
 public:
  explicit JsonWriter(std::string* out) : out_(out) {}
  JsonWriter& BeginObject();
  JsonWriter& EndObject();
  JsonWriter& BeginArray();
  JsonWriter& EndArray();
  JsonWriter& Key(std::string_view name);
  /// A name that stands in the source: letters, digits, blanks and `_` only.
  template <size_t Size>
  JsonWriter& Key(const char (&name)[Size]) {
    Separate();
    out_->append(1, '"').append(name, Size - 1).append("\":", 2);
    comma_ = false;
    return *this;
  }
  template <std::same_as<SharedName> Name>
  JsonWriter& Key(const Name& name) {
    Raw(name.json());
    out_->push_back(':');
    comma_ = false;
    return *this;
  }
  JsonWriter& String(std::string_view text);
  template <std::same_as<SharedName> Name>
  JsonWriter& String(const Name& text) {
    return Raw(text.json());
  }
  JsonWriter& Int(int64_t n);
  JsonWriter& Double(double n);
  JsonWriter& Bool(bool b);
  JsonWriter& Null();
  JsonWriter& Value(JsonValue value);
  /// Text that is JSON already.
  JsonWriter& Raw(std::string_view json);

 private:
  void Separate() {
    if (comma_) out_->push_back(',');
    comma_ = true;
  }
  std::string* out_;
  bool comma_ = false;
};

/// Appends `text` as a quoted JSON string.
void AppendJsonString(std::string_view text, std::string* out);

/// 1-based line of a byte offset.
size_t LineAt(std::string_view text, size_t offset);

}  // namespace leadsync
