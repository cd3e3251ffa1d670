// SPDX-License-Identifier: MIT
// Laws of new leads, whatever the portal does and whenever the process dies: held against the
// portal's log of what really happened.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "key_world.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::testing;
using sync::Status;

namespace {

unsigned Seeds(unsigned share, unsigned otherwise) {
  const char* set = std::getenv("LEADSYNC_SEEDS");
  return set ? std::max(1u, static_cast<unsigned>(std::atoi(set)) / share) : otherwise;
}

class Story {
 public:
  Story(unsigned seed, size_t key) : random_(seed), key_(key), job(Mapping(), Portal(), 0, seed) {
    job.settings.limits.batch_size = 6;
    job.settings.transport.seed = seed;
    for (int i = 0; i < 12; ++i) job.AddLead(Lead(i, Below(3)));
    saves_before_ = job.world.portal->world().witness().saves().size();
    csv_ = "Key,Why,Note\n";
    for (int n = 10 + Below(50); n > 0; --n) {
      wishes_.push_back({Below(40), Below(3)});
      csv_ += fmt::format("{},why {},{}\n", Key(wishes_.back().first), wishes_.back().second,
                          OneIn(12) ? "costs $result[0] each" : "plain");
    }
    job.File(csv_);
  }

  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool OneIn(int n) { return Below(n) == 0; }

  void Break(unsigned seed, bool gently) {
    std::vector<std::string> rules = {"reset when=before",
                                      "reset when=after",
                                      "hang when=after",
                                      "slow delay=120s",
                                      "html status=502 when=after",
                                      "error-500 when=before",
                                      "partial commands=3",
                                      "partial commands=5",
                                      "truncate bytes=40",
                                      "garbage when=after",
                                      "drop",
                                      "drop command=2",
                                      "query-limit",
                                      "operation-limit method=crm.lead.add",
                                      "operation-limit method=crm.lead.list"};
    if (!gently) {
      rules.insert(rules.end(), {"edit method=crm.lead.add when=after field=STATUS_DESCRIPTION",
                                 "delete method=crm.lead.add when=after",
                                 "hide method=crm.lead.add when=after"});
    }
    std::vector<sandbox::FaultRule> faults;
    for (int n = 1 + Below(4); n > 0; --n) {
      const std::string& rule = rules[static_cast<size_t>(Below(static_cast<int>(rules.size())))];
      const bool of_command = rule.find("method=crm") != std::string::npos;
      faults.push_back(sandbox::ParseFaultRule(fmt::format(
          "{} p={} seed={} count={}", rule, of_command ? 0.05 : 0.2, seed + n, 1 + Below(12))));
    }
    job.world.portal->SetFaults(faults);
  }

  void Check(const std::vector<sync::Outcome>& outcomes) {
    REQUIRE_MESSAGE(job.stop.code == ExitCode::kOk, job.stop.text);
    REQUIRE(outcomes.size() == wishes_.size());
    const sandbox::World& world = job.world.portal->world();
    // By others, or out of sight.
    std::set<std::string> touched;
    const auto touch = [&](int64_t lead) { touched.insert(job.Text(lead, "ORIGIN_ID")); };
    std::map<std::string, int> added;
    const auto& saves = world.witness().saves();
    for (size_t i = saves_before_; i < saves.size(); ++i) {
      if (saves[i].request == 0) touch(saves[i].lead);
      if (saves[i].kind == sandbox::SaveKind::kAdd) ++added[job.Text(saves[i].lead, "ORIGIN_ID")];
    }
    for (const sandbox::Lead& lead : world.leads().all())
      if (lead.hidden) touch(lead.id);
    const bool deleted = std::ranges::any_of(
        world.leads().all(), [](const sandbox::Lead& lead) { return lead.deleted; });
    if (deleted || !touched.empty()) fine_ = false;
    std::map<std::string, size_t> last;
    std::map<std::string, int> told;
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const sync::Outcome& o = outcomes[i];
      INFO("row ", o.row, " key ", o.key, " lead ", o.lead_id, " ", std::string(Name(o.status)));
      CHECK(o.row == i + 2);
      last[o.key] = i;
      if (touched.contains(Origin(o.key)) || deleted) continue;
      told[Origin(o.key)] += o.status == Status::kAdded;
      if (!IsFine(o.status)) fine_ = false;
      // The portal failed on it again and again: then there is no lead.
      if (o.status == Status::kRejected) continue;
      CHECK((o.status == Status::kAdded || o.status == Status::kUpdated ||
             o.status == Status::kUnchanged));
    }
    for (const auto& [origin, times] : added) {
      INFO("origin ", origin);
      if (touched.contains(origin) || deleted || origin.empty()) continue;
      CHECK(times == 1);
      CHECK(told[origin] == 1);
    }
    for (const auto& [key, i] : last) {
      if (touched.contains(Origin(key)) || deleted || !IsFine(outcomes[i].status)) continue;
      INFO("key ", key);
      CHECK(job.Text(outcomes[i].lead_id, "STATUS_DESCRIPTION") ==
            fmt::format("why {}", wishes_[i].second));
      CHECK(outcomes[i].lead_id > 0);
    }
    counted.adds += static_cast<int>(added.size());
    counted.odd += static_cast<int>(touched.size());
  }

  /// The same file once more: every last row of a key holds, and no lead is added.
  void CheckAgain() {
    if (!fine_) return;
    job.world.portal->SetFaults({});
    const uint64_t adds = job.adds();
    for (const sync::Outcome& o : job.Sync()) CHECK(o.status != Status::kAdded);
    CHECK(job.adds() == adds);
  }

 private:
  static sandbox::PortalOptions Portal() {
    sandbox::PortalOptions options = QuickPortal();
    options.stale_exceptions = true;
    return options;
  }
  /// What the story's leads are found by.
  std::string Mapping() const {
    static const char* kKeys[] = {R"("field": "ORIGIN_ID", "within": {"ORIGINATOR_ID": "ERP"})",
                                  R"("field": "UF_CRM_1700000007")", R"("field": "PHONE")"};
    return fmt::format(R"({{"key": {{"column": "Key", {}}}, "mode": "upsert",
      "set": {{"Segment": "Small"}},
      "columns": {{"Why": "STATUS_DESCRIPTION", "Note": "SOURCE_DESCRIPTION"}}}})",
                       kKeys[key_]);
  }
  std::string Key(int i) const {
    if (key_ == 0) return i == 7 ? "$result[c00]" : fmt::format("A-{}", i);
    return key_ == 1 ? std::to_string(100 + i) : fmt::format("+49301000{}", 100 + i);
  }
  std::string Origin(const std::string& key) const { return key; }
  std::string Lead(int i, int why) {
    const std::string field =
        key_ == 0   ? fmt::format(R"("ORIGINATOR_ID":"ERP","ORIGIN_ID":"{}")", Key(i))
        : key_ == 1 ? fmt::format(R"("UF_CRM_1700000007":"{}")", Key(i))
                    : fmt::format(R"("PHONE":[{{"VALUE":"{}","VALUE_TYPE":"WORK"}}])", Key(i));
    return fmt::format(R"({},"STATUS_DESCRIPTION":"why {}","UF_CRM_1700000021":"131")", field, why);
  }

  std::mt19937 random_;
  size_t key_;
  std::string csv_;
  std::vector<std::pair<int, int>> wishes_;
  size_t saves_before_ = 0;
  bool fine_ = true;

 public:
  KeyWorld job;
  struct Counted {
    int adds = 0;
    int odd = 0;
  } counted;
};

}  // namespace

TEST_CASE("whatever becomes of the answers, a key is added once and the report is true") {
  int adds = 0;
  int odd = 0;
  for (unsigned seed = 1; seed <= Seeds(2, 60); ++seed) {
    CAPTURE(seed);
    Story story(seed, seed % 3);
    story.Break(seed, seed % 2 == 0);
    story.Check(story.job.Sync());
    story.CheckAgain();
    adds += story.counted.adds;
    odd += story.counted.odd;
  }
  CHECK(adds > 3 * static_cast<int>(Seeds(2, 60)));
  MESSAGE("leads added: ", adds, "; keys at which others were: ", odd);
}

TEST_CASE("a run that adds may be killed at any turn: resumed, it adds nothing twice") {
  int kills = 0;
  for (unsigned seed = 1; seed <= Seeds(2, 60); ++seed) {
    CAPTURE(seed);
    Story story(seed, seed % 3);
    if (seed % 4 == 0) story.Break(seed, true);
    const auto outcomes =
        story.job.SyncKilled(1 + static_cast<uint64_t>(story.Below(15)), [&]() -> uint64_t {
          return story.job.kills > 8 ? 0 : 1 + static_cast<uint64_t>(story.Below(15));
        });
    story.Check(outcomes);
    story.CheckAgain();
    kills += story.job.kills;
  }
  CHECK(kills > static_cast<int>(Seeds(2, 60)) / 2);
}

TEST_CASE("undo deletes the leads that a run added if that is asked for, and only then") {
  for (unsigned seed = 1; seed <= Seeds(4, 30); ++seed) {
    CAPTURE(seed);
    Story story(seed, seed % 3);
    KeyWorld& job = story.job;
    std::set<int64_t> before;
    for (const sandbox::Lead& lead : job.world.portal->world().leads().all())
      before.insert(lead.id);
    const auto outcomes = job.Sync();
    std::set<int64_t> added;
    for (const sync::Outcome& o : outcomes)
      if (o.status == Status::kAdded) added.insert(o.lead_id);
    int64_t touched = 0;
    if (!added.empty() && story.OneIn(2)) {
      touched = *added.begin();
      job.world.Edit(touched, "STATUS_DESCRIPTION", "by hand");
    }
    for (const bool del : {false, true}) {
      for (const sync::Outcome& o : job.Undo(del)) {
        INFO("row ", o.row, " lead ", o.lead_id);
        if (!added.contains(o.lead_id)) continue;
        const Status want = !del                   ? Status::kSkipped
                            : o.lead_id == touched ? Status::kConflict
                                                   : Status::kUpdated;
        CHECK(o.status == want);
      }
      for (const sandbox::Lead& lead : job.world.portal->world().leads().all()) {
        INFO("lead ", lead.id);
        CHECK(lead.deleted == (del && added.contains(lead.id) && lead.id != touched));
      }
    }
    for (const sync::Outcome& o : job.Undo(true))
      if (added.contains(o.lead_id) && o.lead_id != touched) CHECK(o.status == Status::kUnchanged);
    CHECK(before.size() == 12);
  }
}

TEST_CASE("a nightly upsert of fifty thousand rows costs nothing the second night") {
  KeyWorld job(R"({"key": { "column": "Order", "field": "ORIGIN_ID",
                            "within": { "ORIGINATOR_ID": "ERP" } },
                   "mode": "upsert", "set": { "Segment": "Small" },
                   "columns": { "Why": "STATUS_DESCRIPTION" } })",
               QuickPortal(), 10);
  job.settings.transport = {};
  std::string csv = "Order,Why\n";
  for (int i = 0; i < 50'000; ++i) csv += fmt::format("N-{:06},why {}\n", i, i % 7);
  job.File(csv);
  const auto first = job.Sync();
  REQUIRE(first.size() == 50'000);
  uint64_t added = 0;
  for (const sync::Outcome& o : first) added += o.status == Status::kAdded;
  CHECK(added == 50'000);
  CHECK(job.adds() == 50'000);
  const uint64_t updates = job.updates();
  uint64_t unchanged = 0;
  for (const sync::Outcome& o : job.Preview()) unchanged += o.status == Status::kUnchanged;
  const uint64_t survey = job.world.counts.requests;
  for (const sync::Outcome& o : job.Sync()) unchanged += o.status == Status::kUnchanged;
  CHECK(unchanged == 100'000);
  CHECK(job.adds() == 50'000);
  CHECK(job.updates() == updates);
  MESSAGE("requests of the second night: ", job.world.counts.requests, ", of a survey: ", survey);
  CHECK(job.world.counts.requests <= 60);
  CHECK(survey <= 60);
}
