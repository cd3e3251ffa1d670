// SPDX-License-Identifier: MIT
#include "sandbox/statuses.h"

#include <algorithm>
#include <utility>

namespace leadsync::sandbox {

Statuses::Statuses(std::vector<Status> all) : all_(std::move(all)) {}

const Status* Statuses::Find(std::string_view entity, std::string_view status_id) const {
  for (const Status& status : all_) {
    if (status.status_id == status_id && status.entity == entity) return &status;
  }
  return nullptr;
}

std::string_view Statuses::First(std::string_view entity) const {
  const Status* first = nullptr;
  for (const Status& status : all_) {
    if (status.entity == entity && (first == nullptr || status.sort < first->sort)) {
      first = &status;
    }
  }
  return first == nullptr ? std::string_view() : std::string_view(first->status_id);
}

char Statuses::Semantics(std::string_view stage) const {
  const Status* status = Find("STATUS", stage);
  return status == nullptr ? 'P' : status->semantics;
}

int Statuses::StageSort(std::string_view stage) const {
  const Status* status = Find("STATUS", stage);
  return status == nullptr ? 0 : status->sort;
}

namespace {

bool HasExtra(std::string_view entity) {
  return entity == "STATUS" || entity == "QUOTE_STATUS" || entity.substr(0, 10) == "DEAL_STAGE";
}

/// The first failure stage is "failure", each further one an "apology".
std::string_view ExtraSemantics(const Statuses& statuses, const Status& status) {
  if (status.semantics == 'S') return "success";
  if (status.semantics != 'F') return "process";
  for (const Status& other : statuses.all()) {
    if (other.entity == status.entity && other.semantics == 'F' && other.sort < status.sort) {
      return "apology";
    }
  }
  return "failure";
}

}  // namespace

// docs: api-reference/crm/status/crm-status-list.md
PhpValue DescribeStatus(const Statuses& statuses, const Status& status) {
  PhpArray out;
  PhpValue color = status.color.empty() ? PhpValue() : PhpValue(status.color);
  out.Set("ID", std::to_string(status.id));
  out.Set("ENTITY_ID", status.entity);
  out.Set("STATUS_ID", status.status_id);
  out.Set("NAME", status.name);
  out.Set("NAME_INIT", status.system ? status.name : "");
  out.Set("SORT", std::to_string(status.sort));
  out.Set("SYSTEM", status.system ? "Y" : "N");
  out.Set("CATEGORY_ID", PhpValue());
  out.Set("COLOR", color);
  out.Set("SEMANTICS",
          status.semantics == 'P' ? PhpValue() : PhpValue(std::string(1, status.semantics)));
  if (HasExtra(status.entity)) {
    PhpArray extra;
    extra.Set("SEMANTICS", ExtraSemantics(statuses, status));
    extra.Set("COLOR", color);
    out.Set("EXTRA", std::move(extra));
  }
  return out;
}

// docs: api-reference/crm/status/crm-status-entity-items.md
std::vector<PhpValue> DescribeEntityItems(const Statuses& statuses, std::string_view entity) {
  std::vector<const Status*> items;
  for (const Status& status : statuses.all()) {
    if (status.entity == entity) items.push_back(&status);
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const Status* a, const Status* b) { return a->sort < b->sort; });
  std::vector<PhpValue> out;
  for (const Status* status : items) {
    PhpArray one;
    one.Set("NAME", status->name);
    one.Set("SORT", status->sort);
    one.Set("STATUS_ID", status->status_id);
    out.push_back(std::move(one));
  }
  return out;
}

// docs: api-reference/crm/status/crm-status-entity-types.md
std::vector<PhpValue> DescribeEntityTypes(const Statuses& statuses) {
  std::vector<std::pair<std::string_view, std::string_view>> types = {
      {"STATUS", "Lead stages"}, {"SOURCE", "Sources"}, {"HONORIFIC", "Salutations"}};
  for (const Status& status : statuses.all()) {
    bool known = std::any_of(types.begin(), types.end(),
                             [&](const auto& type) { return type.first == status.entity; });
    if (!known) types.push_back({status.entity, status.entity});
  }
  std::vector<PhpValue> out;
  for (const auto& [id, name] : types) {
    PhpArray one;
    one.Set("ID", id);
    one.Set("NAME", name);
    PhpArray info;
    if (id == "STATUS") {
      info.Set("START_FIELD", "NEW");
      info.Set("FINAL_SUCCESS_FIELD", "CONVERTED");
      info.Set("FINAL_UNSUCCESS_FIELD", "JUNK");
      info.Set("FINAL_SORT", 0);
    }
    one.Set("SEMANTIC_INFO", std::move(info));
    if (id == "STATUS") one.Set("ENTITY_TYPE_ID", 1);
    out.push_back(std::move(one));
  }
  return out;
}

// docs: api-reference/crm/currency/crm-currency-list.md
PhpValue DescribeCurrency(const Currency& currency) {
  PhpArray out;
  out.Set("CURRENCY", currency.code);
  out.Set("AMOUNT_CNT", "1");
  out.Set("AMOUNT", currency.rate);
  out.Set("SORT", currency.base ? "100" : "200");
  out.Set("BASE", currency.base ? "Y" : "N");
  out.Set("FULL_NAME", currency.name);
  out.Set("LID", "en");
  out.Set("FORMAT_STRING", currency.code + " #");
  out.Set("DEC_POINT", ".");
  out.Set("THOUSANDS_SEP", ",");
  out.Set("DECIMALS", "2");
  out.Set("DATE_UPDATE", "2025-11-03T10:00:00+03:00");
  return out;
}

}  // namespace leadsync::sandbox
