// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "sandbox/portal.h"

namespace leadsync::sandbox {

struct HttpServerOptions {
  std::string address = "127.0.0.1";  ///< or ::1; nothing but loopback
  uint16_t port = 0;                  ///< 0: a free one
  bool https = true;                  ///< what requests say of themselves
  size_t most_connections = 512;
  size_t most_body = 256u << 20;                     ///< bytes of a request's body
  Duration idle_timeout = std::chrono::seconds(75);  ///< of a connection between requests
};

/// The practice portal on a loopback port.
///
/// One thread and poll(2) over plain sockets: a portal's failures are acts on the socket (reset,
/// a cut in the middle of a body, silence, a port that refuses), and an answer that takes its time
/// must not hold a thread. An HTTP library owns both.
class HttpServer {
 public:
  /// Binds and listens; throws Error that names address and port. `portal` and `clock` are lent.
  HttpServer(Portal* portal, const Clock* clock, HttpServerOptions options = {});
  /// Stops.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  uint16_t port() const;
  /// http://127.0.0.1:PORT
  std::string Origin() const;
  /// Serves in this thread until Stop().
  void Run();
  /// Serves in a thread of its own.
  void Start();
  /// Ends Run() or the thread, and all connections with it. Any thread, any number of times.
  void Stop();
  /// Asks the loop to end; safe in a signal handler.
  void Wake() noexcept;
  /// Held while the portal works: take it to look at the portal while the server runs.
  std::mutex& portal_mutex();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace leadsync::sandbox
