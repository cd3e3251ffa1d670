// SPDX-License-Identifier: MIT
#include "crm/types/item_type.h"

namespace leadsync::crm {

bool IsNothing(JsonValue held) {
  switch (held.kind()) {
    case JsonKind::kNull:
      return true;
    case JsonKind::kBool:
      return !held.boolean();
    case JsonKind::kString:
      return held.text().empty();
    case JsonKind::kNumber:
      return false;
    case JsonKind::kArray:
    case JsonKind::kObject:
      return held.size() == 0;
  }
  return true;
}

bool IsZeroOrNothing(JsonValue held) { return IsNothing(held) || held.integer() == 0; }

bool ItemType::Empty(JsonValue held) const { return IsNothing(held); }

std::optional<std::string> ItemType::Restore(JsonValue held) const {
  if (held.IsString() || held.IsNumber()) return std::string(held.text());
  return std::nullopt;
}

std::string ItemType::Show(JsonValue held) const {
  if (Empty(held)) return {};
  if (held.IsString() || held.IsNumber()) return Show(held.text());
  return held.Dump();
}

}  // namespace leadsync::crm
