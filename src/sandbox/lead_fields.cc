// SPDX-License-Identifier: MIT
#include "sandbox/lead_fields.h"

#include <algorithm>
#include <utility>

namespace leadsync::sandbox {

FieldKind KindOf(std::string_view type, std::string_view code, bool dynamic) {
  struct Named {
    std::string_view type;
    FieldKind kind;
  };
  static constexpr Named kNamed[] = {
      {"string", FieldKind::kText},
      {"integer", FieldKind::kInteger},
      {"double", FieldKind::kDouble},
      {"boolean", FieldKind::kBoolean},
      {"char", FieldKind::kChar},
      {"date", FieldKind::kDate},
      {"datetime", FieldKind::kDatetime},
      {"url", FieldKind::kUrl},
      {"enumeration", FieldKind::kEnumeration},
      {"crm_status", FieldKind::kStatus},
      {"crm_multifield", FieldKind::kMultifield},
      {"money", FieldKind::kMoney},
      {"user", FieldKind::kUser},
      {"employee", FieldKind::kUser},
      {"crm_currency", FieldKind::kCurrency},
      {"crm", FieldKind::kBinding},
      {"crm_company", FieldKind::kEntityId},
      {"crm_contact", FieldKind::kEntityId},
      {"crm_entity", FieldKind::kEntityId},
      {"iblock_element", FieldKind::kEntityId},
      {"iblock_section", FieldKind::kEntityId},
      {"hlblock", FieldKind::kEntityId},
      {"address", FieldKind::kAddress},
      {"file", FieldKind::kFile},
  };
  if (!dynamic && code == "COMMENTS") return FieldKind::kComments;
  if (!dynamic && type == "double") return FieldKind::kMoneyAmount;
  for (const Named& named : kNamed) {
    if (named.type == type) return named.kind;
  }
  return FieldKind::kOther;
}

namespace {

// docs: api-reference/crm/leads/crm-lead-get.md, crm-lead-list.md. It is not that of the
// description; fields that are not named come last.
constexpr std::string_view kShown[] = {"ID",
                                       "TITLE",
                                       "HONORIFIC",
                                       "NAME",
                                       "SECOND_NAME",
                                       "LAST_NAME",
                                       "COMPANY_TITLE",
                                       "COMPANY_ID",
                                       "CONTACT_ID",
                                       "IS_RETURN_CUSTOMER",
                                       "BIRTHDATE",
                                       "SOURCE_ID",
                                       "SOURCE_DESCRIPTION",
                                       "STATUS_ID",
                                       "STATUS_DESCRIPTION",
                                       "POST",
                                       "COMMENTS",
                                       "CURRENCY_ID",
                                       "OPPORTUNITY",
                                       "IS_MANUAL_OPPORTUNITY",
                                       "HAS_PHONE",
                                       "HAS_EMAIL",
                                       "HAS_IMOL",
                                       "ASSIGNED_BY_ID",
                                       "CREATED_BY_ID",
                                       "MODIFY_BY_ID",
                                       "DATE_CREATE",
                                       "DATE_MODIFY",
                                       "DATE_CLOSED",
                                       "STATUS_SEMANTIC_ID",
                                       "OPENED",
                                       "ORIGINATOR_ID",
                                       "ORIGIN_ID",
                                       "MOVED_BY_ID",
                                       "MOVED_TIME",
                                       "ADDRESS",
                                       "ADDRESS_2",
                                       "ADDRESS_CITY",
                                       "ADDRESS_POSTAL_CODE",
                                       "ADDRESS_REGION",
                                       "ADDRESS_PROVINCE",
                                       "ADDRESS_COUNTRY",
                                       "ADDRESS_COUNTRY_CODE",
                                       "ADDRESS_LOC_ADDR_ID",
                                       "UTM_SOURCE",
                                       "UTM_MEDIUM",
                                       "UTM_CAMPAIGN",
                                       "UTM_CONTENT",
                                       "UTM_TERM",
                                       "LAST_ACTIVITY_BY",
                                       "LAST_ACTIVITY_TIME"};

}  // namespace

LeadFields::LeadFields(std::vector<LeadField> fields) : fields_(std::move(fields)) {
  for (size_t i = 0; i < fields_.size(); ++i) {
    index_.emplace(fields_[i].code, static_cast<int>(i));
  }
  for (std::string_view code : kShown) {
    if (int found = Find(code); found >= 0) shown_.push_back(static_cast<size_t>(found));
  }
  for (size_t i = 0; i < fields_.size(); ++i) {
    const LeadField& field = fields_[i];
    bool plain =
        !field.dynamic && field.kind != FieldKind::kMultifield && field.code != "CONTACT_IDS";
    if (plain && std::find(shown_.begin(), shown_.end(), i) == shown_.end()) shown_.push_back(i);
  }
}

int LeadFields::Find(std::string_view code) const {
  auto found = index_.find(code);
  return found == index_.end() ? -1 : found->second;
}

// docs: api-reference/crm/leads/crm-lead-fields.md; server: crm/classes/general/restservice.php
// prepareFields. The order of the keys is the server's.
PhpArray DescribeFields(const LeadFields& fields) {
  PhpArray out;
  out.Reserve(fields.size());
  for (const LeadField& field : fields) {
    PhpArray one;
    one.Set("type", field.type);
    one.Set("isRequired", field.required);
    one.Set("isReadOnly", field.read_only);
    one.Set("isImmutable", field.immutable);
    one.Set("isMultiple", field.multiple);
    one.Set("isDynamic", field.dynamic);
    if (field.deprecated) one.Set("isDeprecated", true);
    if (field.type == "enumeration") {
      PhpArray items;
      for (const EnumItem& item : field.items) {
        PhpArray entry;
        entry.Set("ID", std::to_string(item.id));
        entry.Set("VALUE", item.value);
        items.Push(std::move(entry));
      }
      one.Set("items", std::move(items));
    }
    if (field.type == "crm_status") one.Set("statusType", field.status_type);
    // The title of a user field is its code again; people see the labels.
    one.Set("title", field.dynamic ? field.code : field.title);
    if (field.dynamic) {
      one.Set("listLabel", field.title);
      one.Set("formLabel", field.title);
      one.Set("filterLabel", field.title);
    }
    if (field.dynamic || !field.settings.empty()) one.Set("settings", field.settings);
    out.Append(field.code, std::move(one));
  }
  return out;
}

// docs: api-reference/crm/leads/userfield/crm-lead-userfield-list.md
std::vector<PhpValue> DescribeUserFields(const LeadFields& fields, bool with_labels) {
  std::vector<PhpValue> out;
  int64_t id = 501;
  int64_t sort = 100;
  for (const LeadField& field : fields) {
    if (!field.dynamic) continue;
    PhpArray one;
    one.Set("ID", std::to_string(id));
    one.Set("ENTITY_ID", "CRM_LEAD");
    one.Set("FIELD_NAME", field.code);
    one.Set("USER_TYPE_ID", field.type);
    one.Set("XML_ID", PhpValue());
    one.Set("SORT", std::to_string(sort));
    one.Set("MULTIPLE", field.multiple ? "Y" : "N");
    one.Set("MANDATORY", field.required ? "Y" : "N");
    one.Set("SHOW_FILTER", "E");
    one.Set("SHOW_IN_LIST", "Y");
    one.Set("EDIT_IN_LIST", "Y");
    one.Set("IS_SEARCHABLE", "N");
    one.Set("SETTINGS", field.settings);
    if (with_labels) {
      for (const char* label : {"EDIT_FORM_LABEL", "LIST_COLUMN_LABEL", "LIST_FILTER_LABEL"}) {
        one.Set(label, field.title);
      }
      one.Set("ERROR_MESSAGE", PhpValue());
      one.Set("HELP_MESSAGE", PhpValue());
    }
    if (field.type == "enumeration") {
      PhpArray list;
      int64_t item_sort = 10;
      for (const EnumItem& item : field.items) {
        PhpArray entry;
        entry.Set("ID", std::to_string(item.id));
        entry.Set("SORT", std::to_string(item_sort));
        entry.Set("VALUE", item.value);
        entry.Set("DEF", "N");
        entry.Set("XML_ID", item.xml_id);
        list.Push(std::move(entry));
        item_sort += 10;
      }
      one.Set("LIST", std::move(list));
    }
    out.push_back(std::move(one));
    id += 2;
    sort += 10;
  }
  return out;
}

}  // namespace leadsync::sandbox
