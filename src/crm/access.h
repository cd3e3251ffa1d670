// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "rest/call.h"

namespace leadsync::crm {

/// What a webhook opens. A portal that will not say one of these leaves it empty.
struct Access {
  enum class Plan { kUnknown, kStandard, kEnterprise, kSelfHosted };
  std::vector<std::string> scopes;  ///< "crm", "user", ...
  std::optional<uint64_t> leads;    ///< that its owner may read
  Plan plan = Plan::kUnknown;

  bool Has(std::string_view scope) const;
};

/// What came back for one of `AccessCalls`; absent where it failed.
struct AccessAnswer {
  JsonValue result;
  std::optional<int64_t> total;
};

/// The calls that tell it, to be sent as one batch: scope, app.info, crm.lead.list.
std::vector<rest::Call> AccessCalls();
Access ReadAccess(const std::vector<AccessAnswer>& answers);

}  // namespace leadsync::crm
