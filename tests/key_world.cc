// SPDX-License-Identifier: MIT
#include "key_world.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <utility>

#include "base/files.h"
#include "sync/undo_source.h"

namespace leadsync::testing {
namespace {

struct Killed {};

SandboxTransport::Options TransportOptions(unsigned seed) {
  SandboxTransport::Options options;
  options.seed = seed;
  options.jitter = std::chrono::milliseconds(100);
  options.late_every = seed % 5 == 0 ? 8 : 0;
  return options;
}

}  // namespace

KeyWorld::KeyWorld(std::string mapping, sandbox::PortalOptions options, size_t leads, unsigned seed)
    : KeyWorld(std::move(mapping), std::move(options), sandbox::World::Sample(leads, seed), seed) {}

KeyWorld::KeyWorld(std::string mapping, sandbox::PortalOptions options, sandbox::World leads,
                   unsigned seed)
    : world(std::move(options), std::move(leads)),
      transport_(world.portal.get(), &world.clock, TransportOptions(seed)),
      mapping_(sync::ParseMapping(std::move(mapping), "m.json", sync::OnProblem::kKeep)) {
  char name[] = "/tmp/leadsync_test.XXXXXX";
  folder_ = ::mkdtemp(name);
  settings.plan = rest::kSelfHostedPlan;
  settings.flow.compare.reopen = true;
  settings.dispatch.refused_guard = false;
  settings.on_the_way = &transport_;
}

KeyWorld::~KeyWorld() { std::filesystem::remove_all(folder_); }

void KeyWorld::File(const std::string& csv) {
  const std::filesystem::path file = folder_ / "leads.csv";
  WriteFileAtomic(file, csv);
  csv::Scan scan({file, "auto", {}, {}});
  planner_ = std::make_unique<sync::Planner>(mapping_, scan.header().names, world.catalog,
                                             "acme.bitrix24.com");
  index_ = std::make_unique<csv::DuplicateIndex>(folder_);
  csv::Record record;
  while (scan.Next(&record)) {
    const std::string key = planner_->KeyId(record);
    if (!key.empty()) index_->Add(key, record.row());
  }
  input_ = scan.Finish();
  index_->Finish(csv::DuplicateIndex::Keep::kRows);
}

bool KeyWorld::Live(sync::ResumeState* resume, sync::RunJournal* journal, uint64_t turns,
                    RecordingSink* sink) {
  settings.journal = journal;
  settings.key = planner_->key();
  settings.flow.key = planner_->key().kind;
  settings.flow.adds = planner_->adds();
  uint64_t turn = 0;
  settings.after_turn = [&, journal] {
    if (turns > 0 && ++turn >= turns) throw Killed{};
    if (auto* file = dynamic_cast<sync::Journal*>(journal);
        file && turn % 3 == 2 && !sink->outcomes.empty() &&
        !sync::IsProvisional(sink->outcomes.back().status))
      file->Mark(sink->outcomes.back().row, {sink->outcomes.size(), 0, 0}, "{}");
  };
  sync::CsvSource::Parts parts{};
  parts.input = &input_;
  parts.duplicates = index_.get();
  parts.planner = planner_.get();
  parts.clock = &world.clock;
  parts.resume = resume;
  parts.settle = settings.settle;
  sync::CsvSource source(parts, duplicates, {});
  try {
    stop = world.Run(&source, planner_->targets(), planner_->fields_to_read(), settings, sink);
    return true;
  } catch (const Killed&) {
    transport_.Crash();
    ++kills;
    return false;
  }
}

std::vector<sync::Outcome> KeyWorld::RunOnce(sync::RunMode mode) {
  settings.flow.mode = mode;
  RecordingSink sink;
  if (mode == sync::RunMode::kPreview) {
    Live(nullptr, nullptr, 0, &sink);
    return sink.outcomes;
  }
  return SyncKilled(0, {});
}

std::vector<sync::Outcome> KeyWorld::SyncKilled(uint64_t turns,
                                                const std::function<uint64_t()>& next) {
  settings.flow.mode = sync::RunMode::kSync;
  std::filesystem::remove(journal());
  RecordingSink sink;
  bool ended = false;
  {
    sync::Journal file(journal(), false);
    file.Begin(R"({"t":"run","journal":1})");
    ended = Live(nullptr, &file, turns, &sink);
  }
  while (!ended) {
    sync::JournalReader reader(journal());
    sync::ResumeState state = sync::ReadResumeState(&reader, {sink.outcomes.size(), 0, 0});
    sink.outcomes.resize(state.lengths.report);
    sync::Journal file(journal(), false);
    sync::GoOn(&file, state);
    ended = Live(&state, &file, next(), &sink);
  }
  return sink.outcomes;
}

std::vector<sync::Outcome> KeyWorld::Undo(bool delete_added) {
  sync::JournalReader reader(journal());
  sync::UndoSource source(&reader, world.catalog, world.clock, delete_added);
  const std::filesystem::path path = folder_ / "undo.jsonl";
  std::filesystem::remove(path);
  sync::Journal file(path, false);
  file.Begin(R"({"t":"run","journal":1})");
  EngineWorld::Settings own = settings;
  own.flow.mode = sync::RunMode::kSync;
  own.flow.key = sync::LeadKey::Kind::kId;
  own.flow.adds = {};
  own.key = {};
  own.journal = &file;
  own.after_turn = [] {};
  RecordingSink sink;
  stop = world.Run(&source, source.targets(), source.fields_to_read(), own, &sink);
  return sink.outcomes;
}

JsonDocument KeyWorld::Ask(const std::string& method, const std::string& body) {
  sandbox::Request request;
  request.target = world.portal->WebhookPath() + method;
  request.content_type = "application/json";
  request.body = body;
  world.portal->SetFaults({});
  const sandbox::Answer answer = world.portal->Handle(request, world.clock.Wall());
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return JsonDocument::Parse(answer.body);
}

int64_t KeyWorld::AddLead(const std::string& fields) {
  return Ask("crm.lead.add", "{\"fields\":{" + fields + "}}").root()["result"].integer().value();
}

std::vector<int64_t> KeyWorld::WithOrigin(const std::string& origin) const {
  std::vector<int64_t> ids;
  for (const sandbox::Lead& lead : world.portal->world().leads().all())
    if (!lead.deleted && Text(lead.id, "ORIGIN_ID") == origin) ids.push_back(lead.id);
  return ids;
}

std::string KeyWorld::Text(int64_t lead, const std::string& field) const {
  const sandbox::PhpValue value = world.portal->world().ReadField(lead, field);
  return value.IsNull() ? "" : value.ToString();
}

std::string Show(const std::vector<sync::Outcome>& outcomes, bool words) {
  std::string text;
  for (const sync::Outcome& o : outcomes) {
    text +=
        fmt::format("{}{} {} {}", text.empty() ? "" : "\n", o.row, sync::Name(o.status), o.lead_id);
    if (!words) continue;
    for (const sync::Problem& p : o.problems)
      text += fmt::format(" | {}{}{}", p.column, p.column.empty() ? "" : ": ", p.text);
  }
  return text;
}

}  // namespace leadsync::testing
