// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crm/types/item_type.h"
#include "crm/types/number_format.h"

namespace leadsync::crm {

/// The code that the currency in a cell means: a code, or a sign that one of the portal's
/// currencies has. `currency` is not empty.
std::variant<std::string_view, CellProblem> CurrencyCode(std::string_view cell,
                                                         std::string_view currency,
                                                         const std::vector<Currency>& currencies);

/// An amount and its currency, sent as `100.5|USD`: what does not look like that the portal stores
/// as nothing. Without a currency the portal's base currency is meant.
class MoneyType : public ItemType {
 public:
  /// `currencies` must outlive the type.
  MoneyType(NumberFormat format, const std::vector<Currency>& currencies);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  std::string Show(std::string_view text) const override;
  using ItemType::Show;

 private:
  struct Money {
    Decimal amount;
    std::string_view currency;
  };
  std::optional<Money> Read(std::string_view text) const;
  std::variant<std::string_view, CellProblem> Code(std::string_view cell,
                                                   std::string_view currency) const;

  NumberFormat format_;
  const std::vector<Currency>* currencies_;
  std::string_view base_;
};

}  // namespace leadsync::crm
