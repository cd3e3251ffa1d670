// SPDX-License-Identifier: MIT
// Laws of the field types, through the whole engine and a portal with every field there is: what
// is written reads back as held, writing it again writes nothing, and nothing else has changed.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <utility>

#include "cell_maker.h"
#include "crm/field_codec.h"
#include "crm/users.h"
#include "engine_world.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

constexpr size_t kLeads = 30;

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

/// Leads that hold something already: phones in national spelling, an open line, an address.
sandbox::World WorldOf(const crm::Catalog& catalog, const sandbox::WorldOptions& options) {
  const JsonDocument json = JsonDocument::Parse(catalog.ToJson());
  sandbox::World world = sandbox::World::FromCatalog(json.root(), options);
  const std::vector<std::string> header = {
      "ID", "TITLE", "PHONE", "EMAIL", "IM", "ADDRESS", "ADDRESS_CITY", "UF_enumeration_M", "NAME"};
  for (size_t i = 0; i < kLeads; ++i) {
    const bool full = i % 3 != 0;
    const std::string n = std::to_string(i + 10);
    world.LoadLead(
        header,
        {std::to_string(i + 1), "Lead " + n, full ? "030 1234" + n + "|MOBILE: +49170123" + n : "",
         full ? "old" + n + "@example.com" : "",
         full ? "OPENLINE: imol|livechat|1|67|" + n + "|old" + n : "",
         full ? "Old street " + n : "", full ? "Riga" : "", full ? "45|47" : "", "Old"},
        WallTime{});
  }
  return world;
}

struct Column {
  std::string name;
  const crm::Field* field;
};

/// Every field that can be written; phones as two columns of different kinds.
std::vector<sync::Target> TargetsOf(const crm::Catalog& catalog, const crm::Users& users,
                                    CellMaker* maker, std::vector<Column>* columns) {
  std::vector<sync::Target> targets;
  for (const crm::Field& field : catalog.fields()) {
    if (field.read_only) continue;
    const bool phone = field.code == "PHONE";
    for (const char* kind : {"WORK", "MOBILE"}) {
      if (!phone && std::string_view(kind) == "MOBILE") break;
      crm::CellRule rule;
      if (field.multiple) {
        rule.split = "§";
        rule.write = maker->Chance(50) ? crm::WriteMode::kAdd : crm::WriteMode::kReplace;
        if (field.type != "crm_multifield" && maker->Chance(50)) rule.write = crm::WriteMode::kSet;
      }
      if (phone) rule.kind = kind;
      if (field.code == "WEB") rule.complete_url = true;
      if (field.type == "user" || field.type == "employee") rule.by = {"id", "email", "name"};
      rule.country = "DE";
      rule.time_zone = maker->Chance(50) ? "America/New_York" : "Asia/Kathmandu";
      auto made = crm::MakeFieldCodec(catalog, field, rule, &users);
      if (auto* refusal = std::get_if<std::string>(&made)) FAIL(*refusal);
      sync::Target target;
      target.column = phone ? field.code + " " + kind : field.code;
      target.field = field.code;
      target.label = field.label;
      target.write = rule.write;
      target.codec = std::get<std::unique_ptr<crm::FieldCodec>>(std::move(made));
      columns->push_back({target.column, &field});
      targets.push_back(std::move(target));
    }
  }
  return targets;
}

std::vector<Wish> WishesOf(const std::vector<Column>& columns, CellMaker* maker) {
  std::vector<Wish> wishes;
  for (size_t i = 0; i < kLeads; ++i) {
    Wish wish{static_cast<int64_t>(i + 1), {}};
    for (const Column& column : columns) {
      if (!maker->Chance(60)) continue;
      const crm::Field& field = *column.field;
      // The portal does not empty a whole address; the street stays.
      const bool may_clear = field.code != "ADDRESS";
      wish.cells[column.name] =
          may_clear && maker->Chance(8) ? "" : maker->Cells(field.type, field.code, field.multiple);
    }
    // A code stands only beside its country.
    if (wish.cells.count("ADDRESS_COUNTRY_CODE") + wish.cells.count("ADDRESS_COUNTRY") > 0) {
      wish.cells["ADDRESS_COUNTRY_CODE"] = "DE";
      wish.cells["ADDRESS_COUNTRY"] = "Germany";
    }
    for (const auto& [column, cell] : wish.cells)
      if (column.starts_with("ADDRESS") && cell.empty()) wish.cells["ADDRESS"] = "New street";
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

std::string Told(const sync::Outcome& outcome) {
  std::string text = std::to_string(outcome.lead_id) + " " + std::string(Name(outcome.status));
  for (const sync::Problem& problem : outcome.problems)
    text += "\n  " + problem.column + ": " + problem.text;
  return text;
}

int Seeds() {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  return set != nullptr && *set != '\0' ? std::clamp(std::atoi(set) / 5, 3, 400) : 12;
}

TEST_CASE(
    "any value of any type that is written is held, written once, and nothing else is touched") {
  const crm::Catalog catalog = EveryField();
  const crm::Users users({{"7", "Olga", "Petrova", "", "olga@example.com", true},
                          {"9", "Ivan", "Sidorov", "", "ivan@example.com", true},
                          {"12", "Pavel", "Novak", "", "pavel@example.com", true}});
  std::set<std::string> changed;
  for (int seed = 1; seed <= Seeds(); ++seed) {
    CAPTURE(seed);
    CellMaker maker(static_cast<uint64_t>(seed));
    sandbox::WorldOptions options;
    options.server_offset_minutes =
        std::array{180, 0, -300, 345, 840}[static_cast<size_t>(maker.Below(5))];
    options.append_equal_multifields = maker.Chance(30);
    options.merge_address = maker.Chance(30);
    EngineWorld world(QuickPortal(), WorldOf(catalog, options));
    std::vector<Column> columns;
    const std::vector<sync::Target> targets = TargetsOf(catalog, users, &maker, &columns);
    const std::vector<Wish> wishes = WishesOf(columns, &maker);
    std::vector<std::string> fields;
    for (const sync::Target& target : targets)
      for (std::string& code : target.codec->Reads()) fields.push_back(std::move(code));
    std::sort(fields.begin(), fields.end());
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());

    EngineWorld::Settings settings;
    settings.flow.compare.reopen = true;
    const EngineWorld::Snapshot before = world.Look(fields);
    uint64_t saved = 0;
    for (const bool again : {false, true}) {
      CAPTURE(again);
      WishSource source(&wishes, &targets);
      RecordingSink sink;
      REQUIRE(world.Run(&source, targets, fields, settings, &sink).code == ExitCode::kOk);
      REQUIRE(sink.outcomes.size() == wishes.size());
      const uint64_t saves = world.portal->world().witness().saves().size();
      for (const sync::Outcome& outcome : sink.outcomes) {
        const bool good = outcome.status == sync::Status::kUnchanged ||
                          (!again && outcome.status == sync::Status::kUpdated);
        CHECK_MESSAGE(good, Told(outcome));
        for (const sync::Change& change : outcome.changes) changed.insert(change.field);
      }
      if (again) CHECK(saves == saved);
      saved = saves;
    }
    CHECK(saved > kLeads / 2);
    const EngineWorld::Snapshot after = world.Look(fields);
    for (const Wish& wish : wishes) {
      CAPTURE(wish.lead);
      for (const std::string& code : fields) {
        // Both kinds of phones stand in one field.
        const auto named = wish.cells.lower_bound(code);
        if (named != wish.cells.end() &&
            (named->first == code || named->first.starts_with(code + " ")))
          continue;
        CAPTURE(code);
        CHECK(before.Of(wish.lead)[code].Dump() == after.Of(wish.lead)[code].Dump());
      }
    }
    // Conversations of open lines are not the mapping's.
    for (size_t i = 0; i < kLeads; ++i) {
      if (i % 3 == 0) continue;
      const auto im = world.portal->world().ReadField(static_cast<int64_t>(i + 1), "IM");
      bool there = false;
      for (const auto& [key, one] : im.array())
        if (one.array().Find("VALUE")->ToString() == "imol") there = true;
      CHECK(there);
    }
  }
  for (const crm::Field& field : catalog.fields()) {
    CAPTURE(field.code);
    CHECK(changed.count(field.code) == (field.read_only ? 0 : 1));
  }
}

}  // namespace
