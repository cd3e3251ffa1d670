// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <charconv>
#include <memory>

#include "base/text.h"
#include "crm/field_codec.h"
#include "fake_transport.h"
#include "fuzz/small_catalog.h"
#include "fuzz/target.h"
#include "sync/dispatcher.h"

namespace leadsync::fuzz {
namespace {

using testing::FakeReply;

constexpr std::string_view kCut = "\n---\n";
constexpr int64_t kLeads[] = {17, 18, 17};
constexpr size_t kRows = 3;

/// Takes a reply off the front of `bytes`: a line of one digit that says what comes, and a body.
FakeReply TakeReply(std::string_view* bytes) {
  const size_t cut = bytes->find(kCut);
  std::string_view text = bytes->substr(0, cut);
  bytes->remove_prefix(cut == std::string_view::npos ? bytes->size() : cut + kCut.size());
  const char kind = text.empty() ? '0' : text[0];
  if (text.size() > 1 && text[1] == '\n') text.remove_prefix(2);
  using rest::NetError;
  switch (kind) {
    case '1':
      return testing::NoAnswer(NetError::kBroken);
    case '2':
      return FakeReply(testing::NoAnswer(NetError::kTimeout), std::chrono::seconds(100));
    case '3':
      return testing::NoAnswer(NetError::kNotSent);
    case '4':
      return testing::Answer(503, std::string(text));
    case '5':
      return testing::Answer(429, std::string(text));
    case '6':
      return testing::Answer(302, std::string(text));
    case '7':
      return testing::Answer(400, std::string(text));
    case '8':
      return testing::Answer(500, std::string(text));
    default:
      return testing::Answer(200, std::string(text));
  }
}

std::vector<sync::Target> MakeTargets() {
  std::vector<sync::Target> targets;
  for (const char* code : {"STATUS_DESCRIPTION", "UF_CRM_3", "PHONE"}) {
    const crm::Field* field = SmallCatalog().Find(code);
    crm::CellRule rule;
    if (field->type == "crm_multifield") {
      rule.kind = "WORK";
    } else if (field->multiple) {
      rule.split = "|";
    }
    sync::Target target;
    target.column = target.field = target.label = code;
    target.codec = std::move(std::get<0>(crm::MakeFieldCodec(SmallCatalog(), *field, rule)));
    targets.push_back(std::move(target));
  }
  return targets;
}

std::string Wish(size_t row) { return fmt::format("because {}", row); }

class Rows : public sync::RowSource {
 public:
  explicit Rows(const std::vector<sync::Target>* targets) : targets_(*targets) {}
  Item Next() override {
    if (next_ == kRows) return End{};
    auto row = std::make_unique<sync::Row>();
    row->update.row = next_ + 2;
    row->update.lead_id = kLeads[next_];
    row->update.key = row->update.key_id = std::to_string(kLeads[next_]);
    row->doubled = kLeads[next_] == 17;
    row->record = std::make_shared<csv::Record>();
    const std::string cells[] = {Wish(next_), "101|103", "+1 555 0100"};
    for (uint16_t t = 0; t < targets_.size(); ++t)
      row->update.sets.push_back({t, std::get<crm::Value>(targets_[t].codec->Parse(cells[t]))});
    ++next_;
    return row;
  }
  rest::HttpRequest CatalogRequest() override { return {}; }
  void TakeCatalog(const rest::HttpReply&) override {}

 private:
  const std::vector<sync::Target>& targets_;
  size_t next_ = 0;
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

void RequireHarmless(std::string_view text) {
  Require(FindInvalidUtf8(text) == std::string_view::npos, "what is said is UTF-8");
  for (const char c : text)
    Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "no control characters are said");
}

}  // namespace

// Answers to a run of three rows, divided by lines of three dashes; after the last one the portal
// stays away.
void PortalAnswersLaw(std::string_view bytes) {
  testing::VirtualClock clock;
  std::string_view left = bytes;
  testing::FakeTransport transport(&clock, [&](const rest::HttpRequest&) {
    return left.empty() ? FakeReply(testing::NoAnswer(rest::NetError::kNotSent)) : TakeReply(&left);
  });
  static const std::vector<sync::Target> targets = MakeTargets();
  Rows rows(&targets);
  Sink sink;
  NoJournal journal;
  const sync::LeadReader reader({"STATUS_DESCRIPTION", "UF_CRM_3", "PHONE"});
  sync::Flow flow(targets, {}, clock, &sink, &journal);
  rest::RateLimiter rate(rest::kStandardPlan);
  sync::Limits limits({}, &rate);
  const std::atomic<int> interrupted{0};
  sync::DispatchOptions options;
  // The loop turns twice a second while the portal stays away: a minute is enough to give up.
  options.give_up_after = std::chrono::minutes(1);
  options.timeout = std::chrono::seconds(10);
  options.server_timeout = std::chrono::seconds(5);
  sync::Dispatcher dispatcher(
      {&flow, &rows, &reader, &transport, &limits, &interrupted, [] {}, nullptr}, options);
  const sync::StopReason stop = dispatcher.Run();

  RequireHarmless(stop.text);
  Require(stop.code == ExitCode::kOk || !stop.text.empty(), "a run that stops says why");
  Require(transport.requests().size() < 2000, "no run asks without end");
  Require(sink.outcomes.size() == kRows, "each row has one line");
  for (size_t i = 0; i < kRows; ++i) {
    const sync::Outcome& o = sink.outcomes[i];
    Require(o.row == i + 2 && o.lead_id == kLeads[i], "lines come in the rows' order");
    for (const sync::Problem& problem : o.problems) RequireHarmless(problem.text);
    Require(stop.code != ExitCode::kOk || o.status != sync::Status::kNotSent,
            "a run that ended has sent every row");
    // Escapes may spell the value otherwise.
    const bool shown =
        bytes.find(Wish(i)) != std::string_view::npos || bytes.find('\\') != std::string_view::npos;
    Require(o.status != sync::Status::kUpdated || (shown && o.attempts > 0),
            "updated means that the portal showed the value");
    Require(o.status != sync::Status::kUnchanged || shown,
            "unchanged means that the portal showed the value");
  }
}

}  // namespace leadsync::fuzz
