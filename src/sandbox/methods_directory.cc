// SPDX-License-Identifier: MIT
// What a portal looks like: fields, directories, currencies, people (bitrix24 docs:
// api-reference/crm/leads/crm-lead-fields.md, api-reference/crm/leads/userfield,
// api-reference/crm/status, api-reference/crm/currency, api-reference/crm/crm-settings-mode-get.md,
// api-reference/user, api-reference/common).
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "sandbox/lead_list.h"
#include "sandbox/methods_lead.h"

namespace leadsync::sandbox {
namespace {

std::string TextOf(const PhpArray& row, const PhpArray::Key& key) {
  const PhpValue* value = row.Find(key);
  return value == nullptr || value->IsArray() ? "" : value->ToString();
}

const PhpArray* ArrayIn(const PhpArray& params, const char* name) {
  const PhpValue* value = params.Find(name);
  return value != nullptr && value->IsArray() ? &value->array() : nullptr;
}

/// Rows whose columns have the wanted texts. A value that is no string is no condition, nor is a
/// column that does not exist.
std::vector<PhpValue> Filtered(std::vector<PhpValue> rows, const PhpArray* filter) {
  if (filter == nullptr) return rows;
  std::vector<PhpValue> out;
  for (PhpValue& row : rows) {
    bool all = true;
    for (const auto& [key, value] : *filter) {
      if (row.array().Find(key) == nullptr || !value.IsString()) continue;
      all = all && TextOf(row.array(), key) == value.string();
    }
    if (all) out.push_back(std::move(row));
  }
  return out;
}

bool LessText(const std::string& a, const std::string& b) {
  int64_t x = 0;
  int64_t y = 0;
  auto whole = [](const std::string& text, int64_t* n) {
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *n);
    return error == std::errc() && end == text.data() + text.size();
  };
  if (whole(a, &x) && whole(b, &y)) return x < y;
  return a < b;
}

void Sort(const PhpArray* order, std::vector<PhpValue>* rows) {
  if (order == nullptr) return;
  std::stable_sort(rows->begin(), rows->end(), [&](const PhpValue& a, const PhpValue& b) {
    for (const auto& [key, way] : *order) {
      std::string left = TextOf(a.array(), key);
      std::string right = TextOf(b.array(), key);
      bool down = FoldCase(way.ToString()) == "desc";
      if (LessText(left, right)) return !down;
      if (LessText(right, left)) return down;
    }
    return false;
  });
}

/// All rows in one answer: `total`, never `next`.
MethodResult Whole(std::vector<PhpValue> rows) {
  MethodResult result;
  result.total = static_cast<int64_t>(rows.size());
  result.result = PhpArray::List(std::move(rows));
  return result;
}

}  // namespace

MethodResult LeadFieldsMethod(World& world, const MethodCall&) {
  MethodResult result;
  result.result = DescribeFields(world.fields());
  return result;
}

MethodResult UserFieldList(World& world, const MethodCall& call) {
  const PhpArray* filter = ArrayIn(*call.params, "filter");
  bool labels = filter != nullptr && !TextOf(*filter, "LANG").empty();
  std::vector<PhpValue> rows = Filtered(DescribeUserFields(world.fields(), labels), filter);
  Sort(ArrayIn(*call.params, "order"), &rows);
  return Whole(std::move(rows));
}

MethodResult StatusList(World& world, const MethodCall& call) {
  std::vector<PhpValue> rows;
  for (const Status& status : world.statuses().all()) {
    rows.push_back(DescribeStatus(world.statuses(), status));
  }
  rows = Filtered(std::move(rows), ArrayIn(*call.params, "filter"));
  Sort(ArrayIn(*call.params, "order"), &rows);
  return Whole(std::move(rows));
}

MethodResult StatusEntityItems(World& world, const MethodCall& call) {
  std::string entity = TextOf(*call.params, "entityId");
  if (entity.empty()) return Failed("The parameter entityId is not defined or invalid.");
  MethodResult result;
  result.result = PhpArray::List(DescribeEntityItems(world.statuses(), entity));
  return result;
}

MethodResult StatusEntityTypes(World& world, const MethodCall&) {
  MethodResult result;
  result.result = PhpArray::List(DescribeEntityTypes(world.statuses()));
  return result;
}

MethodResult CurrencyList(World& world, const MethodCall& call) {
  std::vector<PhpValue> rows;
  for (const Currency& currency : world.currencies()) rows.push_back(DescribeCurrency(currency));
  // The names of columns are in lower case here: {"sort":"asc","currency":"asc"}.
  PhpArray order;
  if (const PhpArray* given = ArrayIn(*call.params, "order")) {
    for (const auto& [key, way] : *given) {
      std::string name = key.ToString();
      for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
      order.Set(name, way);
    }
  }
  Sort(&order, &rows);
  MethodResult result = Whole(std::move(rows));
  result.total = 0;  // whatever there is
  return result;
}

MethodResult SettingsMode(World& world, const MethodCall&) {
  MethodResult result;
  result.result = world.options().simple_crm ? 2 : 1;
  return result;
}

MethodResult UserGet(World& world, const MethodCall& call) {
  std::vector<const User*> found = FindUsers(world.users(), *call.params);
  int64_t total = static_cast<int64_t>(found.size());
  int64_t first = FirstRowOf(call.start.value_or(0), total);
  int64_t end = std::min(first + kPage, total);
  PhpArray rows;
  for (int64_t i = first; i < end; ++i) rows.Push(DescribeUser(*found[static_cast<size_t>(i)]));
  MethodResult result;
  result.result = std::move(rows);
  result.total = total;
  if (end < total) result.next = end;
  return result;
}

MethodResult UserCurrent(World& world, const MethodCall& call) {
  MethodResult result;
  result.result = DescribeUser(world.FindUser(call.user));
  return result;
}

MethodResult Profile(World& world, const MethodCall& call) {
  User user = world.FindUser(call.user);
  user.admin = world.IsAdmin(call.user);
  MethodResult result;
  result.result = DescribeProfile(user);
  return result;
}

MethodResult Scope(World&, const MethodCall&) {
  MethodResult result;
  result.result = PhpArray::List({"crm", "user", "userfieldconfig"});
  return result;
}

}  // namespace leadsync::sandbox
