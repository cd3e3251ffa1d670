// SPDX-License-Identifier: MIT
// crm.lead.list. bitrix24 docs: api-reference/crm/leads/crm-lead-list.md,
// settings/how-to-call-rest-api/list-methods-pecularities.md, settings/performance/huge-data.md;
// server: crm/classes/general/restservice.php (getList, internalizeFilterFields).
#include "sandbox/lead_list.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

struct ListFixture : WorldFixture {
  ListFixture() {
    Add(R"({"TITLE":"Anna","OPPORTUNITY":10,"STATUS_ID":"LOST","UF_CRM_1700000003":["101","103"],
            "ORIGIN_ID":"K-1","UF_CRM_1700000010":"SO-1001","BIRTHDATE":"1980-05-01",
            "PHONE":[{"VALUE":"+7900111"},{"VALUE":"555"}]})");
    now += std::chrono::hours(24);
    Add(R"({"TITLE":"boris ","OPPORTUNITY":200,"STATUS_ID":"NEW","UF_CRM_1700000001":"45",
            "ORIGIN_ID":"k-1","UF_CRM_1700000010":"SO-1002","UF_CRM_1700000005":"Y"})");
    Add(R"({"TITLE":"Ёлка 50%","OPPORTUNITY":3000,"STATUS_ID":"JUNK","COMPANY_ID":7,
            "EMAIL":[{"VALUE":"e@mail.example"}]})");
  }
};

TEST_CASE_FIXTURE(ListFixture, "filters compare as the database does") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({})", "1001 1002 1003"},
      {R"({"ID":1002})", "1002"},
      {R"({"ID":[1003,1001]})", "1001 1003"},
      {R"({"@ID":["1003","1001","77"]})", "1001 1003"},
      {R"({"!@ID":[1003]})", "1001 1002"},
      {R"({">ID":1001})", "1002 1003"},
      {R"({">ID":"1001","<=ID":"1002"})", "1002"},
      {R"({"<ID":1002})", "1001"},
      {R"({"=TITLE":"anna"})", "1001"},
      {R"({"TITLE":"BORIS"})", "1002"},
      {R"({"=TITLE":["Anna","ёлка 50%"]})", "1001 1003"},
      {R"({"%TITLE":"nn"})", "1001"},
      {R"({"!%TITLE":"nn"})", "1002 1003"},
      {R"({"=%TITLE":"a%"})", "1001"},
      {R"({"%=TITLE":"%is"})", "1002"},
      {R"({"=%TITLE":"_nna"})", "1001"},
      {R"({"!TITLE":"anna"})", "1002 1003"},
      {R"({"!=TITLE":["anna","boris"]})", "1003"},
      {R"({"STATUS_ID":["LOST","JUNK"]})", "1001 1003"},
      // On directories `%` is equality.
      {R"({"%STATUS_ID":"LO"})", ""},
      {R"({"STATUS_SEMANTIC_ID":"F"})", "1001 1003"},
      {R"({">=OPPORTUNITY":"200.00"})", "1002 1003"},
      {R"({"=OPPORTUNITY":"200"})", "1002"},
      {R"({"=ORIGIN_ID":"K-1"})", "1001 1002"},
      {R"({"=ORIGIN_ID":""})", "1003"},
      {R"({"!ORIGIN_ID":""})", "1001 1002"},
      {R"({"COMPANY_ID":7})", "1003"},
      {R"({"=UF_CRM_1700000003":103})", "1001"},
      {R"({"=UF_CRM_1700000003":""})", "1002 1003"},
      {R"({"=UF_CRM_1700000001":"45"})", "1002"},
      {R"({"=UF_CRM_1700000005":"Y"})", "1002"},
      // Without prefix a text user field is searched by part.
      {R"({"UF_CRM_1700000010":"SO-10"})", "1001 1002"},
      {R"({"=UF_CRM_1700000010":"SO-10"})", ""},
      {R"({">=DATE_CREATE":"2026-04-02"})", "1002 1003"},
      {R"({"<DATE_CREATE":"2026-04-01T15:00:01+03:00"})", "1001"},
      {R"({">DATE_CREATE":"soon"})", ""},
      {R"({"=BIRTHDATE":"01.05.1980"})", "1001"},
      {R"({"PHONE":"+7900"})", "1001"},
      {R"({"PHONE":["5","+7900"]})", "1001"},
      {R"({"PHONE":"900"})", ""},
      {R"({"EMAIL":"E@MAIL"})", "1003"},
      {R"({"=PHONE":"555"})", "1001"},
      {R"({"HAS_EMAIL":"Y"})", "1003"},
  };
  for (const auto& [filter, want] : cases) {
    CAPTURE(filter);
    CHECK(Found(filter) == want);
  }
}

TEST_CASE_FIXTURE(ListFixture, "a key that is no field, and an empty list, are no condition") {
  for (std::string filter :
       {R"({"STAUS_ID":"NEW"})", R"({"title":"Anna"})", R"({"@ID":[]})", R"({"=ID":[]})",
        R"({"LOGIC":"OR"})", R"({"0":{"TITLE":"Anna"}})", R"({"UF_CRM_9":"1"})"}) {
    CAPTURE(filter);
    CHECK(Found(filter) == "1001 1002 1003");
  }
  CHECK(Found(R"({"@ID":[],"STATUS_ID":"LOST"})") == "1001");
}

TEST_CASE_FIXTURE(ListFixture, "an array where a number is meant counts as 1 or 0") {
  // What an unresolved $result reference leaves behind.
  CHECK(Found(R"({">ID":[1,2]})") == "1001 1002 1003");
  CHECK(Found(R"({"<ID":{"a":1}})") == "");
}

TEST_CASE_FIXTURE(ListFixture, "order is ASC or else descending, stages go by their SORT") {
  CHECK(Found("{}", R"({"ID":"DESC"})") == "1003 1002 1001");
  CHECK(Found("{}", R"({"ID":"asc"})") == "1001 1002 1003");
  CHECK(Found("{}", R"({"ID":"down"})") == "1003 1002 1001");
  CHECK(Found("{}", R"({"STATUS_ID":"ASC"})") == "1002 1003 1001");
  CHECK(Found("{}", R"({"OPPORTUNITY":"DESC"})") == "1003 1002 1001");
  CHECK(Found("{}", R"({"NO_FIELD":"DESC"})") == "1001 1002 1003");
  CHECK(Found("{}", R"({"DATE_CREATE":"DESC","ID":"DESC"})") == "1003 1002 1001");
  CHECK(Found("{}", "\"ID\"") == ": Parameter 'order' must be array.");
  CHECK(Found("\"ID\"") == ": Parameter 'filter' must be array.");
}

TEST_CASE_FIXTURE(ListFixture, "select names what comes back") {
  auto keys = [&](std::string select) {
    Call("crm.lead.list", "{\"select\":" + select + ",\"filter\":{\"ID\":1001}}");
    std::string out;
    for (const auto& [key, value] : last.result.array().begin()->value.array()) {
      out += (out.empty() ? "" : " ") + key.ToString();
    }
    return out;
  };
  CHECK(keys(R"(["TITLE","ID"])") == "TITLE ID");
  CHECK(keys(R"(["TITLE"])") == "TITLE");
  CHECK(keys(R"(["COMMENTS"])") == "COMMENTS ID");
  CHECK(keys(R"(["PHONE","NO_FIELD","TITLE","EMAIL"])") == "TITLE ID PHONE");
  CHECK(keys(R"(["UF_CRM_1700000001","ID"])") == "ID UF_CRM_1700000001");
  CHECK(keys(R"(["UF_*"])").substr(0, 35) == "UF_CRM_1700000001 UF_CRM_1700000002");
  CHECK(keys("[]") == keys("[\"*\"]"));
  CHECK(keys("[\"*\"]").find("PHONE") == keys("[\"*\"]").find("HAS_PHONE") + 4);
  CHECK(keys("[\"*\"]").find("UF_") == std::string::npos);
}

TEST_CASE_FIXTURE(ListFixture, "a row looks as the documented one") {
  CHECK(Call("crm.lead.list",
             R"({"select":["ID","TITLE","STATUS_ID","ASSIGNED_BY_ID","DATE_MODIFY","PHONE",
                 "UF_CRM_1700000003","UF_CRM_1700000001"],"filter":{"@ID":[1001]}})") ==
        R"([{"ID":"1001","TITLE":"Anna","STATUS_ID":"LOST","ASSIGNED_BY_ID":"1",)"
        R"("DATE_MODIFY":"2026-04-01T15:00:00+03:00","UF_CRM_1700000003":[101,103],)"
        R"("UF_CRM_1700000001":null,)"
        R"("PHONE":[{"ID":"11658","VALUE_TYPE":"WORK","VALUE":"+7900111","TYPE_ID":"PHONE"},)"
        R"({"ID":"11659","VALUE_TYPE":"WORK","VALUE":"555","TYPE_ID":"PHONE"}]}])");
  CHECK(last.total == 1);
  CHECK_FALSE(last.next);
}

TEST_CASE("pages are of fifty, and a start past the end gives the first page") {
  WorldFixture portal;
  for (int i = 0; i < 120; ++i) portal.Add();
  auto page = [&](std::optional<int64_t> start) {
    portal.start = start;
    std::string ids = portal.Found("{}");
    return ids.substr(0, 4) + " " + std::to_string(std::count(ids.begin(), ids.end(), ' ') + 1) +
           " of " + std::to_string(portal.last.total.value_or(-1)) + ", next " +
           (portal.last.next ? std::to_string(*portal.last.next) : "none");
  };
  CHECK(page(std::nullopt) == "1001 50 of 120, next 50");
  CHECK(page(50) == "1051 50 of 120, next 100");
  CHECK(page(75) == "1051 50 of 120, next 100");
  CHECK(page(100) == "1101 20 of 120, next none");
  CHECK(page(150) == "1001 50 of 120, next 50");
  CHECK(page(-1) == "1001 50 of 0, next none");
  // The last 50 by descending ID without counting.
  portal.start = -1;
  CHECK(portal.Found("{\"<=ID\":1010}", "{\"ID\":\"DESC\"}").substr(0, 9) == "1010 1009");
}

TEST_CASE_FIXTURE(ListFixture, "a filter by text sees every change that came after its first use") {
  CHECK(Found(R"({"=ORIGIN_ID":"K-9"})") == "");
  Update(1003, R"({"ORIGIN_ID":"k-9"})");
  CHECK(Found(R"({"=ORIGIN_ID":"K-9"})") == "1003");
  Update(1003, R"({"ORIGIN_ID":"other"})");
  CHECK(Found(R"({"=ORIGIN_ID":"K-9"})") == "");
  int64_t lead = Add(R"({"ORIGIN_ID":"K-9"})");
  CHECK(Found(R"({"=ORIGIN_ID":["K-9","nothing"]})") == std::to_string(lead));
  Call("crm.lead.delete", "{\"id\":" + std::to_string(lead) + "}");
  CHECK(Found(R"({"=ORIGIN_ID":"K-9"})") == "");
}

TEST_CASE("an indexed equality finds what a walk over all leads finds") {
  WorldFixture portal;
  portal.world = World::Sample(400, 5);
  int64_t code = portal.world.fields().Find("LAST_NAME");
  for (const Lead& lead : portal.world.leads().all()) {
    std::string name(lead.row.Text(static_cast<size_t>(code)));
    PhpArray names;
    names.Push(name);
    PhpArray filter;
    filter.Set("=LAST_NAME", name);
    portal.start = -1;
    std::string indexed = portal.Found(Json(filter));
    // A second condition that always holds, and a kind that no index serves.
    std::string walked = portal.Found("{\"=%LAST_NAME\":" + Json(name) + "}");
    CHECK(indexed == walked);
  }
}

}  // namespace
}  // namespace leadsync::sandbox
