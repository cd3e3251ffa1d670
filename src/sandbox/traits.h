// SPDX-License-Identifier: MIT
// How portals differ from one another, each difference by a name: what `leadsync sandbox --trait`
// takes.
#pragma once

#include <string_view>

#include "sandbox/portal.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {

/// One trait: `https-only`, `scopes=crm,user`, `owner-zone=-300`. Throws UsageError that names
/// what is wrong and what there is.
void ApplyTrait(std::string_view text, PortalOptions* portal, WorldOptions* world);

}  // namespace leadsync::sandbox
