// SPDX-License-Identifier: MIT
#include "base/json.h"
#include "fuzz/small_catalog.h"

namespace leadsync::fuzz {
namespace {

constexpr char kAnswers[] = R"({
"fields": {
  "ID": {"type": "integer", "isReadOnly": true, "title": "ID"},
  "TITLE": {"type": "string", "title": "Lead name"},
  "STATUS_ID": {"type": "crm_status", "statusType": "STATUS", "title": "Stage"},
  "STATUS_DESCRIPTION": {"type": "string", "title": "Stage information"},
  "COMMENTS": {"type": "string", "title": "Comment"},
  "OPPORTUNITY": {"type": "double", "title": "Amount"},
  "CURRENCY_ID": {"type": "crm_currency", "title": "Currency"},
  "ASSIGNED_BY_ID": {"type": "user", "title": "Responsible"},
  "OPENED": {"type": "char", "title": "For everybody"},
  "PHONE": {"type": "crm_multifield", "isMultiple": true, "title": "Phone"},
  "EMAIL": {"type": "crm_multifield", "isMultiple": true, "title": "E-mail"},
  "ADDRESS": {"type": "string", "title": "Address"},
  "ADDRESS_CITY": {"type": "string", "title": "City"},
  "BIRTHDATE": {"type": "date", "title": "Date of birth"},
  "ORIGIN_ID": {"type": "string", "title": "External code"},
  "UF_CRM_1": {"type": "enumeration", "isDynamic": true, "title": "UF_CRM_1",
    "formLabel": "Competitor product",
    "items": [{"ID": "45", "VALUE": "SalesHarbor"}, {"ID": "51", "VALUE": "Контур"}]},
  "UF_CRM_2": {"type": "url", "isDynamic": true, "title": "UF_CRM_2", "formLabel": "Site"},
  "UF_CRM_3": {"type": "enumeration", "isDynamic": true, "isMultiple": true, "title": "UF_CRM_3",
    "formLabel": "Reasons",
    "items": [{"ID": "101", "VALUE": "Price"}, {"ID": "103", "VALUE": "Budget"}]},
  "UF_CRM_4": {"type": "datetime", "isDynamic": true, "title": "UF_CRM_4", "formLabel": "Called"},
  "UF_CRM_5": {"type": "boolean", "isDynamic": true, "title": "UF_CRM_5", "formLabel": "Vip"},
  "UF_CRM_6": {"type": "money", "isDynamic": true, "title": "UF_CRM_6", "formLabel": "Price"},
  "UF_CRM_7": {"type": "integer", "isDynamic": true, "title": "UF_CRM_7", "formLabel": "Seats"},
  "UF_CRM_8": {"type": "string", "isDynamic": true, "isMultiple": true, "title": "UF_CRM_8",
    "formLabel": "Tags"},
  "UF_CRM_9": {"type": "crm", "isDynamic": true, "title": "UF_CRM_9", "formLabel": "Linked",
    "settings": {"LEAD": "Y", "DEAL": "Y"}},
  "UF_CRM_10": {"type": "file", "isDynamic": true, "title": "UF_CRM_10", "formLabel": "Contract"}
},
"statuses": [
  {"ENTITY_ID": "STATUS", "STATUS_ID": "NEW", "NAME": "New"},
  {"ENTITY_ID": "STATUS", "STATUS_ID": "LOST", "NAME": "Lost", "EXTRA": {"SEMANTICS": "failure"}}
],
"currencies": [{"CURRENCY": "USD", "BASE": "Y"}, {"CURRENCY": "EUR"}],
"mode": 1,
"profile": {"ID": "1", "ADMIN": true}
})";

}  // namespace

const crm::Catalog& SmallCatalog() {
  static const crm::Catalog catalog = [] {
    const JsonDocument document = JsonDocument::Parse(kAnswers);
    const JsonValue root = document.root();
    return crm::Catalog::FromAnswers(root["fields"], root["statuses"], root["currencies"],
                                     root["mode"], root["profile"]);
  }();
  return catalog;
}

}  // namespace leadsync::fuzz
