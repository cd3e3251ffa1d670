// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "crm/names.h"
#include "crm/types/item_type.h"

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

/// CURRENCY_ID: a currency of the portal by code or name. Owns its items.
class CurrencyType : public ItemType {
 public:
  explicit CurrencyType(const std::vector<Currency>& currencies);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;

 private:
  std::vector<Item> items_;
  ItemIndex index_;
};

}  // namespace leadsync::crm
