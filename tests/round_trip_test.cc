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
#include "every_field.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

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
      columns->push_back({target.column.text(), &field});
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
        for (const sync::Change& change : outcome.changes) changed.insert(change.field.text());
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
        if (one.array().Find("VALUE")->ToString().starts_with("imol-")) there = true;
      CHECK(there);
    }
  }
  for (const crm::Field& field : catalog.fields()) {
    CAPTURE(field.code);
    CHECK(changed.count(field.code) == (field.read_only ? 0 : 1));
  }
}

}  // namespace
