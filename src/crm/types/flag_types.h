// SPDX-License-Identifier: MIT
#pragma once

#include "crm/types/item_type.h"

namespace leadsync::crm {

/// yes, no, true, false, 1, 0, да, нет, ja, nein, ... in any case; nothing for other words.
std::optional<bool> ReadFlag(std::string_view cell);

/// A user field of type boolean: "1" and "0" are sent (the portal takes "true" and "yes" for no).
/// Compared as yes or no; null is no.
class BooleanType : public ItemType {
 public:
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  /// false is an answer, not emptiness.
  bool Empty(JsonValue held) const override;
  std::optional<std::string> Restore(JsonValue held) const override;
  std::string Show(std::string_view text) const override;
  std::string Show(JsonValue held) const override;
};

/// A standard field of type char: exactly "Y" or "N" (the portal takes other text for Y).
class CharType : public ItemType {
 public:
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  std::string Show(std::string_view text) const override;
  using ItemType::Show;
};

}  // namespace leadsync::crm
