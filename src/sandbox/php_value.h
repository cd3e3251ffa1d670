// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace leadsync::sandbox {

class PhpArray;

/// A PHP value: what the real server computes with. Arrays are ordered maps whose keys are
/// integers or strings; copies are deep.
class PhpValue {
 public:
  PhpValue() = default;                                 ///< null
  PhpValue(bool b) : v_(b) {}                           // NOLINT: values convert
  PhpValue(int n) : v_(static_cast<int64_t>(n)) {}      // NOLINT
  PhpValue(int64_t n) : v_(n) {}                        // NOLINT
  PhpValue(double d) : v_(d) {}                         // NOLINT
  PhpValue(std::string s) : v_(std::move(s)) {}         // NOLINT
  PhpValue(std::string_view s) : v_(std::string(s)) {}  // NOLINT
  PhpValue(const char* s) : v_(std::string(s)) {}       // NOLINT
  PhpValue(PhpArray array);                             // NOLINT
  PhpValue(const PhpValue& other);
  PhpValue(PhpValue&&) noexcept = default;
  PhpValue& operator=(const PhpValue& other);
  PhpValue& operator=(PhpValue&&) noexcept = default;
  ~PhpValue();

  bool IsNull() const { return std::holds_alternative<std::monostate>(v_); }
  bool IsBool() const { return std::holds_alternative<bool>(v_); }
  bool IsInt() const { return std::holds_alternative<int64_t>(v_); }
  bool IsDouble() const { return std::holds_alternative<double>(v_); }
  bool IsString() const { return std::holds_alternative<std::string>(v_); }
  bool IsArray() const { return std::holds_alternative<std::unique_ptr<PhpArray>>(v_); }

  /// The casts of PHP: (string) of an array is "Array", (int)"12abc" is 12, "0" and "" are false.
  std::string ToString() const;
  int64_t ToInt() const;
  double ToDouble() const;
  bool Truthy() const;

  bool boolean() const { return std::get<bool>(v_); }
  int64_t integer() const { return std::get<int64_t>(v_); }
  double real() const { return std::get<double>(v_); }
  const std::string& string() const { return std::get<std::string>(v_); }
  const PhpArray& array() const { return *std::get<std::unique_ptr<PhpArray>>(v_); }
  PhpArray& array() { return *std::get<std::unique_ptr<PhpArray>>(v_); }

  /// json_encode with the flags of the REST server: `<>&'"` as \u003C..., `/` as `\/`, other
  /// characters raw, invalid UTF-8 replaced; an array with keys 0..n-1 in order is a list, an
  /// empty array is [].
  void AppendJson(std::string* out) const;

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, std::unique_ptr<PhpArray>> v_;
};

class PhpArray {
 public:
  /// A key after PHP's rule: "5" is the integer 5, "05" and "-0" stay strings.
  struct Key {
    Key(int64_t n) : number(n), is_number(true) {}           // NOLINT
    Key(int n) : number(n), is_number(true) {}               // NOLINT
    Key(std::string_view s);                                 // NOLINT
    Key(const char* s) : Key(std::string_view(s)) {}         // NOLINT
    Key(const std::string& s) : Key(std::string_view(s)) {}  // NOLINT
    bool operator==(const Key&) const = default;
    std::string ToString() const;
    int64_t number = 0;
    std::string text;
    bool is_number = false;
  };
  struct Entry {
    Key key;
    PhpValue value;
  };

  static PhpArray List(std::vector<PhpValue> items);

  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  const PhpValue* Find(const Key& key) const;
  PhpValue* Find(const Key& key);
  /// Finds or makes; new keys go to the end.
  PhpValue& operator[](const Key& key);
  void Set(Key key, PhpValue value);
  /// A new entry at the end; the caller knows that the key is not there yet.
  PhpValue& Append(Key key, PhpValue value);
  void Reserve(size_t size) { entries_.reserve(size); }
  /// `$a[] = value`.
  void Push(PhpValue value);
  void Erase(const Key& key);
  std::vector<Entry>::const_iterator begin() const { return entries_.begin(); }
  std::vector<Entry>::const_iterator end() const { return entries_.end(); }
  std::vector<Entry>::iterator begin() { return entries_.begin(); }
  std::vector<Entry>::iterator end() { return entries_.end(); }

 private:
  std::vector<Entry> entries_;  // small: linear look-up is the fastest
  int64_t next_ = 0;
};

}  // namespace leadsync::sandbox
