// SPDX-License-Identifier: MIT
// A practice portal that has a field of every type, single and multiple, and leads that hold
// something already.
#pragma once

#include "crm/catalog.h"
#include "sandbox/world.h"

namespace leadsync::testing {

/// Leads of WorldOf: IDs from 1, keys ERP / K-1 and so on.
inline constexpr size_t kLeads = 30;

/// Standard fields, and user fields UF_type and UF_type_M (multiple).
crm::Catalog EveryField();

/// Of three leads two hold phones in national spelling, an open line, an address and items.
sandbox::World WorldOf(const crm::Catalog& catalog, const sandbox::WorldOptions& options);

}  // namespace leadsync::testing
