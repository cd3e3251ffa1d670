// SPDX-License-Identifier: MIT
// What becomes of one row when the portal's answers say this and its lead shows that.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "crm/field_codec.h"
#include "fake_transport.h"
#include "fuzz/small_catalog.h"
#include "printers.h"
#include "sync/dispatcher.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test
using sync::Status;

namespace {

constexpr int64_t kLead = 17;
const std::string kOld = "old";
const std::string kNew = "because";

class OneRow : public sync::RowSource {
 public:
  explicit OneRow(const sync::Target& target) : target_(target) {}
  Item Next() override {
    if (given_) return End{};
    given_ = true;
    auto row = std::make_unique<sync::Row>();
    row->update.row = 2;
    row->update.lead_id = kLead;
    row->update.key = row->update.key_id = std::to_string(kLead);
    row->record = std::make_shared<csv::Record>();
    row->update.sets.push_back({0, std::get<crm::Value>(target_.codec->Parse(kNew))});
    return row;
  }
  rest::HttpRequest CatalogRequest() override { return {}; }
  void TakeCatalog(const rest::HttpReply&) override {}

 private:
  const sync::Target& target_;
  bool given_ = false;
};

struct Sink : sync::OutcomeSink {
  void Emit(const sync::Outcome& outcome) override { outcomes.push_back(outcome); }
  std::vector<sync::Outcome> outcomes;
};

struct NoJournal : sync::RunJournal {
  void Send(uint64_t, WallTime, const std::vector<const sync::Row*>&) override {}
  void Answer(const sync::Row&, const sync::Outcome&) override {}
  void Flush() override {}
};

/// The lead as a list shows it; `minute` is of its last save.
std::string Lead(const std::string& text, int minute = 0) {
  return fmt::format(
      R"([{{"ID":"17","STATUS_DESCRIPTION":"{}","DATE_MODIFY":"2026-04-01T12:{:02}:00+03:00",)"
      R"("STATUS_SEMANTIC_ID":"P"}}])",
      text, minute);
}

/// A batch's answer: a result of each command, or what begins with `!`, an error's text.
FakeReply Batch(const std::vector<std::string>& commands) {
  std::string results;
  std::string errors;
  for (size_t i = 0; i < commands.size(); ++i) {
    const bool bad = commands[i].starts_with("!");
    std::string& list = bad ? errors : results;
    list += fmt::format("{}\"c{:02}\":", list.empty() ? "" : ",", i);
    list += bad ? fmt::format(R"({{"error":"","error_description":"{}"}})", commands[i].substr(1))
                : commands[i];
  }
  return Answer(200, fmt::format(R"({{"result":{{"result":{{{}}},"result_error":{{{}}},)"
                                 R"("result_total":[],"result_next":[],"result_time":[]}}}})",
                                 results, errors));
}

FakeReply Lost() { return NoAnswer(rest::NetError::kBroken); }

struct Fate {
  sync::StopReason stop;
  sync::Outcome outcome;
  std::string problem;  ///< the texts of all
  size_t requests = 0;
};

/// A run of one row. The first request compares; the last answer comes again and again.
Fate Run(const std::vector<FakeReply>& answers) {
  sync::Target target;
  target.column = target.field = target.label = "STATUS_DESCRIPTION";
  target.codec = std::move(std::get<0>(crm::MakeFieldCodec(
      fuzz::SmallCatalog(), *fuzz::SmallCatalog().Find("STATUS_DESCRIPTION"), {})));
  std::vector<sync::Target> targets;
  targets.push_back(std::move(target));
  VirtualClock clock;
  size_t next = 0;
  FakeTransport transport(&clock, [&](const rest::HttpRequest&) {
    return answers[std::min(next++, answers.size() - 1)];
  });
  OneRow rows(targets[0]);
  Sink sink;
  NoJournal journal;
  const sync::LeadReader reader({"STATUS_DESCRIPTION"});
  sync::Flow flow(targets, {}, clock, &sink, &journal);
  rest::RateLimiter rate(rest::kStandardPlan);
  sync::Limits limits({}, &rate);
  const std::atomic<int> interrupted{0};
  sync::Dispatcher dispatcher(
      {&flow, &rows, &reader, &transport, &limits, &interrupted, [] {}, nullptr}, {});
  Fate fate;
  fate.stop = dispatcher.Run();
  REQUIRE(sink.outcomes.size() == 1);
  fate.outcome = sink.outcomes[0];
  for (const sync::Problem& problem : fate.outcome.problems) fate.problem += problem.text;
  fate.requests = transport.requests().size();
  return fate;
}

}  // namespace

TEST_CASE("a row that was sent and shows its value is updated, whatever was said of it") {
  const Fate plain = Run({Batch({Lead(kOld)}), Batch({"true", Lead(kNew)})});
  CHECK(plain.outcome.status == Status::kUpdated);
  CHECK(plain.problem.empty());
  const Fate refused = Run({Batch({Lead(kOld)}), Batch({"!Robot failed", Lead(kNew)})});
  CHECK(refused.outcome.status == Status::kUpdated);
  CHECK(refused.problem ==
        "changed, although the portal said: Robot failed; it was read back and is so");
}

TEST_CASE("a refused row is rejected with the portal's words, whatever its lead shows otherwise") {
  for (const std::string& shown : {kOld, std::string("somebody else's")}) {
    CAPTURE(shown);
    const Fate fate = Run({Batch({Lead(kOld)}), Batch({"!No way", Lead(shown, 1)})});
    CHECK(fate.outcome.status == Status::kRejected);
    CHECK(fate.problem == "No way");
  }
}

TEST_CASE("a row that the portal took and shows otherwise is a mismatch") {
  const Fate fate = Run({Batch({Lead(kOld)}), Batch({"true", Lead("bec", 1)})});
  CHECK(fate.outcome.status == Status::kMismatch);
}

TEST_CASE("a lost answer: the lead is looked at twice and judged by what it shows") {
  const auto after = [](const std::string& text, int minute) {
    return Run({Batch({Lead(kOld)}), Lost(), Batch({Lead(text, minute)})});
  };
  CHECK(after(kNew, 1).outcome.status == Status::kUpdated);
  CHECK(after(kNew, 1).requests == 4);  // compared, sent, looked at twice
  CHECK(after("other", 1).outcome.status == Status::kMismatch);
  const Fate touched = after(kOld, 1);
  CHECK(touched.outcome.status == Status::kUnknown);
  CHECK(touched.problem.find("the lead was saved since") != std::string::npos);
}

TEST_CASE("a lost answer that changed nothing is sent again, five times, and then given up") {
  std::vector<FakeReply> answers{Batch({Lead(kOld)})};
  for (int i = 0; i < 5; ++i) {
    answers.push_back(Lost());
    answers.push_back(Batch({Lead(kOld)}));
    answers.push_back(Batch({Lead(kOld)}));
  }
  const Fate fate = Run(answers);
  CHECK(fate.outcome.status == Status::kRejected);
  CHECK(fate.outcome.attempts == 5);
  CHECK(fate.problem ==
        "the portal failed on it 5 times; the lead is unchanged: run the row again later");
  CHECK(fate.requests == 16);
}

TEST_CASE("a lead that looks different each time is unknown after ten looks, and not sent again") {
  std::vector<FakeReply> answers{Batch({Lead(kOld)}), Lost()};
  for (int minute = 1; minute <= 12; ++minute)
    answers.push_back(Batch({Lead(fmt::format("robot {}", minute), minute)}));
  const Fate fate = Run(answers);
  CHECK(fate.outcome.status == Status::kUnknown);
  CHECK(fate.outcome.attempts == 1);
  CHECK(fate.requests == 12);
  CHECK(fate.problem ==
        "the portal's answer was lost, and the lead kept changing in 10 looks: it cannot be told "
        "what became of the update; run the row again");
}

TEST_CASE("a row that was sent is read again until the portal shows it, and never sent again") {
  std::vector<FakeReply> answers{Batch({Lead(kOld)}), Batch({"true", "!Internal"})};
  const Fate late = [&] {
    auto four = answers;
    for (int i = 0; i < 3; ++i) four.push_back(Batch({"!Internal"}));
    four.push_back(Batch({Lead(kNew, 1)}));
    return Run(four);
  }();
  CHECK(late.outcome.status == Status::kUpdated);
  CHECK(late.outcome.attempts == 1);
  answers.push_back(Batch({"!Internal"}));
  const Fate never = Run(answers);
  CHECK(never.outcome.status == Status::kUnknown);
  CHECK(never.outcome.attempts == 1);
  CHECK(never.problem ==
        "sent, but the portal failed 20 times to show the lead; run the row again later");
}

TEST_CASE("a portal that refuses to show leads any more stops the run, and the row is unknown") {
  const FakeReply refusal = Answer(
      200, R"({"result":{"result":[],"result_error":{"c00":{"error":"insufficient_scope",)"
           R"("error_description":"more scope is needed"}},"result_total":[],"result_next":[],)"
           R"("result_time":[]}})");
  const Fate fate = Run({Batch({Lead(kOld)}), Lost(), refusal});
  CHECK(fate.outcome.status == Status::kUnknown);
  CHECK(fate.stop.code == ExitCode::kFailed);
  CHECK(fate.stop.text.find("refused to read leads") != std::string::npos);
}
