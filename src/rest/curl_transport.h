// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "rest/transport.h"
#include "rest/webhook.h"

namespace leadsync::rest {

struct CurlTransportOptions {
  Duration connect_timeout = std::chrono::seconds(15);
  /// An answer that has begun and then stops coming for so long is given up. A server that has not
  /// begun to answer is working: only HttpRequest::timeout bounds that.
  Duration stall_timeout = std::chrono::seconds(30);
  size_t most_answer_bytes = size_t{64} << 20;  ///< unpacked
  /// Of all answers that are on their way or wait to be taken, unpacked.
  size_t most_bytes_together = size_t{128} << 20;
  std::string ca_file;  ///< certificate authorities; empty = the system's
};

/// Requests to one portal over HTTP/1.1 with libcurl: connections are kept alive and reused,
/// answers come compressed, certificates are verified, redirects are reported and not followed, and
/// proxies are those of the environment (https_proxy, no_proxy), except to a loopback address.
///
/// A request leaves at most once. libcurl by itself repeats a POST when a reused connection closes
/// before an answer (seen with 7.88.1: executed twice) unless it cannot rewind the body; here it
/// cannot, and an attempt to issue a request again is stopped before it leaves.
///
/// For one thread, except `Wakeup`.
class CurlTransport : public Transport {
 public:
  /// Throws Error if libcurl cannot be set up.
  explicit CurlTransport(const Webhook& webhook, const CurlTransportOptions& options = {});
  ~CurlTransport() override;
  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;

  /// Throws Error if the method is not made of `a-z 0-9 . _`.
  uint64_t Start(HttpRequest request) override;
  std::optional<HttpReply> Wait(TimePoint until) override;
  size_t in_flight() const override;

  /// Makes the present or the next `Wait` return nothing at once. For signal handlers and other
  /// threads, while the transport lives.
  void Wakeup();

 private:
  class Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace leadsync::rest
