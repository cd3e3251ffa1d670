// SPDX-License-Identifier: MIT
#include "rest/api_error.h"

#include <doctest/doctest.h>

#include "printers.h"

namespace doctest {

template <>
struct StringMaker<leadsync::rest::Verdict> {
  static String convert(leadsync::rest::Verdict verdict) {
    constexpr const char* kNames[] = {"ok",        "row",     "not run",   "rate limit",
                                      "operating", "unknown", "too large", "stop"};
    return kNames[static_cast<size_t>(verdict)];
  }
};

}  // namespace doctest

namespace leadsync::rest {
namespace {

HttpReply Reply(int status, std::string body) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

HttpReply Lost(NetError error, std::string text) {
  HttpReply reply;
  reply.error = error;
  reply.error_text = std::move(text);
  return reply;
}

std::string Error(const std::string& code, const std::string& text) {
  return R"({"error":")" + code + R"(","error_description":")" + text + "\"}";
}

TEST_CASE("an answer with a result is one, however it is spelled") {
  for (const std::string body :
       {R"({"result":true,"time":{}})", R"( {"result":[]})", "{ \"result\" : null }",
        "{\n \"time\":{},\n \"result\":{}\n}", R"({"result":{}, "error":null})"}) {
    CAPTURE(body);
    CHECK(Classify(Reply(200, body)).verdict == Verdict::kOk);
  }
}

TEST_CASE("what came back decides: not run, unknown, too large, the row's own, or the end") {
  struct Case {
    int status;
    std::string body;
    Verdict verdict;
  };
  const std::string page = "<html><h1>Sorry</h1></html>";
  const Case cases[] = {
      // Surely not run.
      {503, Error("QUERY_LIMIT_EXCEEDED", "Too many requests"), Verdict::kRateLimit},
      {429, Error("QUERY_LIMIT_EXCEEDED", "Too many requests"), Verdict::kRateLimit},
      {429, Error("OPERATION_TIME_LIMIT", "Method is blocked due to operation time limit."),
       Verdict::kOperatingLimit},
      {401, Error("CONNECTION_ERROR", "Error connecting to authorization server"),
       Verdict::kNotRun},
      // Nobody knows.
      {500, Error("INTERNAL_SERVER_ERROR", "Internal server error"), Verdict::kUnknown},
      {400, Error("INTERNAL_SERVER_ERROR", "Internal server error"), Verdict::kUnknown},
      {500, Error("ERROR_UNEXPECTED_ANSWER", "Server returned an unexpected response"),
       Verdict::kUnknown},
      {200, Error("ERROR_UNEXPECTED_ANSWER", ""), Verdict::kUnknown},
      {500, Error("ERROR_CORE", "SQL query error!"), Verdict::kUnknown},
      {503, Error("", "maintenance"), Verdict::kUnknown},
      {500, page, Verdict::kUnknown},
      {502, page, Verdict::kUnknown},
      {503, page, Verdict::kUnknown},
      {504, page, Verdict::kUnknown},
      {429, page, Verdict::kUnknown},
      {200, page, Verdict::kUnknown},
      {200, "", Verdict::kUnknown},
      {200, "{}", Verdict::kUnknown},
      {200, "[]", Verdict::kUnknown},
      {200, R"({"time":{}})", Verdict::kUnknown},
      {200, R"({"time":{},"result":[1,2)", Verdict::kUnknown},
      {502, R"({"result":true})", Verdict::kUnknown},
      {200, "\xff\xfe garbage", Verdict::kUnknown},
      // A proxy that refuses this size or content.
      {403, page, Verdict::kTooLarge},
      {413, page, Verdict::kTooLarge},
      {414, page, Verdict::kTooLarge},
      {413, Error("too_large", ""), Verdict::kTooLarge},
      {413, R"({"message":"Request Entity Too Large"})", Verdict::kTooLarge},
      // The row's own.
      {400, Error("", "Lead is not found"), Verdict::kRow},
      {400, Error("ERROR_CORE", "No rights"), Verdict::kRow},
      {400, Error("ERROR_ARGUMENT", "x"), Verdict::kRow},
      {400, Error("100", "x"), Verdict::kRow},
      {400, R"({"error":100,"error_description":"x"})", Verdict::kRow},
      {400, R"({"error":{"code":"X","message":"y"}})", Verdict::kRow},
      {400, Error("ACCESS_DENIED", "Access denied! (robots)"), Verdict::kRow},
      {200, Error("", ""), Verdict::kRow},
      // Nothing of this run can work.
      {401, Error("INVALID_CREDENTIALS", "Invalid request credentials"), Verdict::kStop},
      {403, Error("INVALID_CREDENTIALS", "Invalid request credentials"), Verdict::kStop},
      {403, Error("insufficient_scope", ""), Verdict::kStop},
      {403, Error("ACCESS_DENIED", "REST is available only by subscription."), Verdict::kStop},
      {500, Error("PORTAL_DELETED", "Portal was deleted"), Verdict::kStop},
      {404, Error("ERROR_METHOD_NOT_FOUND", "Method not found!"), Verdict::kStop},
      {401, Error("SOMETHING_NEW", "x"), Verdict::kStop},
      {401, page, Verdict::kStop},
      {404, page, Verdict::kStop},
      {407, page, Verdict::kStop},
      {410, page, Verdict::kStop},
      {302, page, Verdict::kStop},
      {302, Error("", "moved"), Verdict::kStop},
      {308, "", Verdict::kStop},
  };
  for (const Case& c : cases) {
    CAPTURE(c.status);
    CAPTURE(c.body);
    CHECK(Classify(Reply(c.status, c.body)).verdict == c.verdict);
  }
}

TEST_CASE("a broken connection may have done its work, one that never stood did not") {
  CHECK(Classify(Lost(NetError::kNotSent, "could not connect")).verdict == Verdict::kNotRun);
  CHECK(Classify(Lost(NetError::kTimeout, "no answer in 100 s")).verdict == Verdict::kUnknown);
  CHECK(Classify(Lost(NetError::kBroken, "connection reset")).verdict == Verdict::kUnknown);
  const Failure failure = Classify(Lost(NetError::kUntrusted, "self-signed certificate"));
  CHECK(failure.verdict == Verdict::kStop);
  CHECK(failure.exit == ExitCode::kFailed);
  CHECK(failure.text == "the portal cannot be trusted: self-signed certificate");
  // What came before the break says nothing.
  HttpReply cut = Lost(NetError::kBroken, "connection reset");
  cut.status = 200;
  cut.body = R"({"result":true})";
  CHECK(Classify(cut).verdict == Verdict::kUnknown);
}

TEST_CASE("what surely did not run may be sent again without a look") {
  for (const Verdict verdict :
       {Verdict::kNotRun, Verdict::kRateLimit, Verdict::kOperatingLimit, Verdict::kStop})
    CHECK(SurelyNotRun(verdict));
  for (const Verdict verdict : {Verdict::kOk, Verdict::kRow, Verdict::kUnknown, Verdict::kTooLarge})
    CHECK_FALSE(SurelyNotRun(verdict));
}

TEST_CASE("codes that end a run do so under any status and in any case, with the way out") {
  struct Case {
    std::string code;
    ExitCode exit;
    std::string remedy;
  };
  const Case cases[] = {
      {"INVALID_CREDENTIALS", ExitCode::kPortalAway,
       "the portal does not know this access address (webhook) (wrong, deleted or regenerated): "
       "make a new one in the portal under Developer resources > Other > Inbound webhook, with the "
       "CRM permission"},
      {"NO_AUTH_FOUND", ExitCode::kPortalAway,
       "the portal does not accept the access address (webhook): copy it again from the portal"},
      {"expired_token", ExitCode::kPortalAway,
       "the access address (webhook) has expired: make a new one in the portal, then go on with "
       "resume"},
      {"invalid_token", ExitCode::kPortalAway,
       "the access address (webhook) is not valid: make a new one in the portal"},
      {"authorization_error", ExitCode::kPortalAway,
       "the portal user who made the access address (webhook) can no longer log in (dismissed or "
       "blocked): let another user make one"},
      {"user_access_error", ExitCode::kPortalAway,
       "the portal user who made the access address (webhook) may not use it: let another user "
       "make one"},
      {"insufficient_scope", ExitCode::kFailed,
       "the access address (webhook) lacks a permission: edit it in the portal and tick CRM (crm)"},
      {"INVALID_REQUEST", ExitCode::kFailed,
       "the portal wants https: give the access address (webhook) as https://"},
      {"WRONG_LICENSE", ExitCode::kFailed,
       "the portal's licence does not include this; ask an administrator of the portal"},
      {"PAYMENT_REQUIRED", ExitCode::kFailed, "the portal's plan has to be paid first"},
      {"PORTAL_DELETED", ExitCode::kFailed,
       "this portal no longer exists; give the access address (webhook) of another"},
      {"OVERLOAD_LIMIT", ExitCode::kFailed,
       "Bitrix24 has blocked this access address (webhook) by hand because of overload: ask their "
       "support"},
      {"ERROR_METHOD_NOT_FOUND", ExitCode::kFailed,
       "the portal lacks a method that leadsync needs: is it a very old or a trimmed portal?"},
      {"WRONG_AUTH_TYPE", ExitCode::kFailed,
       "this method is not open to an access address (webhook); leadsync can do nothing here"},
      {"APPLICATION_NOT_FOUND", ExitCode::kFailed,
       "the portal does not know this access address (webhook): make a new one in the portal"},
      {"METHOD_CONFIRM_WAITING", ExitCode::kFailed,
       "an administrator of the portal has to confirm this call first"},
      {"METHOD_CONFIRM_DENIED", ExitCode::kFailed, "an administrator of the portal has denied it"},
      {"ERROR_MANIFEST_IS_NOT_AVAILABLE", ExitCode::kFailed,
       "the portal refuses this access address (webhook): make a new one in the portal"},
      {"allowed_only_intranet_user", ExitCode::kFailed,
       "the portal user who made the access address (webhook) is no employee: let an employee make "
       "one"},
  };
  for (const Case& c : cases)
    for (const int status : {400, 401, 402, 403, 404, 500, 503}) {
      CAPTURE(c.code);
      CAPTURE(status);
      const Failure failure = Classify(Reply(status, Error(c.code, "Words.")));
      CHECK(failure.verdict == Verdict::kStop);
      CHECK(failure.exit == c.exit);
      CHECK(failure.code == c.code);
      CHECK(failure.text == c.code + ": Words.: " + c.remedy);
    }
}

TEST_CASE("a door that is shut for an unknown reason is a matter of credentials") {
  const Failure json = Classify(Reply(401, Error("NEW_CODE", "No.")));
  CHECK(json.exit == ExitCode::kPortalAway);
  CHECK(
      json.text ==
      "NEW_CODE: No.: the access address (webhook) is not accepted: make a new one in the portal");
  const Failure page = Classify(Reply(401, "<h1>Unauthorized</h1>"));
  CHECK(page.exit == ExitCode::kPortalAway);
  CHECK(page.text ==
        "HTTP 401 without a REST answer: Unauthorized: the access address (webhook) is not "
        "accepted: make a new one in the portal");
}

TEST_CASE("a redirect names the new host") {
  HttpReply reply = Reply(302, "");
  reply.location = "https://new.example.com";
  CHECK(Classify(reply).text ==
        "the portal has moved to https://new.example.com: use an access address (webhook) that "
        "begins so");
  CHECK(Classify(Reply(301, "")).text ==
        "the portal has moved to another address: use an access address (webhook) that begins so");
}

TEST_CASE("a page that is no REST answer is quoted in a line") {
  CHECK(Classify(Reply(502, "<html><head><title>x</title></head><h1>Bad\n Gateway</h1>")).text ==
        "HTTP 502 without a REST answer: x Bad Gateway");
  CHECK(Classify(Reply(504, "")).text == "HTTP 504 without a REST answer");
  CHECK(Classify(Reply(404, "no such site")).text ==
        "HTTP 404 without a REST answer: no such site: is the portal's address right?");
  CHECK(Classify(Reply(407, "")).text ==
        "HTTP 407 without a REST answer: the proxy asks for a name and a password: put them into "
        "https_proxy");
}

TEST_CASE("a command's error is its row's, unless no row can do better") {
  const auto verdict = [](const std::string& code) { return ClassifyCommand({code, "text"}); };
  CHECK(verdict("OPERATION_TIME_LIMIT") == Verdict::kOperatingLimit);
  CHECK(verdict("QUERY_LIMIT_EXCEEDED") == Verdict::kRateLimit);
  for (const std::string code :
       {"insufficient_scope", "INSUFFICIENT_SCOPE", "ERROR_METHOD_NOT_FOUND",
        "ERROR_BATCH_METHOD_NOT_ALLOWED", "WRONG_AUTH_TYPE"})
    CHECK(verdict(code) == Verdict::kStop);
  for (const std::string code : {"", "ERROR_CORE", "100", "ACCESS_DENIED", "ERROR_ARGUMENT",
                                 "INTERNAL_SERVER_ERROR", "ERROR_BATCH_LENGTH_EXCEEDED"})
    CHECK(verdict(code) == Verdict::kRow);
}

TEST_CASE("an error is there when its key is, whatever it holds") {
  const auto error = [](const std::string& text) {
    const JsonDocument document = JsonDocument::Parse(text);
    return ErrorOf(document.root());
  };
  CHECK(error(R"({"error":""})").has_value());
  CHECK(error(R"({"error":"","error_description":"Lead is not found"})")->description ==
        "Lead is not found");
  CHECK(error(R"({"error":{"code":"X","message":"y"}})")->Text() == "X: y");
  CHECK_FALSE(error(R"({"result":true})"));
  CHECK_FALSE(error(R"({"result":true,"error":null})"));
  CHECK_FALSE(error("[]"));
}

}  // namespace
}  // namespace leadsync::rest
