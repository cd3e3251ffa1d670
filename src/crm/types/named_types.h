// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include "crm/names.h"
#include "crm/types/item_type.h"
#include "crm/types/number_format.h"

namespace leadsync::crm {

/// Enumerations and crm_status: cells name an item as names.h says; its ID or code is sent. The
/// portal checks neither, so that nothing else may be sent.
class NamedType : public ItemType {
 public:
  /// Are IDs numbers (enumeration: 45 = "45", 0 = none), or codes ("WEB")?
  enum class Ids { kNumbers, kCodes };
  /// `items` must outlive the type.
  NamedType(const std::vector<Item>& items, Ids ids) : index_(items), ids_(ids) {}
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool Empty(JsonValue held) const override;
  std::string Show(std::string_view text) const override;
  using ItemType::Show;

 private:
  ItemIndex index_;
  Ids ids_;
};

/// CURRENCY_ID: a currency of the portal by code or name, or out of a cell that holds an amount as
/// well. Owns its items.
class CurrencyType : public ItemType {
 public:
  /// `amounts`: how the cells write the amount beside the currency, if they do. `currencies` must
  /// outlive the type.
  CurrencyType(const std::vector<Currency>& currencies, std::optional<NumberFormat> amounts);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;

 private:
  std::optional<CellProblem> ParseBesideAmount(std::string_view cell, std::string* out) const;

  const std::vector<Currency>* currencies_;
  std::optional<NumberFormat> amounts_;
  std::vector<Item> items_;
  ItemIndex index_;
};

}  // namespace leadsync::crm
