// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sync/comparison.h"
#include "sync/mapping.h"
#include "sync/row.h"

namespace leadsync::sync {

/// What becomes of keys that no lead has, and how new leads are made.
struct AddOptions {
  Mode mode = Mode::kUpdate;
  bool import = false;  ///< dates and authors of creation are writable; no start workflows
  /// Code and label of fields that a new lead must have.
  std::vector<std::pair<std::string, std::string>> required;
};

/// Makes the row one that adds a lead: differences and command of `crm.lead.add`. Answers what is
/// wrong with it, if anything is.
std::vector<Problem> MakeAdd(const std::vector<Target>& targets, const AddOptions& adds,
                             bool notify, Row* row);

/// What a new lead must have and these values would leave empty.
std::vector<Problem> MissingRequired(const std::vector<Target>& targets, const AddOptions& adds,
                                     const std::vector<Assignment>& sets);

/// Turns a call into the row's command: for a batch, or alone where a batch would mangle or not
/// hold it.
void SetCommand(const rest::Call& call, Row* row);

}  // namespace leadsync::sync
