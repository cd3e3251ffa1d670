// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "crm/field_codec.h"
#include "sync/lead_key.h"

namespace leadsync::sync {

/// The lead that a cell names: an ID (`17`, `017`, `17.0` as some exports write whole numbers) or a
/// link to a lead of this portal (`https://acme.bitrix24.com/crm/lead/details/17/`, also `show`);
/// or a sentence that says what is wrong and what would be right. `cell` is trimmed and not empty.
/// `portal_host` is lower case, with its port if it has one; empty = links of any host are taken.
std::variant<int64_t, std::string> ParseLeadKey(std::string_view cell,
                                                std::string_view portal_host);

/// The value that a cell of a key's column means, normalised; or what is wrong with it: the portal
/// would read it as another one, or no lead can hold it. `cell` is trimmed and not empty.
std::variant<std::string, crm::CellProblem> ParseKeyCell(const LeadKey& key, const KeyField& field,
                                                         std::string_view cell);

}  // namespace leadsync::sync
