// SPDX-License-Identifier: MIT
#include "sandbox/call_runner.h"

#include <array>
#include <utility>
#include <vector>

#include "sandbox/proactive_filter.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {
namespace {

/// BATCH in capitals runs a batch inside a batch; nobody needs more of it than this.
constexpr int kMostNesting = 3;

Duration ToDuration(double seconds) {
  return std::chrono::round<Duration>(std::chrono::duration<double>(seconds));
}

/// The leads that a command is about: the one it names, or those that it answered.
std::vector<int64_t> LeadsOf(std::string_view method, const PhpArray& params,
                             const PhpValue* result) {
  std::vector<int64_t> out;
  if (!method.starts_with("crm.lead.")) return out;
  if (const PhpValue* id = params.Find("id")) {
    out.push_back(id->ToInt());
  } else if (result != nullptr && result->IsInt()) {
    out.push_back(result->integer());
  } else if (result != nullptr && result->IsArray()) {
    for (const PhpArray::Entry& row : result->array()) {
      const PhpValue* lead = row.value.IsArray() ? row.value.array().Find("ID") : nullptr;
      if (lead != nullptr) out.push_back(lead->ToInt());
    }
  }
  return out;
}

}  // namespace

RestError MethodNotFound() { return {404, "ERROR_METHOD_NOT_FOUND", "Method not found!", {}}; }

RestError JudgeSignedLink(std::string_view token, std::string_view method_scope) {
  std::string_view scope = token.substr(0, token.find('|'));
  if (!token.empty() && scope != method_scope) return MethodNotFound();
  return {403, "ACCESS_DENIED", "Access denied! Link check failed", {}};
}

CallRunner::CallRunner(CallSurroundings surroundings, WallTime now, uint64_t request,
                       TimeFormat format)
    : s_(surroundings), now_(now), request_(request), format_(format) {
  batch_options_.query.variables = s_.options.max_input_vars;
  batch_options_.stale_exceptions = s_.options.stale_exceptions;
  batch_options_.time = format;
}

double CallRunner::CostOf(std::string_view method) const {
  for (const MethodCost& cost : s_.options.costs) {
    if (MatchesMethod(cost.method, method)) return cost.seconds;
  }
  return 0;
}

bool CallRunner::Spend(double seconds) {
  double limit = s_.options.plan.request_limit;
  // A command saves in the middle of its time: what the limit cuts may have been done or not.
  bool saves = limit <= 0 || seconds_ + seconds / 2 <= limit;
  seconds_ += seconds;
  cut_ = cut_ || (limit > 0 && seconds_ > limit);
  return saves;
}

std::optional<RestError> CallRunner::CheckLimit(std::string_view method, bool inner) {
  bool refused =
      s_.operating.Refuses(method, inner) ||
      s_.faults.OnCommand(FaultKind::kOperationLimit, false, method, request_) != nullptr;
  if (!refused) return std::nullopt;
  ++s_.counters.refused_operation_limit;
  return RestError{
      429, "OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit.", {}};
}

CallTime CallRunner::TimeOf(std::string_view method, bool inner, double from) const {
  CallTime time;
  time.arrived = now_;
  time.start = ToDuration(from);
  time.finish = ToDuration(seconds_);
  time.processing = time.finish - time.start;
  time.limited = s_.operating.active();
  if (time.limited) {
    time.operating = s_.operating.Operating(method, inner);
    time.operating_reset_at = s_.operating.ResetAt(method, inner);
  }
  return time;
}

void CallRunner::Edit(bool after, std::string_view method, const PhpArray& params,
                      const PhpValue* result) {
  if (s_.faults.empty()) return;
  for (int64_t lead : LeadsOf(method, params, result)) {
    for (FaultKind kind : {FaultKind::kEdit, FaultKind::kDelete, FaultKind::kHide}) {
      const FaultRule* rule = s_.faults.OnCommand(kind, after, method, request_);
      if (rule == nullptr) continue;
      int64_t target = rule->lead != 0 ? rule->lead : lead;
      if (kind == FaultKind::kEdit) {
        s_.world.EditAsAnotherUser(target, rule->field, PhpValue(rule->value), now_, rule->user);
      } else if (kind == FaultKind::kDelete) {
        s_.world.DeleteLead(target, now_, rule->user);
      } else {
        s_.world.Hide(target);
      }
    }
  }
}

CommandOutcome CallRunner::Run(std::string_view method, PhpArray params,
                               std::optional<int64_t> start, bool inner) {
  CommandOutcome out;
  double from = seconds_;
  double cost = CostOf(method);
  if (!Spend(cost)) {
    out.died = true;
    return out;
  }
  auto counted = s_.counters.commands.find(method);
  if (counted != s_.counters.commands.end()) {
    ++counted->second;
  } else {
    s_.counters.commands.emplace(std::string(method), 1);
  }
  if (s_.options.proactive_filter) FilterParameters(&params);
  UnifyParameterNames(&params);
  Edit(false, method, params, nullptr);
  MethodCall call;
  call.method = method;
  call.params = &params;
  call.start = start;
  call.user = s_.options.user;
  call.now = now_ + std::chrono::floor<std::chrono::milliseconds>(ToDuration(from));
  call.request = request_;
  MethodResult result = RunMethod(s_.world, call);
  if (method == "scope" && !s_.options.scopes.empty()) {
    result.result = PhpArray::List({s_.options.scopes.begin(), s_.options.scopes.end()});
  }
  if (!result.error) Edit(true, method, params, &result.result);
  s_.operating.Bill(method, inner, from, cost);
  out.result = std::move(result.result);
  out.total = result.total;
  out.next = result.next;
  out.error = std::move(result.error);
  if (out.error) ++s_.counters.command_errors;
  out.died = cut_;
  out.time = TimeOf(method, inner, from);
  return out;
}

CommandOutcome CallRunner::RunDirect(std::string_view method, std::string_view scope,
                                     PhpArray params, TakenParameters taken) {
  CommandOutcome out;
  if (taken.token) {
    out.error = JudgeSignedLink(*taken.token, scope);
    return out;
  }
  out.error = CheckLimit(method, false);
  if (out.error) return out;
  return Run(method, std::move(params), taken.start, false);
}

CommandOutcome CallRunner::RunCommand(std::string_view method, PhpArray params) {
  CommandOutcome out;
  if (commands_ >= most_commands_ || cut_) {
    out.died = true;
    return out;
  }
  ++commands_;
  std::string_view scope;
  bool batch = method == "batch" && depth_ < kMostNesting;
  if (!batch && !KnownMethod(method, &scope)) {
    out.error = MethodNotFound();
    return out;
  }
  TakenParameters taken = TakeServerParameters(&params);
  if (taken.token) {
    out.error = JudgeSignedLink(*taken.token, scope);
    return out;
  }
  const auto& scopes = s_.options.scopes;
  if (!scope.empty() && !scopes.empty() && !scopes.contains(scope)) {
    out.error = RestError{401, "insufficient_scope", "", {}};
    return out;
  }
  if (batch) return RunNested(params);
  out.error = CheckLimit(method, true);
  if (out.error) return out;
  return Run(method, std::move(params), taken.start, true);
}

CommandOutcome CallRunner::RunNested(const PhpArray& params) {
  double from = seconds_;
  ++depth_;
  BatchOutput output = RunBatch(params, batch_options_, this);
  --depth_;
  CommandOutcome out;
  out.died = output.died;
  out.result = BatchArray(output, format_);
  out.time = TimeOf("batch", true, from);
  return out;
}

std::optional<RestError> CallRunner::RunBatchRequest(const PhpArray& params, BatchOutput* output,
                                                     CallTime* time) {
  if (std::optional<RestError> error = CheckLimit("batch", false)) return error;
  if (!Spend(CostOf("batch"))) {
    output->died = true;
    return std::nullopt;
  }
  *output = RunBatch(params, batch_options_, this);
  s_.operating.Bill("batch", false, 0, seconds_);
  *time = TimeOf("batch", false, 0);
  return std::nullopt;
}

}  // namespace leadsync::sandbox
