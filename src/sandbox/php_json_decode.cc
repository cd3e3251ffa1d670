// SPDX-License-Identifier: MIT
// json_decode() as PHP 8 does it (ext/json/json_scanner.re).
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <unordered_set>

#include "sandbox/php_json.h"

namespace leadsync::sandbox {
namespace {

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
    std::unordered_set<std::string> seen;
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
          for (const auto& entry : members) seen.insert(entry.key.ToString());
        }
        bool fresh = members.size() < kManyMembers ? members.Find(name) == nullptr
                                                   : seen.insert(name).second;
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
      SkipPlain();
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
  static bool IsPlain(char c) {
    return static_cast<unsigned char>(c) - 0x20u < 0x60u && c != '"' && c != '\\';
  }

  /// Eight bytes at a time: bodies are one long text after the other.
  void SkipPlain() {
    constexpr uint64_t kOnes = 0x0101010101010101;
    constexpr uint64_t kHigh = 0x8080808080808080;
    while (s_.size() - i_ >= 8) {
      uint64_t word = 0;
      std::memcpy(&word, s_.data() + i_, 8);
      uint64_t quote = word ^ (kOnes * '"');
      uint64_t slash = word ^ (kOnes * '\\');
      // The high bit of a byte is set if it is above 0x7F, below 0x20, a quote or a backslash.
      uint64_t stop = word | (word - kOnes * 0x20) | (quote - kOnes) | (slash - kOnes);
      if ((stop & kHigh) != 0) break;
      i_ += 8;
    }
    while (i_ < s_.size() && IsPlain(s_[i_])) ++i_;
  }

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

}  // namespace

std::optional<PhpValue> DecodePhpJson(std::string_view text) { return Decoder(text).Run(); }

}  // namespace leadsync::sandbox
