// SPDX-License-Identifier: MIT
// A run may be killed at any moment: resumed, it comes to the same report, and nothing is sent
// twice.
#include "sync/resume.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "base/files.h"
#include "engine_world.h"
#include "sync/journal.h"

using namespace leadsync;
using namespace leadsync::testing;
using sync::Status;

namespace {

struct Killed {};

struct Folder {
  std::filesystem::path path;
  Folder() {
    char name[] = "/tmp/leadsync_test.XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

/// A journal that kills the process before the n-th sending.
class KillingJournal : public sync::Journal {
 public:
  KillingJournal(const std::filesystem::path& path, uint64_t at) : Journal(path, false), at_(at) {}
  void Send(uint64_t number, WallTime now, const std::vector<const sync::Row*>& rows) override {
    if (number == at_) throw Killed{};
    Journal::Send(number, now, rows);
  }

 private:
  uint64_t at_;
};

std::vector<Wish> SomeWishes(const EngineWorld& world, unsigned seed, size_t rows) {
  std::mt19937 random(seed);
  const std::vector<int64_t> ids = world.LeadIds();
  std::vector<Wish> wishes;
  for (size_t i = 0; i < rows; ++i) {
    Wish wish;
    wish.lead = random() % 20 == 0 ? 800'000 + static_cast<int64_t>(i) : ids[random() % ids.size()];
    wish.cells["STATUS_DESCRIPTION"] = fmt::format("why {}", random() % 5);
    if (random() % 2) wish.cells["UF_CRM_1700000001"] = random() % 2 ? "45" : "47";
    if (random() % 3 == 0) wish.cells["SOURCE_DESCRIPTION"] = "costs $result[0] each";
    wishes.push_back(wish);
  }
  return wishes;
}

/// What makes two reports the same.
std::vector<std::string> Essence(const RecordingSink& sink) {
  std::vector<std::string> lines;
  for (const sync::Outcome& o : sink.outcomes) {
    std::string line = fmt::format("{} {} {} {}", o.row, o.key, o.lead_id, sync::Name(o.status));
    for (const sync::Change& c : o.changes) line += " " + c.field.text();
    lines.push_back(line);
  }
  return lines;
}

std::map<int64_t, int> SavesByLead(const EngineWorld& world) {
  std::map<int64_t, int> saves;
  for (const sandbox::Save& save : world.portal->world().witness().saves()) ++saves[save.lead];
  return saves;
}

/// One portal, one run folder, and processes that are killed and started again.
class Processes {
 public:
  Processes(unsigned seed, size_t rows)
      : world(QuickPortal(), 80, seed),
        transport(world.portal.get(), &world.clock, TransportOptions(seed)) {
    world.Use({"STATUS_DESCRIPTION", "UF_CRM_1700000001", "SOURCE_DESCRIPTION"});
    wishes = SomeWishes(world, seed, rows);
    settings.plan = rest::kSelfHostedPlan;
    settings.limits.batch_size = 5;
    settings.flow.compare.reopen = true;
    settings.on_the_way = &transport;
  }

  static SandboxTransport::Options TransportOptions(unsigned seed) {
    SandboxTransport::Options options;
    options.seed = seed;
    options.jitter = std::chrono::milliseconds(100);
    return options;
  }
  std::filesystem::path journal() const { return folder.path / "journal.jsonl"; }

  /// Runs until `turns` turns have passed (0: to the end). True if it came to the end.
  bool Start(uint64_t turns) {
    sync::Journal file(journal(), false);
    file.Begin(R"({"t":"run","journal":1})");
    return Go(&file, turns);
  }
  bool Resume(uint64_t turns) {
    sync::JournalReader reader(journal());
    sync::ResumeState state = sync::ReadResumeState(&reader, {sink.outcomes.size(), 0, 0});
    sink.outcomes.resize(state.lengths.report);
    sync::Journal file(journal(), false);
    sync::GoOn(&file, state);
    settings.resume = &state;
    return Go(&file, turns);
  }
  bool Go(sync::Journal* file, uint64_t turns) {
    settings.journal = file;
    uint64_t turn = 0;
    settings.after_turn = [&, file] {
      if (turns > 0 && ++turn >= turns) throw Killed{};
      const auto& outcomes = sink.outcomes;
      if (!outcomes.empty() && !sync::IsProvisional(outcomes.back().status) && ++turn_ % 3 == 0)
        file->Mark(outcomes.back().row, {outcomes.size(), 0, 0}, "{}");
    };
    try {
      const sync::StopReason stop = world.Run(wishes, settings, &sink);
      CHECK_MESSAGE(stop.code == ExitCode::kOk, stop.text);
      return true;
    } catch (const Killed&) {
      transport.Crash();
      return false;
    }
  }

  Folder folder;
  EngineWorld world;
  SandboxTransport transport;
  std::vector<Wish> wishes;
  EngineWorld::Settings settings;
  RecordingSink sink;

 private:
  uint64_t turn_ = 0;
};

}  // namespace

TEST_CASE("a run killed at any turn and resumed gives the same report and sends nothing twice") {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  const unsigned seeds = set ? static_cast<unsigned>(std::atoi(set)) / 4 : 25;
  int killed = 0;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    Processes calm(seed, 60);
    REQUIRE(calm.Start(0));
    std::mt19937 random(seed);
    Processes rough(seed, 60);
    bool ended = rough.Start(1 + random() % 12);
    int kills = 0;
    while (!ended) ended = rough.Resume(++kills > 8 ? 0 : 1 + random() % 12);
    killed += kills;
    CHECK(Essence(rough.sink) == Essence(calm.sink));
    CHECK(SavesByLead(rough.world) == SavesByLead(calm.world));
  }
  CHECK(killed > static_cast<int>(seeds));
}

TEST_CASE("a mark that the report's files do not bear out never counts again") {
  // A machine lost power: the second mark's report lines had not reached the disk. The resumed run
  // wrote other lines there, and was killed when the file was longer than that mark.
  const Folder folder;
  const auto path = folder.path / "journal.jsonl";
  {
    sync::Journal journal(path, false);
    journal.Begin(R"({"t":"run","journal":1})");
    journal.Mark(10, {1000, 100, 100}, "{}");
    journal.Mark(20, {2000, 100, 100}, "{}");
  }
  {
    sync::JournalReader reader(path);
    const sync::ResumeState state = sync::ReadResumeState(&reader, {1500, 100, 100});
    CHECK(state.emitted_row == 10);
    CHECK(state.lengths == sync::FileLengths{1000, 100, 100});
    sync::Journal journal(path, false);
    sync::GoOn(&journal, state);
  }
  sync::JournalReader reader(path);
  CHECK(sync::ReadResumeState(&reader, {2100, 100, 100}).emitted_row == 10);
}

TEST_CASE("what the plan said about a row stands in its line, though its answer was lost") {
  Processes one(7, 1);
  sync::Row row;
  row.update.row = 2;
  row.update.key = row.update.key_id = "17";
  row.update.lead_id = 17;
  row.update.warnings = {{"Amount", "«many» is no number; the cell was left out"}};
  row.incomplete = true;
  row.old_json = R"({"STATUS_DESCRIPTION":"old"})";
  row.differences.push_back({0,
                             {{{"new", ""}}},
                             {"STATUS_DESCRIPTION", "", "", "", ""},
                             "STATUS_DESCRIPTION",
                             row.old_json.find(":") + 1,
                             5});
  {
    sync::Journal journal(one.journal(), false);
    journal.Begin(R"({"t":"run","journal":1})");
    journal.Send(1, one.world.clock.Wall(), {&row});
  }
  sync::JournalReader reader(one.journal());
  sync::ResumeState state = sync::ReadResumeState(&reader, {});
  auto taken =
      sync::TakeResumed(&state, 2, one.world.targets(), one.world.clock, std::chrono::seconds(170));
  const auto* sent = std::get_if<std::unique_ptr<sync::Row>>(&taken);
  REQUIRE(sent);
  REQUIRE((*sent)->update.warnings.size() == 1);
  CHECK((*sent)->update.warnings[0].column == "Amount");
  CHECK((*sent)->update.warnings[0].text == "«many» is no number; the cell was left out");
  CHECK((*sent)->incomplete);
}

TEST_CASE("a journal cut at any byte resumes with one line a row and no second commit") {
  const unsigned seed = 3;
  const size_t rows = 14;
  Processes whole(seed, rows);
  REQUIRE(whole.Start(0));
  const std::string journal = ReadFile(whole.journal());
  const size_t first = journal.find('\n') + 1;
  const auto sends_before = [&](size_t cut) {
    uint64_t sends = 0;
    for (size_t at = journal.find("{\"t\":\"send\""); at != std::string::npos;
         at = journal.find("{\"t\":\"send\"", at + 1))
      sends += journal.find('\n', at) < cut;
    return sends;
  };
#ifdef __SANITIZE_ADDRESS__
  const size_t step = 17;  // the release build tries every byte
#else
  const size_t step = 1;
#endif
  for (size_t cut = 0; cut <= journal.size(); cut += cut < first ? first / 2 : step) {
    CAPTURE(cut);
    Processes one(seed, rows);
    {
      KillingJournal file(one.journal(), sends_before(cut) + 1);
      file.Begin(journal.substr(0, first - 1));
      one.Go(&file, 0);
    }
    std::filesystem::resize_file(one.journal(), 0);
    AppendFile(one.journal()).Write(journal.substr(0, cut));
    if (cut < first) {
      CHECK_THROWS_AS(one.Resume(0), UsageError);
      continue;
    }
    REQUIRE(one.Resume(0));
    CHECK(Essence(one.sink) == Essence(whole.sink));
    CHECK(SavesByLead(one.world) == SavesByLead(whole.world));
  }
}
