// SPDX-License-Identifier: MIT
#include "rest/operating_report.h"

#include <algorithm>

#include "rest/api_error.h"

namespace leadsync::rest {
namespace {

/// Calls up to this long are billed, but `operating` does not show them ($minimalFixTime).
constexpr double kHiddenUpTo = 0.1;

MethodReport& Find(std::string_view method, std::vector<MethodReport>* methods) {
  for (MethodReport& report : *methods)
    if (report.method == method) return report;
  MethodReport report;
  report.method = method;
  return methods->emplace_back(std::move(report));
}

void Take(const CommandAnswer& command, MethodReport* report) {
  if (command.kind == CommandAnswer::Kind::kError &&
      ClassifyCommand(command.error) == Verdict::kOperatingLimit)
    ++report->refused;
  if (command.duration && *command.duration >= 0) {
    ++report->commands;
    report->seconds += *command.duration;
    if (*command.duration <= kHiddenUpTo) report->hidden += *command.duration;
  }
  if (command.operating)
    report->operating = std::max(report->operating.value_or(0), *command.operating);
  if (command.operating_reset_at) report->reset_at = command.operating_reset_at;
}

}  // namespace

OperatingReport ReportOf(std::span<const Use> commands, const BatchAnswer& answer) {
  OperatingReport report;
  size_t next = 0;
  for (const Use& use : commands) {
    MethodReport& method = Find(use.method, &report.methods);
    for (size_t i = 0; i < use.commands && next < answer.size(); ++i)
      Take(answer.command(next++), &method);
  }
  report.seconds = answer.duration();
  report.operating = answer.operating();
  report.reset_at = answer.operating_reset_at();
  report.server_now = answer.finish();
  return report;
}

}  // namespace leadsync::rest
