// SPDX-License-Identifier: MIT
// Laws that hold whatever the portal does: seeded random files and fault schedules through the
// whole engine on virtual time, held against the portal's log of what really happened.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "engine_world.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::testing;
using sync::Status;

namespace {

constexpr const char* kFields[] = {"STATUS_ID",         "STATUS_DESCRIPTION", "TITLE",
                                   "UF_CRM_1700000001", "UF_CRM_1700000002",  "UF_CRM_1700000003",
                                   "UF_CRM_1700000004", "UF_CRM_1700000005",  "OPPORTUNITY",
                                   "SOURCE_DESCRIPTION"};

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }
  template <typename T>
  const T& Of(const std::vector<T>& items) {
    return items[static_cast<size_t>(Below(static_cast<int>(items.size())))];
  }

 private:
  std::mt19937 random_;
};

std::string RandomCell(const crm::Catalog& catalog, const std::string& code, Dice* dice) {
  const crm::Field& field = *catalog.Find(code);
  if (code == "STATUS_ID") return dice->Of(std::vector<std::string>{"IN_PROCESS", "LOST", "JUNK"});
  if (field.type == "enumeration") {
    const auto& items = catalog.ItemsOf(field);
    std::string cell = dice->Of(items).id;
    if (field.multiple && dice->OneIn(2)) cell += "|" + dice->Of(items).id;
    return cell;
  }
  if (field.type == "url") return fmt::format("https://rival{}.example/a?b=1&c=#d", dice->Below(9));
  if (field.type == "date") return fmt::format("2026-0{}-1{}", 1 + dice->Below(9), dice->Below(9));
  if (field.type == "boolean") return dice->OneIn(2) ? "1" : "0";
  if (field.type == "double") return fmt::format("{}.5", dice->Below(5000));
  if (dice->OneIn(40)) return "costs $result[0] more";  // a batch would replace this
  return fmt::format("Text {} + «ещё» & more", dice->Below(50));
}

std::vector<Wish> RandomWishes(const EngineWorld& world, Dice* dice) {
  const std::vector<int64_t> ids = world.LeadIds();
  std::vector<Wish> wishes;
  const int n = 1 + dice->Below(dice->OneIn(4) ? 400 : 80);
  for (int i = 0; i < n; ++i) {
    Wish wish;
    wish.lead = dice->OneIn(30) ? 900'000 + i : dice->Of(ids);
    for (const char* field : kFields)
      if (dice->OneIn(3)) wish.cells[field] = RandomCell(world.catalog, field, dice);
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

std::vector<sandbox::FaultRule> RandomFaults(Dice* dice, unsigned seed) {
  static const std::vector<std::string> kRules = {
      "reset when=before",
      "reset when=after",
      "close-reused",
      "hang when=before",
      "hang when=after",
      "slow delay=30s",
      "slow delay=120s",
      "html status=502 when=before",
      "html status=502 when=after",
      "html status=503 when=after",
      "html status=504 when=before",
      "error-500 when=before",
      "error-500 when=after",
      "partial commands=3",
      "partial commands=20",
      "truncate bytes=40",
      "truncate bytes=400",
      "garbage when=before",
      "garbage when=after",
      "drop",
      "drop command=1",
      "drop command=2",
      "shape member=result",
      "shape member=result_error",
      "query-limit",
      "operation-limit method=crm.lead.update",
      "operation-limit method=crm.lead.list",
      "refuse delay=20s",
      "edit method=crm.lead.update when=before field=COMMENTS",
      "edit method=crm.lead.update when=after field=STATUS_DESCRIPTION",
      "edit method=crm.lead.update when=after field=TITLE",
      "edit method=crm.lead.list when=after field=TITLE",
      "delete method=crm.lead.update when=after",
      "delete method=crm.lead.update when=before",
      "hide method=crm.lead.update when=after"};
  std::vector<sandbox::FaultRule> faults;
  for (int n = dice->Below(5); n > 0; --n) {
    const std::string& rule = dice->Of(kRules);
    const bool of_command = rule.find("method=crm") != std::string::npos;
    faults.push_back(sandbox::ParseFaultRule(fmt::format("{} p={} seed={} count={}", rule,
                                                         of_command ? 0.03 : 0.15, seed + n,
                                                         1 + dice->Below(20))));
  }
  return faults;
}

struct Laws {
  const std::vector<Wish>& wishes;
  const RecordingSink& sink;
  const sandbox::World& world;
  const std::vector<sync::Target>& targets;
  const EngineWorld::Snapshot& in_the_end;

  void Check() const {
    REQUIRE(sink.outcomes.size() == wishes.size());
    std::map<int64_t, int> may_have_saved;
    std::map<int64_t, int> rows;
    for (size_t i = 0; i < wishes.size(); ++i) {
      const sync::Outcome& o = sink.outcomes[i];
      CHECK(o.row == i + 2);
      CHECK(o.lead_id == wishes[i].lead);
      ++rows[o.lead_id];
      if (o.status == Status::kUpdated || o.status == Status::kMismatch ||
          o.status == Status::kUnknown)
        ++may_have_saved[o.lead_id];
    }
    std::map<int64_t, int> saved;
    std::set<int64_t> touched;
    for (const sandbox::Save& save : world.witness().saves()) {
      if (save.request == 0) {
        touched.insert(save.lead);
        continue;
      }
      ++saved[save.lead];
    }
    for (const sandbox::Lead& lead : world.leads().all())
      if (lead.hidden || lead.deleted) touched.insert(lead.id);
    for (const auto& [lead, times] : saved) {
      INFO("lead ", lead);
      CHECK(times <= may_have_saved[lead]);
    }
    for (const sandbox::Save& save : world.witness().saves()) {
      if (save.request == 0 || touched.contains(save.lead)) continue;
      INFO("lead ", save.lead);
      CHECK_FALSE(save.changes.empty());
      for (const sandbox::FieldChange& change : save.changes) {
        INFO("field ", std::string(change.field));
        CHECK(change.old_value != change.new_value);
      }
    }
    for (size_t i = 0; i < wishes.size(); ++i) {
      const sync::Outcome& o = sink.outcomes[i];
      INFO("row ", o.row, " lead ", o.lead_id);
      if (o.status == Status::kUnknown) CHECK(touched.contains(o.lead_id));
      if (o.status == Status::kUpdated && rows[o.lead_id] == 1) CHECK(saved[o.lead_id] == 1);
      if (o.status == Status::kNotSent) FAIL("a run that ended has no row that was not sent");
    }
    CheckHeld(touched);
  }

  /// What the report says of a lead's last row, the lead shows in the end, unless others were at
  /// it.
  void CheckHeld(const std::set<int64_t>& touched) const {
    std::map<int64_t, size_t> last;
    for (size_t i = 0; i < wishes.size(); ++i) last[wishes[i].lead] = i;
    for (const auto& [lead, i] : last) {
      const sync::Outcome& o = sink.outcomes[i];
      if (touched.contains(lead) ||
          (o.status != Status::kUpdated && o.status != Status::kUnchanged))
        continue;
      INFO("row ", o.row, " lead ", lead);
      for (const sync::Target& target : targets) {
        const auto cell = wishes[i].cells.find(target.field.text());
        if (cell == wishes[i].cells.end()) continue;
        INFO("field ", target.field);
        const auto value = std::get<crm::Value>(target.codec->Parse(cell->second));
        const JsonValue held = in_the_end.Of(lead)[target.field];
        const bool changed = std::ranges::any_of(
            o.changes, [&](const sync::Change& c) { return c.field == target.field; });
        CHECK((changed ? target.codec->Holds(value, held) : target.codec->Same(value, held)));
      }
    }
  }
};

/// What came up over all seeds: laws that nothing put to the test would prove nothing.
struct Seen {
  std::map<std::string, uint64_t> statuses;
  uint64_t lost_requests = 0;
  uint64_t second_tries = 0;
};

void RunOne(unsigned seed, Seen* seen) {
  CAPTURE(seed);
  Dice dice(seed);
  sandbox::PortalOptions options;
  options.plan = sandbox::ParsePlan(dice.OneIn(2) ? "standard" : "self-hosted");
  options.stale_exceptions = dice.OneIn(2);
  options.integer_times = dice.OneIn(2);
  if (dice.OneIn(3)) options.costs = {{"crm.lead.update", 0.02 * dice.Below(100)}};
  EngineWorld world(options, 120, seed);
  world.Use(std::vector<std::string>(std::begin(kFields), std::end(kFields)));
  const std::vector<Wish> wishes = RandomWishes(world, &dice);
  world.portal->SetFaults(RandomFaults(&dice, seed));

  EngineWorld::Settings settings;
  settings.flow.compare.reopen = dice.OneIn(2);
  settings.transport.seed = seed;
  settings.transport.jitter = std::chrono::milliseconds(200);
  settings.transport.late_every = dice.OneIn(3) ? 10 : 0;
  settings.dispatch.refused_guard = false;
  RecordingSink sink;
  const sync::StopReason stop = world.Run(wishes, settings, &sink);
  CHECK_MESSAGE(stop.code == ExitCode::kOk, stop.text);
  const EngineWorld::Snapshot in_the_end = world.Look({std::begin(kFields), std::end(kFields)});
  Laws{wishes, sink, world.portal->world(), world.targets(), in_the_end}.Check();

  seen->lost_requests += world.counts.failed;
  for (const sync::Outcome& o : sink.outcomes) {
    ++seen->statuses[std::string(sync::Name(o.status))];
    seen->second_tries += o.attempts > 1;
  }

  // A second run sends no update, except for rows that were not fine.
  world.portal->SetFaults({});
  const uint64_t before = world.portal->world().witness().counters().updates;
  std::map<int64_t, int> times;
  for (const Wish& wish : wishes) ++times[wish.lead];
  std::vector<Wish> fine;
  for (size_t i = 0; i < wishes.size(); ++i)
    if (IsFine(sink.outcomes[i].status) && times[wishes[i].lead] == 1) fine.push_back(wishes[i]);
  std::set<int64_t> touched;
  for (const sandbox::Save& save : world.portal->world().witness().saves())
    if (save.request == 0) touched.insert(save.lead);
  std::erase_if(fine, [&](const Wish& wish) { return touched.contains(wish.lead); });
  settings.transport.late_every = 0;
  RecordingSink again;
  CHECK(world.Run(fine, settings, &again).code == ExitCode::kOk);
  CHECK(world.portal->world().witness().counters().updates == before);
}

}  // namespace

TEST_CASE("whatever the portal does, the report is true") {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  const unsigned seeds = set ? static_cast<unsigned>(std::atoi(set)) : 200;
  const char* first = std::getenv("LEADSYNC_FIRST_SEED");
  const unsigned from = first ? static_cast<unsigned>(std::atoi(first)) : 1;
  Seen seen;
  for (unsigned seed = from; seed < from + seeds; ++seed) RunOne(seed, &seen);
  std::string statuses;
  for (const auto& [status, rows] : seen.statuses) statuses += fmt::format(" {} {}", status, rows);
  MESSAGE("rows by status:", statuses, "; requests without an answer ", seen.lost_requests,
          "; rows sent more than once ", seen.second_tries);
  if (seeds < 200) return;
  for (const std::string status :
       {"updated", "unchanged", "mismatch", "closed", "not_found", "rejected", "unknown"})
    CHECK_MESSAGE(seen.statuses[status] > 0, "no seed led to a row ", status);
  CHECK(seen.lost_requests > 100);
  CHECK(seen.second_tries > 100);
}

TEST_CASE("no lead counts as missing because PHP dropped the end of a question") {
  // max_input_vars was 20: of fifty IDs asked for the portal saw a dozen, and 251 leads that exist
  // were reported as not found.
  sandbox::PortalOptions options = QuickPortal();
  options.max_input_vars = 20;
  EngineWorld world(options, 300, 1);
  world.Use({"STATUS_DESCRIPTION"});
  std::vector<Wish> wishes;
  for (const int64_t id : world.LeadIds()) wishes.push_back({id, {{"STATUS_DESCRIPTION", "new"}}});
  EngineWorld::Settings settings;
  settings.flow.compare.reopen = true;
  settings.plan = rest::kSelfHostedPlan;
  RecordingSink sink;
  CHECK(world.Run(wishes, settings, &sink).code == ExitCode::kOk);
  REQUIRE(sink.outcomes.size() == wishes.size());
  for (const sync::Outcome& o : sink.outcomes) CHECK(o.status == Status::kUpdated);
}
