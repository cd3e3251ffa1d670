// SPDX-License-Identifier: MIT
// Where a practice portal's leads come from, and where they go.
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

/// All leads as crm.lead.get shows them.
std::string Everything(World& world) {
  std::string out;
  for (const Lead& lead : world.leads().all()) {
    if (lead.deleted) continue;
    for (const LeadField& field : world.fields()) {
      out += Json(world.ReadField(lead.id, field.code)) + "|";
    }
    out += "\n";
  }
  return out;
}

struct Folder {
  Folder() {
    char name[] = "/tmp/leadsync-world-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path = name;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

TEST_CASE("sample leads are the same for the same seed, and more leads do not change the first") {
  World one = World::Sample(200, 7);
  World two = World::Sample(200, 7);
  World other = World::Sample(200, 8);
  World more = World::Sample(300, 7);
  CHECK(Everything(one) == Everything(two));
  CHECK(Everything(one) != Everything(other));
  std::string first = Everything(one);
  CHECK(Everything(more).substr(0, first.size()) == first);
}

TEST_CASE("sample leads look as if people had made them") {
  World world = World::Sample(2000, 1);
  CHECK(world.leads().size() == 2000);
  CHECK(world.leads().all().front().id == 1001);
  CHECK(world.leads().all().back().id > 3000);
  size_t final = 0;
  size_t cyrillic = 0;
  std::set<std::string> titles;
  for (const Lead& lead : world.leads().all()) {
    std::string semantics = world.ReadField(lead.id, "STATUS_SEMANTIC_ID").ToString();
    final += semantics == "P" ? 0 : 1;
    std::string name = world.ReadField(lead.id, "NAME").ToString();
    cyrillic += static_cast<unsigned char>(name[0]) >= 0xd0 ? 1 : 0;
    titles.insert(world.ReadField(lead.id, "TITLE").ToString());
    bool closed = world.ReadField(lead.id, "DATE_CLOSED").ToString() != "";
    CHECK(closed == (semantics != "P"));
    bool phone = !world.ReadField(lead.id, "PHONE").array().empty();
    CHECK(world.ReadField(lead.id, "HAS_PHONE").ToString() == (phone ? "Y" : "N"));
  }
  CHECK(final > 120);
  CHECK(final < 300);
  CHECK(cyrillic > 600);
  CHECK(titles.size() > 1000);
}

TEST_CASE("some sample leads may be out of the owner's reach") {
  WorldOptions options;
  options.hidden_every = 10;
  options.read_only_every = 25;
  WorldFixture portal;
  portal.world = World::Sample(49, 1, options);
  portal.Found("{}");
  CHECK(portal.last.total == 45);
  int refused = 0;
  for (const Lead& lead : portal.world.leads().all()) {
    refused += portal.Update(lead.id, "{}") == ": Access denied." ? 1 : 0;
  }
  CHECK(refused == 5);
}

TEST_CASE("every sample lead accepts an update") {
  WorldFixture portal;
  portal.world = World::Sample(300, 3);
  for (const Lead& lead : portal.world.leads().all()) {
    CHECK(portal.Update(lead.id, R"({"STATUS_ID":"LOST"})") == "true");
  }
}

TEST_CASE_FIXTURE(WorldFixture, "leads come from CSV records, with codes or labels, IDs or names") {
  std::vector<std::string> header = {"ID",           "TITLE",
                                     "Stage",        "PHONE",
                                     "Lost reasons", "UF_CRM_1700000004",
                                     "OPPORTUNITY",  "UF_CRM_1700000005"};
  world.LoadLead(header,
                 {"77", "Anna", "lost", "+7900 | MOBILE: +7911", "Price too high|103", "05.03.2024",
                  "12.5", "да"},
                 now);
  world.LoadLead(header, {"5", "Boris", "", "", "", "", "", ""}, now);
  world.LoadLead(header, {"", "Clara", "NOWHERE"}, now);
  CHECK(Found("{}") == "5 77 1001");
  CHECK(Got(77, "STATUS_ID") == "\"LOST\"");
  CHECK(Got(77, "STATUS_SEMANTIC_ID") == "\"F\"");
  CHECK(Got(77, "DATE_CLOSED") == "\"2026-04-01T15:00:00+03:00\"");
  CHECK(Got(77, "UF_CRM_1700000003") == "[101,103]");
  CHECK(Got(77, "UF_CRM_1700000004") == "\"2024-03-05T03:00:00+03:00\"");
  CHECK(Got(77, "UF_CRM_1700000005") == "\"1\"");
  CHECK(Got(77, "OPPORTUNITY") == "\"12.50\"");
  CHECK(Got(77, "PHONE") ==
        R"([{"ID":"11658","VALUE_TYPE":"WORK","VALUE":"+7900","TYPE_ID":"PHONE"},)"
        R"({"ID":"11659","VALUE_TYPE":"MOBILE","VALUE":"+7911","TYPE_ID":"PHONE"}])");
  CHECK(Got(1001, "STATUS_ID") == "\"NEW\"");
  CHECK(world.witness().saves().empty());
  CHECK_THROWS_WITH_AS(world.LoadLead(header, {"77"}, now),
                       "lead 77 exists already; IDs must differ", UsageError);
  CHECK_THROWS_WITH_AS(world.LoadLead(header, {"x"}, now),
                       "column ID: «x» is no lead ID; an ID is a whole number above 0", UsageError);
  CHECK_THROWS_WITH_AS(world.LoadLead({"Region"}, {""}, now),
                       "column «Region»: several fields bear this label; write the field's code",
                       UsageError);
  CHECK_THROWS_WITH_AS(world.LoadLead({"Colour"}, {""}, now),
                       "column «Colour» is no lead field of this practice portal; write a field's "
                       "code or label",
                       UsageError);
}

TEST_CASE("leads that were saved come back as they were") {
  Folder folder;
  WorldFixture portal;
  portal.world = World::Sample(150, 2);
  portal.world.MakeReadOnly(1001);
  portal.Add(R"({"UF_CRM_1700000003":[""],"COMMENTS":"a\nb","UF_CRM_1700000011":["x","ё"]})");
  portal.Call("crm.lead.delete", R"({"id":1003})");
  std::string before = Everything(portal.world);
  std::filesystem::path file = folder.path / "leads.jsonl";
  portal.world.Save(file);
  portal.world.Save(file);  // over itself
  WorldFixture again;
  again.world.Load(file);
  CHECK(Everything(again.world) == before);
  CHECK(again.world.leads().Find(1001)->read_only);
  CHECK(again.world.leads().NextId() == portal.world.leads().NextId());
  CHECK(again.Found(R"({"ID":1003})") == "");
  // New values get new IDs.
  int64_t lead = again.Add(R"({"PHONE":[{"VALUE":"1"}]})");
  int64_t other = portal.Add(R"({"PHONE":[{"VALUE":"1"}]})");
  CHECK(again.Got(lead, "PHONE") == portal.Got(other, "PHONE"));
}

TEST_CASE("a file that holds no leads is refused by name and line") {
  Folder folder;
  std::filesystem::path file = folder.path / "x";
  WorldFixture portal;
  auto load = [&](std::string text) {
    std::ofstream(file) << text;
    try {
      portal.world.Load(file);
    } catch (const UsageError& error) {
      return std::string(error.what()).substr(folder.path.string().size());
    }
    return std::string("loaded");
  };
  std::string head = "{\"format\":\"leadsync sandbox leads\",\"version\":1}\n";
  CHECK(load("") == "/x: the file is empty; remove it: it is made anew");
  CHECK(load("{}\n") ==
        "/x:1: this is no file of a practice portal's leads; `leadsync sandbox --save` writes one");
  CHECK(load(head + "{\"id\":0}\n") == "/x:2: a lead without an ID above 0; remove the line");
  CHECK(load(head + "{\"id\":3}\n{\"id\":3}\n") == "/x:3: lead 3 exists already; IDs must differ");
  CHECK(load(head + "{\"id\":3,\"fields\":{\"TITLE\":\"T\",\"NO\":\"x\",\"PHONE\":\"x\"}}\n") ==
        "loaded");
  CHECK(portal.Got(3, "TITLE") == "\"T\"");
  CHECK(portal.Got(3, "PHONE") == "absent");
}

constexpr const char* kCatalog = R"({"format":"leadsync lead fields","version":1,
  "owner":{"id":"77","name":"Rosa Winter","admin":false},"simple_crm":false,
  "fields":[
   {"code":"ID","label":"ID","type":"integer","read_only":true,"settings":{}},
   {"code":"TITLE","label":"Name of lead","type":"string","settings":{}},
   {"code":"STATUS_ID","label":"Stage","type":"crm_status","status_type":"STATUS","settings":{}},
   {"code":"STATUS_SEMANTIC_ID","label":"State","type":"string","read_only":true,"settings":{}},
   {"code":"CURRENCY_ID","label":"Currency","type":"crm_currency","settings":{}},
   {"code":"UF_CRM_X","label":"Rival","type":"enumeration","dynamic":true,"multiple":true,
    "items":[{"id":"5","name":"Kontur"}],"settings":{}},
   {"code":"UF_CRM_Y","label":"Rate","type":"double","dynamic":true,
    "settings":{"precision":1,"min_value":0,"max_value":2.5}}],
  "directories":{"STATUS":[{"id":"NEW","name":"Fresh","sort":10},
                           {"id":"GONE","name":"Gone","semantics":"F","sort":20}]},
  "currencies":[{"code":"CHF","name":"Franc","base":true}]})";

TEST_CASE("a practice portal takes the shape of a real one") {
  JsonDocument catalog = JsonDocument::Parse(kCatalog);
  WorldFixture portal;
  portal.world = World::FromCatalog(catalog.root());
  portal.user = portal.world.options().owner;
  CHECK(portal.user == 77);
  CHECK(portal.Call("profile") ==
        R"({"ID":"77","ADMIN":false,"NAME":"Rosa","LAST_NAME":"Winter","PERSONAL_GENDER":"",)"
        R"("TIME_ZONE":""})");
  int64_t lead = portal.Add(R"({"STATUS_ID":"GONE","UF_CRM_X":[5],"UF_CRM_Y":"1,26"})");
  CHECK(portal.Call("crm.lead.get", "{\"id\":" + std::to_string(lead) + "}") ==
        R"({"ID":"1001","TITLE":"Lead #1001","STATUS_ID":"GONE","CURRENCY_ID":"CHF",)"
        R"("STATUS_SEMANTIC_ID":"F","UF_CRM_X":[5],"UF_CRM_Y":1.3})");
  portal.Call("crm.lead.fields");
  CHECK(Json(*portal.last.result.array().Find("UF_CRM_Y"))
            .find(R"("settings":{"PRECISION":1,"SIZE":20,"MIN_VALUE":0,"MAX_VALUE":2.5,)"
                  R"("DEFAULT_VALUE":null})") != std::string::npos);
  CHECK_THROWS_WITH_AS(World::FromCatalog(JsonDocument::Parse("{}").root()),
                       "this is no file of lead fields that this leadsync knows; `leadsync fields "
                       "--json` writes one",
                       UsageError);
}

TEST_CASE("leads are invented for a portal's own fields, and each accepts an update") {
  WorldFixture portal;
  portal.world = World::FromFieldsFile(kCatalog);
  portal.user = portal.world.options().owner;
  portal.world.Invent(60, 3);
  CHECK(portal.world.leads().size() == 60);
  size_t rivals = 0;
  for (const Lead& lead : portal.world.leads().all()) {
    CAPTURE(lead.id);
    std::string stage = portal.Got(lead.id, "STATUS_ID");
    CHECK((stage == "\"NEW\"" || stage == "\"GONE\""));
    CHECK(portal.Got(lead.id, "CURRENCY_ID") == "\"CHF\"");
    rivals += portal.Got(lead.id, "UF_CRM_X") == "[5]" ? 1 : 0;
    CHECK(portal.Update(lead.id, R"({"TITLE":"new"})") == "true");
  }
  CHECK(rivals > 10);
  CHECK(rivals < 50);
}

}  // namespace
}  // namespace leadsync::sandbox
