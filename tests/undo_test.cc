// SPDX-License-Identifier: MIT
// What a run changed can be put back, unless somebody changed it since: laws over random runs,
// held against what the portal shows before and after.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "engine_world.h"
#include "printers.h"
#include "sync/journal.h"
#include "sync/undo_source.h"

using namespace leadsync;
using namespace leadsync::testing;
using sync::Status;

namespace {

const std::vector<std::string> kFields = {
    "STATUS_ID",          "STATUS_DESCRIPTION", "TITLE",
    "UF_CRM_1700000001",  "UF_CRM_1700000002",  "UF_CRM_1700000003",
    "UF_CRM_1700000004",  "UF_CRM_1700000005",  "OPPORTUNITY",
    "SOURCE_DESCRIPTION", "COMMENTS",           "PHONE",
    "ADDRESS_CITY"};

const std::vector<std::string> kAddress = {
    "ADDRESS",          "ADDRESS_2",       "ADDRESS_POSTAL_CODE", "ADDRESS_REGION",
    "ADDRESS_PROVINCE", "ADDRESS_COUNTRY", "ADDRESS_COUNTRY_CODE"};

struct Killed {};

/// One portal, and runs with their journals.
class Runs {
 public:
  explicit Runs(unsigned seed)
      : world(QuickPortal(), 60, seed),
        random_(seed),
        transport_(world.portal.get(), &world.clock, TransportOptions(seed)) {
    char name[] = "/tmp/leadsync_test.XXXXXX";
    folder_ = ::mkdtemp(name);
    world.Use(kFields);
    settings_.plan = rest::kSelfHostedPlan;
    settings_.limits.batch_size = 6;
    settings_.flow.compare.reopen = true;
    settings_.dispatch.refused_guard = false;
    settings_.on_the_way = &transport_;
  }
  ~Runs() { std::filesystem::remove_all(folder_); }
  Runs(const Runs&) = delete;
  Runs& operator=(const Runs&) = delete;

  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }
  EngineWorld::Snapshot Look() {
    std::vector<std::string> fields = kFields;
    fields.insert(fields.end(), kAddress.begin(), kAddress.end());
    return world.Look(fields);
  }

  std::vector<Wish> RandomWishes();
  /// Runs for so many turns (0: to the end). True if it came to the end.
  bool Sync(const std::string& run, const std::vector<Wish>& wishes, int turns = 0);
  /// Puts back what `undone` did, as a run called `run`; killed each so many turns and resumed.
  std::vector<sync::Outcome> Undo(const std::string& undone, const std::string& run,
                                  int kill_each = 0);
  /// Lost answers from here on, until the portal is looked at.
  void LoseAnswers();
  uint64_t updates() const { return world.portal->world().witness().counters().updates; }
  int kills() const { return kills_; }

  EngineWorld world;

 private:
  static SandboxTransport::Options TransportOptions(unsigned seed) {
    SandboxTransport::Options options;
    options.seed = seed;
    options.jitter = std::chrono::milliseconds(100);
    options.late_every = seed % 3 == 0 ? 8 : 0;
    return options;
  }
  std::filesystem::path JournalOf(const std::string& run) const { return folder_ / run; }
  std::string RandomCell(const std::string& code);
  void PassUntil(WallTime when);
  /// True if `go` was not killed.
  bool Live(int turns, const std::function<sync::StopReason()>& go);

  std::mt19937 random_;
  SandboxTransport transport_;
  std::filesystem::path folder_;
  EngineWorld::Settings settings_;
  int kills_ = 0;
};

std::string Runs::RandomCell(const std::string& code) {
  const crm::Field& field = *world.catalog.Find(code);
  if (OneIn(8)) return "";
  if (code == "STATUS_ID") return OneIn(2) ? "IN_PROCESS" : "JUNK";
  if (code == "PHONE") return fmt::format("+7 916 000-0{}-0{}", 1 + Below(8), Below(10));
  if (field.type == "enumeration") {
    const auto& items = world.catalog.ItemsOf(field);
    const auto any = [&] {
      return items[static_cast<size_t>(Below(static_cast<int>(items.size())))].id;
    };
    std::string cell = any();
    if (field.multiple && OneIn(2)) cell += "|" + any();
    return cell;
  }
  if (field.type == "url") return fmt::format("https://rival{}.example/a?b=1&c=#d", Below(9));
  if (field.type == "date") return fmt::format("2026-0{}-1{}", 1 + Below(9), Below(9));
  if (field.type == "boolean") return OneIn(2) ? "1" : "0";
  if (field.type == "double") return fmt::format("{}.5", Below(5000));
  if (code != "COMMENTS" && OneIn(30))
    return "costs $result[0] more";  // a batch would replace this
  return fmt::format("Text {} + «ещё»", Below(20));
}

std::vector<Wish> Runs::RandomWishes() {
  const std::vector<int64_t> ids = world.LeadIds();
  std::vector<Wish> wishes;
  for (int n = 5 + Below(60); n > 0; --n) {
    Wish wish;
    wish.lead =
        OneIn(30) ? 900'000 + n : ids[static_cast<size_t>(Below(static_cast<int>(ids.size())))];
    for (const std::string& field : kFields)
      if (OneIn(3)) wish.cells[field] = RandomCell(field);
    wishes.push_back(std::move(wish));
  }
  return wishes;
}

bool Runs::Live(int turns, const std::function<sync::StopReason()>& go) {
  int turn = 0;
  settings_.after_turn = [turns, turn]() mutable {
    if (turns > 0 && ++turn >= turns) throw Killed{};
  };
  try {
    const sync::StopReason stop = go();
    CHECK_MESSAGE(stop.code == ExitCode::kOk, stop.text);
    return true;
  } catch (const Killed&) {
    transport_.Crash();
    ++kills_;
    return false;
  }
}

bool Runs::Sync(const std::string& run, const std::vector<Wish>& wishes, int turns) {
  sync::Journal journal(JournalOf(run), false);
  journal.Begin(R"({"t":"run","journal":1})");
  settings_.journal = &journal;
  settings_.resume = nullptr;
  RecordingSink sink;
  return Live(turns, [&] { return world.Run(wishes, settings_, &sink); });
}

void Runs::PassUntil(WallTime when) {
  const TimePoint until =
      world.clock.Now() + std::max(Duration(0), Duration(when - world.clock.Wall()));
  while (world.clock.Now() < until) transport_.Wait(until);
}

std::vector<sync::Outcome> Runs::Undo(const std::string& undone, const std::string& run,
                                      int kill_each) {
  RecordingSink sink;
  for (bool first = true, ended = false; !ended; first = false) {
    sync::JournalReader reader(JournalOf(undone));
    sync::UndoSource source(&reader, world.catalog, world.clock);
    if (source.last_unanswered() != WallTime{})
      PassUntil(std::chrono::time_point_cast<std::chrono::milliseconds>(source.last_unanswered() +
                                                                        settings_.settle));
    std::optional<sync::ResumeState> state;
    if (!first) {
      sync::JournalReader own(JournalOf(run));
      state = sync::ReadResumeState(&own, {});
      sink.outcomes.clear();
      source.Resume(&*state, settings_.settle);
    }
    sync::Journal journal(JournalOf(run), false);
    if (first) {
      journal.Begin(R"({"t":"run","journal":1})");
    } else {
      sync::GoOn(&journal, *state);
    }
    settings_.journal = &journal;
    const int turns = kill_each == 0 || kills_ > 20 ? 0 : 1 + Below(kill_each);
    ended = Live(turns, [&] {
      return world.Run(&source, source.targets(), source.fields_to_read(), settings_, &sink);
    });
  }
  return sink.outcomes;
}

void Runs::LoseAnswers() {
  const unsigned seed = random_();
  std::vector<sandbox::FaultRule> rules;
  for (const char* rule : {"reset when=after", "reset when=before", "html status=502 when=after",
                           "hang when=after", "truncate bytes=60", "drop command=1"})
    rules.push_back(sandbox::ParseFaultRule(fmt::format("{} p=0.08 seed={}", rule, seed)));
  world.portal->SetFaults(std::move(rules));
}

/// Holds the leads of one snapshot against those of an earlier one.
class Laws {
 public:
  Laws(const Runs& runs, const std::vector<sync::Outcome>& undo) : runs_(runs) {
    uint64_t last = 0;
    for (const sync::Outcome& o : undo) {
      CHECK(o.row > last);
      last = o.row;
      CHECK_MESSAGE(lines_.emplace(o.lead_id, &o).second, "two lines for lead ", o.lead_id);
      CHECK(o.status != Status::kNotSent);
      CHECK(o.status != Status::kUnknown);
    }
  }

  /// Every field of every lead is `Same` as in `then`, or its line says that it cannot be.
  void Back(const EngineWorld::Snapshot& then, const EngineWorld::Snapshot& now,
            const std::set<int64_t>& except = {}) {
    for (const auto& [lead, was] : then.leads) {
      if (except.contains(lead)) continue;
      for (const sync::Target& target : runs_.world.targets()) Field(target, lead, was, now);
    }
  }
  const sync::Outcome* Line(int64_t lead) const {
    const auto it = lines_.find(lead);
    return it == lines_.end() ? nullptr : it->second;
  }
  int restored = 0;
  int impossible = 0;

 private:
  void Field(const sync::Target& target, int64_t lead, JsonValue was,
             const EngineWorld::Snapshot& now) {
    const JsonValue is = now.Of(lead)[target.field];
    if (was[target.field].Dump() == is.Dump()) return;
    INFO("lead ", lead, " ", target.field, ": was ", was[target.field].Dump(), ", is ", is.Dump());
    const auto value = target.codec->Restore(was[target.field]);
    if (value && target.codec->Same(*value, is)) {
      ++restored;
      return;
    }
    ++impossible;
    const sync::Outcome* line = Line(lead);
    REQUIRE(line);
    CHECK(line->status == Status::kMismatch);
    bool said = false;
    for (const sync::Problem& p : line->problems)
      said = said || p.column == target.label || p.column == target.field;
    CHECK_MESSAGE(said, "no problem names it");
    const bool last_of_address = target.field == "ADDRESS_CITY" && NoAddress(was);
    if (value && !last_of_address) FAIL_CHECK("it could have been put back");
  }
  static bool NoAddress(JsonValue lead) {
    for (const std::string& part : kAddress)
      if (!lead[part].text().empty()) return false;
    return lead["ADDRESS_CITY"].text().empty();
  }
  const Runs& runs_;
  std::map<int64_t, const sync::Outcome*> lines_;
};

unsigned Seeds(unsigned share, unsigned otherwise) {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  return set ? static_cast<unsigned>(std::atoi(set)) / share : otherwise;
}

}  // namespace

TEST_CASE("after undo every mapped field of every changed lead is as it was before") {
  int changed = 0;
  int impossible = 0;
  for (unsigned seed = 1; seed <= Seeds(4, 25); ++seed) {
    CAPTURE(seed);
    Runs runs(seed);
    const auto before = runs.Look();
    if (runs.OneIn(3)) runs.LoseAnswers();
    REQUIRE(runs.Sync("run", runs.RandomWishes()));
    const auto after = runs.Look();
    if (runs.OneIn(3)) runs.LoseAnswers();
    const auto lines = runs.Undo("run", "undo");
    Laws laws(runs, lines);
    laws.Back(before, runs.Look());
    changed += static_cast<int>(lines.size());
    impossible += laws.impossible;

    // Again: there is nothing left to put back.
    const uint64_t updates = runs.updates();
    for (const sync::Outcome& o : runs.Undo("run", "again")) {
      CHECK((o.status == Status::kUnchanged || o.status == Status::kMismatch));
      CHECK(o.attempts == 0);
    }
    CHECK(runs.updates() == updates);

    // Undoing the undo brings the run's own values again.
    const auto back = runs.Undo("undo", "redo");
    Laws(runs, back).Back(after, runs.Look());
  }
  CHECK(changed > 0);
  CHECK(impossible > 0);
}

TEST_CASE("undo leaves a lead alone that somebody changed since, and says so") {
  int conflicts = 0;
  int beside = 0;
  for (unsigned seed = 1; seed <= Seeds(4, 25); ++seed) {
    CAPTURE(seed);
    Runs runs(seed + 5000);
    const auto before = runs.Look();
    REQUIRE(runs.Sync("run", runs.RandomWishes()));
    const auto after = runs.Look();
    std::map<int64_t, bool> edited;  // lead -> was it a field that the run had changed?
    for (const auto& [lead, held] : after.leads) {
      if (!runs.OneIn(4)) continue;
      const std::string field = runs.OneIn(2) ? "STATUS_DESCRIPTION" : "SOURCE_DESCRIPTION";
      runs.world.Edit(lead, field, "by hand");
      edited[lead] = before.Of(lead)[field].Dump() != held[field].Dump();
    }
    const auto by_hand = runs.Look();
    const auto lines = runs.Undo("run", "undo");
    const auto now = runs.Look();
    Laws laws(runs, lines);
    std::set<int64_t> others;
    for (const auto& [lead, field_of_run] : edited) {
      others.insert(lead);
      INFO("lead ", lead);
      const sync::Outcome* line = laws.Line(lead);
      if (field_of_run) {
        REQUIRE(line);
        CHECK(line->status == Status::kConflict);
        CHECK(now.Of(lead).Dump() == by_hand.Of(lead).Dump());
        ++conflicts;
      } else if (line) {
        CHECK(line->status != Status::kConflict);
        const bool kept = now.Of(lead)["STATUS_DESCRIPTION"].text() == "by hand" ||
                          now.Of(lead)["SOURCE_DESCRIPTION"].text() == "by hand";
        CHECK(kept);
        ++beside;
      }
    }
    laws.Back(before, now, others);
  }
  CHECK(conflicts > 0);
  CHECK(beside > 0);
}

TEST_CASE("a run that was killed can be undone: its unanswered requests are judged first") {
  int kills = 0;
  for (unsigned seed = 1; seed <= Seeds(4, 25); ++seed) {
    CAPTURE(seed);
    Runs runs(seed + 10'000);
    const auto before = runs.Look();
    runs.Sync("run", runs.RandomWishes(), 1 + runs.Below(12));
    kills += runs.kills();
    const auto lines = runs.Undo("run", "undo");
    Laws(runs, lines).Back(before, runs.Look());
  }
  CHECK(kills > 0);
}

TEST_CASE("an undo that is killed again and again goes on, and commits nothing twice") {
  int kills = 0;
  for (unsigned seed = 1; seed <= Seeds(4, 25); ++seed) {
    CAPTURE(seed);
    Runs runs(seed + 15'000);
    const auto before = runs.Look();
    REQUIRE(runs.Sync("run", runs.RandomWishes()));
    const uint64_t updates = runs.updates();
    const auto lines = runs.Undo("run", "undo", 8);
    kills += runs.kills();
    Laws(runs, lines).Back(before, runs.Look());
    uint64_t sent = 0;
    for (const sync::Outcome& o : lines) sent += o.attempts > 0;
    CHECK(runs.updates() - updates == sent);
  }
  CHECK(kills > 0);
}
