// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadsync::crm {

/// A decimal number of at most kMaxDigits digits, exact: money never passes through a double.
/// Normalised: no leading zeros, no trailing zeros behind the point, no negative zero; so equal
/// numbers are equal member by member.
class Decimal {
 public:
  static constexpr size_t kMaxDigits = 40;

  Decimal() = default;  ///< zero
  /// From "-12.50", or JSON's "1.25e+1". Nothing for anything else, or for too many digits.
  static std::optional<Decimal> FromText(std::string_view text);
  static Decimal FromDouble(double number);

  /// Builds from left to right; both answer false when there is no room.
  bool PushDigit(char digit);
  void PointHere() { after_point_ = true; }
  /// To be called once after the last digit.
  void Finish(bool negative);

  bool zero() const { return size_ == 0; }
  bool negative() const { return negative_; }
  size_t decimals() const { return scale_; }  ///< digits behind the point
  size_t significant_digits() const { return size_; }
  bool operator==(const Decimal& other) const;
  bool operator<(const Decimal& other) const;

  /// To `decimals` places, halves away from zero.
  Decimal Rounded(size_t decimals) const;
  /// To `digits` significant digits: what is left of a number that passed through a double.
  Decimal RoundedToDigits(size_t digits) const;
  /// "-1500.5"; at least `decimals` places behind the point.
  std::string ToText(size_t decimals = 0) const;

 private:
  int integer_digits() const { return static_cast<int>(size_) - static_cast<int>(scale_); }
  static bool LessMagnitude(const Decimal& a, const Decimal& b);
  bool Shift(int exponent);
  Decimal CutTo(size_t kept) const;

  // The number is `digits_`, read as a whole number, times 10^-scale_; the first digit is not '0'.
  // One place more than is ever read in, for a carry.
  char digits_[kMaxDigits + 1] = {};
  uint8_t size_ = 0;
  uint8_t scale_ = 0;
  bool negative_ = false;
  bool after_point_ = false;  // only while building
};

}  // namespace leadsync::crm
