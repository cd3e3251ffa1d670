// SPDX-License-Identifier: MIT
// What a practice portal shows of itself: / for people, /sandbox/... for tests.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sandbox/faults.h"
#include "sandbox/limits.h"
#include "sandbox/portal.h"

namespace leadsync::sandbox {

struct PageSurroundings {
  const PortalOptions& options;
  const World& world;
  const PortalCounters& counters;
  const FaultBook& faults;
  const OperatingLimiter& operating;
  const RequestBucket& bucket;
  WallTime now;
};

/// The answer, and what the portal shall do after it.
struct PageResult {
  Answer answer;
  std::optional<std::vector<FaultRule>> new_faults;
  bool reset = false;
};

/// True for / and everything below /sandbox.
bool IsPageTarget(std::string_view target);
PageResult ServePage(const Request& request, const PageSurroundings& around);

}  // namespace leadsync::sandbox
