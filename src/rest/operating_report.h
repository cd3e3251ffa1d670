// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rest/batch.h"

namespace leadsync::rest {

/// Commands of one method in a request, sent or to be sent.
struct Use {
  std::string_view method;  ///< "crm.lead.update"
  size_t commands = 0;
};

/// What an answer says of the commands of one method.
struct MethodReport {
  std::string method;
  size_t commands = 0;  ///< with a measured duration; failed commands have none
  size_t refused = 0;   ///< with OPERATION_TIME_LIMIT
  double seconds = 0;   ///< sum of `result_time[*].duration`
  /// The part of `seconds` in commands of at most 0.1 s: billed at the end of the request if their
  /// sum is above 0.1 s, but not yet part of `operating` (loadlimiter.php).
  double hidden = 0;
  std::optional<double> operating;  ///< seconds, the largest that was shown
  std::optional<double> reset_at;   ///< `operating_reset_at`, Unix seconds of the server's clock
};

/// What an answer says of execution time: input of the operating budget.
struct OperatingReport {
  std::vector<MethodReport> methods;
  // The outer `time`.
  std::optional<double> seconds;
  std::optional<double> operating;
  std::optional<double> reset_at;
  /// The server's clock when it finished (`time.finish`), or the caller's, Unix seconds.
  std::optional<double> server_now;
};

/// Gathers the report of a batch's answer. `commands` name the batch's commands in their order:
/// {"crm.lead.update", 49}, {"crm.lead.list", 1}.
OperatingReport ReportOf(std::span<const Use> commands, const BatchAnswer& answer);

}  // namespace leadsync::rest
