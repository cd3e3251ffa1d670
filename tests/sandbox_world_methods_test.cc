// SPDX-License-Identifier: MIT
// What a portal says of itself, byte by byte.
#include <string>
#include <vector>

#include "sandbox/sample_data.h"
#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

struct MethodFixture : WorldFixture {
  using WorldFixture::WorldFixture;
  /// One member of a map answer.
  std::string Member(std::string_view method, const std::string& key,
                     std::string_view params = "{}") {
    Call(method, params);
    REQUIRE_FALSE(last.error);
    const PhpValue* value = last.result.array().Find(key);
    return value == nullptr ? "absent" : Json(*value);
  }
};

// docs: api-reference/crm/leads/crm-lead-fields.md; key order as recorded from real portals.
TEST_CASE_FIXTURE(MethodFixture, "fields are described as real portals describe them") {
  auto field = [&](const std::string& code) { return Member("crm.lead.fields", code); };
  CHECK(field("ID") ==
        R"({"type":"integer","isRequired":false,"isReadOnly":true,"isImmutable":false,)"
        R"("isMultiple":false,"isDynamic":false,"title":"ID"})");
  CHECK(field("STATUS_ID") ==
        R"({"type":"crm_status","isRequired":false,"isReadOnly":false,"isImmutable":false,)"
        R"("isMultiple":false,"isDynamic":false,"statusType":"STATUS","title":"Stage"})");
  CHECK(
      field("COMPANY_ID") ==
      R"({"type":"crm_company","isRequired":false,"isReadOnly":false,"isImmutable":false,)"
      R"("isMultiple":false,"isDynamic":false,"title":"Company","settings":{"parentEntityTypeId":4}})");
  CHECK(field("CONTACT_ID") ==
        R"({"type":"crm_contact","isRequired":false,"isReadOnly":false,"isImmutable":false,)"
        R"("isMultiple":false,"isDynamic":false,"isDeprecated":true,"title":"Contact"})");
  CHECK(field("PHONE") ==
        R"({"type":"crm_multifield","isRequired":false,"isReadOnly":false,"isImmutable":false,)"
        R"("isMultiple":true,"isDynamic":false,"title":"Phone"})");
  CHECK(field("UF_CRM_1700000021") ==
        R"({"type":"enumeration","isRequired":true,"isReadOnly":false,"isImmutable":false,)"
        R"("isMultiple":false,"isDynamic":true,"items":[{"ID":"131","VALUE":"Small"},)"
        R"({"ID":"133","VALUE":"Medium"},{"ID":"135","VALUE":"Enterprise"}],)"
        R"("title":"UF_CRM_1700000021","listLabel":"Segment","formLabel":"Segment",)"
        R"("filterLabel":"Segment","settings":{"DISPLAY":"LIST","LIST_HEIGHT":1,)"
        R"("CAPTION_NO_VALUE":"","SHOW_NO_VALUE":"Y"}})");
  CHECK(field("UF_CRM_1700000017") ==
        R"({"type":"string","isRequired":false,"isReadOnly":false,"isImmutable":false,)"
        R"("isMultiple":false,"isDynamic":true,"title":"UF_CRM_1700000017","listLabel":"Region",)"
        R"("formLabel":"Region","filterLabel":"Region","settings":{"SIZE":20,"ROWS":1,"REGEXP":"",)"
        R"("MIN_LENGTH":0,"MAX_LENGTH":0,"DEFAULT_VALUE":null}})");
  CHECK(field("UF_CRM_1700000012").find(R"("settings":[]})") != std::string::npos);
  CHECK(last.total == std::nullopt);
}

TEST_CASE("titles of standard fields may be Russian") {
  WorldOptions options;
  options.russian = true;
  MethodFixture portal(options);
  CHECK(portal.Member("crm.lead.fields", "OPPORTUNITY") ==
        R"({"type":"double","isRequired":false,"isReadOnly":false,"isImmutable":false,)"
        R"("isMultiple":false,"isDynamic":false,"title":"Сумма"})");
  CHECK(portal.Got(portal.Add(), "TITLE") == "\"Лид #1001\"");
}

// docs: api-reference/crm/leads/userfield/crm-lead-userfield-list.md
TEST_CASE_FIXTURE(MethodFixture, "user fields show labels only when a language is asked for") {
  CHECK(Call("crm.lead.userfield.list", R"({"filter":{"FIELD_NAME":"UF_CRM_1700000021"}})") ==
        R"([{"ID":"541","ENTITY_ID":"CRM_LEAD","FIELD_NAME":"UF_CRM_1700000021",)"
        R"("USER_TYPE_ID":"enumeration","XML_ID":null,"SORT":"300","MULTIPLE":"N",)"
        R"("MANDATORY":"Y","SHOW_FILTER":"E","SHOW_IN_LIST":"Y","EDIT_IN_LIST":"Y",)"
        R"("IS_SEARCHABLE":"N","SETTINGS":{"DISPLAY":"LIST","LIST_HEIGHT":1,)"
        R"("CAPTION_NO_VALUE":"","SHOW_NO_VALUE":"Y"},)"
        R"("LIST":[{"ID":"131","SORT":"10","VALUE":"Small","DEF":"N","XML_ID":"s"},)"
        R"({"ID":"133","SORT":"20","VALUE":"Medium","DEF":"N","XML_ID":"m"},)"
        R"({"ID":"135","SORT":"30","VALUE":"Enterprise","DEF":"N","XML_ID":"l"}]}])");
  CHECK(last.total == 1);
  Call("crm.lead.userfield.list", R"({"filter":{"LANG":"en"}})");
  CHECK(last.total == 24);
  CHECK(Json(last.result).find(R"("EDIT_FORM_LABEL":"Segment")") != std::string::npos);
}

// docs: api-reference/crm/status/crm-status-list.md; server: crm/classes/general/crm_status.php
TEST_CASE_FIXTURE(MethodFixture, "stages carry their semantics") {
  CHECK(Call("crm.status.list",
             R"({"filter":{"ENTITY_ID":"STATUS","SYSTEM":"N"},"order":{"SORT":"DESC"}})") ==
        R"([{"ID":"33","ENTITY_ID":"STATUS","STATUS_ID":"LOST","NAME":"Lost","NAME_INIT":"",)"
        R"("SORT":"60","SYSTEM":"N","CATEGORY_ID":null,"COLOR":"#FF5752","SEMANTICS":"F",)"
        R"("EXTRA":{"SEMANTICS":"apology","COLOR":"#FF5752"}},)"
        R"({"ID":"31","ENTITY_ID":"STATUS","STATUS_ID":"UC_7QZ2KD","NAME":"Call back",)"
        R"("NAME_INIT":"","SORT":"35","SYSTEM":"N","CATEGORY_ID":null,"COLOR":"#FFA900",)"
        R"("SEMANTICS":null,"EXTRA":{"SEMANTICS":"process","COLOR":"#FFA900"}},)"
        R"({"ID":"5","ENTITY_ID":"STATUS","STATUS_ID":"PROCESSED","NAME":"Processed",)"
        R"("NAME_INIT":"","SORT":"30","SYSTEM":"N","CATEGORY_ID":null,"COLOR":"#55D0E0",)"
        R"("SEMANTICS":null,"EXTRA":{"SEMANTICS":"process","COLOR":"#55D0E0"}},)"
        R"({"ID":"3","ENTITY_ID":"STATUS","STATUS_ID":"IN_PROCESS","NAME":"In progress",)"
        R"("NAME_INIT":"","SORT":"20","SYSTEM":"N","CATEGORY_ID":null,"COLOR":"#2FC6F6",)"
        R"("SEMANTICS":null,"EXTRA":{"SEMANTICS":"process","COLOR":"#2FC6F6"}}])");
  CHECK(last.total == 4);
  CHECK_FALSE(last.next);
  // Items of other directories have no EXTRA.
  CHECK(Call("crm.status.list", R"({"filter":{"STATUS_ID":"CALL"}})") ==
        R"([{"ID":"41","ENTITY_ID":"SOURCE","STATUS_ID":"CALL","NAME":"Call","NAME_INIT":"Call",)"
        R"("SORT":"10","SYSTEM":"Y","CATEGORY_ID":null,"COLOR":null,"SEMANTICS":null}])");
  // A filter value that is no string is no condition.
  Call("crm.status.list", R"({"filter":{"SORT":10,"ENTITY_ID":["STATUS"]}})");
  CHECK(last.total == static_cast<int64_t>(SampleStatuses().size()));
}

// docs: api-reference/crm/status/crm-status-entity-items.md, crm-status-entity-types.md
TEST_CASE_FIXTURE(MethodFixture, "directories list their items by sort") {
  CHECK(Call("crm.status.entity.items", R"({"entityId":"HONORIFIC"})") ==
        R"([{"NAME":"Mr.","SORT":10,"STATUS_ID":"HNR_EN_1"},)"
        R"({"NAME":"Mrs.","SORT":20,"STATUS_ID":"HNR_EN_2"},)"
        R"({"NAME":"Ms.","SORT":30,"STATUS_ID":"HNR_EN_3"},)"
        R"({"NAME":"Dr.","SORT":40,"STATUS_ID":"HNR_EN_4"}])");
  CHECK(Call("crm.status.entity.items", R"({"entityId":"NOWHERE"})") == "[]");
  CHECK(Call("crm.status.entity.items") == ": The parameter entityId is not defined or invalid.");
  CHECK(
      Call("crm.status.entity.types")
          .starts_with(
              R"([{"ID":"STATUS","NAME":"Lead stages","SEMANTIC_INFO":{"START_FIELD":"NEW",)"
              R"("FINAL_SUCCESS_FIELD":"CONVERTED","FINAL_UNSUCCESS_FIELD":"JUNK","FINAL_SORT":0},)"
              R"("ENTITY_TYPE_ID":1},{)"));
}

// docs: api-reference/crm/currency/crm-currency-list.md
TEST_CASE_FIXTURE(MethodFixture, "one currency is the base") {
  CHECK(Call("crm.currency.list")
            .starts_with(
                R"([{"CURRENCY":"USD","AMOUNT_CNT":"1","AMOUNT":"1.0000","SORT":"100","BASE":"Y",)"
                R"("FULL_NAME":"US Dollar","LID":"en","FORMAT_STRIN)"));
  CHECK(last.total == 0);  // "currently always has a value of 0"
  Call("crm.currency.list", R"({"order":{"currency":"asc"}})");
  const PhpArray& rows = last.result.array();
  CHECK(rows.size() == 4);
  CHECK(rows.begin()->value.array().Find("CURRENCY")->ToString() == "EUR");
}

// docs: api-reference/common/users/profile.md, api-reference/user/user-get.md
TEST_CASE_FIXTURE(MethodFixture, "people can be found by ID, e-mail and name") {
  user = 7;
  CHECK(Call("profile") ==
        R"({"ID":"7","ADMIN":false,"NAME":"Olga","LAST_NAME":"Petrova","PERSONAL_GENDER":"",)"
        R"("TIME_ZONE":""})");
  CHECK(Member("user.current", "EMAIL") == "\"olga.petrova@acme.example\"");
  auto ids = [&](std::string params) {
    Call("user.get", params);
    std::string out;
    for (const auto& [key, one] : last.result.array()) {
      out += (out.empty() ? "" : " ") + one.array().Find("ID")->ToString();
    }
    return out;
  };
  CHECK(ids("{}") == "1 3 5 7 9 11 13 15 17 19 21 23 25 27 29");
  CHECK(last.total == 15);
  CHECK(ids(R"({"ID":7})") == "7");
  CHECK(ids(R"({"filter":{"@ID":[7,9]}})") == "7 9");
  CHECK(ids(R"({"filter":{"EMAIL":"A.Smirnova@acme.example"}})") == "9");
  CHECK(ids(R"({"filter":{"NAME":"анна","LAST_NAME":"Смирнова"}})") == "9 11");
  CHECK(ids(R"({"filter":{">ID":24,"<=ID":27}})") == "25 27");
  CHECK(ids(R"({"filter":{"NAME":"анн%"}})") == "9 11");
  CHECK(ids(R"({"filter":{"!%LAST_NAME":"а","<ID":6},"SORT":"ID","ORDER":"desc"})") == "5 3 1");
  CHECK(ids(R"({"filter":{"ACTIVE":false}})") == "27");
  CHECK(ids(R"({"filter":{"!ACTIVE":"Y"},"sort":"ID","order":"DESC"})") == "27");
  CHECK(ids(R"({"filter":{"NO_FIELD":"x"},"sort":"ID","order":"DESC"})").substr(0, 5) == "29 27");
}

TEST_CASE_FIXTURE(MethodFixture, "methods have scopes, unknown ones are refused") {
  std::string_view scope = "?";
  CHECK(KnownMethod("crm.lead.update", &scope));
  CHECK(scope == "crm");
  CHECK(KnownMethod("user.get", &scope));
  CHECK(scope == "user");
  CHECK(KnownMethod("profile", &scope));
  CHECK(scope == "");
  CHECK_FALSE(KnownMethod("crm.lead.foo", nullptr));
  CHECK_FALSE(KnownMethod("batch", nullptr));
  CHECK(Call("crm.lead.foo") == "ERROR_METHOD_NOT_FOUND: Method not found!");
  CHECK(last.error->status == 404);
  CHECK(Call("crm.settings.mode.get") == "1");
  CHECK(Call("scope") == R"(["crm","user","userfieldconfig"])");
}

TEST_CASE("codes and IDs that samples rely on stay") {
  LeadFields fields(SampleFields(false));
  auto item = [&](std::string_view code, int64_t id) {
    for (const EnumItem& one : fields[static_cast<size_t>(fields.Find(code))].items) {
      if (one.id == id) return one.value;
    }
    return std::string("none");
  };
  CHECK(item("UF_CRM_1700000001", 45) == "SalesHarbor");
  CHECK(item("UF_CRM_1700000001", 51) == "Контур");
  CHECK(item("UF_CRM_1700000001", 61) == "Зелёный лист");
  CHECK(item("UF_CRM_1700000001", 63) == "Зеленый лист");
  CHECK(item("UF_CRM_1700000001", 71) == "Клиент-Бюро «Старт»");
  CHECK(item("UF_CRM_1700000003", 101) == "Price too high");
  CHECK(item("UF_CRM_1700000003", 121) == "Долгое согласование");
  CHECK(fields[static_cast<size_t>(fields.Find("UF_CRM_1700000017"))].title ==
        fields[static_cast<size_t>(fields.Find("UF_CRM_1700000018"))].title);
}

}  // namespace
}  // namespace leadsync::sandbox
