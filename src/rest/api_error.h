// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "base/error.h"
#include "rest/batch.h"
#include "rest/transport.h"

namespace leadsync::rest {

/// What an answer means for whoever sent the request. Judged by transport, then status and content
/// type, then the error's code; never by a localized text.
enum class Verdict {
  kOk,              ///< a JSON answer with a result
  kRow,             ///< the portal's error about this one call or command
  kNotRun,          ///< surely not executed: repeat after a pause
  kRateLimit,       ///< the same, because too many requests came (503 QUERY_LIMIT_EXCEEDED)
  kOperatingLimit,  ///< the same, because the method's operating time is used up
  kUnknown,         ///< it may have been executed, wholly or in part
  kTooLarge,        ///< a proxy or firewall refuses this size or content (413, 414, HTML 403)
  kStop,            ///< nothing of this run can work
};

/// True if the request surely was not executed.
bool SurelyNotRun(Verdict verdict);

struct Failure {
  Verdict verdict = Verdict::kOk;
  std::string code;                   ///< the portal's, may be empty
  std::string text;                   ///< for people; with the way out when the run must stop
  ExitCode exit = ExitCode::kFailed;  ///< of kStop
  std::string_view said = {};         ///< of kStop: the code of the catalogue's remark
};

/// Classifies a reply to a request. Codes and statuses: error-codes.md of the REST documentation;
/// where server and documentation differ, the server.
Failure Classify(const HttpReply& reply);

/// Classifies an error of one command of a batch.
Verdict ClassifyCommand(const ApiError& error);

/// The error in a JSON answer, or nothing.
std::optional<ApiError> ErrorOf(JsonValue root);

}  // namespace leadsync::rest
