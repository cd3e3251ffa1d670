// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "rest/api_error.h"
#include "rest/batch.h"
#include "rest/call.h"
#include "rest/rate_limiter.h"
#include "rest/transport.h"

namespace leadsync::rest {

struct ClientOptions {
  std::string portal;  ///< for messages: the webhook's host
  Duration timeout = std::chrono::seconds(100);
  /// How long an unreachable portal is tried. Two minutes before its first answer: whoever mistyped
  /// an address should not wait for an hour.
  Duration give_up_after = std::chrono::minutes(2);
  /// Asked whenever a wait ends early; true = throw Error of kInterrupted.
  std::function<bool()> interrupted;
  /// Told, in words, before a pause after a failure.
  std::function<void(std::string_view)> on_pause;
};

/// Asks and waits for the answer: for the few calls before and after a run. Nothing else may be in
/// flight on the transport meanwhile. All arguments of the constructor must outlive it.
class Client {
 public:
  Client(Transport* transport, const Clock* clock, RateLimiter* limiter, ClientOptions options);

  /// The answers to calls that only read, in their order, from one batch. It is repeated as long as
  /// it failed for a reason that may pass. An error about one call is an answer (kError), and after
  /// a few tries so is a call that the portal leaves out (kMissing). Throws Error: kPortalAway
  /// after `give_up_after`, the verdict's own exit when nothing of this run can work.
  BatchAnswer Read(const std::vector<Call>& calls);

  /// The same for calls that may write: repeated only if the portal surely did nothing. Throws
  /// Error when that is not known.
  BatchAnswer Write(const std::vector<Call>& calls);

 private:
  enum class Effect { kReads, kWrites };

  BatchAnswer Ask(const std::vector<Call>& calls, Effect effect);
  /// One request and its reply, at the pace of the limiter.
  HttpReply Exchange(const std::string& body, Duration timeout);
  /// Returns after a pause if the request may be sent again, else throws.
  void Pause(const Failure& failure, Effect effect, int attempt, TimePoint deadline);
  void WaitUntil(TimePoint until);
  void ThrowIfInterrupted() const;
  std::string_view Portal() const;
  [[noreturn]] void Throw(std::string_view text, ExitCode exit, std::string_view code = {}) const;

  Transport& transport_;
  const Clock& clock_;
  RateLimiter& limiter_;
  ClientOptions options_;
  std::minstd_rand random_;
};

}  // namespace leadsync::rest
