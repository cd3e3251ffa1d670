// SPDX-License-Identifier: MIT
// Saving leads. bitrix24 docs: api-reference/crm/leads/crm-lead-add.md, crm-lead-update.md,
// crm-lead-delete.md; server: crm/classes/general/crm_lead.php,
// crm/lib/entity/compatibility/adapter/operation.php, crm/lib/automation/starter.php.
#include <string>
#include <vector>

#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

constexpr const char* kNumber = "UF_CRM_1700000007";

struct SaveFixture : WorldFixture {
  using WorldFixture::WorldFixture;

  void Later(int minutes) { now += std::chrono::minutes(minutes); }
  std::string Modified(int64_t lead) { return Listed(lead, "DATE_MODIFY"); }
  std::string LastSave() {
    std::string lines = world.witness().SavesAsJsonLines(world.witness().saves().size() - 1);
    return lines.substr(0, lines.size() - 1);
  }
};

TEST_CASE_FIXTURE(SaveFixture, "errors of leads have an empty code") {
  // docs: crm-lead-update.md, "Error handling"; recorded in batches of real portals.
  CHECK(Call("crm.lead.update", "{\"fields\":{}}") == ": ID is not defined or invalid.");
  CHECK(Call("crm.lead.get", "{\"id\":\"abc\"}") == ": ID is not defined or invalid.");
  CHECK(Call("crm.lead.delete", "{\"id\":-1}") == ": ID is not defined or invalid.");
  CHECK(Update(77, "{}") == ": Lead is not found");
  CHECK(Call("crm.lead.get", "{\"id\":77}") == ": Not found");
  CHECK(Call("crm.lead.delete", "{\"id\":77}") == "ERROR_CORE: Item not found");
  int64_t lead = Add();
  CHECK(Update(lead, "\"NAME=x\"") == ": Parameter 'fields' must be array.");
  CHECK(Update(lead, "{}", "\"Y\"") == ": Parameter 'params' must be array.");
  CHECK(Update(lead, "null", "null") == "true");
  CHECK(Call("crm.lead.update", "{\"id\":\"" + std::to_string(lead) + "abc\"}") == "true");
  user = 7;
  CHECK(Update(77, "{}") == ": Access denied.");
  CHECK(Call("crm.lead.get", "{\"id\":77}") == ": Access denied.");
}

TEST_CASE_FIXTURE(SaveFixture, "a lead added with nothing gets a title, a stage and an owner") {
  CHECK(Call("crm.lead.add", "{}") == "1001");
  CHECK(Got(1001, "TITLE") == "\"Lead #1001\"");
  CHECK(Got(1001, "STATUS_ID") == "\"NEW\"");
  CHECK(Got(1001, "STATUS_SEMANTIC_ID") == "\"P\"");
  CHECK(Got(1001, "SOURCE_ID") == "\"CALL\"");
  CHECK(Got(1001, "ASSIGNED_BY_ID") == "\"1\"");
  CHECK(Got(1001, "CURRENCY_ID") == "\"USD\"");
  CHECK(Got(1001, "OPPORTUNITY") == "\"0.00\"");
  CHECK(Got(1001, "DATE_CREATE") == "\"2026-04-01T15:00:00+03:00\"");
  CHECK(Got(1001, "BIRTHDATE") == "\"\"");
  CHECK(Got(1001, "NAME") == "null");
  CHECK(Got(1001, "HAS_PHONE") == "\"N\"");
  CHECK(Got(1001, "PHONE") == "absent");
  CHECK(Call("crm.lead.add", "{\"fields\":{\"STATUS_ID\":\"WRONG\",\"ASSIGNED_BY_ID\":\"\"}}") ==
        "1002");
  CHECK(Got(1002, "STATUS_ID") == "\"NEW\"");
  CHECK(Got(1002, "ASSIGNED_BY_ID") == "\"1\"");
}

// docs: api-reference/crm/leads/crm-lead-get.md
// docs: api-reference/crm/leads/crm-lead-get.md
TEST_CASE_FIXTURE(SaveFixture, "a lead reads whole, byte by byte") {
  Add(R"({"TITLE":"Quay & Co","NAME":"Anna","OPPORTUNITY":"1500","OPENED":"N",
          "UF_CRM_1700000001":"45","UF_CRM_1700000003":["101"],
          "EMAIL":[{"VALUE":"anna@quay.example"}]})");
  CHECK(
      Call("crm.lead.get", R"({"id":"1001"})") ==
      R"({"ID":"1001","TITLE":"Quay \u0026 Co","HONORIFIC":null,"NAME":"Anna","SECOND_NAME":null,)"
      R"("LAST_NAME":null,"COMPANY_TITLE":null,"COMPANY_ID":null,"CONTACT_ID":null,)"
      R"("IS_RETURN_CUSTOMER":"N","BIRTHDATE":"","SOURCE_ID":"CALL","SOURCE_DESCRIPTION":null,)"
      R"("STATUS_ID":"NEW","STATUS_DESCRIPTION":null,"POST":null,"COMMENTS":null,)"
      R"("CURRENCY_ID":"USD","OPPORTUNITY":"1500.00","IS_MANUAL_OPPORTUNITY":"N","HAS_PHONE":"N",)"
      R"("HAS_EMAIL":"Y","HAS_IMOL":"N","ASSIGNED_BY_ID":"1","CREATED_BY_ID":"1",)"
      R"("MODIFY_BY_ID":"1","DATE_CREATE":"2026-04-01T15:00:00+03:00",)"
      R"("DATE_MODIFY":"2026-04-01T15:00:00+03:00","DATE_CLOSED":"","STATUS_SEMANTIC_ID":"P",)"
      R"("OPENED":"N","ORIGINATOR_ID":null,"ORIGIN_ID":null,"MOVED_BY_ID":"1",)"
      R"("MOVED_TIME":"2026-04-01T15:00:00+03:00","ADDRESS":null,"ADDRESS_2":null,)"
      R"("ADDRESS_CITY":null,"ADDRESS_POSTAL_CODE":null,"ADDRESS_REGION":null,)"
      R"("ADDRESS_PROVINCE":null,"ADDRESS_COUNTRY":null,"ADDRESS_COUNTRY_CODE":null,)"
      R"("ADDRESS_LOC_ADDR_ID":null,"UTM_SOURCE":null,"UTM_MEDIUM":null,"UTM_CAMPAIGN":null,)"
      R"("UTM_CONTENT":null,"UTM_TERM":null,"LAST_ACTIVITY_BY":"1",)"
      R"("LAST_ACTIVITY_TIME":"2026-04-01T15:00:00+03:00","PARENT_ID_180":null,)"
      R"("LAST_COMMUNICATION_TIME":null,"CONTACT_IDS":[],)"
      R"("UF_CRM_1700000001":"45","UF_CRM_1700000002":null,"UF_CRM_1700000003":[101],)"
      R"("UF_CRM_1700000004":"","UF_CRM_1700000005":null,"UF_CRM_1700000006":"",)"
      R"("UF_CRM_1700000007":null,"UF_CRM_1700000008":null,"UF_CRM_1700000009":null,)"
      R"("UF_CRM_1700000010":null,"UF_CRM_1700000011":false,"UF_CRM_1700000012":null,)"
      R"("UF_CRM_1700000013":null,"UF_CRM_1700000014":null,"UF_CRM_1700000015":null,)"
      R"("UF_CRM_1700000016":false,"UF_CRM_1700000017":null,"UF_CRM_1700000018":null,)"
      R"("UF_CRM_1700000019":null,"UF_CRM_1700000020":"","UF_CRM_1700000021":null,)"
      R"("UF_CRM_1700000022":false,"UF_CRM_1700000023":null,"UF_CRM_1700000024":null,)"
      R"("EMAIL":[{"ID":"11658","VALUE_TYPE":"WORK","VALUE":"anna@quay.example","TYPE_ID":"EMAIL"}]})");
}

TEST_CASE_FIXTURE(SaveFixture, "what cannot be written is dropped and the answer is true") {
  int64_t lead = Add(R"({"TITLE":"Old","ASSIGNED_BY_ID":7})");
  CHECK(Update(lead, R"({"STAUS_ID":"LOST","ID":5,"DATE_CREATE":"2020-01-01","TITLE":"",
                         "ASSIGNED_BY_ID":"0","HAS_PHONE":"Y","name":"x"})") == "true");
  CHECK(Got(lead, "TITLE") == "\"Old\"");
  CHECK(Got(lead, "ASSIGNED_BY_ID") == "\"7\"");
  CHECK(Got(lead, "DATE_CREATE") == "\"2026-04-01T15:00:00+03:00\"");
  CHECK(Got(lead, "NAME") == "null");
}

TEST_CASE_FIXTURE(SaveFixture, "equal standard fields save nothing, an equal user field saves") {
  int64_t lead = Add(R"({"TITLE":"T","UF_CRM_1700000007":"5"})");
  uint64_t saves = world.witness().counters().saves;
  Later(10);
  CHECK(Update(lead, R"({"TITLE":"T","NAME":"","OPPORTUNITY":0})") == "true");
  CHECK(Modified(lead) == "\"2026-04-01T15:00:00+03:00\"");
  CHECK(world.witness().counters().saves == saves);
  CHECK(Update(lead, R"({"UF_CRM_1700000007":"5"})") == "true");
  CHECK(Modified(lead) == "\"2026-04-01T15:10:00+03:00\"");
  CHECK(world.witness().counters().saves == saves + 1);
}

TEST_CASE_FIXTURE(SaveFixture, "automation starts even when nothing changed") {
  int64_t lead = Add(R"({"TITLE":"T"})");
  CHECK(Update(lead, R"({"TITLE":"T","STATUS_ID":"WRONG","NO_FIELD":1})") == "true");
  CHECK(Update(lead, "{}") == "true");
  CHECK(world.leads().Find(lead)->automation_starts == 3);
  CHECK(
      world.witness().AutomationAsJsonLines() ==
      "{\"time\":\"2026-04-01T12:00:00.000Z\",\"request\":1,\"lead\":1001,\"fields\":[\"TITLE\"]}\n"
      "{\"time\":\"2026-04-01T12:00:00.000Z\",\"request\":2,\"lead\":1001,\"fields\":[\"TITLE\","
      "\"STATUS_ID\"]}\n"
      "{\"time\":\"2026-04-01T12:00:00.000Z\",\"request\":3,\"lead\":1001,\"fields\":[]}\n");
}

TEST_CASE_FIXTURE(SaveFixture, "the witness knows every save with old and new values") {
  int64_t lead = Add(R"({"TITLE":"T"})");
  user = 7;
  Later(1);
  Update(lead,
         R"({"NAME":"Anna","STATUS_ID":"LOST","UF_CRM_1700000003":["101"],
             "UF_CRM_1700000006":"2026-04-02T10:00:00+03:00","PHONE":[{"VALUE":"+7900"}]})",
         R"({"REGISTER_SONET_EVENT":"y","REGISTER_HISTORY_EVENT":"N"})");
  CHECK(LastSave() ==
        R"({"time":"2026-04-01T12:01:00.000Z","request":2,"kind":"update","lead":1001,"user":7,)"
        R"("history":false,"feed":true,"changes":[{"field":"NAME","old":"","new":"Anna"},)"
        R"({"field":"STATUS_ID","old":"NEW","new":"LOST"},)"
        R"({"field":"UF_CRM_1700000003","old":"","new":"[\"101\"]"},)"
        R"({"field":"UF_CRM_1700000006","old":"","new":"2026-04-02T13:00:00+03:00"},)"
        R"({"field":"PHONE","old":"","new":"[\"WORK +7900\"]"}]})");
  CHECK(world.witness().CountersAsJson() ==
        R"({"adds":1,"updates":1,"deletes":0,"saves":2,"refused":0,"automation_starts":2})");
}

TEST_CASE("a witness that is full still counts") {
  WorldOptions options;
  options.witness_limit = 0;
  SaveFixture portal(options);
  portal.Update(portal.Add(), R"({"NAME":"x"})");
  CHECK(portal.world.witness().saves().empty());
  CHECK(portal.world.witness().automation().empty());
  CHECK(portal.world.witness().counters().saves == 2);
}

TEST_CASE_FIXTURE(SaveFixture, "final stages close a lead, leaving them opens it again") {
  int64_t lead = Add();
  user = 7;
  Later(5);
  Update(lead, R"({"STATUS_ID":"LOST"})");
  CHECK(Got(lead, "STATUS_SEMANTIC_ID") == "\"F\"");
  CHECK(Got(lead, "DATE_CLOSED") == "\"2026-04-01T15:05:00+03:00\"");
  CHECK(Got(lead, "MOVED_BY_ID") == "\"7\"");
  CHECK(Got(lead, "MODIFY_BY_ID") == "\"7\"");
  Later(5);
  Update(lead, R"({"STATUS_ID":"CONVERTED"})");
  CHECK(Got(lead, "STATUS_SEMANTIC_ID") == "\"S\"");
  CHECK(Got(lead, "DATE_CLOSED") == "\"2026-04-01T15:05:00+03:00\"");
  CHECK(Got(lead, "MOVED_TIME") == "\"2026-04-01T15:10:00+03:00\"");
  Update(lead, R"({"STATUS_ID":"NEW"})");
  CHECK(Got(lead, "DATE_CLOSED") == "\"\"");
}

TEST_CASE_FIXTURE(SaveFixture, "an unknown currency refuses the whole call") {
  int64_t lead = Add();
  CHECK(Update(lead, R"({"NAME":"x","CURRENCY_ID":"XXX"})") ==
        ": Invalid value for field \"Currency\"");
  CHECK(Got(lead, "NAME") == "null");
  CHECK(world.witness().counters().refused == 1);
}

TEST_CASE_FIXTURE(SaveFixture, "sending one part of the address blanks the others") {
  // Server: crm/lib/entity/compatibility/adapter/address.php
  int64_t lead = Add(R"({"ADDRESS":"Quay 1","ADDRESS_CITY":"Riga","ADDRESS_COUNTRY":"Latvia",
                         "ADDRESS_COUNTRY_CODE":"LV"})");
  CHECK(Got(lead, "ADDRESS_COUNTRY_CODE") == "\"LV\"");
  Later(5);
  CHECK(Update(lead, R"({"ADDRESS_CITY":"Tallinn"})") == "true");
  CHECK(Got(lead, "ADDRESS_CITY") == "\"Tallinn\"");
  CHECK(Got(lead, "ADDRESS") == "\"\"");
  CHECK(Got(lead, "ADDRESS_COUNTRY") == "\"\"");
  CHECK(Got(lead, "ADDRESS_COUNTRY_CODE") == "\"\"");
  // An address alone does not move DATE_MODIFY, and cannot be emptied.
  CHECK(Modified(lead) == "\"2026-04-01T15:00:00+03:00\"");
  CHECK(Update(lead, R"({"ADDRESS_CITY":"","ADDRESS":""})") == "true");
  CHECK(Got(lead, "ADDRESS_CITY") == "\"Tallinn\"");
  CHECK(Update(lead, R"({"ADDRESS_COUNTRY":"Latvia","ADDRESS_COUNTRY_CODE":"EE"})") == "true");
  CHECK(Got(lead, "ADDRESS_COUNTRY_CODE") == "\"\"");
}

TEST_CASE("older servers merged the address with what was stored") {
  WorldOptions options;
  options.merge_address = true;
  SaveFixture portal(options);
  int64_t lead = portal.Add(R"({"ADDRESS":"Quay 1","ADDRESS_CITY":"Riga"})");
  portal.Update(lead, R"({"ADDRESS_CITY":"Tallinn"})");
  CHECK(portal.Got(lead, "ADDRESS") == "\"Quay 1\"");
  CHECK(portal.Got(lead, "ADDRESS_CITY") == "\"Tallinn\"");
}

TEST_CASE("required fields are checked only where the portal is told to") {
  // docs: crm-lead-add.md; server option rest_enable_req_uf_check.
  SaveFixture lenient;
  CHECK(lenient.Call("crm.lead.add") == "1001");
  WorldOptions options;
  options.check_required = true;
  SaveFixture strict(options);
  CHECK(strict.Call("crm.lead.add") == ": The \"Segment\" field is required.");
  int64_t lead = strict.Add(R"({"UF_CRM_1700000021":"131"})");
  CHECK(strict.Update(lead, R"({"NAME":"x"})") == "true");
  CHECK(strict.Update(lead, R"({"UF_CRM_1700000021":"","UF_CRM_1700000010":"12"})") ==
        ": Invalid value for field \"Order number\"., The \"Segment\" field is required.");
  CHECK(strict.Update(lead, R"({"UF_CRM_1700000010":"SO-1234"})") == "true");
  CHECK(strict.Update(lead, R"({"UF_CRM_1700000007":100001})") ==
        ": Invalid value for field \"Employees\".");
  CHECK(strict.Update(lead, R"({"UF_CRM_1700000021":"","STATUS_ID":"LOST"})") == "true");
  CHECK(strict.Update(lead, R"({"STATUS_ID":"NEW"})") == ": The \"Segment\" field is required.");
}

TEST_CASE("fields may be required at a stage, standard ones too") {
  // docs: crm-lead-update.md; the option is the same, stages that end in failure are exempt.
  WorldOptions options;
  options.check_required = true;
  options.required_at = {{"PROCESSED", "COMPANY_TITLE"}, {"LOST", "COMPANY_TITLE"}};
  SaveFixture portal(options);
  int64_t lead = portal.Add(R"({"UF_CRM_1700000021":"131"})");
  CHECK(portal.Update(lead, R"({"STATUS_ID":"PROCESSED"})") ==
        ": The \"Company Name\" field is required.");
  CHECK(portal.Update(lead, R"({"STATUS_ID":"LOST"})") == "true");
  CHECK(portal.Update(lead, R"({"STATUS_ID":"PROCESSED","COMPANY_TITLE":"Rival"})") == "true");
  CHECK(portal.Update(lead, R"({"NAME":"x"})") == "true");
  CHECK(portal.Update(lead, R"({"COMPANY_TITLE":""})") ==
        ": The \"Company Name\" field is required.");
}

TEST_CASE_FIXTURE(SaveFixture, "import makes dates and authors writable, on add only") {
  CHECK(Call("crm.lead.add",
             R"({"fields":{"DATE_CREATE":"2020-01-02T03:04:05+03:00","CREATED_BY_ID":9,
                 "DATE_MODIFY":"2020-01-03"},"params":{"IMPORT":"Y"}})") == "1001");
  CHECK(Got(1001, "DATE_CREATE") == "\"2020-01-02T03:04:05+03:00\"");
  CHECK(Got(1001, "DATE_MODIFY") == "\"2020-01-03T00:00:00+03:00\"");
  CHECK(Got(1001, "CREATED_BY_ID") == "\"9\"");
  Update(1001, R"({"DATE_CREATE":"2021-01-01"})", R"({"IMPORT":1})");
  CHECK(Got(1001, "DATE_CREATE") == "\"2020-01-02T03:04:05+03:00\"");
}

TEST_CASE_FIXTURE(SaveFixture, "leads that the owner may not read or write") {
  user = 7;
  world.options().owner = 7;
  int64_t hidden = Add();
  int64_t fixed = Add();
  world.Hide(hidden);
  world.MakeReadOnly(fixed);
  CHECK(Update(hidden, "{}") == ": Access denied.");
  CHECK(Call("crm.lead.get", "{\"id\":" + std::to_string(hidden) + "}") == ": Access denied.");
  CHECK(Found("{}") == std::to_string(fixed));
  CHECK(Update(fixed, "{}") == ": Access denied.");
  CHECK(Got(fixed, "ID") == "\"1002\"");
  CHECK(Call("crm.lead.delete", "{\"id\":1002}") == ": Access denied.");
}

TEST_CASE_FIXTURE(SaveFixture, "somebody else edits and deletes, whatever the owner may do") {
  user = 7;
  world.options().owner = 7;
  int64_t lead = Add();
  world.MakeReadOnly(lead);
  CHECK(world.EditAsAnotherUser(lead, "STATUS_ID", "LOST", now, 9));
  CHECK(Got(lead, "STATUS_ID") == "\"LOST\"");
  CHECK(Got(lead, "MODIFY_BY_ID") == "\"9\"");
  CHECK(world.witness().saves().back().request == 0);
  CHECK(world.leads().Find(lead)->automation_starts == 1);
  CHECK_FALSE(world.EditAsAnotherUser(lead, "STATUS_ID", "LOST", now, 9));
  CHECK_FALSE(world.EditAsAnotherUser(lead, "NO_FIELD", "x", now, 9));
  CHECK(world.DeleteLead(lead, now, 9));
  CHECK_FALSE(world.DeleteLead(lead, now, 9));
  CHECK(Listed(lead, "ID") == "no lead");
}

TEST_CASE("in simple mode a new lead is gone at once") {
  WorldOptions options;
  options.simple_crm = true;
  SaveFixture portal(options);
  CHECK(portal.Call("crm.settings.mode.get") == "2");
  CHECK(portal.Call("crm.lead.add") == "1001");
  CHECK(portal.Call("crm.lead.get", "{\"id\":1001}") == ": Not found");
}

TEST_CASE_FIXTURE(SaveFixture, "rights to add and delete") {
  int64_t lead = Add();
  world.options().may_add = false;
  world.options().may_delete = false;
  CHECK(Call("crm.lead.add") == ": Access denied.");
  CHECK(Call("crm.lead.delete", "{\"id\":" + std::to_string(lead) + "}") == ": Access denied.");
  world.options().may_delete = true;
  CHECK(Call("crm.lead.delete", "{\"id\":" + std::to_string(lead) + "}") == "true");
}

TEST_CASE_FIXTURE(SaveFixture, "contact and contacts are one thing under two names") {
  int64_t lead = Add(R"({"CONTACT_IDS":["15","16"]})");
  CHECK(Got(lead, "CONTACT_ID") == "\"15\"");
  CHECK(Got(lead, "CONTACT_IDS") == "[\"15\",\"16\"]");
  Update(lead, R"({"CONTACT_ID":"8"})");
  CHECK(Got(lead, "CONTACT_IDS") == "[\"8\"]");
}

TEST_CASE_FIXTURE(SaveFixture, "a user field counts as sent only when its value was taken") {
  int64_t lead = Add();
  Later(3);
  CHECK(Update(lead, R"({"UF_CRM_1700000004":"soon"})") == "true");
  CHECK(Modified(lead) == "\"2026-04-01T15:00:00+03:00\"");
  CHECK(Listed(lead, kNumber) == "null");
}

}  // namespace
}  // namespace leadsync::sandbox
