// SPDX-License-Identifier: MIT
// HTTP/1.1 as far as a client of the practice portal speaks it: requests out of bytes, bytes out
// of answers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sandbox/portal.h"

namespace leadsync::sandbox {

/// Collects the bytes of one connection and cuts requests off them.
class RequestReader {
 public:
  enum class State {
    kMore,    ///< more bytes are needed
    kReady,   ///< Take() has one
    kBroken,  ///< no HTTP, or too large: answer `status()` and close
  };
  explicit RequestReader(size_t most_body) : most_body_(most_body) {}

  void Feed(std::string_view bytes) { buffer_.append(bytes); }
  State Look();
  /// The request; what follows stays for the next one. Call it after kReady.
  Request Take();
  bool keep_alive() const { return keep_alive_; }
  int status() const { return status_; }
  /// True once for a request whose client waits for "100 Continue" before it sends the body.
  bool WantsContinue();
  /// True between requests: nothing of a further one has come.
  bool empty() const { return buffer_.empty(); }

 private:
  State Break(int status);
  State ParseHead();
  bool ParseHeader(std::string_view line);
  State LookForBody();
  State LookForChunks();

  size_t most_body_;
  std::string buffer_;
  Request request_;
  bool head_done_ = false;
  bool ready_ = false;
  bool keep_alive_ = true;
  bool chunked_ = false;
  bool expects_ = false;
  size_t length_ = 0;
  size_t at_ = 0;  ///< chunked: start of the next chunk's line
  int status_ = 400;
};

/// Status line and headers, and the body unless the request was HEAD.
std::string EncodeAnswer(const Answer& answer, WallTime now, bool keep_alive, bool with_body);

}  // namespace leadsync::sandbox
