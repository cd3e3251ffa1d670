// SPDX-License-Identifier: MIT
#include "rest/api_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "rest/messages.h"
#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

/// Codes that end a run, and what is said then.
struct Fatal {
  std::string_view code;  ///< upper case
  ExitCode exit;
  const Remark<1>* remark;
};

constexpr ExitCode kCredentials = ExitCode::kPortalAway;
constexpr Fatal kFatal[] = {
    {"INVALID_CREDENTIALS", kCredentials, &said::kInvalidCredentials},
    {"NO_AUTH_FOUND", kCredentials, &said::kNoAuthFound},
    {"EXPIRED_TOKEN", kCredentials, &said::kExpired},
    {"INVALID_TOKEN", kCredentials, &said::kInvalidToken},
    {"AUTHORIZATION_ERROR", kCredentials, &said::kOwnerGone},
    {"USER_ACCESS_ERROR", kCredentials, &said::kOwnerMayNot},
    {"INSUFFICIENT_SCOPE", ExitCode::kFailed, &said::kNoScope},
    {"INVALID_REQUEST", ExitCode::kFailed, &said::kWantsHttps},
    {"ACCESS_DENIED", ExitCode::kFailed, &said::kNoRest},
    {"WRONG_LICENSE", ExitCode::kFailed, &said::kLicence},
    {"PAYMENT_REQUIRED", ExitCode::kFailed, &said::kUnpaid},
    {"PORTAL_DELETED", ExitCode::kFailed, &said::kPortalDeleted},
    {"OVERLOAD_LIMIT", ExitCode::kFailed, &said::kOverloaded},
    {"ERROR_METHOD_NOT_FOUND", ExitCode::kFailed, &said::kNoMethod},
    {"WRONG_AUTH_TYPE", ExitCode::kFailed, &said::kWrongAuth},
    {"APPLICATION_NOT_FOUND", ExitCode::kFailed, &said::kNoApplication},
    {"ERROR_MANIFEST_IS_NOT_AVAILABLE", ExitCode::kFailed, &said::kRefusesWebhook},
    {"ALLOWED_ONLY_INTRANET_USER", ExitCode::kFailed, &said::kOwnerNoEmployee},
    {"METHOD_CONFIRM_WAITING", ExitCode::kFailed, &said::kConfirmWaiting},
    {"METHOD_CONFIRM_DENIED", ExitCode::kFailed, &said::kConfirmDenied},
};

/// Codes after which nobody knows what was done, whatever the status.
constexpr std::string_view kUnclear[] = {"INTERNAL_SERVER_ERROR", "ERROR_UNEXPECTED_ANSWER"};

std::string Upper(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return upper;
}

const Fatal* FindFatal(std::string_view code) {
  const std::string upper = Upper(code);
  const auto* it = std::find_if(std::begin(kFatal), std::end(kFatal),
                                [&](const Fatal& f) { return f.code == upper; });
  return it == std::end(kFatal) ? nullptr : it;
}

Failure Stopped(const Remark<1>& remark, std::string_view about,
                ExitCode exit = ExitCode::kFailed) {
  return {Verdict::kStop, "", Say(remark, about), exit, remark.code};
}

Failure OfNetwork(const HttpReply& reply) {
  switch (reply.error) {
    case NetError::kNotSent:
      return {Verdict::kNotRun, "", reply.error_text};
    case NetError::kUntrusted:
      return Stopped(said::kUntrusted, reply.error_text);
    case NetError::kNone:
    case NetError::kTimeout:
    case NetError::kBroken:
      break;
  }
  return {Verdict::kUnknown, "", reply.error_text};
}

bool IsRedirect(int status) { return status >= 300 && status < 400; }

Failure OfRedirect(const HttpReply& reply) {
  return Stopped(said::kMoved, reply.location.empty() ? "another address" : reply.location);
}

Failure OfPage(const HttpReply& reply) {
  const std::string page = PlainText(reply.body, 200);
  const std::string text = fmt::format("HTTP {} without a REST answer{}{}", reply.status,
                                       page.empty() ? "" : ": ", page);
  switch (reply.status) {
    case 403:
    case 413:
    case 414:
      return {Verdict::kTooLarge, "", text};
    case 401:
      return Stopped(said::kNotAccepted, text, kCredentials);
    case 407:
      return Stopped(said::kProxyAsks, text);
    case 404:
    case 410:
      return Stopped(said::kNoPortalThere, text);
    default:
      return {Verdict::kUnknown, "", text};
  }
}

Failure OfError(const HttpReply& reply, const ApiError& error) {
  const std::string code = Upper(error.code);
  Failure failure{Verdict::kRow, error.code, error.Text()};
  const Fatal* fatal = FindFatal(code);
  // From a method ACCESS_DENIED is about that one call; at the door it comes as 401 or 403.
  if (fatal && code == "ACCESS_DENIED" && reply.status != 401 && reply.status != 403)
    fatal = nullptr;
  if (code == "QUERY_LIMIT_EXCEEDED") {
    failure.verdict = Verdict::kRateLimit;
  } else if (code == "OPERATION_TIME_LIMIT") {
    failure.verdict = Verdict::kOperatingLimit;
  } else if (fatal) {
    failure = Stopped(*fatal->remark, error.Text(), fatal->exit);
    failure.code = error.code;
  } else if (code == "CONNECTION_ERROR") {
    failure.verdict = Verdict::kNotRun;
  } else if (reply.status == 413 || reply.status == 414) {
    failure.verdict = Verdict::kTooLarge;
  } else if (reply.status >= 500 || std::ranges::count(kUnclear, code) > 0) {
    failure.verdict = Verdict::kUnknown;
  } else if (reply.status == 401) {
    failure = Stopped(said::kNotAccepted, error.Text(), kCredentials);
    failure.code = error.code;
  }
  return failure;
}

}  // namespace

bool SurelyNotRun(Verdict verdict) {
  return verdict == Verdict::kNotRun || verdict == Verdict::kRateLimit ||
         verdict == Verdict::kOperatingLimit || verdict == Verdict::kStop;
}

std::optional<ApiError> ErrorOf(JsonValue root) {
  const JsonValue error = root["error"];
  if (error.IsNull()) return std::nullopt;
  // REST 3.0 nests both.
  const JsonValue code = error.IsObject() ? error["code"] : error;
  const JsonValue text = error.IsObject() ? error["message"] : root["error_description"];
  return ApiError{std::string(code.text()), std::string(text.text())};
}

Failure Classify(const HttpReply& reply) {
  if (reply.error != NetError::kNone) return OfNetwork(reply);
  if (IsRedirect(reply.status)) return OfRedirect(reply);
  // An answer with a result is decoded by whoever wants it; here a look at its beginning will do.
  const std::string_view start = Trim(std::string_view(reply.body).substr(0, 64));
  if (reply.status == 200 && start.starts_with("{\"result\"")) return {};
  if (!start.starts_with('{')) return OfPage(reply);
  try {
    const JsonDocument document = JsonDocument::Parse(reply.body);
    if (const auto error = ErrorOf(document.root())) return OfError(reply, *error);
    if (reply.status == 200 && document.root()["result"].exists()) return {};
  } catch (const JsonError&) {
    // Falls through: not an answer of the REST server.
  }
  return OfPage(reply);
}

Verdict ClassifyCommand(const ApiError& error) {
  const std::string code = Upper(error.code);
  if (code == "OPERATION_TIME_LIMIT") return Verdict::kOperatingLimit;
  if (code == "QUERY_LIMIT_EXCEEDED") return Verdict::kRateLimit;
  if (code == "INSUFFICIENT_SCOPE" || code == "ERROR_METHOD_NOT_FOUND" ||
      code == "ERROR_BATCH_METHOD_NOT_ALLOWED" || code == "WRONG_AUTH_TYPE")
    return Verdict::kStop;
  return Verdict::kRow;
}

}  // namespace leadsync::rest
