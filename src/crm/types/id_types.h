// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crm/types/item_type.h"

namespace leadsync::crm {

/// Another thing of the portal by its ID: companies, contacts, smart process items, elements and
/// sections of lists, directory entries. 0 is none.
class IdType : public ItemType {
 public:
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool Empty(JsonValue held) const override { return IsZeroOrNothing(held); }
};

/// A person: by ID, or through the portal's users by e-mail or name.
class UserType : public IdType {
 public:
  /// `by` as in CellRule, empty = ID; `users` may be null where `by` asks for IDs only.
  UserType(std::vector<std::string> by, const UserDirectory* users);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  std::string Show(std::string_view text) const override;
  using ItemType::Show;

 private:
  std::vector<std::string> by_;
  const UserDirectory* users_;
};

/// Type `crm`: things of several kinds, D_12, CO_3, T80_6. A field of one kind takes and shows the
/// bare number too, and is sent it.
class BindingType : public ItemType {
 public:
  /// `kinds` as the field's settings name them: LEAD, CONTACT, COMPANY, DEAL, DYNAMIC_128, ...
  explicit BindingType(const std::vector<std::string>& kinds);
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;

 private:
  std::vector<std::string> prefixes_;  // "D", "CO", "T80"; empty = the settings name none
};

}  // namespace leadsync::crm
