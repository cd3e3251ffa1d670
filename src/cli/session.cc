// SPDX-License-Identifier: MIT
#include "cli/session.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "cli/messages.h"
#include "crm/catalog_cache.h"
#include "crm/catalog_loader.h"
#include "crm/users_cache.h"
#include "crm/users_loader.h"
#include "sync/portal_lock.h"

namespace leadsync::cli {

rest::RatePlan PlanOf(const Options& options) {
  rest::RatePlan plan = options.plan;
  if (options.rate) plan.rate = *options.rate;
  return plan;
}

crm::Catalog CatalogFromFile(const std::string& path) {
  std::string text = ReadFile(path);
  try {
    return crm::Catalog::FromJson(JsonDocument::Parse(std::move(text)).root());
  } catch (const JsonError& error) {
    Raise(said::kBadFieldsFile, path, error.what());
  } catch (const Error& error) {
    RaiseAt(path, error);
  }
}

Session::Session(const Options& options, const Clock& clock, report::RunLog* log,
                 Interrupts* interrupts)
    : options_(options),
      clock_(clock),
      log_(*log),
      interrupts_(*interrupts),
      rate_(options.burst ? rest::RateLimiter(PlanOf(options), *options.burst)
                          : rest::RateLimiter(PlanOf(options))) {
  webhook_ = std::make_unique<rest::Webhook>(
      options.webhook ? *options.webhook
                      : rest::FindWebhook({options.portal, options.webhook_file}));
  log->set_mask([webhook = *webhook_](std::string_view text) { return webhook.Mask(text); });
  rest::CurlTransportOptions transport;
  transport.connect_timeout = options.connect_timeout;
  transport.ca_file = options.ca_file;
  transport_ = std::make_unique<rest::CurlTransport>(*webhook_, transport);
  interrupts->Wake(transport_.get());
  LoadRate();
}

Session::~Session() {
  interrupts_.Wake(nullptr);
  StoreRate();
}

std::string Session::owner() const { return std::to_string(webhook_->user_id()); }

std::filesystem::path Session::RateFile() const {
  return CacheDirectory() / (sync::PortalFileName(webhook_->host(), "rate") + ".json");
}

/// The portal counts our earlier commands too: how full its bucket was, and when.
void Session::LoadRate() {
  try {
    const auto text = ReadFileIfAny(RateFile());
    if (!text) return;
    const JsonDocument json = JsonDocument::Parse(*text);
    const auto level = json.root()["level"].number();
    const auto at = json.root()["at"].integer();
    if (!level || !at) return;
    const auto ago = clock_.Wall().time_since_epoch() - std::chrono::milliseconds(*at);
    rate_.SetLevel(*level, clock_.Now() - std::max(Duration(0), Duration(ago)));
  } catch (const Error&) {
    // A damaged file tells nothing; the portal's own refusal would.
  }
}

void Session::StoreRate() {
  try {
    std::string json;
    JsonWriter(&json)
        .BeginObject()
        .Key("level")
        .Double(rate_.Level(clock_.Now()))
        .Key("at")
        .Int(clock_.Wall().time_since_epoch().count())
        .EndObject();
    MakePrivateDirectory(CacheDirectory());
    WriteFileAtomic(RateFile(), json);
  } catch (const Error&) {
    // The next command starts with an empty bucket: at worst one refused call.
  }
}

rest::Client Session::MakeClient() {
  rest::ClientOptions options;
  options.portal = webhook_->host();
  options.timeout = options_.timeout;
  options.give_up_after = std::min<Duration>(options_.give_up_after, std::chrono::minutes(2));
  options.interrupted = [this] { return interrupts_.count().load() > 0; };
  options.on_pause = [this](std::string_view text) { log_.Say(report::Level::kNote, text); };
  return {transport_.get(), &clock_, &rate_, options};
}

crm::Catalog Session::AskForCatalog() {
  rest::Client client = MakeClient();
  const auto calls = crm::CatalogCalls();
  const rest::BatchAnswer answer = client.Read(calls);
  return CatalogOf(answer, calls.size());
}

crm::Catalog Session::CatalogOf(const rest::BatchAnswer& answer, size_t calls) {
  std::vector<crm::CatalogAnswer> answers;
  for (size_t i = 0; i < calls; ++i) {
    const rest::CommandAnswer& command = answer.command(i);
    crm::CatalogAnswer one{command.result, {}};
    if (command.kind == rest::CommandAnswer::Kind::kError) one.error = command.error.Text();
    answers.push_back(std::move(one));
  }
  std::vector<std::string> warnings;
  crm::Catalog catalog = crm::CatalogFromBatch(answers, &warnings);
  for (const std::string& warning : warnings) log_.Say(report::Level::kWarning, warning);
  const auto path = crm::CatalogCachePath(webhook_->host(), owner());
  if (const auto warning = crm::StoreCatalog(path, catalog, clock_.Wall()))
    log_.Say(report::Level::kWarning, *warning);
  return catalog;
}

crm::Catalog Session::FetchCatalog(bool may_be_cached) {
  if (may_be_cached && !options_.refresh_fields) {
    std::string why_not;
    auto cached = crm::LoadCachedCatalog(crm::CatalogCachePath(webhook_->host(), owner()),
                                         clock_.Wall(), options_.fields_ttl, &why_not);
    catalog_was_cached_ = cached.has_value();
    if (cached) {
      log_.Say(report::Level::kDetail, "the portal's fields are those of an earlier command");
      return std::move(*cached);
    }
    if (!why_not.empty())
      log_.Say(report::Level::kDetail,
               fmt::format("the portal is asked for its fields: what was kept {}", why_not));
  }
  catalog_was_cached_ = false;
  return AskForCatalog();
}

crm::Access Session::FetchAccess() {
  rest::Client client = MakeClient();
  const auto calls = crm::AccessCalls();
  const rest::BatchAnswer answer = client.Read(calls);
  std::vector<crm::AccessAnswer> answers;
  for (size_t i = 0; i < calls.size(); ++i)
    answers.push_back({answer.command(i).result, answer.command(i).total});
  return crm::ReadAccess(answers);
}

crm::Users Session::AskForUsers() {
  rest::Client client = MakeClient();
  crm::UserPages pages;
  for (auto calls = pages.NextCalls(); !calls.empty(); calls = pages.NextCalls())
    pages.Take(client.Read(calls));
  crm::Users users(pages.TakeUsers());
  const auto path = crm::UsersCachePath(webhook_->host(), owner());
  if (const auto warning = crm::StoreUsers(path, users, clock_.Wall()))
    log_.Say(report::Level::kWarning, *warning);
  return users;
}

crm::Users Session::FetchUsers(bool may_be_cached) {
  if (may_be_cached && !options_.refresh_fields) {
    std::string why_not;
    auto kept = crm::LoadCachedUsers(crm::UsersCachePath(webhook_->host(), owner()), clock_.Wall(),
                                     options_.fields_ttl, &why_not);
    if (kept) {
      log_.Say(report::Level::kDetail, "the portal's users are those of an earlier command");
      return *std::move(kept);
    }
    log_.Say(report::Level::kDetail,
             fmt::format("the portal is asked for its users: what was kept {}", why_not));
  }
  return AskForUsers();
}

}  // namespace leadsync::cli
