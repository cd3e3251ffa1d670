// SPDX-License-Identifier: MIT
// The methods of the practice portal, by group. Inner to methods*.cc.
#pragma once

#include "sandbox/methods.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {

MethodResult LeadAdd(World& world, const MethodCall& call);
MethodResult LeadUpdate(World& world, const MethodCall& call);
MethodResult LeadGet(World& world, const MethodCall& call);
MethodResult LeadDelete(World& world, const MethodCall& call);
MethodResult FindByComm(World& world, const MethodCall& call);

MethodResult LeadFieldsMethod(World& world, const MethodCall& call);
MethodResult UserFieldList(World& world, const MethodCall& call);
MethodResult StatusList(World& world, const MethodCall& call);
MethodResult StatusEntityItems(World& world, const MethodCall& call);
MethodResult StatusEntityTypes(World& world, const MethodCall& call);
MethodResult CurrencyList(World& world, const MethodCall& call);
MethodResult SettingsMode(World& world, const MethodCall& call);
MethodResult UserGet(World& world, const MethodCall& call);
MethodResult UserCurrent(World& world, const MethodCall& call);
MethodResult Profile(World& world, const MethodCall& call);
MethodResult Scope(World& world, const MethodCall& call);

MethodResult Failed(std::string_view text, std::string_view code = "");

}  // namespace leadsync::sandbox
