// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "crm/access.h"
#include "crm/catalog.h"
#include "crm/users.h"
#include "report/run_log.h"
#include "rest/batch.h"
#include "rest/client.h"
#include "rest/credentials.h"
#include "rest/curl_transport.h"
#include "rest/rate_limiter.h"

namespace leadsync::cli {

/// A portal that one command talks to: its webhook, the connection, how full its bucket of requests
/// is, and its fields.
class Session {
 public:
  /// Finds the webhook (flags, environment, kept portals); throws UsageError if there is none. All
  /// that `log` says from then on has the secret masked. The arguments must outlive the session.
  Session(const Options& options, const Clock& clock, report::RunLog* log, Interrupts* interrupts);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const rest::Webhook& webhook() const { return *webhook_; }
  /// ID of the user in whose name the portal acts.
  std::string owner() const;
  rest::CurlTransport& transport() { return *transport_; }
  rest::RateLimiter& rate() { return rate_; }

  /// The portal's fields. From the cache if `may_be_cached` and it is young enough, else from the
  /// portal; throws Error if the portal cannot or will not say.
  crm::Catalog FetchCatalog(bool may_be_cached);
  /// The answers to calls that only read, from one batch; at least one. Nothing may be in flight on
  /// the transport. Throws Error.
  rest::BatchAnswer Read(const std::vector<rest::Call>& calls) { return MakeClient().Read(calls); }
  /// What the webhook opens. Nothing may be in flight on the transport.
  crm::Access FetchAccess();
  /// The last FetchCatalog was answered from the cache.
  bool catalog_was_cached() const { return catalog_was_cached_; }
  /// From the answer to the first `calls` commands of a batch of CatalogCalls; kept in the cache.
  crm::Catalog CatalogOf(const rest::BatchAnswer& answer, size_t calls);
  /// The portal's people, from the cache or the portal as FetchCatalog does it. Nothing may be in
  /// flight on the transport. Throws UsageError if the webhook may not read them, Error if the
  /// portal cannot or will not say.
  crm::Users FetchUsers(bool may_be_cached);

 private:
  /// For questions while nothing else is in flight.
  rest::Client MakeClient();
  crm::Catalog AskForCatalog();
  crm::Users AskForUsers();
  std::filesystem::path RateFile() const;
  void LoadRate();
  void StoreRate();

  const Options& options_;
  const Clock& clock_;
  report::RunLog& log_;
  Interrupts& interrupts_;
  std::unique_ptr<rest::Webhook> webhook_;
  std::unique_ptr<rest::CurlTransport> transport_;
  rest::RateLimiter rate_;
  bool catalog_was_cached_ = false;
};

/// The saved output of `leadsync fields --json`. Throws UsageError that names the file.
crm::Catalog CatalogFromFile(const std::string& path);

/// The plan of `--plan`, with `--rate` over it.
rest::RatePlan PlanOf(const Options& options);

}  // namespace leadsync::cli
