// SPDX-License-Identifier: MIT
#include "engine_world.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crm/catalog_loader.h"
#include "crm/field_codec.h"
#include "rest/batch.h"

namespace leadsync::testing {

sandbox::PortalOptions QuickPortal() {
  sandbox::PortalOptions options;
  options.plan = sandbox::ParsePlan("self-hosted");
  return options;
}

WishSource::WishSource(const std::vector<Wish>* wishes, const std::vector<sync::Target>* targets)
    : wishes_(*wishes), targets_(*targets) {
  for (const Wish& wish : wishes_) leads_.insert(wish.lead);
}

sync::RowSource::Item WishSource::Next() {
  while (next_ < wishes_.size()) {
    const size_t index = next_++;
    const uint64_t number = index + 2;
    if (resume_) {
      if (number <= resume_->emitted_row) continue;
      auto resumed = sync::TakeResumed(resume_, number, targets_, *clock_, settle_);
      if (auto* outcome = std::get_if<sync::Outcome>(&resumed)) return std::move(*outcome);
      if (auto* row = std::get_if<std::unique_ptr<sync::Row>>(&resumed)) {
        (*row)->doubled = leads_.count((*row)->update.lead_id) > 1;
        return std::move(*row);
      }
    }
    return Plan(index);
  }
  return End{};
}

std::unique_ptr<sync::Row> WishSource::Plan(size_t index) const {
  const Wish& wish = wishes_[index];
  auto row = std::make_unique<sync::Row>();
  row->update.row = index + 2;
  row->update.key = row->update.key_id = std::to_string(wish.lead);
  row->update.lead_id = wish.lead;
  row->doubled = leads_.count(wish.lead) > 1;
  row->record = std::make_shared<csv::Record>();
  for (size_t t = 0; t < targets_.size(); ++t) {
    const auto cell = wish.cells.find(targets_[t].column.text());
    if (cell == wish.cells.end()) continue;
    if (cell->second.empty()) {
      if (auto cleared = targets_[t].codec->Cleared())
        row->update.sets.push_back({static_cast<uint16_t>(t), std::move(*cleared)});
      continue;
    }
    auto parsed = targets_[t].codec->Parse(cell->second);
    if (auto* problem = std::get_if<crm::CellProblem>(&parsed))
      throw std::runtime_error(targets_[t].column.text() + ": " + problem->text);
    row->update.sets.push_back({static_cast<uint16_t>(t), std::get<crm::Value>(parsed)});
  }
  return row;
}

EngineWorld::EngineWorld(sandbox::PortalOptions options, size_t leads, uint64_t seed)
    : EngineWorld(std::move(options), sandbox::World::Sample(leads, seed)) {}

EngineWorld::EngineWorld(sandbox::PortalOptions options, sandbox::World world)
    : portal(std::make_unique<sandbox::Portal>(
          std::move(options), std::make_unique<sandbox::World>(std::move(world)))) {
  rest::BatchBody body;
  const auto calls = crm::CatalogCalls();
  for (const auto& call : calls) body.Add(call);
  const JsonDocument answer = Ask("batch", body.Finish());
  const auto decoded = rest::BatchAnswer::Decode(answer.root().Dump(), calls.size());
  REQUIRE_MESSAGE(decoded, answer.root().Dump());
  std::vector<crm::CatalogAnswer> answers;
  for (size_t i = 0; i < calls.size(); ++i) answers.push_back({decoded->command(i).result, {}});
  std::vector<std::string> warnings;
  catalog = crm::CatalogFromBatch(answers, &warnings);
  portal->SetFaults(portal->options().faults);
}

void EngineWorld::Use(const std::vector<std::string>& fields) {
  targets_.clear();
  for (const std::string& code : fields) {
    const crm::Field* field = catalog.Find(code);
    REQUIRE_MESSAGE(field, code);
    crm::CellRule rule;
    if (field->multiple) rule.split = "|";
    auto made = crm::MakeFieldCodec(catalog, *field, rule);
    if (auto* refusal = std::get_if<std::string>(&made)) FAIL(*refusal);
    sync::Target target;
    target.column = target.field = code;
    target.label = field->label;
    target.codec = std::move(std::get<std::unique_ptr<crm::FieldCodec>>(made));
    targets_.push_back(std::move(target));
  }
}

std::vector<int64_t> EngineWorld::LeadIds() const {
  std::vector<int64_t> ids;
  for (const sandbox::Lead& lead : portal->world().leads().all())
    if (!lead.deleted) ids.push_back(lead.id);
  return ids;
}

sync::StopReason EngineWorld::Run(const std::vector<Wish>& wishes, const Settings& settings,
                                  RecordingSink* sink) {
  WishSource source(&wishes, &targets_);
  if (settings.resume) source.Resume(settings.resume, &clock, settings.settle);
  std::vector<std::string> fields;
  for (const sync::Target& target : targets_)
    for (std::string& code : target.codec->Reads()) fields.push_back(std::move(code));
  std::sort(fields.begin(), fields.end());
  fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
  return Run(&source, targets_, fields, settings, sink);
}

sync::StopReason EngineWorld::Run(sync::RowSource* source, const std::vector<sync::Target>& targets,
                                  const std::vector<std::string>& fields, const Settings& settings,
                                  RecordingSink* sink) {
  const sync::LeadReader reader(fields, settings.key);
  sync::Flow flow(targets, settings.flow, clock, sink, settings.journal);
  rest::RateLimiter rate(settings.plan);
  sync::Limits limits(settings.limits, &rate);
  SandboxTransport own(portal.get(), &clock, settings.transport);
  SandboxTransport& transport = settings.on_the_way ? *settings.on_the_way : own;
  sync::Dispatcher dispatcher(
      {&flow, source, &reader, &transport, &limits, &interrupted, settings.after_turn, nullptr},
      settings.dispatch);
  const sync::StopReason stop = dispatcher.Run();
  counts = limits.counts();
  most_in_flight = transport.most_in_flight();
  return stop;
}

JsonDocument EngineWorld::Ask(const std::string& method, std::string body) {
  sandbox::Request request;
  request.target = portal->WebhookPath() + method;
  request.content_type = "application/json";
  request.body = std::move(body);
  portal->SetFaults({});
  const sandbox::Answer answer = portal->Handle(request, clock.Wall());
  REQUIRE_MESSAGE(answer.status == 200, answer.body);
  return JsonDocument::Parse(answer.body);
}

JsonValue EngineWorld::Snapshot::Of(int64_t lead) const {
  const auto it = leads.find(lead);
  return it == leads.end() ? JsonValue() : it->second;
}

EngineWorld::Snapshot EngineWorld::Look(const std::vector<std::string>& fields) {
  Snapshot seen;
  const sync::LeadReader reader(fields);
  const std::vector<int64_t> ids = LeadIds();
  for (size_t from = 0; from < ids.size(); from += sync::kLeadsPerCommand) {
    const size_t to = std::min(ids.size(), from + sync::kLeadsPerCommand);
    const std::vector<int64_t> some(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                    ids.begin() + static_cast<std::ptrdiff_t>(to));
    seen.answers.push_back(Ask("crm.lead.list", rest::ToJson(reader.Call(some))));
    const JsonValue rows = seen.answers.back().root()["result"];
    for (size_t i = 0; i < rows.size(); ++i)
      seen.leads[rows[i]["ID"].integer().value_or(0)] = rows[i];
  }
  return seen;
}

void EngineWorld::Edit(int64_t lead, const std::string& field, const std::string& value) {
  rest::Call call{"crm.lead.update",
                  {{"id", std::to_string(lead)}, {"fields[" + field + "]", value}}};
  const JsonDocument answer = Ask("crm.lead.update", rest::ToJson(call));
  REQUIRE_MESSAGE(answer.root()["result"].boolean(), answer.root().Dump());
}

}  // namespace leadsync::testing
