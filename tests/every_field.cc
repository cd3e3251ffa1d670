// SPDX-License-Identifier: MIT
#include "every_field.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace leadsync::testing {
namespace {

constexpr std::string_view kStandardFields = R"(
  "ID":{"type":"integer","isReadOnly":true,"title":"ID"},
  "TITLE":{"type":"string","title":"Lead name"},
  "NAME":{"type":"string","title":"First name"},
  "COMMENTS":{"type":"string","title":"Comment"},
  "BIRTHDATE":{"type":"date","title":"Date of birth"},
  "STATUS_ID":{"type":"crm_status","statusType":"STATUS","title":"Stage"},
  "STATUS_SEMANTIC_ID":{"type":"string","isReadOnly":true,"title":"Semantics"},
  "SOURCE_ID":{"type":"crm_status","statusType":"SOURCE","title":"Source"},
  "OPPORTUNITY":{"type":"double","title":"Amount"},
  "CURRENCY_ID":{"type":"crm_currency","title":"Currency"},
  "IS_MANUAL_OPPORTUNITY":{"type":"char","title":"By hand"},
  "OPENED":{"type":"char","title":"Open"},
  "ASSIGNED_BY_ID":{"type":"user","title":"Responsible"},
  "DATE_MODIFY":{"type":"datetime","isReadOnly":true,"title":"Modified on"},
  "COMPANY_ID":{"type":"crm_company","title":"Company"},
  "CONTACT_ID":{"type":"crm_contact","title":"Contact"},
  "PARENT_ID_180":{"type":"crm_entity","title":"Project"},
  "ADDRESS":{"type":"string","title":"Address"},
  "ADDRESS_2":{"type":"string","title":"Flat"},
  "ADDRESS_CITY":{"type":"string","title":"City"},
  "ADDRESS_POSTAL_CODE":{"type":"string","title":"Zip"},
  "ADDRESS_REGION":{"type":"string","title":"Region"},
  "ADDRESS_PROVINCE":{"type":"string","title":"Province"},
  "ADDRESS_COUNTRY":{"type":"string","title":"Country"},
  "ADDRESS_COUNTRY_CODE":{"type":"string","title":"Country code"},
  "PHONE":{"type":"crm_multifield","isMultiple":true,"title":"Phone"},
  "ORIGINATOR_ID":{"type":"string","title":"External source"},
  "ORIGIN_ID":{"type":"string","title":"External key"},
  "EMAIL":{"type":"crm_multifield","isMultiple":true,"title":"E-mail"},
  "WEB":{"type":"crm_multifield","isMultiple":true,"title":"Site"},
  "IM":{"type":"crm_multifield","isMultiple":true,"title":"Messenger"})";

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kUserTypes = {{
    {"string", ""},
    {"integer", ""},
    {"double", R"(,"settings":{"PRECISION":2})"},
    {"boolean", ""},
    {"date", ""},
    {"datetime", R"(,"settings":{"USE_TIMEZONE":"Y"})"},
    {"url", ""},
    {"enumeration", R"(,"items":[{"ID":"45","VALUE":"Red"},{"ID":"47","VALUE":"Dark blue"},
        {"ID":"49","VALUE":"Green"},{"ID":"51","VALUE":"Ёлка"},{"ID":"53","VALUE":"A &amp; B"}])"},
    {"crm_status", R"(,"statusType":"SOURCE")"},
    {"money", ""},
    {"employee", ""},
    {"crm", R"(,"settings":{"CONTACT":"Y","COMPANY":"Y","DYNAMIC_128":"Y"})"},
    {"iblock_element", ""},
    {"iblock_section", ""},
    {"hlblock", ""},
    {"address", ""},
    {"crm_contact", ""},
}};

}  // namespace

crm::Catalog EveryField() {
  std::string fields = "{" + std::string(kStandardFields);
  for (const auto& [type, more] : kUserTypes) {
    for (const bool multiple : {false, true}) {
      fields += ",\"UF_" + std::string(type) + (multiple ? "_M" : "") + "\":{\"type\":\"" +
                std::string(type) +
                "\",\"isDynamic\":true,\"isMultiple\":" + (multiple ? "true" : "false") +
                std::string(more) + "}";
    }
  }
  const JsonDocument answer = JsonDocument::Parse(fields + "}");
  const JsonDocument statuses = JsonDocument::Parse(R"([
    {"ENTITY_ID":"STATUS","STATUS_ID":"NEW","NAME":"New","SORT":"10"},
    {"ENTITY_ID":"STATUS","STATUS_ID":"IN_PROCESS","NAME":"In progress","SORT":"20"},
    {"ENTITY_ID":"STATUS","STATUS_ID":"LOST","NAME":"Lost","SORT":"30","SEMANTICS":"F"},
    {"ENTITY_ID":"SOURCE","STATUS_ID":"WEB","NAME":"Website","SORT":"10"},
    {"ENTITY_ID":"SOURCE","STATUS_ID":"CALL","NAME":"Call","SORT":"20"},
    {"ENTITY_ID":"SOURCE","STATUS_ID":"TRADE_SHOW","NAME":"Trade-show","SORT":"30"}])");
  const JsonDocument currencies = JsonDocument::Parse(R"([
    {"CURRENCY":"EUR","BASE":"Y","FULL_NAME":"Euro"},
    {"CURRENCY":"USD","BASE":"N","FULL_NAME":"US Dollar"},
    {"CURRENCY":"RUB","BASE":"N","FULL_NAME":"Russian rouble"}])");
  const JsonDocument mode = JsonDocument::Parse("1");
  const JsonDocument profile = JsonDocument::Parse(R"({"ID":"1","ADMIN":true,"NAME":"Olga"})");
  return crm::Catalog::FromAnswers(answer.root(), statuses.root(), currencies.root(), mode.root(),
                                   profile.root());
}

sandbox::World WorldOf(const crm::Catalog& catalog, const sandbox::WorldOptions& options) {
  const JsonDocument json = JsonDocument::Parse(catalog.ToJson());
  sandbox::World world = sandbox::World::FromCatalog(json.root(), options);
  const std::vector<std::string> header = {
      "ID",   "TITLE",         "PHONE",        "EMAIL",
      "IM",   "ADDRESS",       "ADDRESS_CITY", "UF_enumeration_M",
      "NAME", "ORIGINATOR_ID", "ORIGIN_ID"};
  for (size_t i = 0; i < kLeads; ++i) {
    const bool full = i % 3 != 0;
    const std::string n = std::to_string(i + 10);
    world.LoadLead(
        header,
        {std::to_string(i + 1), "Lead " + n, full ? "030 1234" + n + "|MOBILE: +49170123" + n : "",
         full ? "old" + n + "@example.com" : "", full ? "OPENLINE: imol-" + n + "|old" + n : "",
         full ? "Old street " + n : "", full ? "Riga" : "", full ? "45|47" : "", "Old", "ERP",
         "K-" + std::to_string(i + 1)},
        WallTime{});
  }
  return world;
}

}  // namespace leadsync::testing
