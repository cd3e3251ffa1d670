// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace leadsync::sandbox {

struct Request {
  std::string http_method = "POST";
  std::string target;  ///< path and query, as on the request line
  std::string content_type;
  std::string authorization;  ///< the header's value, if any
  std::string body;
  bool https = true;        ///< what the client believes; the front on loopback says true
  uint64_t connection = 0;  ///< which connection it came on
  bool reused = false;      ///< that connection carried a request before
};

/// What happens to the connection; the front acts it out.
enum class Fate {
  kAnswer,    ///< the answer is sent
  kRefuse,    ///< the connection is refused before the request is read
  kReset,     ///< the connection breaks without an answer (`Handle` says whether work was done)
  kHang,      ///< nothing comes, ever: the client's time-out ends it
  kTruncate,  ///< only `truncate_at` bytes of the body come, then the connection ends
};

struct Answer {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Duration takes{0};  ///< server time from arrival to answer
  Fate fate = Fate::kAnswer;
  size_t truncate_at = 0;
};

}  // namespace leadsync::sandbox
