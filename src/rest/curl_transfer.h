// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "rest/curl_transport.h"
#include "rest/transport.h"
#include "rest/webhook.h"

namespace leadsync::rest {

/// One request at a time over libcurl, kept for the next one when it is done: its options, the
/// bytes that go and come, and what became of it. When it is worked on is CurlTransport's business.
class CurlTransfer {
 public:
  /// What all transfers of a transport share; it outlives them.
  struct Shared {
    const Webhook& webhook;
    const CurlTransportOptions& options;
    const Clock& clock;
    size_t held_bytes = 0;  ///< of answers that nobody has taken yet
  };

  /// Throws Error if libcurl cannot be set up.
  explicit CurlTransfer(Shared* shared);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  /// Takes the request over. It leaves when libcurl works on `handle`.
  void Begin(HttpRequest request, uint64_t id);
  /// libcurl's own word for it: a CURL*.
  void* handle() const;
  /// When an answer that has begun is to be given up unless it goes on; none before it begins.
  std::optional<TimePoint> stalls_at() const;
  /// What became of it; `code` is the CURLcode that libcurl ended it with. Asks libcurl, which may
  /// forget when the transfer is taken from it. The reply's body counts as held until it is taken.
  HttpReply End(int code, bool stalled);

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace leadsync::rest
