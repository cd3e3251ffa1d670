// SPDX-License-Identifier: MIT
#include "sandbox/php_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "sandbox/php_json.h"

namespace leadsync::sandbox {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// The longest numeric prefix, as PHP's casts see it: outer blanks, sign, digits, fraction,
/// exponent; neither hexadecimal nor "inf".
struct NumericPrefix {
  std::string_view text;  ///< without the blanks and a leading plus
  bool whole = true;      ///< no fraction, no exponent
};

NumericPrefix FindNumber(std::string_view s) {
  size_t i = 0;
  while (i < s.size() && (s[i] == ' ' || (s[i] >= '\t' && s[i] <= '\r'))) ++i;
  size_t from = i;
  if (i < s.size() && (s[i] == '+' || s[i] == '-')) {
    if (s[i] == '+') ++from;
    ++i;
  }
  NumericPrefix out;
  size_t digits = i;
  while (i < s.size() && IsDigit(s[i])) ++i;
  size_t count = i - digits;
  if (i < s.size() && s[i] == '.') {
    size_t fraction = i + 1;
    while (fraction < s.size() && IsDigit(s[fraction])) ++fraction;
    size_t more = fraction - i - 1;
    if (count + more > 0) {
      out.whole = false;
      count += more;
      i = fraction;
    }
  }
  if (count == 0) return out;
  if (i < s.size() && (s[i] == 'e' || s[i] == 'E')) {
    size_t e = i + 1;
    if (e < s.size() && (s[e] == '+' || s[e] == '-')) ++e;
    if (e < s.size() && IsDigit(s[e])) {
      while (e < s.size() && IsDigit(s[e])) ++e;
      out.whole = false;
      i = e;
    }
  }
  out.text = s.substr(from, i - from);
  return out;
}

double ParseDouble(std::string_view text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range)
    return std::strtod(std::string(text).c_str(), nullptr);
  return error == std::errc() ? value : 0;
}

/// (int) of a float: 0 for what is not finite, else modulo 2^64, as PHP 7 and later.
int64_t WrapDouble(double d) {
  if (!std::isfinite(d)) return 0;
  if (d >= -9223372036854775808.0 && d < 9223372036854775808.0) return static_cast<int64_t>(d);
  constexpr double kTwo64 = 18446744073709551616.0;
  double rest = std::fmod(std::trunc(d), kTwo64);
  if (rest < 0) rest += kTwo64;
  return static_cast<int64_t>(rest >= kTwo64 ? 0 : static_cast<uint64_t>(rest));
}

/// (int) of a float inside a string stops at the ends of the range instead.
int64_t CapDouble(double d) {
  if (std::isnan(d)) return 0;
  if (d >= 9223372036854775808.0) return kMax;
  if (d < -9223372036854775808.0) return kMin;
  return static_cast<int64_t>(d);
}

int64_t StringToInt(std::string_view s) {
  NumericPrefix number = FindNumber(s);
  if (number.text.empty()) return 0;
  if (number.whole) {
    int64_t n = 0;
    const char* end = number.text.data() + number.text.size();
    if (std::from_chars(number.text.data(), end, n).ec == std::errc()) return n;
    return number.text[0] == '-' ? kMin : kMax;
  }
  return CapDouble(ParseDouble(number.text));
}

/// "5" and "-5" are integers as keys; "05", "-0", "+5" and what does not fit are not.
bool IsIntegerKey(std::string_view s, int64_t* n) {
  if (s.empty() || s.size() > 20) return false;
  size_t first = s[0] == '-' ? 1 : 0;
  if (first == s.size() || !IsDigit(s[first])) return false;
  if (s[first] == '0' && (s.size() > 1)) return false;
  auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), *n);
  return error == std::errc() && end == s.data() + s.size();
}

}  // namespace

PhpValue::PhpValue(PhpArray array) : v_(std::make_unique<PhpArray>(std::move(array))) {}

PhpValue::PhpValue(const PhpValue& other) { *this = other; }

PhpValue& PhpValue::operator=(const PhpValue& other) {
  if (this == &other) return *this;
  if (other.IsArray()) {
    // Copied before the old content goes: `other` may be part of it.
    auto copy = std::make_unique<PhpArray>(other.array());
    v_ = std::move(copy);
  } else if (other.IsString()) {
    std::string copy = other.string();
    v_ = std::move(copy);
  } else if (other.IsBool()) {
    v_ = bool{other.boolean()};
  } else if (other.IsInt()) {
    v_ = int64_t{other.integer()};
  } else if (other.IsDouble()) {
    v_ = double{other.real()};
  } else {
    v_ = std::monostate{};
  }
  return *this;
}

PhpValue::~PhpValue() = default;

std::string PhpValue::ToString() const {
  if (IsString()) return string();
  if (IsBool()) return boolean() ? "1" : "";
  if (IsInt()) return std::to_string(integer());
  if (IsArray()) return "Array";
  if (!IsDouble()) return "";
  if (std::isnan(real())) return "NAN";
  if (std::isinf(real())) return real() < 0 ? "-INF" : "INF";
  std::string out;
  AppendPhpDouble(real(), 14, 'E', &out);  // php.ini: precision = 14
  return out;
}

int64_t PhpValue::ToInt() const {
  if (IsString()) return StringToInt(string());
  if (IsBool()) return boolean() ? 1 : 0;
  if (IsInt()) return integer();
  if (IsDouble()) return WrapDouble(real());
  if (IsArray()) return array().empty() ? 0 : 1;
  return 0;
}

double PhpValue::ToDouble() const {
  if (IsDouble()) return real();
  if (IsString()) return ParseDouble(FindNumber(string()).text);
  return static_cast<double>(ToInt());
}

bool PhpValue::Truthy() const {
  if (IsString()) return !string().empty() && string() != "0";
  if (IsDouble()) return real() != 0;
  return ToInt() != 0;
}

PhpArray::Key::Key(std::string_view s) {
  if (IsIntegerKey(s, &number)) {
    is_number = true;
  } else {
    number = 0;
    text = s;
  }
}

std::string PhpArray::Key::ToString() const { return is_number ? std::to_string(number) : text; }

PhpArray PhpArray::List(std::vector<PhpValue> items) {
  PhpArray out;
  out.entries_.reserve(items.size());
  for (PhpValue& item : items) out.Push(std::move(item));
  return out;
}

const PhpValue* PhpArray::Find(const Key& key) const {
  if (key.is_number) {
    for (const Entry& entry : entries_) {
      if (entry.key.number == key.number && entry.key.is_number) return &entry.value;
    }
    return nullptr;
  }
  for (const Entry& entry : entries_) {
    if (!entry.key.is_number && entry.key.text == key.text) return &entry.value;
  }
  return nullptr;
}

PhpValue* PhpArray::Find(const Key& key) {
  return const_cast<PhpValue*>(std::as_const(*this).Find(key));  // NOLINT: *this is not const
}

PhpValue& PhpArray::operator[](const Key& key) {
  if (PhpValue* found = Find(key)) return *found;
  return Append(key, PhpValue());
}

void PhpArray::Set(Key key, PhpValue value) {
  if (PhpValue* found = Find(key)) {
    *found = std::move(value);
  } else {
    Append(std::move(key), std::move(value));
  }
}

PhpValue& PhpArray::Append(Key key, PhpValue value) {
  if (entries_.capacity() == 0) entries_.reserve(4);
  if (key.is_number && key.number >= next_) next_ = key.number == kMax ? kMax : key.number + 1;
  entries_.push_back({std::move(key), std::move(value)});
  return entries_.back().value;
}

void PhpArray::Push(PhpValue value) {
  // PHP refuses the element once the greatest integer is taken.
  if (next_ == kMax && Find(kMax) != nullptr) return;
  Append(next_, std::move(value));
}

void PhpArray::Erase(const Key& key) {
  auto found = std::find_if(entries_.begin(), entries_.end(),
                            [&](const Entry& entry) { return entry.key == key; });
  if (found != entries_.end()) entries_.erase(found);
}

}  // namespace leadsync::sandbox
