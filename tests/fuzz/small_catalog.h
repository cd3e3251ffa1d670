// SPDX-License-Identifier: MIT
#pragma once

#include "crm/catalog.h"

namespace leadsync::fuzz {

/// A portal's fields: one of each kind.
const crm::Catalog& SmallCatalog();

}  // namespace leadsync::fuzz
