// SPDX-License-Identifier: MIT
#include "crm/access.h"

#include <algorithm>
#include <string_view>

namespace leadsync::crm {
namespace {

// The order of AccessCalls.
enum Part : size_t { kScope, kInfo, kLeads };

/// LICENSE as app.info has it: language and plan, such as "en_std" or "ru_ent250".
Access::Plan PlanOf(std::string_view license) {
  const size_t bar = license.find('_');
  const std::string_view plan = bar == license.npos ? license : license.substr(bar + 1);
  if (plan.empty()) return Access::Plan::kUnknown;
  if (plan.starts_with("ent")) return Access::Plan::kEnterprise;
  if (plan == "selfhosted") return Access::Plan::kSelfHosted;
  return Access::Plan::kStandard;
}

}  // namespace

bool Access::Has(std::string_view scope) const {
  return std::find(scopes.begin(), scopes.end(), scope) != scopes.end();
}

std::vector<rest::Call> AccessCalls() {
  return {{"scope", {}}, {"app.info", {}}, {"crm.lead.list", {{"select[0]", "ID"}}}};
}

Access ReadAccess(const std::vector<AccessAnswer>& answers) {
  Access access;
  const auto part = [&](Part p) { return p < answers.size() ? answers[p] : AccessAnswer{}; };
  const JsonValue scopes = part(kScope).result;
  for (size_t i = 0; i < scopes.size(); ++i) access.scopes.emplace_back(scopes[i].text());
  access.plan = PlanOf(part(kInfo).result["LICENSE"].text());
  if (const auto total = part(kLeads).total; total && *total >= 0)
    access.leads = static_cast<uint64_t>(*total);
  return access;
}

}  // namespace leadsync::crm
