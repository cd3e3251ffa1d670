// SPDX-License-Identifier: MIT
#include "base/json.h"

// Texts are skipped 16 bytes at a time, where the processor is known to be able to.
#ifdef __SSE2__
#define RAPIDJSON_SSE2
#endif
#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace leadsync {

/// Children of an array or object lie side by side in `Rep::nodes` blocks; texts point into the
/// parsed text itself, where RapidJSON has unescaped them.
struct JsonNode {
  union {
    const char* text;
    const JsonNode* items;      // array
    const JsonMember* members;  // object
  };
  uint32_t size = 0;
  uint32_t offset = 0;
  JsonKind kind = JsonKind::kNull;
  bool boolean = false;

  JsonNode() : text(nullptr) {}
};

struct JsonMember {
  JsonNode value;
  const char* name = nullptr;
  uint32_t name_size = 0;
  uint32_t name_offset = 0;
};

namespace {

constexpr int kMaxDepth = 128;
/// A value takes up to 93 bytes here, but no more than 2 in a text that means harm. What portals
/// answer has less than 600,000: 50 commands of 50 leads with a hundred fields.
constexpr size_t kMaxValues = 2'000'000;

/// Memory that is given back all at once; what it holds needs no destructor.
class Arena {
 public:
  template <typename T>
  T* Copy(const T* from, size_t n) {
    const size_t bytes = n * sizeof(T);
    if (bytes == 0) return nullptr;
    if (blocks_.empty() || used_ + bytes > size_) {
      size_ = std::max<size_t>(bytes, blocks_.empty() ? 4096 : 65536);
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size_));
      used_ = 0;
    }
    T* to = reinterpret_cast<T*>(blocks_.back().get() + used_);
    std::uninitialized_copy_n(from, n, to);
    used_ += (bytes + 15) & ~size_t{15};
    return to;
  }

 private:
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  size_t size_ = 0;
  size_t used_ = 0;
};

/// Builds nodes from RapidJSON's events. Children wait on `stack_` until their parent ends.
template <typename Stream>
class Builder {
 public:
  Builder(Arena* arena, Stream* stream) : arena_(arena), stream_(stream) {}

  bool Null() {
    Push(JsonKind::kNull, Here());
    return !too_many();
  }
  bool Bool(bool b) {
    Push(JsonKind::kBool, Here()).boolean = b;
    return !too_many();
  }
  bool RawNumber(const char* text, rapidjson::SizeType n, bool) {
    return Text(JsonKind::kNumber, text, n);
  }
  bool String(const char* text, rapidjson::SizeType n, bool) {
    return Text(JsonKind::kString, text, n);
  }
  bool Key(const char* text, rapidjson::SizeType n, bool) {
    stack_.emplace_back();
    stack_.back().name = text;
    stack_.back().name_size = n;
    stack_.back().name_offset = OffsetOf(text);
    return true;
  }
  bool StartObject() { return Open(JsonKind::kObject); }
  bool StartArray() { return Open(JsonKind::kArray); }
  bool EndObject(rapidjson::SizeType) {
    const size_t first = open_.back() + 1;
    JsonNode& node = stack_[open_.back()].value;
    node.size = static_cast<uint32_t>(stack_.size() - first);
    node.members = arena_->Copy(stack_.data() + first, node.size);
    return Close(first);
  }
  bool EndArray(rapidjson::SizeType) {
    const size_t first = open_.back() + 1;
    JsonNode& node = stack_[open_.back()].value;
    node.size = static_cast<uint32_t>(stack_.size() - first);
    items_.clear();
    for (size_t i = first; i < stack_.size(); ++i) items_.push_back(stack_[i].value);
    node.items = arena_->Copy(items_.data(), items_.size());
    return Close(first);
  }

  // Unused events of the handler concept: numbers come raw.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  const JsonNode& root() const { return stack_.front().value; }
  bool too_many() const { return values_ > kMaxValues; }

 private:
  /// Of the token that ended just before the stream's position.
  uint32_t Here() const { return static_cast<uint32_t>(stream_->Tell() - 1); }
  /// Of a text: the stream itself stands at its beginning while the event runs.
  uint32_t OffsetOf(const char* text) const { return static_cast<uint32_t>(text - stream_->head_); }
  /// The place of the next value: the slot that `Key` made, or a new one.
  JsonNode& Push(JsonKind kind, uint32_t offset) {
    const bool in_object = !open_.empty() && stack_[open_.back()].value.kind == JsonKind::kObject;
    if (!in_object) stack_.emplace_back();
    JsonNode& node = stack_.back().value;
    node.kind = kind;
    node.offset = offset;
    ++values_;
    return node;
  }
  bool Text(JsonKind kind, const char* text, rapidjson::SizeType n) {
    JsonNode& node = Push(kind, OffsetOf(text));
    node.text = text;
    node.size = n;
    return !too_many();
  }
  bool Open(JsonKind kind) {
    if (open_.size() >= kMaxDepth) return false;
    Push(kind, Here());
    open_.push_back(stack_.size() - 1);
    return !too_many();
  }
  bool Close(size_t first) {
    stack_.resize(first);
    open_.pop_back();
    return true;
  }

  Arena* arena_;
  Stream* stream_;
  std::vector<JsonMember> stack_;
  std::vector<size_t> open_;
  std::vector<JsonNode> items_;
  size_t values_ = 0;
};

/// Numbers come as they were written; strings are unescaped in place.
constexpr unsigned kBase = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr unsigned kLenient =
    kBase | rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag;

/// RapidJSON's words, as part of a sentence.
std::string WordsOf(rapidjson::ParseErrorCode code) {
  std::string words = rapidjson::GetParseError_En(code);
  if (words.ends_with('.')) words.pop_back();
  return words;
}

}  // namespace

struct JsonDocument::Rep {
  std::string text;
  Arena arena;
  JsonNode root;
};

JsonDocument::JsonDocument() : rep_(std::make_unique<Rep>()) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

JsonDocument JsonDocument::Parse(std::string text, Dialect dialect) {
  JsonDocument document;
  Rep& rep = *document.rep_;
  if (text.size() >= UINT32_MAX) throw JsonError("a JSON text of 4 GiB or more", 0);
  if (const size_t nul = text.find('\0'); nul != std::string::npos)
    throw JsonError("a NUL byte in a JSON text", nul);
  // All at once: RapidJSON would validate character by character.
  if (const size_t bad = FindInvalidUtf8(text); bad != std::string::npos)
    throw JsonError(WordsOf(rapidjson::kParseErrorStringInvalidEncoding), bad);
  // The 16 bytes that are looked at at once may lie partly behind the end.
  text.append(16, '\0');
  rep.text = std::move(text);
  using Stream = rapidjson::InsituStringStream;
  Stream stream(rep.text.data());
  Builder<Stream> builder(&rep.arena, &stream);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = dialect == Dialect::kStrict
                                            ? reader.Parse<kBase>(stream, builder)
                                            : reader.Parse<kLenient>(stream, builder);
  if (result.IsError()) {
    const bool ours = result.Code() == rapidjson::kParseErrorTermination;
    throw JsonError(!ours ? WordsOf(result.Code())
                    : builder.too_many()
                        ? fmt::format("more than {} values in one text", kMaxValues)
                        : fmt::format("nested more than {} levels deep", kMaxDepth),
                    result.Offset());
  }
  rep.root = builder.root();
  return document;
}

JsonValue JsonDocument::root() const { return JsonValue(&rep_->root); }

JsonKind JsonValue::kind() const { return node_ ? node_->kind : JsonKind::kNull; }
bool JsonValue::boolean() const { return IsBool() && node_->boolean; }

std::string_view JsonValue::text() const {
  if (!IsString() && !IsNumber()) return {};
  return {node_->text, node_->size};
}

std::optional<double> JsonValue::number() const {
  const std::string_view s = text();
  double n = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || error != std::errc() || end != s.data() + s.size() || !std::isfinite(n))
    return std::nullopt;
  return n;
}

std::optional<int64_t> JsonValue::integer() const {
  const std::string_view s = text();
  int64_t n = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || error != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return n;
}

size_t JsonValue::size() const { return IsArray() || IsObject() ? node_->size : 0; }

JsonValue JsonValue::operator[](size_t index) const {
  if (index >= size()) return {};
  return JsonValue(IsArray() ? node_->items + index : &node_->members[index].value);
}

std::string_view JsonValue::key(size_t index) const {
  if (!IsObject() || index >= size()) return {};
  return {node_->members[index].name, node_->members[index].name_size};
}

size_t JsonValue::key_offset(size_t index) const {
  return IsObject() && index < size() ? node_->members[index].name_offset : 0;
}

JsonValue JsonValue::operator[](std::string_view name) const {
  if (!IsObject()) return {};
  for (size_t i = node_->size; i-- > 0;) {
    const JsonMember& m = node_->members[i];
    if (m.name_size == name.size() && std::memcmp(m.name, name.data(), name.size()) == 0)
      return JsonValue(&m.value);
  }
  return {};
}

size_t JsonValue::offset() const { return node_ ? node_->offset : 0; }

std::string JsonValue::Dump() const {
  std::string out;
  DumpTo(&out);
  return out;
}

void JsonValue::DumpTo(std::string* out) const {
  switch (kind()) {
    case JsonKind::kNull:
      out->append("null");
      break;
    case JsonKind::kBool:
      out->append(boolean() ? "true" : "false");
      break;
    case JsonKind::kNumber:
      out->append(text());
      break;
    case JsonKind::kString:
      AppendJsonString(text(), out);
      break;
    case JsonKind::kArray:
      out->push_back('[');
      for (size_t i = 0; i < size(); ++i) {
        if (i) out->push_back(',');
        (*this)[i].DumpTo(out);
      }
      out->push_back(']');
      break;
    case JsonKind::kObject:
      out->push_back('{');
      for (size_t i = 0; i < size(); ++i) {
        if (i) out->push_back(',');
        AppendJsonString(key(i), out);
        out->push_back(':');
        (*this)[i].DumpTo(out);
      }
      out->push_back('}');
      break;
  }
}

size_t LineAt(std::string_view text, size_t offset) {
  size_t line = 1;
  for (size_t i = 0; i < offset && i < text.size(); ++i) line += text[i] == '\n';
  return line;
}

}  // namespace leadsync
