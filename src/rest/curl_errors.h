// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/clock.h"
#include "rest/transport.h"

namespace leadsync::rest {

/// What libcurl said about a request that brought no HTTP answer.
struct CurlFailure {
  int code = 0;         ///< a CURLcode
  bool issued = false;  ///< the connection stood, and the request began to leave on it
  bool stalled = false;
  bool too_large = false;
  bool too_large_together = false;  ///< with the other answers on their way
  bool head_too_large = false;
  long verify_result = 0;  ///< OpenSSL's X509_V_ERR_... on the portal's certificate
  int connect_status = 0;  ///< the proxy's HTTP status to CONNECT; 0 = no proxy answered
  std::string detail;      ///< libcurl's own words
  std::string host;
  std::string ca_file;
  Duration connect_timeout{0};
  Duration timeout{0};
  Duration stall_timeout{0};
  size_t most_bytes = 0;
};

/// What the failure says about the server: before the request was issued it surely did not run,
/// whatever went wrong; after that it may have run, whatever went wrong.
NetError NetErrorOf(const CurlFailure& failure);
/// A sentence for people, with libcurl's words in parentheses.
std::string Describe(const CurlFailure& failure);

}  // namespace leadsync::rest
