// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "base/json.h"
#include "crm/catalog.h"
#include "sandbox/portal.h"
#include "sandbox/world.h"

namespace leadsync::testing {

/// The practice portal as `leadsync sandbox` makes it.
inline sandbox::Portal& PracticePortal() {
  static sandbox::Portal portal({},
                                std::make_unique<sandbox::World>(sandbox::World::Sample(1000, 1)));
  return portal;
}

/// What it answers to a method without parameters.
inline JsonDocument AskPracticePortal(const std::string& method) {
  sandbox::Request request;
  request.target = "/rest/1/practice/" + method + ".json";
  return JsonDocument::Parse(PracticePortal().Handle(request, WallTime{}).body);
}

/// Its fields.
inline const crm::Catalog& PracticeCatalog() {
  static const crm::Catalog catalog = [] {
    const JsonDocument fields = AskPracticePortal("crm.lead.fields");
    const JsonDocument statuses = AskPracticePortal("crm.status.list");
    const JsonDocument currencies = AskPracticePortal("crm.currency.list");
    const JsonDocument mode = AskPracticePortal("crm.settings.mode.get");
    const JsonDocument profile = AskPracticePortal("profile");
    return crm::Catalog::FromAnswers(fields.root()["result"], statuses.root()["result"],
                                     currencies.root()["result"], mode.root()["result"],
                                     profile.root()["result"]);
  }();
  return catalog;
}

}  // namespace leadsync::testing
