// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "rest/call.h"
#include "sync/row.h"

namespace leadsync::sync {

struct CompareOptions {
  bool reopen = false;                              ///< leads in a final stage may be changed
  bool notify = false;                              ///< REGISTER_SONET_EVENT
  std::set<std::string, std::less<>> final_stages;  ///< STATUS_IDs that end a lead; for previews
};

/// What earlier rows of a preview would have left in a lead: target -> value.
using Overlay = std::unordered_map<uint16_t, crm::Value>;

enum class Compared {
  kDiffers,
  kUnchanged,
  kClosed,
  kConflict,    ///< undo: changed since by others; `refusal` names the fields
  kImpossible,  ///< the portal would ignore a part of it: `refusal` says why
};

/// Holds the row's wishes against the lead as read (an object of crm.lead.list). On kDiffers the
/// row's differences, old values and command are filled in.
Compared Compare(const std::vector<Target>& targets, const CompareOptions& options, JsonValue lead,
                 const Overlay* overlay, Row* row);

/// Notes what the row's line shall say whatever comes. A row that is compared anew, by this process
/// or a later one, says it once.
void WarnOnce(Problem problem, Row* row);

/// What a look at a lead says about a row that was sent.
enum class Judgement {
  kHolds,    ///< every field holds what was sent
  kDiffers,  ///< some field has left its old value, and some does not hold the new one: it ran
  kAtOld,    ///< every field at its old value, and the lead was not saved since
  kTouched,  ///< every field at its old value, but the lead was saved since
};

/// Judges over old (as compared), new (as sent) and held (as read); fills in `held_text` of the
/// row's changes.
Judgement Judge(const std::vector<Target>& targets, JsonValue lead, Row* row);

/// A line that is equal for equal looks: the values of the sent fields and DATE_MODIFY.
std::string Fingerprint(const std::vector<Target>& targets, JsonValue lead, const Row& row);

}  // namespace leadsync::sync
