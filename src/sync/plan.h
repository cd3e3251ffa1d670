// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/shared_name.h"
#include "crm/catalog.h"
#include "crm/field_codec.h"
#include "csv/record.h"
#include "sync/outcome.h"

namespace leadsync::sync {

/// One thing that the mapping writes: a field (or PHONE of one kind, or an address part) with the
/// codec that knows it.
struct Target {
  SharedName column;  ///< for messages; "set" rules have the field code here
  SharedName field;   ///< code
  SharedName label;   ///< field label on this portal
  std::unique_ptr<crm::FieldCodec> codec;
  bool on_add = true;
  bool on_update = true;
  crm::WriteMode write = crm::WriteMode::kSet;
};

/// A value wanted for `Plan::targets()[target]`.
struct Assignment {
  uint16_t target = 0;
  crm::Value value;
};

/// A row that is to be compared and sent.
struct Update {
  uint64_t row = 0;
  std::string key;      ///< the key cell(s), as written
  std::string key_id;   ///< normalised: equal for rows that mean the same lead
  int64_t lead_id = 0;  ///< 0 while the key is not a lead ID
  std::vector<Assignment> sets;
  std::vector<Problem> warnings;  ///< cells left out by "bad": "cell"
};

/// What planning a record comes to.
using Planned = std::variant<Update, Outcome>;

}  // namespace leadsync::sync
