// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "crm/access.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::crm;

namespace {

Access::Plan PlanBy(const std::string& license) {
  const JsonDocument info = JsonDocument::Parse("{\"LICENSE\":\"" + license + "\"}");
  return ReadAccess({{}, {info.root(), {}}, {}}).plan;
}

}  // namespace

TEST_CASE("access: what a portal will not say stays unknown") {
  const Access access = ReadAccess({});
  CHECK(access.scopes.empty());
  CHECK(access.leads == std::nullopt);
  CHECK(access.plan == Access::Plan::kUnknown);
}

TEST_CASE("access: scopes and leads are taken from the portal's answers") {
  const JsonDocument scopes = JsonDocument::Parse(R"(["crm","user"])");
  const Access access = ReadAccess({{scopes.root(), {}}, {}, {{}, 1000}});
  CHECK(access.Has("crm"));
  CHECK(access.Has("user"));
  CHECK_FALSE(access.Has("disk"));
  CHECK(access.leads == 1000);
}

TEST_CASE("access: the plan is told by the licence's name, whatever its language") {
  CHECK(PlanBy("ru_ent250") == Access::Plan::kEnterprise);
  CHECK(PlanBy("en_std") == Access::Plan::kStandard);
  CHECK(PlanBy("de_selfhosted") == Access::Plan::kSelfHosted);
  CHECK(PlanBy("") == Access::Plan::kUnknown);
}
