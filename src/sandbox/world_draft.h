// SPDX-License-Identifier: MIT
// What a save is about to write. Inner to world*.cc.
#pragma once

#include <string>
#include <vector>

#include "sandbox/world.h"

namespace leadsync::sandbox {

struct World::Draft {
  struct Change {
    size_t field;
    std::string value;  ///< stored form
    bool follows;       ///< written because of another field; no reason to save by itself
  };
  ValueRules rules;
  std::vector<Change> changes;
  std::vector<Change> address;  ///< goes past the test "did anything change?"
  std::string sent;  ///< codes of the fields that were sent and known, by blanks; for the log

  const Change* Find(int field) const {
    for (const Change& change : changes) {
      if (static_cast<int>(change.field) == field) return &change;
    }
    return nullptr;
  }
};

/// The country that the portal knows by this name has this code? (server:
/// crm/lib/entity/compatibility/adapter/address.php)
bool IsCountryOf(std::string_view code, std::string_view name);

}  // namespace leadsync::sandbox
