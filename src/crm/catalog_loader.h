// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "crm/catalog.h"
#include "rest/call.h"

namespace leadsync::crm {

/// What came back for one of `CatalogCalls`. Neither result nor error = the batch answer lacked it.
struct CatalogAnswer {
  JsonValue result;
  std::optional<std::string> error;  ///< code and text, for people
};

/// The calls that show what a portal's leads look like, to be sent as one batch: crm.lead.fields,
/// crm.status.list without filter, crm.currency.list, crm.settings.mode.get, profile.
std::vector<rest::Call> CatalogCalls();

/// The catalog from the answers to `CatalogCalls`, in that order. Fields, directories and the CRM's
/// mode are indispensable; currencies and the owner's name are not: their lack is a sentence in
/// `warnings` (never null). Throws Error when something indispensable is missing, and when the
/// portal works in simple CRM mode, where leads vanish into deals.
Catalog CatalogFromBatch(const std::vector<CatalogAnswer>& answers,
                         std::vector<std::string>* warnings);

}  // namespace leadsync::crm
