// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/batch.h"
#include "sandbox/faults.h"
#include "sandbox/limits.h"
#include "sandbox/methods.h"
#include "sandbox/portal.h"
#include "sandbox/rest_request.h"

namespace leadsync::sandbox {

/// What outlives a request.
struct CallSurroundings {
  const PortalOptions& options;
  World& world;
  OperatingLimiter& operating;
  FaultBook& faults;
  PortalCounters& counters;
};

/// The calls of one HTTP request: limits, cost, scopes and the portal's content. Time passes only
/// by what commands cost.
class CallRunner : public CommandRunner {
 public:
  CallRunner(CallSurroundings surroundings, WallTime now, uint64_t request, TimeFormat format);

  /// The one call of a request; who calls is known already. `died` as for commands.
  CommandOutcome RunDirect(std::string_view method, std::string_view scope, PhpArray params,
                           TakenParameters taken);
  /// The batch of a request. An error means that the batch as a whole was refused.
  std::optional<RestError> RunBatchRequest(const PhpArray& params, BatchOutput* output,
                                           CallTime* time);
  CommandOutcome RunCommand(std::string_view method, PhpArray params) override;

  /// The process stops after so many commands.
  void StopAfter(size_t commands) { most_commands_ = commands; }
  /// Server time used so far.
  double seconds() const { return seconds_; }
  /// True if the plan's limit stopped it.
  bool cut() const { return cut_; }

 private:
  CommandOutcome Run(std::string_view method, PhpArray params, std::optional<int64_t> start,
                     bool inner);
  CommandOutcome RunNested(const PhpArray& params);
  /// Lets the command's time pass; false if the server does not live to see its save.
  bool Spend(double seconds);
  std::optional<RestError> CheckLimit(std::string_view method, bool inner);
  CallTime TimeOf(std::string_view method, bool inner, double from) const;
  double CostOf(std::string_view method) const;
  void Edit(bool after, std::string_view method, const PhpArray& params, const PhpValue* result);

  CallSurroundings s_;
  WallTime now_;
  uint64_t request_;
  TimeFormat format_;
  BatchOptions batch_options_;
  double seconds_ = 0;
  size_t commands_ = 0;
  size_t most_commands_ = SIZE_MAX;
  int depth_ = 0;
  bool cut_ = false;
};

/// Method not found, as it is told everywhere.
RestError MethodNotFound();
/// A signed link: its scope part may hide the method, its signature is never right here.
RestError JudgeSignedLink(std::string_view token, std::string_view method_scope);

}  // namespace leadsync::sandbox
