// SPDX-License-Identifier: MIT
// crm.lead.add, update, get, delete (bitrix24 docs: api-reference/crm/leads/*.md; server:
// crm/classes/general/restservice.php CCrmLeadRestProxy) and crm.duplicate.findbycomm
// (api-reference/crm/duplicates/crm-duplicate-find-by-comm.md; CCrmDuplicateRestProxy).
#include "sandbox/methods_lead.h"

#include <algorithm>
#include <utility>

#include "sandbox/lead_list.h"
#include "sandbox/multifields.h"

namespace leadsync::sandbox {
namespace {

constexpr std::string_view kNoId = "ID is not defined or invalid.";
constexpr std::string_view kDenied = "Access denied.";

int64_t IdOf(const PhpArray& params) {
  const PhpValue* id = params.Find("id");
  return id == nullptr ? 0 : id->ToInt();
}

/// An absent or null parameter is an empty map; anything but a map is an error.
const PhpArray* MapParam(const PhpArray& params, const char* name, MethodResult* result) {
  static const PhpArray kEmpty;
  const PhpValue* value = params.Find(name);
  if (value == nullptr || value->IsNull()) return &kEmpty;
  if (value->IsArray()) return &value->array();
  *result = Failed("Parameter '" + std::string(name) + "' must be array.");
  return nullptr;
}

SaveOrder OrderOf(const MethodCall& call, const PhpArray& params) {
  SaveOrder order;
  order.user = call.user;
  order.now = call.now;
  order.request = call.request;
  if (const PhpValue* feed = params.Find("REGISTER_SONET_EVENT")) {
    std::string text = feed->ToString();
    order.feed = text == "Y" || text == "y";
  }
  if (const PhpValue* history = params.Find("REGISTER_HISTORY_EVENT")) {
    std::string text = history->ToString();
    order.history = text == "Y" || text == "y";
  }
  if (const PhpValue* import = params.Find("IMPORT")) order.import = import->Truthy();
  return order;
}

std::string UpperText(const PhpArray& params, const char* name, const char* other) {
  const PhpValue* value = params.Find(name);
  if (value == nullptr) value = params.Find(other);
  std::string text = value == nullptr || value->IsArray() ? "" : value->ToString();
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

MethodResult LeadAdd(World& world, const MethodCall& call) {
  MethodResult result;
  const PhpArray* fields = MapParam(*call.params, "fields", &result);
  const PhpArray* params = result.error ? nullptr : MapParam(*call.params, "params", &result);
  if (result.error) return result;
  auto added = world.Add(*fields, OrderOf(call, *params));
  if (std::holds_alternative<RestError>(added)) {
    result.error = std::get<RestError>(std::move(added));
  } else {
    result.result = std::get<int64_t>(added);
  }
  return result;
}

MethodResult LeadUpdate(World& world, const MethodCall& call) {
  int64_t id = IdOf(*call.params);
  if (id <= 0) return Failed(kNoId);
  MethodResult result;
  const PhpArray* fields = MapParam(*call.params, "fields", &result);
  const PhpArray* params = result.error ? nullptr : MapParam(*call.params, "params", &result);
  if (result.error) return result;
  SaveOrder order = OrderOf(call, *params);
  order.import = false;
  result.error = world.Update(id, *fields, order);
  if (!result.error) result.result = true;
  return result;
}

MethodResult LeadGet(World& world, const MethodCall& call) {
  int64_t id = IdOf(*call.params);
  if (id <= 0) return Failed(kNoId);
  const Lead* lead = world.leads().Find(id);
  if (lead == nullptr) return Failed(world.IsAdmin(call.user) ? "Not found" : kDenied);
  if (!world.MayRead(*lead, call.user)) return Failed(kDenied);
  MethodResult result;
  result.result = DescribeLead(world, *lead, world.RulesFor(call.user, call.now));
  return result;
}

MethodResult LeadDelete(World& world, const MethodCall& call) {
  int64_t id = IdOf(*call.params);
  if (id <= 0) return Failed(kNoId);
  MethodResult result;
  SaveOrder order;
  order.user = call.user;
  order.now = call.now;
  order.request = call.request;
  result.error = world.Delete(id, order);
  if (!result.error) result.result = true;
  return result;
}

// Only the first 20 distinct values are looked at, further ones are ignored silently; at most 20
// leads a value.
MethodResult FindByComm(World& world, const MethodCall& call) {
  constexpr size_t kMost = 20;
  std::string type = UpperText(*call.params, "type", "TYPE");
  if (type.empty()) return Failed("Communication type is not defined.");
  if (type != "PHONE" && type != "EMAIL") {
    return Failed("Communication type '" + type + "' is not supported in current context.");
  }
  const PhpValue* values = call.params->Find("values");
  if (values == nullptr || !values->IsArray() || values->array().empty()) {
    return Failed("Communication values is not defined.");
  }
  std::string entity = UpperText(*call.params, "entity_type", "ENTITY_TYPE");
  int field = type == "PHONE" ? world.known().phone : world.known().email;
  std::vector<std::string> distinct;
  for (const auto& [key, value] : values->array()) {
    std::string text = value.IsArray() ? "" : value.ToString();
    if (text.empty() || std::find(distinct.begin(), distinct.end(), text) != distinct.end()) {
      continue;
    }
    if (distinct.size() < kMost) distinct.push_back(text);
  }
  std::vector<PhpValue> leads;
  std::vector<int64_t> seen;
  for (const std::string& value : distinct) {
    std::string wanted = NormalizeCommunication(type, value);
    if (field < 0 || wanted.empty() || (!entity.empty() && entity != "LEAD")) continue;
    size_t found = 0;
    for (int64_t id : world.WithCommunication(static_cast<size_t>(field), wanted)) {
      const Lead* lead = world.leads().Find(id);
      if (lead == nullptr || found == kMost || !world.MayRead(*lead, call.user)) continue;
      auto stored = UnpackMultivalues(lead->row.Text(static_cast<size_t>(field)));
      bool holds = std::any_of(stored.begin(), stored.end(), [&](const Multivalue& one) {
        return NormalizeCommunication(type, one.value) == wanted;
      });
      if (!holds) continue;
      ++found;
      if (std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
      seen.push_back(id);
      leads.push_back(id);
    }
  }
  MethodResult result;
  PhpArray out;
  if (!leads.empty()) out.Set("LEAD", PhpArray::List(std::move(leads)));
  result.result = std::move(out);
  return result;
}

}  // namespace leadsync::sandbox
