// SPDX-License-Identifier: MIT
#include "sandbox/methods.h"

#include <string>

#include "sandbox/lead_list.h"
#include "sandbox/methods_lead.h"

namespace leadsync::sandbox {
namespace {

struct Method {
  std::string_view name;
  std::string_view scope;
  MethodResult (*run)(World&, const MethodCall&);
};

constexpr Method kMethods[] = {
    {"crm.lead.update", "crm", LeadUpdate},
    {"crm.lead.list", "crm", ListLeads},
    {"crm.lead.get", "crm", LeadGet},
    {"crm.lead.add", "crm", LeadAdd},
    {"crm.lead.delete", "crm", LeadDelete},
    {"crm.lead.fields", "crm", LeadFieldsMethod},
    {"crm.lead.userfield.list", "crm", UserFieldList},
    {"crm.status.list", "crm", StatusList},
    {"crm.status.entity.items", "crm", StatusEntityItems},
    {"crm.status.entity.types", "crm", StatusEntityTypes},
    {"crm.currency.list", "crm", CurrencyList},
    {"crm.duplicate.findbycomm", "crm", FindByComm},
    {"crm.settings.mode.get", "crm", SettingsMode},
    {"user.get", "user", UserGet},
    {"user.current", "user", UserCurrent},
    {"profile", "", Profile},
    {"scope", "", Scope},
};

const Method* Find(std::string_view name) {
  for (const Method& method : kMethods) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

}  // namespace

bool KnownMethod(std::string_view method, std::string_view* scope) {
  const Method* found = Find(method);
  if (found != nullptr && scope != nullptr) *scope = found->scope;
  return found != nullptr;
}

MethodResult RunMethod(World& world, const MethodCall& call) {
  const Method* found = Find(call.method);
  if (found == nullptr) {
    MethodResult result;
    result.error = RestError{404, "ERROR_METHOD_NOT_FOUND", "Method not found!", {}};
    return result;
  }
  static const PhpArray kNone;
  MethodCall complete = call;
  if (complete.params == nullptr) complete.params = &kNone;
  return found->run(world, complete);
}

MethodResult Failed(std::string_view text, std::string_view code) {
  MethodResult result;
  result.error = RestError{400, std::string(code), std::string(text), {}};
  return result;
}

}  // namespace leadsync::sandbox
