// SPDX-License-Identifier: MIT
#include "crm/catalog.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "base/files.h"
#include "crm/catalog_cache.h"
#include "crm/catalog_loader.h"
#include "printers.h"

namespace leadsync::crm {
namespace {

using namespace std::chrono_literals;

JsonDocument Recorded(const std::string& name) {
  return JsonDocument::Parse(ReadFile(std::string(LEADSYNC_SOURCE_DIR) + "/tests/data/" + name));
}

struct Portal {
  JsonDocument fields = Recorded("crm.lead.fields.json");
  JsonDocument statuses = Recorded("crm.status.list.json");
  JsonDocument currencies = JsonDocument::Parse(
      R"([{"CURRENCY":"RUB","BASE":"Y","FULL_NAME":"Российский рубль","AMOUNT":"1.0000"},
          {"CURRENCY":"EUR","BASE":"N","FULL_NAME":"Евро"},{"CURRENCY":"XXX"}])");
  JsonDocument mode = JsonDocument::Parse("1");
  JsonDocument profile = JsonDocument::Parse(
      R"({"ID":"7","ADMIN":true,"NAME":"Ольга","LAST_NAME":"Петрова","TIME_ZONE":""})");

  Catalog Take() const {
    return Catalog::FromAnswers(fields.root()["result"], statuses.root()["result"],
                                currencies.root(), mode.root(), profile.root());
  }
  std::vector<CatalogAnswer> Answers() const {
    return {{fields.root()["result"], {}},
            {statuses.root()["result"], {}},
            {currencies.root(), {}},
            {mode.root(), {}},
            {profile.root(), {}}};
  }
};

/// A catalog of one field, described in JSON.
Field One(const std::string& json, const std::string& code = "UF_CRM_1") {
  const JsonDocument document = JsonDocument::Parse("{\"" + code + "\":" + json + "}");
  return Catalog::FromAnswers(document.root(), {}, {}, {}, {}).fields().at(0);
}

std::vector<std::string> Ids(const std::vector<Item>& items) {
  std::vector<std::string> out;
  for (const Item& item : items) out.push_back(item.id);
  return out;
}

std::string Semantics(const std::vector<Item>& items) {
  std::string out;
  for (const Item& item : items) out.push_back(item.semantics);
  return out;
}

TEST_CASE("a portal's answers become fields, directories, currencies and an owner") {
  const Catalog catalog = Portal().Take();
  CHECK(catalog.fields().size() == 53);
  CHECK(catalog.fields().front().code == "ID");
  CHECK(catalog.fields().front().read_only);

  const Field* stage = catalog.Find("STATUS_ID");
  REQUIRE(stage != nullptr);
  CHECK(stage->type == "crm_status");
  CHECK(stage->label == "Статус");
  CHECK(Ids(catalog.ItemsOf(*stage)) ==
        std::vector<std::string>{"NEW", "IN_PROCESS", "UC_7QZ2KD", "CONVERTED", "JUNK", "LOST"});
  CHECK(Semantics(catalog.ItemsOf(*stage)) == "PPPSFF");
  CHECK(catalog.Directory("NO_SUCH").empty());

  const Field* rival = catalog.Find("UF_CRM_1700000001");
  REQUIRE(rival != nullptr);
  CHECK(rival->dynamic);
  CHECK(rival->label == "Конкурент");
  CHECK(Ids(catalog.ItemsOf(*rival)) == std::vector<std::string>{"45", "47", "49"});
  CHECK(catalog.Find("UF_CRM_1700000003")->items.empty());
  CHECK(catalog.Find("UF_CRM_1700000003")->multiple);
  CHECK(catalog.Find("CONTACT_ID")->deprecated);

  REQUIRE(catalog.currencies().size() == 3);
  CHECK(catalog.currencies()[0].base);
  CHECK(catalog.currencies()[1].name == "Евро");
  CHECK(catalog.currencies()[2].name == "XXX");
  CHECK(catalog.owner().id == "7");
  CHECK(catalog.owner().name == "Ольга Петрова");
  CHECK(catalog.owner().admin);
  CHECK_FALSE(catalog.simple_crm());
}

TEST_CASE("settings of user fields are taken where a client can check them") {
  const Catalog catalog = Portal().Take();
  const FieldSettings& text = catalog.Find("UF_CRM_1700000006")->settings;
  CHECK(text.min_length == 3);
  CHECK(text.max_length == 12);
  CHECK(text.regexp == "/^\\d+$/");
  CHECK(catalog.Find("UF_CRM_1700000006")->required);
  const FieldSettings& number = catalog.Find("UF_CRM_1700000007")->settings;
  CHECK(number.precision == 2);
  CHECK(number.min_value == std::nullopt);  // portals write 0 for none
  CHECK(number.max_value == 99.5);
  CHECK(catalog.Find("UF_CRM_1700000008")->settings.binding_types ==
        std::vector<std::string>{"CONTACT", "DEAL", "DYNAMIC_128"});
  CHECK(catalog.Find("UF_CRM_1700000010")->settings.use_time_zone);
  CHECK(catalog.Find("UF_CRM_1700000009")->status_type == "SOURCE");
  CHECK(catalog.ItemsOf(*catalog.Find("UF_CRM_1700000009")).size() == 3);
}

TEST_CASE("lengths at which portals cut standard fields are known") {
  const Catalog catalog = Portal().Take();
  CHECK(catalog.Find("TITLE")->max_length == 255);
  CHECK(catalog.Find("LAST_NAME")->max_length == 50);
  CHECK(catalog.Find("STATUS_DESCRIPTION")->max_length == 0);
  CHECK(catalog.Find("UF_CRM_1700000006")->max_length == 0);
}

TEST_CASE("a user field is called by its first label that is not empty, and knows the others") {
  CHECK(One(R"({"title":"UF_CRM_1","formLabel":"A","listLabel":"B"})").label == "A");
  CHECK(One(R"({"title":"UF_CRM_1","formLabel":"A","listLabel":"B","filterLabel":"A"})")
            .other_labels == std::vector<std::string>{"B"});
  CHECK(One(R"({"title":"UF_CRM_1","formLabel":"  ","listLabel":null,"filterLabel":"C"})").label ==
        "C");
  CHECK(One(R"({"title":"UF_CRM_1","formLabel":""})").label == "UF_CRM_1");
  CHECK(One(R"({"title":"Stage"})", "STATUS_ID").label == "Stage");
  CHECK(One("{}", "STATUS_ID").label == "STATUS_ID");
}

TEST_CASE("flags, lists and numbers are understood in every spelling that portals use") {
  const Field field = One(R"({"type":"enumeration","isMultiple":"Y","isRequired":1,
      "isReadOnly":"1","isImmutable":"N","settings":[],
      "items":{"3":{"ID":45,"VALUE":"A"},"7":{"ID":"","VALUE":"no ID"},"9":"nonsense"}})");
  CHECK(field.multiple);
  CHECK(field.required);
  CHECK(field.read_only);
  CHECK_FALSE(field.immutable);
  CHECK(field.dynamic);  // by its code, though nothing says so
  REQUIRE(field.items.size() == 1);
  CHECK(field.items[0].id == "45");
  const Field odd = One(R"({"type":"double","items":[{"ID":"1"}],
      "settings":{"PRECISION":"99","MIN_VALUE":"-5","MAX_VALUE":"much","MAX_LENGTH":-1}})");
  CHECK(odd.items.empty());
  CHECK(odd.settings.precision == 12);
  CHECK(odd.settings.min_value == -5);
  CHECK(odd.settings.max_value == std::nullopt);
  CHECK(odd.settings.max_length == 0);
  CHECK(One(R"({"type":"crm_status","settings":{"ENTITY_TYPE":"SOURCE"}})").status_type ==
        "SOURCE");
  CHECK(One(R"({"type":"crm_status"})", "STATUS_ID").status_type == "STATUS");
}

TEST_CASE("stages say what they mean in several ways") {
  const JsonDocument statuses = JsonDocument::Parse(R"([
      {"ENTITY_ID":"STATUS","STATUS_ID":"JUNK","NAME":"Junk","SORT":"30"},
      {"ENTITY_ID":"STATUS","STATUS_ID":4,"NAME":"","SORT":20,"EXTRA":{"SEMANTICS":"apology"}},
      {"ENTITY_ID":"STATUS","STATUS_ID":"CONVERTED","NAME":"Good","SORT":"10"},
      {"ENTITY_ID":"STATUS","STATUS_ID":"W","NAME":"Won","SORT":"99999999999","SEMANTICS":"S"},
      {"ENTITY_ID":"SOURCE","STATUS_ID":"JUNK","NAME":"Junk mail"},
      {"ENTITY_ID":"STATUS","NAME":"without an ID"}, 17])");
  const JsonDocument fields = JsonDocument::Parse(R"({"ID":{"type":"integer"}})");
  const Catalog catalog = Catalog::FromAnswers(fields.root(), statuses.root(), {}, {}, {});
  const std::vector<Item>& stages = catalog.Directory("STATUS");
  CHECK(Ids(stages) == std::vector<std::string>{"CONVERTED", "4", "JUNK", "W"});
  CHECK(Semantics(stages) == "SFFS");
  CHECK(stages[1].name == "4");
  CHECK(Semantics(catalog.Directory("SOURCE")) == "P");
}

TEST_CASE("an answer without lead fields is refused with what it was") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]",
       "the portal's answer to crm.lead.fields has no lead field in it: []; is it a Bitrix24 "
       "portal with a CRM?"},
      {"null",
       "the portal's answer to crm.lead.fields has no lead field in it: null; is it a Bitrix24 "
       "portal with a CRM?"},
      {R"({"A":1})",
       "the portal's answer to crm.lead.fields has no lead field in it: {\"A\":1}; is it a "
       "Bitrix24 portal with a CRM?"},
  };
  for (const auto& [json, want] : cases) {
    CAPTURE(json);
    const JsonDocument fields = JsonDocument::Parse(json);
    CHECK_THROWS_WITH_AS(Catalog::FromAnswers(fields.root(), {}, {}, {}, {}), want.c_str(), Error);
  }
  CHECK_THROWS_WITH_AS(Catalog::FromAnswers({}, {}, {}, {}, {}),
                       "the portal's answer to crm.lead.fields has no lead field in it: nothing; "
                       "is it a Bitrix24 portal with a CRM?",
                       Error);
}

TEST_CASE("fields are found by code exactly and by label as people write it") {
  const Catalog catalog = Portal().Take();
  CHECK(catalog.Find("status_id") == nullptr);
  CHECK(catalog.Find("") == nullptr);
  REQUIRE(catalog.FindByLabel("  причины   ОТКАЗА ").size() == 1);
  CHECK(catalog.FindByLabel("Причины отказа")[0]->code == "UF_CRM_1700000003");
  CHECK(catalog.FindByLabel("Паспорт").size() == 2);
  CHECK(catalog.FindByLabel("Звонок")[0]->code == "UF_CRM_1700000010");  // in the list
  CHECK(catalog.FindByLabel("Перезвонить").size() == 1);
  CHECK(catalog.FindByLabel("").empty());
  const Catalog copy = catalog;  // the tables go with the fields
  CHECK(copy.Find("TITLE") == &copy.fields()[1]);
}

TEST_CASE("names for suggestions are codes and labels") {
  const JsonDocument fields = JsonDocument::Parse(
      R"({"ID":{"title":"ID"},"UF_CRM_1":{"formLabel":"Colour","listLabel":"Col."}})");
  CHECK(Catalog::FromAnswers(fields.root(), {}, {}, {}, {}).Names() ==
        std::vector<std::string>{"ID", "UF_CRM_1", "Colour", "Col."});
}

TEST_CASE("a catalog written down and read again is the same") {
  const Catalog catalog = Portal().Take();
  const std::string json = catalog.ToJson();
  const Catalog again = Catalog::FromJson(JsonDocument::Parse(json).root());
  CHECK(again.ToJson() == json);
  CHECK(SameShape(catalog, again));
  CHECK(again.owner().name == "Ольга Петрова");
  CHECK(again.Find("UF_CRM_1700000007")->settings.max_value == 99.5);
  CHECK(again.FindByLabel("звонок").size() == 1);
  CHECK(again.Directory("STATUS") == catalog.Directory("STATUS"));
}

TEST_CASE("the written form is stable") {
  const JsonDocument fields = JsonDocument::Parse(R"({
      "STATUS_ID":{"type":"crm_status","title":"Stage","statusType":"STATUS","isImmutable":true},
      "UF_CRM_1":{"type":"enumeration","formLabel":"Rival","items":[{"ID":"45","VALUE":"A"}]}})");
  const JsonDocument statuses = JsonDocument::Parse(
      R"([{"ENTITY_ID":"STATUS","STATUS_ID":"LOST","NAME":"Lost","SORT":"60","SEMANTICS":"F"}])");
  CHECK(Catalog::FromAnswers(fields.root(), statuses.root(), {}, {}, {}).ToJson() ==
        R"({"format":"leadsync lead fields","version":1,)"
        R"("owner":{"id":"","name":"","admin":false},"simple_crm":false,"fields":[)"
        R"({"code":"STATUS_ID","label":"Stage","type":"crm_status","immutable":true,)"
        R"("status_type":"STATUS","max_length":50,"settings":{}},)"
        R"({"code":"UF_CRM_1","label":"Rival","type":"enumeration","dynamic":true,)"
        R"("items":[{"id":"45","name":"A"}],"settings":{}}],)"
        R"("directories":{"STATUS":[{"id":"LOST","name":"Lost","semantics":"F","sort":60}]},)"
        R"("currencies":[]})");
}

TEST_CASE("what is no catalog, or of another version, is refused with the way out") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]", "this is no catalog of lead fields"},
      {"{}", "this is no catalog of lead fields"},
      {R"({"result":{"ID":{}}})", "this is an answer of a portal, not a catalog of lead fields"},
      {R"({"format":"leadsync lead fields","version":2})",
       "this catalog of lead fields has version 2, this leadsync reads version 1"},
      {R"({"format":"leadsync lead fields"})",
       "this catalog of lead fields has version unknown, this leadsync reads version 1"},
      {R"({"format":"leadsync lead fields","version":1,"fields":[]})",
       "this catalog has no lead field in it"},
      {R"({"format":"leadsync lead fields","version":1,"fields":[{"label":"x"}]})",
       "a field has no \"code\""},
      {R"({"format":"leadsync lead fields","version":1,"fields":[{"code":"A","items":[{}]}]})",
       "an item of A has no \"id\""},
  };
  for (const auto& [json, want] : cases) {
    CAPTURE(json);
    const JsonDocument document = JsonDocument::Parse(json);
    CHECK_THROWS_WITH_AS(Catalog::FromJson(document.root()),
                         (want + "; `leadsync fields --json` writes a fresh one").c_str(),
                         UsageError);
  }
}

TEST_CASE("the shape minds fields and items, not their order nor who looks") {
  const Catalog catalog = Portal().Take();
  const auto changed = [&](const std::string& what, const std::string& by) {
    std::string json = catalog.ToJson();
    const size_t at = json.find(what);
    REQUIRE(at != std::string::npos);
    json.replace(at, what.size(), by);
    return Catalog::FromJson(JsonDocument::Parse(json).root());
  };
  CHECK(Fingerprint(catalog).size() == 64);
  const auto same = [&](const Catalog& other) {
    CHECK((Fingerprint(catalog) == Fingerprint(other)) == SameShape(catalog, other));
    return SameShape(catalog, other);
  };
  CHECK(same(catalog));
  CHECK(same(changed("Ольга Петрова", "Иван Ильин")));
  CHECK(same(changed("\"sort\":10", "\"sort\":70")));
  CHECK(same(changed(R"({"id":"45","name":"Контур"},{"id":"47","name":"Маяк &amp; Ко"})",
                     R"({"id":"47","name":"Маяк &amp; Ко"},{"id":"45","name":"Контур"})")));
  CHECK_FALSE(same(changed("Контур", "Контуры")));
  CHECK_FALSE(same(changed("\"id\":\"45\"", "\"id\":\"46\"")));
  CHECK_FALSE(same(changed("\"semantics\":\"S\"", "\"semantics\":\"F\"")));
  CHECK_FALSE(same(changed("\"read_only\":true,", "")));
  CHECK_FALSE(same(changed("\"code\":\"EUR\"", "\"code\":\"USD\"")));
}

TEST_CASE("no answer, however mangled, does more than make a catalog or an Error") {
  std::mt19937 random(301);
  const Portal portal;
  const std::vector<std::string> sound = {portal.fields.root()["result"].Dump(),
                                          portal.statuses.root()["result"].Dump(),
                                          portal.Take().ToJson()};
  static constexpr std::string_view kScraps[] = {
      "[]", "{}", "null", "-1", "\"\"", "true", "1e999", "\"Y\"", "99999999999999999999"};
  for (int round = 0; round < 120; ++round) {
    std::vector<JsonDocument> mangled;
    for (std::string json : sound) {
      for (int hit = 0; hit < 5; ++hit) {  // a value becomes something else
        const size_t colon = json.find(':', random() % json.size());
        if (colon == std::string::npos || json[colon + 1] == '{' || json[colon + 1] == '[')
          continue;
        const size_t end = json.find_first_of(",}", colon);
        const std::string_view scrap = kScraps[random() % std::size(kScraps)];
        if (end != std::string::npos) json.replace(colon + 1, end - colon - 1, scrap);
      }
      try {
        mangled.push_back(JsonDocument::Parse(json));
      } catch (const JsonError&) {
        mangled.emplace_back();
      }
    }
    try {
      const Catalog catalog =
          Catalog::FromAnswers(mangled[0].root(), mangled[1].root(), mangled[1].root(),
                               mangled[2].root(), mangled[0].root());
      CHECK(SameShape(catalog, Catalog::FromJson(JsonDocument::Parse(catalog.ToJson()).root())));
      Catalog::FromJson(mangled[2].root());
    } catch (const Error&) {
    }
  }
}

TEST_CASE("the calls for a catalog are fixed: answers come back in their order") {
  std::vector<std::string> methods;
  for (const rest::Call& call : CatalogCalls()) {
    CHECK(call.params.empty());
    methods.push_back(call.method);
  }
  CHECK(methods == std::vector<std::string>{"crm.lead.fields", "crm.status.list",
                                            "crm.currency.list", "crm.settings.mode.get",
                                            "profile"});
}

TEST_CASE_FIXTURE(Portal, "a whole batch makes a catalog without a word") {
  std::vector<std::string> warnings;
  CHECK(SameShape(CatalogFromBatch(Answers(), &warnings), Take()));
  CHECK(warnings.empty());
}

TEST_CASE_FIXTURE(Portal, "currencies and the owner may fail, with a warning") {
  std::vector<CatalogAnswer> answers = Answers();
  answers[2] = {{}, "ACCESS_DENIED: no right"};
  answers[4] = {};
  std::vector<std::string> warnings;
  const Catalog catalog = CatalogFromBatch(answers, &warnings);
  CHECK(catalog.currencies().empty());
  CHECK(catalog.owner().id.empty());
  CHECK(warnings == std::vector<std::string>{
                        "the portal refused crm.currency.list: ACCESS_DENIED: no right; currencies "
                        "cannot be checked",
                        "the portal's answer lacks profile; the portal user whose access is used "
                        "is not known by name"});
}

TEST_CASE_FIXTURE(Portal, "fields, directories and the CRM's mode are indispensable") {
  const std::string rest =
      "; without it no cell can be checked. The access address (webhook) needs the permission CRM "
      "(crm), and the portal user who made it the right to read leads";
  std::vector<std::string> warnings;
  std::vector<CatalogAnswer> answers = Answers();
  answers[0] = {{}, ""};
  CHECK_THROWS_WITH_AS(CatalogFromBatch(answers, &warnings),
                       ("the portal refused crm.lead.fields" + rest).c_str(), Error);
  answers = Answers();
  answers[1] = {};
  CHECK_THROWS_WITH_AS(CatalogFromBatch(answers, &warnings),
                       ("the portal's answer lacks crm.status.list" + rest).c_str(), Error);
  answers = Answers();
  answers[3].error = "insufficient_scope: higher privileges";
  CHECK_THROWS_WITH_AS(
      CatalogFromBatch(answers, &warnings),
      ("the portal refused crm.settings.mode.get: insufficient_scope: higher privileges" + rest)
          .c_str(),
      Error);
  CHECK_THROWS_WITH_AS(CatalogFromBatch({}, &warnings),
                       ("the portal's answer lacks crm.lead.fields" + rest).c_str(), Error);
}

TEST_CASE_FIXTURE(Portal, "a portal without lead stages is refused") {
  std::vector<std::string> warnings;
  const JsonDocument none = JsonDocument::Parse("[]");
  std::vector<CatalogAnswer> answers = Answers();
  answers[1].result = none.root();
  CHECK_THROWS_WITH_AS(CatalogFromBatch(answers, &warnings),
                       "the portal's answer to crm.status.list has no lead stage in it: []; is it "
                       "a Bitrix24 portal with a CRM?",
                       Error);
}

TEST_CASE_FIXTURE(Portal, "simple CRM mode stops the run: leads would become deals") {
  std::vector<std::string> warnings;
  for (const std::string number : {"2", "\"2\""}) {
    mode = JsonDocument::Parse(number);
    CHECK(Take().simple_crm());
    try {
      CatalogFromBatch(Answers(), &warnings);
      FAIL("not refused");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::kFailed);
      CHECK(std::string(error.what()) ==
            "this portal works without leads (simple CRM mode): it turns each new lead into a deal "
            "at once. An administrator can switch leads on in the CRM settings; until then "
            "leadsync can do nothing here");
    }
  }
  mode = JsonDocument::Parse(R"({"odd":true})");
  CHECK_THROWS_WITH_AS(
      CatalogFromBatch(Answers(), &warnings),
      "the portal answered {\"odd\":true} to crm.settings.mode.get, where 1 (with leads) or 2 "
      "(simple CRM) was to come; is it a Bitrix24 portal?",
      Error);
}

struct CacheFixture : Portal {
  CacheFixture() {
    std::string name = "/tmp/leadsync_catalog_XXXXXX";
    folder = ::mkdtemp(name.data());
    path = folder / "cache" / "catalog.json";
  }
  ~CacheFixture() { std::filesystem::remove_all(folder); }

  void Store() { CHECK(StoreCatalog(path, Take(), fetched) == std::nullopt); }
  std::optional<Catalog> Load(Duration age, Duration ttl = 1h) {
    return LoadCachedCatalog(path, fetched + std::chrono::floor<std::chrono::milliseconds>(age),
                             ttl, &why_not);
  }
  void Write(const std::string& content) { WriteFileAtomic(path, content); }

  std::filesystem::path folder;
  std::filesystem::path path;
  WallTime fetched{std::chrono::milliseconds(1'775'044'800'123)};
  std::string why_not;
};

TEST_CASE_FIXTURE(CacheFixture, "a kept catalog comes back until it is too old") {
  Store();
  const std::optional<Catalog> kept = Load(59min);
  REQUIRE(kept.has_value());
  CHECK(why_not == "");
  CHECK(kept->ToJson() == Take().ToJson());
  CHECK_FALSE(Load(1h).has_value());
  CHECK(why_not == "was kept 60 min ago, 60 min is the limit");
  CHECK_FALSE(Load(72h, 90s).has_value());
  CHECK(why_not == "was kept 3 days ago, 90 s is the limit");
  CHECK_FALSE(Load(0s, 0s).has_value());
  CHECK_FALSE(Load(-1s).has_value());
  CHECK(why_not == "is from the future: the clock was set back");
}

TEST_CASE_FIXTURE(CacheFixture, "the cache is for its owner's eyes") {
  Store();
  struct stat file {};
  REQUIRE(::stat(path.c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0600);
  REQUIRE(::stat(path.parent_path().c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0700);
}

TEST_CASE_FIXTURE(CacheFixture, "a missing, damaged or foreign cache file is ignored with a word") {
  CHECK_FALSE(Load(1s).has_value());
  CHECK(why_not == "is not there");
  Store();
  const std::string sound = ReadFile(path);
  const auto refused = [&](const std::string& content) {
    Write(content);
    CHECK_FALSE(Load(1s).has_value());
    return why_not;
  };
  CHECK(refused("") == "is damaged");
  CHECK(refused("{}") == "is damaged");
  CHECK(refused("leadsync-catalog-2 1 2\n{}") == "is of another version of leadsync");
  CHECK(refused("leadsync-catalog-1") == "is damaged");
  CHECK(refused("leadsync-catalog-1 -5 x\n") == "is damaged");
  CHECK(refused("leadsync-catalog-1 99999999999999999999 x\n") == "is damaged");
  CHECK(refused("leadsync-catalog-1 9223372036854775807 x\n") == "is damaged");
  for (size_t cut = 0; cut < sound.size(); cut += 97) {
    CHECK(refused(sound.substr(0, cut)) == "is damaged");
  }
  for (size_t at = 0; at < sound.size(); at += 211) {
    std::string wrong = sound;
    wrong[at] = static_cast<char>(wrong[at] ^ 1);
    CHECK(refused(wrong) != "");
  }
  Write(sound);
  CHECK(Load(1s).has_value());
}

TEST_CASE_FIXTURE(CacheFixture, "a cache whose content this version cannot use is ignored") {
  std::filesystem::create_directories(path.parent_path());
  const std::string json = R"({"format":"leadsync lead fields","version":9})";
  Write("leadsync-catalog-1 1775044800123 " + Sha256::Of(json) + "\n" + json);
  CHECK_FALSE(Load(1s).has_value());
  CHECK(why_not ==
        "cannot be used (this catalog of lead fields has version 9, this leadsync reads version 1; "
        "`leadsync fields --json` writes a fresh one)");
}

TEST_CASE_FIXTURE(CacheFixture, "a cache that cannot be read or written is no error") {
  WriteFileAtomic(folder / "file", "in the way");
  const std::filesystem::path bad = folder / "file" / "catalog.json";
  const std::optional<std::string> warning = StoreCatalog(bad, Take(), fetched);
  REQUIRE(warning.has_value());
  CHECK(warning->starts_with(
      "the portal's lead fields cannot be kept for the next command, which will ask for them "
      "again: " +
      (folder / "file").string()));
  std::filesystem::create_directories(path);  // a folder where the file should be
  CHECK_FALSE(Load(1s).has_value());
  CHECK(why_not.starts_with("cannot be used (" + path.string()));
}

TEST_CASE("each portal and webhook owner has a cache file of its own, whatever they are called") {
  ::setenv("XDG_CACHE_HOME", "/var/cache/me", 1);
  CHECK(CatalogCachePath("Acme.bitrix24.com", "7") ==
        "/var/cache/me/leadsync/catalog-acme.bitrix24.com-7.json");
  CHECK(CatalogCachePath("127.0.0.1:8080", "1") ==
        "/var/cache/me/leadsync/catalog-127.0.0.1_8080-1.json");
  CHECK(CatalogCachePath("../../x", "/etc") == "/var/cache/me/leadsync/catalog-.._.._x-_etc.json");
  ::unsetenv("XDG_CACHE_HOME");
}

}  // namespace
}  // namespace leadsync::crm
