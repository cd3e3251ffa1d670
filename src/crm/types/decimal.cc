// SPDX-License-Identifier: MIT
#include "crm/types/decimal.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

namespace leadsync::crm {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool Decimal::PushDigit(char digit) {
  if (after_point_) {
    if (scale_ == kMaxDigits) return false;
    ++scale_;
  }
  if (size_ == 0 && digit == '0') return true;
  if (size_ == kMaxDigits) return false;
  digits_[size_++] = digit;
  return true;
}

void Decimal::Finish(bool negative) {
  while (scale_ > 0 && size_ > 0 && digits_[size_ - 1] == '0') {
    --size_;
    --scale_;
  }
  if (size_ == 0) scale_ = 0;
  negative_ = negative && size_ > 0;
  after_point_ = false;
}

bool Decimal::Shift(int exponent) {
  if (size_ == 0) return true;
  const int scale = static_cast<int>(scale_) - exponent;
  if (scale > static_cast<int>(kMaxDigits)) return false;
  for (int i = scale; i < 0; ++i) {
    if (size_ == kMaxDigits) return false;
    digits_[size_++] = '0';
  }
  scale_ = static_cast<uint8_t>(scale < 0 ? 0 : scale);
  return true;
}

std::optional<Decimal> Decimal::FromText(std::string_view text) {
  Decimal number;
  size_t i = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) ++i;
  size_t digits = 0;
  for (; i < text.size() && (IsDigit(text[i]) || (text[i] == '.' && !number.after_point_)); ++i) {
    if (text[i] == '.') {
      number.PointHere();
    } else if (++digits; !number.PushDigit(text[i])) {
      return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const bool minus = ++i < text.size() && text[i] == '-';
    if (minus || (i < text.size() && text[i] == '+')) ++i;
    const size_t begin = i;
    int exponent = 0;
    for (; i < text.size() && IsDigit(text[i]) && i - begin < 4; ++i) {
      exponent = exponent * 10 + (text[i] - '0');
    }
    if (i == begin || !number.Shift(minus ? -exponent : exponent)) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;
  number.Finish(negative);
  return number;
}

Decimal Decimal::FromDouble(double number) {
  if (!std::isfinite(number)) return {};
  return FromText(fmt::format("{}", number)).value_or(Decimal());
}

bool Decimal::operator==(const Decimal& other) const {
  return size_ == other.size_ && scale_ == other.scale_ && negative_ == other.negative_ &&
         std::memcmp(digits_, other.digits_, size_) == 0;
}

bool Decimal::LessMagnitude(const Decimal& a, const Decimal& b) {
  if (a.zero() || b.zero()) return a.zero() && !b.zero();
  if (a.integer_digits() != b.integer_digits()) return a.integer_digits() < b.integer_digits();
  const int order = std::memcmp(a.digits_, b.digits_, std::min(a.size_, b.size_));
  return order != 0 ? order < 0 : a.size_ < b.size_;
}

bool Decimal::operator<(const Decimal& other) const {
  if (negative_ != other.negative_) return negative_;
  return negative_ ? LessMagnitude(other, *this) : LessMagnitude(*this, other);
}

Decimal Decimal::Rounded(size_t decimals) const {
  if (scale_ <= decimals) return *this;
  const size_t dropped = scale_ - decimals;
  if (dropped > size_) return {};
  return CutTo(size_ - dropped);
}

Decimal Decimal::RoundedToDigits(size_t digits) const {
  return size_ <= digits ? *this : CutTo(digits);
}

Decimal Decimal::CutTo(size_t kept) const {
  Decimal cut;
  const bool up = digits_[kept] >= '5';
  const int scale = static_cast<int>(scale_) - static_cast<int>(size_ - kept);
  std::memcpy(cut.digits_, digits_, kept);
  cut.size_ = static_cast<uint8_t>(kept);
  if (up) {
    size_t i = kept;
    while (i > 0 && cut.digits_[i - 1] == '9') cut.digits_[--i] = '0';
    if (i > 0) {
      ++cut.digits_[i - 1];
    } else {
      std::memmove(cut.digits_ + 1, cut.digits_, kept);
      cut.digits_[0] = '1';
      ++cut.size_;
    }
  }
  for (int zeros = scale; zeros < 0 && cut.size_ > 0; ++zeros) cut.digits_[cut.size_++] = '0';
  cut.scale_ = static_cast<uint8_t>(scale < 0 ? 0 : scale);
  cut.Finish(negative_);
  return cut;
}

std::string Decimal::ToText(size_t decimals) const {
  std::string text;
  text.reserve(size_ + 4 + decimals);
  if (negative_) text += '-';
  const size_t whole = integer_digits() > 0 ? static_cast<size_t>(integer_digits()) : 0;
  if (whole == 0) text += '0';
  text.append(digits_, whole);
  const size_t places = std::max<size_t>(scale_, decimals);
  if (places == 0) return text;
  text += '.';
  if (whole == 0) text.append(static_cast<size_t>(scale_) - size_, '0');
  text.append(digits_ + whole, size_ - whole);
  text.append(places - scale_, '0');
  return text;
}

}  // namespace leadsync::crm
