// SPDX-License-Identifier: MIT
// What the practice portal answers to single calls and batches, byte by byte. Pages are those of
// the public docs repository bitrix24/b24restdocs, files those of the server's rest and crm
// modules.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "practice_portal.h"
#include "printers.h"
#include "sandbox/batch.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::sandbox;  // NOLINT: a test

namespace {

constexpr std::string_view kTime =
    R"("time":{"start":1775044800,"finish":1775044800,"duration":0,"processing":0,)"
    R"("date_start":"2026-04-01T15:00:00+03:00","date_finish":"2026-04-01T15:00:00+03:00",)"
    R"("operating_reset_at":1775045400,"operating":0})";

std::string Fails(const Answer& answer) {
  return std::to_string(answer.status) + " " + answer.body;
}

std::string Header(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return "none";
}

/// Runs commands with answers made up by the test.
class FakeRunner : public CommandRunner {
 public:
  CommandOutcome RunCommand(std::string_view method, PhpArray params) override {
    seen.emplace_back(method);
    std::string json;
    PhpValue(std::move(params)).AppendJson(&json);
    queries.push_back(json);
    CommandOutcome out;
    if (method == "core") out.error = RestError{400, "", "The field is wrong.<br />", {}};
    if (method == "plain") out.error = RestError{400, "", "Not found", {}};
    if (method == "argument") {
      out.error = RestError{400, "ERROR_ARGUMENT", "Bad", {}};
      out.error->extra.Set("argument", "filter");
    }
    if (method == "id") out.result = 17;
    if (method == "null") out.result = PhpValue();
    if (method == "list") {
      out.result = PhpArray();
      out.total = 120;
      out.next = 50;
    }
    return out;
  }
  std::vector<std::string> seen;
  std::vector<std::string> queries;
};

std::string RunFake(std::string_view cmd_query, FakeRunner* runner) {
  PhpArray params;
  ParsePhpQuery(cmd_query, {}, &params);
  std::string out;
  BatchOutput output = RunBatch(params, {}, runner);
  AppendBatchJson(output, {}, "", &out);
  return PracticePortal::WithoutTimes(out);
}

}  // namespace

// docs: api-reference/crm/leads/crm-lead-update.md, api-reference/data-types.md (time object)
TEST_CASE("a single call answers result and time") {
  PracticePortal portal;
  Answer answer = portal.Post("crm.lead.update.json",
                              R"({"id":)" + portal.LeadText(0) + R"(,"fields":{"NAME":"Zed"}})");
  CHECK(answer.status == 200);
  CHECK(answer.content_type == "application/json; charset=utf-8");
  CHECK(answer.body == "{\"result\":true," + std::string(kTime) + "}");
  CHECK(portal.Held(0, "NAME") == "Zed");
  CHECK(Header(answer, "Access-Control-Allow-Origin") == "*");
  CHECK(Header(answer, "X-Content-Type-Options") == "nosniff");
  CHECK(Header(answer, "X-Bitrix-Rest-Time") == "0.0000000000");
}

// docs: settings/how-to-call-rest-api/list-methods-pecularities.md; server: processCall
TEST_CASE("a list answers next before total, and neither next nor a total with start -1") {
  PracticePortal portal;
  std::string body = portal.Post("crm.lead.list", R"({"select":["ID"]})").body;
  CHECK(body.find(R"(],"next":50,"total":60,"time":{)") != std::string::npos);
  body = portal.Post("crm.lead.list", R"({"select":["ID"],"start":50})").body;
  CHECK(body.find(R"(],"total":60,"time":{)") != std::string::npos);
  body = portal.Post("crm.lead.list", R"({"select":["ID"],"start":-1})").body;
  CHECK(body.find(R"(],"total":0,"time":{)") != std::string::npos);
}

// docs: api-reference/crm/universal/userfieldconfig/userfieldconfig-get.md (integers); server:
// appendDebugInfo in rest/classes/general/rest.php
TEST_CASE("times are floats on older builds and integers on newer ones") {
  PortalOptions options;
  options.costs = {ParseCost("profile=0.25")};
  options.plan = ParsePlan("self-hosted");
  options.cloud = false;
  for (bool integers : {false, true}) {
    options.integer_times = integers;
    PracticePortal portal(options);
    portal.Pass(std::chrono::milliseconds(500));
    Answer answer = portal.Post("profile", "{}");
    std::string start = integers ? "1775044800" : "1775044800.5";
    std::string processing = integers ? "0" : "0.25";
    CHECK(answer.body.substr(answer.body.find("\"time\"")) ==
          "\"time\":{\"start\":" + start +
              ",\"finish\":1775044800.75,\"duration\":0.25,\"processing\":" + processing +
              ",\"date_start\":\"2026-04-01T15:00:00+03:00\","
              "\"date_finish\":\"2026-04-01T15:00:00+03:00\"}}");
    CHECK(answer.takes == std::chrono::milliseconds(250));
    CHECK(Header(answer, "X-Bitrix-Rest-Time") == "none");
  }
}

// docs: error-codes.md, _includes/system-errors.md; server: rest/lib/apauth/auth.php,
// CRestServer::process
TEST_CASE("refusals before a method runs have their own bodies") {
  auto get = [](PortalOptions options, const std::string& target, bool https = true,
                std::string authorization = "") {
    PracticePortal portal(std::move(options));
    Request request;
    request.http_method = "GET";
    request.target = target;
    request.https = https;
    request.authorization = std::move(authorization);
    return Fails(portal.Send(request));
  };
  const std::string not_found =
      R"(404 {"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"})";
  const std::string credentials =
      R"(401 {"error":"INVALID_CREDENTIALS","error_description":"Invalid request credentials"})";
  CHECK(get({}, "/rest/1/practice/crm.lead.foo") == not_found);
  CHECK(get({}, "/rest/1/practice/crm.lead.get.php") == not_found);
  // The method is looked up first: a stranger learns which methods there are.
  CHECK(get({}, "/rest/9/wrong/crm.lead.foo") == not_found);
  CHECK(get({}, "/rest/1/wrong/profile") == credentials);
  CHECK(get({}, "/rest/2/practice/batch") == credentials);
  CHECK(get({}, "/rest/01/practice/profile") == credentials);
  CHECK(get({}, "/rest/1/practice/profile", false) ==
        R"(401 {"error":"INVALID_REQUEST","error_description":"Https required."})");
  CHECK(get({}, "/rest/profile") ==
        R"(401 {"error":"NO_AUTH_FOUND","error_description":"Wrong authorization data"})");
  CHECK(
      get({}, "/rest/profile?auth=x") ==
      R"(401 {"error":"invalid_token","error_description":"Unable to get application by token"})");

  PortalOptions limited;
  limited.scopes = {"user"};
  CHECK(get(limited, "/rest/1/practice/crm.lead.fields") ==
        R"(401 {"error":"insufficient_scope","error_description":"The request requires higher )"
        R"(privileges than provided by the webhook token"})");
  CHECK(get(limited, "/rest/1/practice/scope").substr(0, 23) == R"(200 {"result":["user"],)");

  PortalOptions expired;
  expired.expires = kNoon;
  CHECK(
      get(expired, "/rest/1/practice/profile") ==
      R"(401 {"error":"expired_token","error_description":"The access token provided has expired"})");
  expired.expires = kNoon + std::chrono::milliseconds(1);
  CHECK(get(expired, "/rest/1/practice/profile").substr(0, 3) == "200");

  PortalOptions blocked;
  blocked.overloaded = true;
  CHECK(
      get(blocked, "/rest/1/practice/profile") ==
      R"(401 {"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to overload."})");
  PortalOptions deleted;
  deleted.deleted = true;
  CHECK(get(deleted, "/rest/1/practice/profile") ==
        R"(403 {"error":"PORTAL_DELETED","error_description":"Portal was deleted"})");

  PortalOptions application;
  application.access_token = "t0ken";
  CHECK(get(application, "/rest/profile?auth=t0ken").substr(0, 3) == "200");
  CHECK(get(application, "/rest/profile?access_token=t0ken").substr(0, 3) == "200");
  CHECK(get(application, "/rest/profile", true, "Bearer t0ken").substr(0, 3) == "200");
}

TEST_CASE("a parameter named token switches to signed links, whose check fails") {
  PracticePortal portal;
  CHECK(Fails(portal.Get("/rest/1/practice/profile?token=")) ==
        R"(403 {"error":"ACCESS_DENIED","error_description":"Access denied! Link check failed"})");
  CHECK(Fails(portal.Get("/rest/1/practice/crm.lead.fields?token=crm|x|y")).substr(0, 3) == "403");
  CHECK(Fails(portal.Get("/rest/1/practice/crm.lead.fields?token=x")).substr(0, 3) == "404");
}

// docs: api-reference/crm/leads/crm-lead-get.md; server: crm/classes/general/restservice.php
TEST_CASE("errors of leads have an empty code and no time") {
  PracticePortal portal;
  CHECK(Fails(portal.Post("crm.lead.get", R"({"id":999999})")) ==
        R"(400 {"error":"","error_description":"Not found"})");
  CHECK(Fails(portal.Post("crm.lead.update", R"({"id":999999,"fields":{"NAME":"x"}})")) ==
        R"(400 {"error":"","error_description":"Lead is not found"})");
  CHECK(Fails(portal.Post("crm.lead.update", R"({"fields":{"NAME":"x"}})")) ==
        R"(400 {"error":"","error_description":"ID is not defined or invalid."})");
  CHECK(Fails(portal.Post("crm.lead.update", R"({"id":1001,"fields":"x"})")) ==
        R"(400 {"error":"","error_description":"Parameter \u0027fields\u0027 must be array."})");
}

// docs: settings/how-to-call-rest-api/data-encoding.md; server: getRequestData
TEST_CASE("a broken JSON body runs the method without parameters") {
  PracticePortal portal;
  size_t before = portal.portal.world().leads().size();
  CHECK(Fails(portal.Post("crm.lead.update", "{\"id\":1001,\"fields\":{\"NAME\":\"\xFF\"}}")) ==
        R"(400 {"error":"","error_description":"ID is not defined or invalid."})");
  CHECK(portal.Post("crm.lead.add", "{\"fields\":{").status == 200);
  CHECK(portal.portal.world().leads().size() == before + 1);
  CHECK(portal.Batch("{\"cmd\":{\"a\":\"profile\"},}") ==
        R"({"result":{"result":[],"result_error":[],"result_total":[],"result_next":[])");
  CHECK(portal.Post("crm.lead.list", "{").body.find(R"("next":50,"total":61)") !=
        std::string::npos);
}

TEST_CASE("a body beyond post_max_size is dropped by PHP, one beyond the web server's is refused") {
  PortalOptions options;
  options.post_max_size = 30;
  options.body_limit = 60;
  PracticePortal portal(options);
  CHECK(Fails(portal.Post("crm.lead.get", R"({"id":1001,"padding":"xxxxxxxxxxxxxxx"})")) ==
        R"(400 {"error":"","error_description":"ID is not defined or invalid."})");
  Answer refused = portal.Post("crm.lead.get", std::string(61, ' '));
  CHECK(refused.status == 413);
  CHECK(refused.content_type == "text/html");
}

TEST_CASE("xml answers are elements without a declaration") {
  PracticePortal portal;
  Answer answer = portal.Get("/rest/1/practice/crm.lead.get.xml?id=0");
  CHECK(answer.content_type == "text/xml; charset=utf-8");
  CHECK(answer.body ==
        "<response><error></error><error_description>ID is not defined or invalid."
        "</error_description></response>");
  answer = portal.Get("/rest/1/practice/crm.lead.list.xml?select[]=ID&filter[ID]=1001&start=-1");
  CHECK(answer.body.substr(0, 75) ==
        "<response><result><item><ID>1001</ID></item></result><total>0</total><time>");
}

// docs: settings/how-to-call-rest-api/batch.md; I: leshchenko1979/fast_bitrix24 issue 44
TEST_CASE("a batch answers five members, empty ones as lists") {
  PracticePortal portal;
  std::string id = portal.LeadText(0);
  CHECK(portal.Post("batch", "{}").body ==
        R"({"result":{"result":[],"result_error":[],"result_total":[],"result_next":[],)"
        R"("result_time":[]},)" +
            std::string(kTime) + "}");
  CHECK(portal.Post("batch", R"({"cmd":{"r1":"crm.lead.update?id=)" + id + R"(&fields[NAME]=A"}})")
            .body ==
        R"({"result":{"result":{"r1":true},"result_error":[],"result_total":[],"result_next":[],)"
        R"("result_time":{"r1":)" +
            std::string(kTime.substr(7)) + "}}," + std::string(kTime) + "}");
}

// recording: one success and two errors under numeric keys
TEST_CASE("numeric keys make lists where they happen to be 0..n-1") {
  PracticePortal portal;
  std::string id = portal.LeadText(0);
  CHECK(portal.Batch(R"({"cmd":["crm.lead.get?id=","crm.lead.get?id=2"]})") ==
        R"({"result":{"result":[],"result_error":[{"error":"","error_description":"ID is not )"
        R"(defined or invalid."},{"error":"","error_description":"Not found"}],)"
        R"("result_total":[],"result_next":[])");
  CHECK(portal.Batch(R"({"cmd":{"35943":"crm.lead.update?id=)" + id +
                     R"(","0":"crm.lead.get?id=0","1":"crm.lead.get?id=2"}})") ==
        R"({"result":{"result":{"35943":true},"result_error":[{"error":"","error_description":"ID )"
        R"(is not defined or invalid."},{"error":"","error_description":"Not found"}],)"
        R"("result_total":[],"result_next":[])");
  CHECK(
      portal.Batch(R"({"cmd":["crm.lead.update?id=)" + id + R"(","crm.lead.get?id=2","profile?"]})")
          .find(R"("result_error":{"1":{"error":"","error_description":"Not found"}})") !=
      std::string::npos);
}

// recording: an empty list in a batch
TEST_CASE("an empty list in a batch has a total and no next") {
  PracticePortal portal;
  CHECK(portal.Batch(R"({"cmd":{"order0000000000":"crm.lead.list?filter[ID]=5"}})") ==
        R"({"result":{"result":{"order0000000000":[]},"result_error":[],)"
        R"("result_total":{"order0000000000":0},"result_next":[])");
}

TEST_CASE("names of batch parameters are taken in any case, and halt is PHP's truth") {
  const std::vector<std::pair<std::string, bool>> halts = {
      {"0", false},    {"\"0\"", false}, {"\"\"", false},  {"false", false}, {"null", false},
      {"[]", false},   {"0.0", false},   {"1", true},      {"true", true},   {"\"false\"", true},
      {"\"N\"", true}, {"[0]", true},    {"\"0.0\"", true}};
  for (const auto& [halt, stops] : halts) {
    CAPTURE(halt);
    PracticePortal portal;
    std::string body = portal.Batch(R"({"HALT":)" + halt +
                                    R"(,"Cmd":{"a":"crm.lead.get?id=0","b":"crm.lead.update?id=)" +
                                    portal.LeadText(0) + R"("}})");
    CHECK((body.find("\"b\":true") == std::string::npos) == stops);
    CHECK(body.find("\"a\":{\"error\":\"\"") != std::string::npos);
  }
}

// docs: settings/how-to-call-rest-api/batch.md; server: methodsBatch
TEST_CASE("each command beyond the fiftieth gets an error of its own") {
  PracticePortal portal;
  auto batch = [&](int commands, const char* halt) {
    std::string json = std::string(R"({"halt":)") + halt + R"(,"cmd":{)";
    for (int i = 1; i <= commands; ++i) {
      json += (i > 1 ? ",\"r" : "\"r") + std::to_string(i) + "\":\"crm.settings.mode.get\"";
    }
    return portal.Batch(json + "}}");
  };
  std::string body = batch(52, "0");
  CHECK(body.find("\"r50\":1}") != std::string::npos);
  CHECK(body.find(R"("result_error":{"r51":{"error":"ERROR_BATCH_LENGTH_EXCEEDED",)"
                  R"("error_description":"Max batch length exceeded"},"r52":{)") !=
        std::string::npos);
  body = batch(52, "1");
  CHECK(body.find("\"r51\"") != std::string::npos);
  CHECK(body.find("\"r52\"") == std::string::npos);
}

TEST_CASE("commands that are no strings leave no trace but count") {
  PracticePortal portal;
  std::string json = R"({"cmd":{"x":{"a":1},"n":5)";
  for (int i = 1; i <= 49; ++i) json += ",\"r" + std::to_string(i) + "\":\"profile\"";
  std::string body = portal.Batch(json + "}}");
  CHECK(body.find("\"x\"") == std::string::npos);
  CHECK(body.find("\"n\"") == std::string::npos);
  CHECK(body.find(R"("result_error":{"r49":{"error":"ERROR_BATCH_LENGTH_EXCEEDED")") !=
        std::string::npos);
}

TEST_CASE("batch, upload and download are refused inside, unknown methods not found") {
  PracticePortal portal;
  CHECK(
      portal.Batch(
          R"({"cmd":{"a":"batch?x=1","b":"upload","c":"nope","d":"profile.json","e":"?"}})") ==
      R"({"result":{"result":[],"result_error":{)"
      R"("a":{"error":"ERROR_BATCH_METHOD_NOT_ALLOWED","error_description":"Method is not allowed for batch usage"},)"
      R"("b":{"error":"ERROR_BATCH_METHOD_NOT_ALLOWED","error_description":"Method is not allowed for batch usage"},)"
      R"("c":{"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"},)"
      R"("d":{"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"},)"
      R"("e":{"error":"ERROR_METHOD_NOT_FOUND","error_description":"Method not found!"}},)"
      R"("result_total":[],"result_next":[])");
}

TEST_CASE("BATCH in capitals slips through and nests") {
  PracticePortal portal;
  std::string body = portal.Batch(R"({"cmd":{"a":"BATCH?cmd[x]=crm.settings.mode.get"}})");
  CHECK(body.find(R"({"result":{"result":{"a":{"result":{"x":1},"result_error":[])") == 0);
}

TEST_CASE("scopes are checked for each command, without a text") {
  PortalOptions options;
  options.scopes = {"user"};
  PracticePortal portal(options);
  CHECK(portal.Batch(R"({"cmd":{"a":"crm.settings.mode.get"}})") ==
        R"({"result":{"result":[],"result_error":{"a":{"error":"insufficient_scope",)"
        R"("error_description":""}},"result_total":[],"result_next":[])");
}

TEST_CASE("commands are queries: a raw # cuts, + is a blank, control characters are underscores") {
  PracticePortal portal;
  std::string id = portal.LeadText(0);
  portal.Batch(R"({"cmd":{"a":"crm.lead.update?id=)" + id +
               R"(&fields[NAME]=A+%2B\u0001B&fields[LAST_NAME]=x#&fields[POST]=lost"}})");
  CHECK(portal.Held(0, "NAME") == "A +_B");
  CHECK(portal.Held(0, "LAST_NAME") == "x");
  CHECK(portal.Held(0, "POST") != "lost");
}

TEST_CASE("max_input_vars bounds each command by itself") {
  PortalOptions options;
  options.max_input_vars = 2;
  PracticePortal portal(options);
  std::string id = portal.LeadText(0);
  std::string command = "crm.lead.update?id=" + id + "&fields[NAME]=A&fields[LAST_NAME]=";
  portal.Batch(R"({"cmd":{"a":")" + command + R"(first","b":")" + command + R"(second"}})");
  CHECK(portal.Held(0, "NAME") == "A");
  CHECK(portal.Held(0, "LAST_NAME") != "second");
}

TEST_CASE("a batch may come as a form, encoded twice") {
  PracticePortal portal;
  std::string id = portal.LeadText(0);
  Request request;
  request.target = "/rest/1/practice/batch.json";
  request.content_type = "application/x-www-form-urlencoded";
  request.body =
      "halt=0&cmd[r1]=crm.lead.update%3Fid%3D" + id + "%26fields%255BNAME%255D%3DA%252BB";
  CHECK(PracticePortal::WithoutTimes(portal.Send(request).body).find("\"r1\":true") !=
        std::string::npos);
  CHECK(portal.Held(0, "NAME") == "A+B");
}

// docs: settings/how-to-call-rest-api/batch.md (references); server: processBatchElement
TEST_CASE("later commands use earlier output") {
  PracticePortal portal;
  std::string body = portal.Batch(
      R"({"cmd":{"a":"crm.lead.add?fields[TITLE]=X","b":"crm.lead.get?id=$result[a]",)"
      R"("c":"crm.lead.list?filter[ID]=$result[b][ID]&select[]=ID&select[]=TITLE&start=-1",)"
      R"("d":"crm.lead.update?id=$result[b][ID]&fields[TITLE]=Total%20%24total[c]:%20%24result[c][0][TITLE]"}})");
  CHECK(body.find(R"("d":true)") != std::string::npos);
  CHECK(portal.portal.world()
            .ReadField(portal.portal.world().leads().NextId() - 1, "TITLE")
            .ToString() == "Total 0 X");
}

TEST_CASE("a value that looks like a reference is replaced although it was encoded") {
  PracticePortal portal;
  std::string id = portal.LeadText(0);
  portal.Batch(R"({"cmd":{"a":"crm.settings.mode.get","b":"crm.lead.update?id=)" + id +
               R"(&fields[NAME]=%24result%5Ba%5D&fields[POST]=see%20%24timeline%5B2%5D"}})");
  CHECK(portal.Held(0, "NAME") == "1");
  CHECK(portal.Held(0, "POST") == "see $timeline[2]");
}

TEST_CASE("a failed command leaves nothing to refer to, and its further keys become names") {
  FakeRunner runner;
  std::string body = RunFake(
      "cmd[a]=argument&cmd[b]=id&cmd[c]=id%3Fx%3D%24result[a]%26y%3Dat%2520%24result[a]%26"
      "z%3D%24argument[a]%26e%3D%24error_description[a]",
      &runner);
  CHECK(runner.queries[2] ==
        R"({"x":{"b":17},"y":"at $result[a]","z":"filter",)"
        R"("e":{"error":"ERROR_ARGUMENT","error_description":"Bad","argument":"filter"}})");
  CHECK(body ==
        R"({"result":{"b":17,"c":17},"result_error":{"a":{"error":"ERROR_ARGUMENT",)"
        R"("error_description":"Bad","argument":"filter"}},"result_total":[],"result_next":[])");
}

TEST_CASE("null is a result, total and next only a list's") {
  FakeRunner runner;
  CHECK(
      RunFake("cmd[a]=null&cmd[b]=list", &runner) ==
      R"({"result":{"a":null,"b":[]},"result_error":[],"result_total":{"b":120},"result_next":{"b":50})");
}

// server: CRestServer::process (setApplicationException): the slot is not cleared between commands
TEST_CASE("a text from the exception slot stands in for all later failures") {
  FakeRunner runner;
  CHECK(RunFake("cmd[a]=plain&cmd[b]=core&cmd[c]=plain&cmd[d]=argument", &runner) ==
        R"({"result":[],"result_error":{"a":{"error":"","error_description":"Not found"},)"
        R"("b":{"error":"","error_description":"The field is wrong.\u003Cbr \/\u003E"},)"
        R"("c":{"error":"ERROR_CORE","error_description":"The field is wrong.\u003Cbr \/\u003E"},)"
        R"("d":{"error":"ERROR_CORE","error_description":"The field is wrong.\u003Cbr \/\u003E",)"
        R"("argument":"filter"}},"result_total":[],"result_next":[])");
}

TEST_CASE("REST's own constants never fill the exception slot") {
  auto leaves = [](std::string code, std::string text) {
    return LeavesException({400, std::move(code), std::move(text), {}});
  };
  CHECK(leaves("", "The field \"Work E-mail\" contains an incorrect address."));
  CHECK(leaves("ERROR_CORE", "Element not found"));
  for (std::string text :
       {"ID is not defined or invalid.", "Not found", "Lead is not found", "Access denied.",
        "Parameter 'fields' must be array.", "Communication values is not defined."}) {
    CAPTURE(text);
    CHECK_FALSE(leaves("", text));
  }
  CHECK_FALSE(leaves("ERROR_METHOD_NOT_FOUND", "Method not found!"));
}
