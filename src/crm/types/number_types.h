// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "crm/types/item_type.h"
#include "crm/types/number_format.h"

namespace leadsync::crm {

/// Whole numbers. Compared as numbers; 0 is a value, yet an
/// emptied field may read as 0.
class IntegerType : public ItemType {
 public:
  IntegerType(NumberFormat format, const FieldSettings& settings);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool Blank(JsonValue held) const override { return IsZeroOrNothing(held); }

 private:
  NumberFormat format_;
  std::optional<Decimal> least_;
  std::optional<Decimal> most_;
};

/// Numbers with decimals: OPPORTUNITY (2 decimals) and user fields of type double.
class DoubleType : public ItemType {
 public:
  /// `padded`: written with all its decimals, as OPPORTUNITY is read. `with_currency`: cells may
  /// name a currency, which another field takes.
  DoubleType(NumberFormat format, const FieldSettings& settings, std::optional<size_t> decimals,
             bool padded, bool with_currency);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool Empty(JsonValue held) const override;
  bool Blank(JsonValue held) const override;
  std::string Show(JsonValue held) const override;
  using ItemType::Show;

 private:
  std::optional<Decimal> Read(JsonValue held) const;

  NumberFormat format_;
  std::optional<Decimal> least_;
  std::optional<Decimal> most_;
  std::optional<size_t> decimals_;  // that the portal keeps
  bool padded_;
  bool with_currency_;
};

}  // namespace leadsync::crm
