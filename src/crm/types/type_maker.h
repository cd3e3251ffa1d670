// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "crm/catalog.h"
#include "crm/field_codec.h"
#include "crm/types/item_type.h"

namespace leadsync::crm {

/// A field, a rule and what they are judged by.
struct CodecRequest {
  const Catalog& catalog;
  const Field& field;
  const CellRule& rule;
  const UserDirectory* users = nullptr;
};

/// `UF_CRM_1 («Colour»)`, or the code alone where it is the label.
std::string NameOf(const Field& field);

/// Why no cell can be written to the field: its type, or what the portal does with it.
std::optional<std::string> WhyUnsupported(const Field& field, const CellRule& rule);
/// Which of the rule's options does not fit the field.
std::optional<std::string> FindMisfit(const Field& field, const CellRule& rule);
/// The type of one value of the field. Only for fields that are supported and no multifields.
std::variant<std::unique_ptr<ItemType>, std::string> MakeItemType(const CodecRequest& request);

}  // namespace leadsync::crm
