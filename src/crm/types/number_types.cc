// SPDX-License-Identifier: MIT
#include "crm/types/number_types.h"

#include <algorithm>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// A PHP float keeps that many decimal digits of any number.
constexpr size_t kFloatDigits = 15;
/// Whole numbers of so many digits fit into 64 bits.
constexpr size_t kIntegerDigits = 18;

std::optional<Decimal> Bound(const std::optional<double>& bound) {
  if (!bound) return std::nullopt;
  return Decimal::FromDouble(*bound);
}

std::optional<std::string> OutOfRange(std::string_view cell, const Decimal& number,
                                      const std::optional<Decimal>& least,
                                      const std::optional<Decimal>& most) {
  if (least && number < *least) {
    return Say(said::kTooSmall, Shorten(cell), least->ToText());
  }
  if (most && *most < number) {
    return Say(said::kTooGreat, Shorten(cell), most->ToText());
  }
  return std::nullopt;
}

/// What becomes of a currency beside the number: a sign is decoration, a code is information.
enum class CurrencyBeside { kLost, kLeadsOwn, kTaken };

std::optional<std::string> ParsePlainNumber(std::string_view cell, const NumberFormat& format,
                                            CurrencyBeside beside, Decimal* number) {
  std::string_view currency;
  if (auto problem = ParseNumber(cell, format, number, &currency)) return problem;
  if (beside == CurrencyBeside::kTaken || currency.size() != 3 || currency[0] < 'A' ||
      currency[0] > 'Z')
    return std::nullopt;
  return beside == CurrencyBeside::kLeadsOwn ? Say(said::kCurrencyOfLead, Shorten(cell))
                                             : Say(said::kCurrencyLost, Shorten(cell));
}

}  // namespace

IntegerType::IntegerType(NumberFormat format, const FieldSettings& settings)
    : format_(std::move(format)),
      least_(Bound(settings.min_value)),
      most_(Bound(settings.max_value)) {}

std::optional<CellProblem> IntegerType::Parse(std::string_view cell, std::string* out) const {
  Decimal number;
  if (auto problem = ParsePlainNumber(cell, format_, CurrencyBeside::kLost, &number))
    return CellProblem{*problem};
  if (number.decimals() > 0) {
    return CellProblem{Say(said::kNotWhole, Shorten(cell))};
  }
  if (number.significant_digits() > kIntegerDigits) {
    return CellProblem{Say(said::kTooManyDigits, Shorten(cell), kIntegerDigits)};
  }
  if (auto problem = OutOfRange(cell, number, least_, most_)) return CellProblem{*problem};
  *out = number.ToText();
  return std::nullopt;
}

bool IntegerType::Same(std::string_view wanted, JsonValue held) const {
  const std::optional<Decimal> a = Decimal::FromText(wanted);
  const std::optional<Decimal> b = Decimal::FromText(held.text());
  return a && b && *a == *b;
}

DoubleType::DoubleType(NumberFormat format, const FieldSettings& settings,
                       std::optional<size_t> decimals, bool padded, bool with_currency)
    : format_(std::move(format)),
      least_(Bound(settings.min_value)),
      most_(Bound(settings.max_value)),
      decimals_(decimals),
      padded_(padded),
      with_currency_(with_currency) {}

std::optional<CellProblem> DoubleType::Parse(std::string_view cell, std::string* out) const {
  Decimal number;
  const CurrencyBeside beside = with_currency_ ? CurrencyBeside::kTaken
                                : padded_      ? CurrencyBeside::kLeadsOwn
                                               : CurrencyBeside::kLost;
  if (auto problem = ParsePlainNumber(cell, format_, beside, &number)) return CellProblem{*problem};
  if (decimals_ && number.decimals() > *decimals_) {
    return CellProblem{Say(said::kTooManyDecimals, Shorten(cell), number.decimals(), *decimals_)};
  }
  if (number.significant_digits() > kFloatDigits) {
    return CellProblem{Say(said::kTooManyDigits, Shorten(cell), kFloatDigits)};
  }
  if (auto problem = OutOfRange(cell, number, least_, most_)) return CellProblem{*problem};
  *out = number.ToText(padded_ && decimals_ ? *decimals_ : 0);
  return std::nullopt;
}

std::optional<Decimal> DoubleType::Read(JsonValue held) const {
  std::optional<Decimal> number = Decimal::FromText(held.text());
  if (!number) return std::nullopt;
  // 12.3 may read as 12.300000000000001.
  *number = number->RoundedToDigits(kFloatDigits);
  return decimals_ ? number->Rounded(*decimals_) : *number;
}

bool DoubleType::Same(std::string_view wanted, JsonValue held) const {
  const std::optional<Decimal> a = Decimal::FromText(wanted);
  const std::optional<Decimal> b = Read(held);
  return a && b && *a == *b;
}

bool DoubleType::Empty(JsonValue held) const {
  // OPPORTUNITY is never null: "0.00" is all that an untouched lead shows.
  return padded_ ? Blank(held) : IsNothing(held);
}

bool DoubleType::Blank(JsonValue held) const {
  if (IsNothing(held)) return true;
  const std::optional<Decimal> number = Read(held);
  return number && number->zero();
}

std::string DoubleType::Show(JsonValue held) const {
  if (IsNothing(held)) return {};
  const std::optional<Decimal> number = Read(held);
  if (!number) return ItemType::Show(held);
  return number->ToText(padded_ && decimals_ ? *decimals_ : 0);
}

}  // namespace leadsync::crm
