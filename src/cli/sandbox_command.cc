// SPDX-License-Identifier: MIT
// sandbox: a practice portal on this machine.
#include <fmt/format.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "csv/scan.h"
#include "report/visible.h"
#include "sandbox/http_server.h"
#include "sandbox/portal.h"
#include "sandbox/traits.h"
#include "sandbox/world.h"

namespace leadsync::cli {
namespace {

std::atomic<sandbox::HttpServer*> running{nullptr};

void OnSignal(int) {
  if (sandbox::HttpServer* server = running.load()) server->Wake();
}

void LoadLeads(const Options& options, WallTime now, sandbox::World* world) {
  csv::Scan scan({options.leads_csv, options.encoding, {}, {}});
  const std::vector<std::string> header = scan.header().names;
  uint64_t line = scan.header().line;
  csv::Record record;
  const auto load = [&](auto deed) {
    try {
      deed();
    } catch (const UsageError& error) {
      RaiseAt(fmt::format("{}:{}", options.leads_csv, line), error);
    }
  };
  load([&] { world->ReadHeader(header); });
  while (scan.Next(&record)) {
    line = record.line();
    if (!record.problem().empty())
      Raise(said::kBadTable, options.leads_csv, line, record.problem());
    std::vector<std::string> cells;
    for (size_t i = 0; i < record.size(); ++i) cells.emplace_back(record[i]);
    load([&] { world->LoadLead(header, cells, now); });
  }
}

sandbox::World MakeWorld(const Options& options, sandbox::WorldOptions content,
                         const Clock& clock) {
  content.server_offset_minutes = options.zone_minutes;
  if (options.owner > 0) content.owner = options.owner;
  content.hidden_every = options.hidden_every;
  content.read_only_every = options.read_only_every;
  content.check_required |= options.check_required;
  const size_t leads = options.leads_csv.empty() ? options.leads : 0;
  auto from_file = [&] {
    const std::string text = ReadFile(options.fields);
    try {
      sandbox::World portal = sandbox::World::FromFieldsFile(text, content);
      portal.Invent(leads, options.seed);
      return portal;
    } catch (const JsonError& error) {
      Raise(said::kBadFieldsFile, options.fields, error.what());
    } catch (const UsageError& error) {
      RaiseAt(options.fields, error);
    }
  };
  sandbox::World world =
      options.fields.empty() ? sandbox::World::Sample(leads, options.seed, content) : from_file();
  if (options.owner > 0) world.options().owner = options.owner;
  if (!options.leads_csv.empty()) LoadLeads(options, clock.Wall(), &world);
  world.LimitReach();
  if (!options.save.empty() && std::filesystem::exists(options.save)) world.Load(options.save);
  return world;
}

void SayWhere(bool as_json, size_t leads, const std::string& origin, const std::string& webhook) {
  if (as_json) {
    std::string out;
    JsonWriter json(&out);
    BeginAnswer("sandbox", &json).Key("page").String(origin + "/");
    json.Key("webhook").String(webhook).Key("leads").Int(static_cast<int64_t>(leads)).EndObject();
    fmt::print("{}\n", out);
  } else {
    fmt::print(
        "A practice portal with {}. Look at it: {}/\n"
        "In another terminal, before you use leadsync:\n"
        "export LEADSYNC_WEBHOOK={}\n"
        "Stop it with Ctrl-C.\n",
        report::Counted(leads, "lead", "leads"), origin, webhook);
  }
  std::fflush(stdout);
}

}  // namespace

ExitCode RunSandbox(const Options& options) {
  SystemClock clock;
  sandbox::PortalOptions portal_options;
  portal_options.plan = sandbox::ParsePlan(options.limits == "none" ? "unlimited" : options.limits);
  portal_options.latency = std::chrono::milliseconds(options.latency_ms);
  sandbox::WorldOptions content;
  for (const std::string& trait : options.traits)
    sandbox::ApplyTrait(trait, &portal_options, &content);
  portal_options.integer_times |= options.newer_build;
  if (options.newer_build && portal_options.plan.operating != sandbox::OperatingModel::kOff)
    portal_options.plan.operating = sandbox::OperatingModel::kByBatch;
  for (const std::string& fault : options.faults)
    portal_options.faults.push_back(sandbox::ParseFaultRule(fault));
  for (const std::string& cost : options.costs)
    portal_options.costs.push_back(sandbox::ParseCost(cost));
  auto world = std::make_unique<sandbox::World>(MakeWorld(options, content, clock));
  portal_options.user = world->options().owner;
  sandbox::Portal portal(portal_options, std::move(world));
  sandbox::HttpServerOptions server_options;
  server_options.port = options.port;
  sandbox::HttpServer server(&portal, &clock, server_options);
  running = &server;
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  std::signal(SIGPIPE, SIG_IGN);
  SayWhere(options.json, portal.world().leads().size(), server.Origin(),
           server.Origin() + portal.WebhookPath());
  server.Run();
  running = nullptr;
  if (!options.save.empty()) portal.world().Save(options.save);
  return ExitCode::kOk;
}

}  // namespace leadsync::cli
