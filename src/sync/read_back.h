// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "sync/flow.h"

namespace leadsync::sync {

/// So often may the portal fail on a row before it goes alone, and before it is given up.
inline constexpr int kAloneAfter = 3;
inline constexpr int kGiveUpAfter = 5;

/// The billed name of what is done to a lead.
std::string_view MethodOf(Deed deed);

/// The end of a row whose read-back is at hand: shared by answers and looks.
/// `lead` must exist. Answers false if the row must be sent again (it did not run).
bool SettleByReadBack(Flow* flow, Row& row, JsonValue lead);
/// The same where the portal does not show the lead, which settles what is to be added or deleted:
/// false if the row must be sent again.
bool SettleByAbsence(Flow* flow, Row& row);
/// The portal shows several leads with the key of a new one.
void SettleByMany(Flow* flow, Row& row, const std::vector<JsonValue>& leads);

}  // namespace leadsync::sync
