// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace leadsync::rest {

/// A POST of a JSON body to one method of the portal. The transport knows host and webhook.
struct HttpRequest {
  std::string method;  ///< "batch", "crm.lead.update"
  std::string body;    ///< JSON
  Duration timeout = std::chrono::seconds(100);
};

/// What became of the connection. What matters is whether the server may have run the request.
enum class NetError {
  kNone,       ///< an HTTP answer came, whole
  kNotSent,    ///< DNS, refused, handshake broken, proxy refused: surely not run
  kUntrusted,  ///< certificate not valid for this host: surely not run
  kTimeout,    ///< connected, then no whole answer in time: may have run
  kBroken,     ///< reset, closed, truncated (curl 18, 52, 55, 56, 65 ...): may have run
};

struct HttpReply {
  uint64_t id = 0;  ///< as `Start` answered
  NetError error = NetError::kNone;
  std::string error_text;  ///< for people; no secret in it
  int status = 0;
  std::string content_type;
  std::string location;  ///< of a redirect; path and query removed
  std::string body;
  TimePoint started;
  TimePoint finished;
};

/// Sends requests to one portal. The only place in the program that waits.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Starts a request at once; answers a number that its reply will bear. Never repeats one.
  virtual uint64_t Start(HttpRequest request) = 0;
  /// The next reply, waiting for it until `until`; nothing if none came by then, or if a signal
  /// (an interrupt) woke it. With nothing in flight it just waits.
  virtual std::optional<HttpReply> Wait(TimePoint until) = 0;
  virtual size_t in_flight() const = 0;
};

}  // namespace leadsync::rest
