// SPDX-License-Identifier: MIT
// docs: limits.md, settings/performance/limits.md; server: rest/lib/engine/access/loadlimiter.php;
// I: bitrix24/b24jssdk issues 459 and 539.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "practice_portal.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::sandbox;  // NOLINT: a test
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

PortalOptions WithPlan(std::string_view plan, std::vector<std::string> costs = {}) {
  PortalOptions options;
  options.plan = ParsePlan(plan);
  for (const std::string& cost : costs) options.costs.push_back(ParseCost(cost));
  return options;
}

std::string Cmd(int n, const std::string& command) {
  std::string json = R"({"cmd":{)";
  for (int i = 1; i <= n; ++i) {
    json += (i > 1 ? ",\"r" : "\"r") + std::to_string(i) + "\":\"" + command + "\"";
  }
  return json + "}}";
}

/// The number behind the last `"operating":`.
double LastOperating(const std::string& body) {
  size_t at = body.rfind("\"operating\":");
  return at == std::string::npos ? -1 : std::stod(body.substr(at + 12));
}

size_t Count(const std::string& text, const std::string& what) {
  size_t count = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("plans have the documented numbers, and each may be changed") {
  Plan standard = ParsePlan("standard");
  CHECK(standard.rate == 2);
  CHECK(standard.threshold == 50);
  CHECK(standard.operating_limit == 480);
  CHECK(standard.request_limit == 60);
  Plan enterprise = ParsePlan("enterprise");
  CHECK(enterprise.rate == 5);
  CHECK(enterprise.threshold == 250);
  Plan own = ParsePlan("self-hosted");
  CHECK(own.rate == 0);
  CHECK(own.operating == OperatingModel::kOff);
  Plan changed = ParsePlan(
      "standard,rate=1.5,threshold=10,operating=batch,operating-limit=420,request-limit=30");
  CHECK(changed.rate == 1.5);
  CHECK(changed.threshold == 10);
  CHECK(changed.operating == OperatingModel::kByBatch);
  CHECK(changed.operating_limit == 420);
  CHECK(changed.request_limit == 30);
}

TEST_CASE("a plan that cannot be read is refused with its place") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"gold", "no plan «gold»: there are standard, enterprise, self-hosted and unlimited"},
      {"standard,rate", "plan: «rate» is no setting: write name=value"},
      {"standard,rate=x", "plan: rate=«x»: a number from 0 to 1000000 is needed"},
      {"standard,speed=1",
       "plan: no setting «speed»: there are rate, threshold, operating, "
       "operating-limit and request-limit"},
      {"standard,operating=yes", "plan: operating=«yes»: say off, method or batch"},
  };
  for (const auto& [text, want] : rows) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(ParsePlan(text), want.c_str(), UsageError);
  }
  CHECK_THROWS_WITH_AS(ParseCost("crm.lead.update"),
                       "cost: «crm.lead.update» is no setting: write name=value", UsageError);
}

// I: bitrix-tools/b24-rest-docs issue 193 (real 503 body)
TEST_CASE("requests above the threshold are refused until enough has drained") {
  PracticePortal portal;
  for (int i = 0; i < 50; ++i) CHECK(portal.Get("/rest/1/practice/profile").status == 200);
  Answer refused = portal.Post("crm.lead.add", "{}");
  CHECK(refused.status == 503);
  CHECK(refused.body ==
        R"({"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"})");
  CHECK(portal.portal.counters().refused_query_limit == 1);
  CHECK(portal.portal.world().witness().counters().adds == 0);
  portal.Pass(seconds(1));
  CHECK(portal.Post("crm.lead.add", "{}").status == 200);
  CHECK(portal.Post("crm.lead.add", "{}").status == 503);
}

TEST_CASE("a steady stream at the plan's rate is never refused, one above it is") {
  for (auto [plan, gap, refused] : {std::tuple{"standard", milliseconds(500), false},
                                    std::tuple{"enterprise", milliseconds(200), false},
                                    std::tuple{"standard", milliseconds(450), true},
                                    std::tuple{"self-hosted", milliseconds(0), false}}) {
    CAPTURE(std::string(plan));
    PracticePortal portal(WithPlan(plan));
    for (int i = 0; i < 1000; ++i) {
      portal.Get("/rest/1/practice/profile");
      portal.Pass(gap);
    }
    CHECK((portal.portal.counters().refused_query_limit > 0) == refused);
  }
}

TEST_CASE("a batch counts as one request") {
  PracticePortal portal;
  for (int i = 0; i < 50; ++i) CHECK(portal.Post("batch", Cmd(50, "profile")).status == 200);
  CHECK(portal.Post("batch", Cmd(1, "profile")).status == 503);
}

TEST_CASE("operating adds up each method by itself, short calls only as a sum") {
  PracticePortal portal(WithPlan("standard", {"crm.lead.get=0.05", "crm.lead.list=0.3"}));
  std::string get = "crm.lead.get?id=" + portal.LeadText(0);
  // 49 x 0.05 s: stored, but no single answer shows it yet.
  std::string body = portal.Post("batch", Cmd(49, get)).body;
  CHECK(LastOperating(body.substr(0, body.rfind("},\"time\""))) == 0);
  CHECK(LastOperating(body) == 0);
  body = portal.Post("batch", Cmd(1, get)).body;
  CHECK(LastOperating(body.substr(0, body.rfind("},\"time\""))) == doctest::Approx(2.45));
  // Calls over 0.1 s show at once.
  body = portal.Post("batch", Cmd(2, "crm.lead.list?start=-1&select[]=ID")).body;
  CHECK(body.find("\"operating\":0.3}") != std::string::npos);
  CHECK(body.find("\"operating\":0.6}") != std::string::npos);
  // Direct calls have counters of their own.
  CHECK(LastOperating(portal.Post("crm.lead.get", R"({"id":1001})").body) == 0);
}

TEST_CASE("a method over its limit is refused inside a batch, the others go on") {
  PracticePortal portal(
      WithPlan("standard,operating-limit=10,request-limit=0", {"crm.lead.get=3"}));
  std::string get = "crm.lead.get?id=" + portal.LeadText(0);
  Answer answer = portal.Post("batch", Cmd(6, get));
  CHECK(answer.status == 200);
  // The call that crosses the limit still runs: 3, 6, 9, 12.
  CHECK(Count(answer.body, "\"OPERATION_TIME_LIMIT\"") == 2);
  CHECK(answer.body.find(R"("r5":{"error":"OPERATION_TIME_LIMIT","error_description":"Method is )"
                         R"(blocked due to operation time limit."})") != std::string::npos);
  CHECK(portal.Batch(Cmd(1, "crm.settings.mode.get")).find("\"r1\":1") != std::string::npos);
  CHECK(portal.portal.counters().refused_operation_limit == 2);
  // Direct calls of the same method are counted apart.
  CHECK(portal.Post("crm.lead.get", R"({"id":1001})").status == 200);
}

TEST_CASE("a direct call over its limit gets 429 and runs again when its bucket expires") {
  PracticePortal portal(WithPlan("standard,operating-limit=5,request-limit=0", {"crm.lead.get=3"}));
  portal.Pass(seconds(30));
  std::string body;
  for (int i = 0; i < 2; ++i) body = portal.Post("crm.lead.get", R"({"id":1001})").body;
  CHECK(LastOperating(body) == 6);
  CHECK(body.find("\"operating_reset_at\":1775045430,") != std::string::npos);
  Answer refused = portal.Post("crm.lead.get", R"({"id":1001})");
  CHECK(refused.status == 429);
  CHECK(
      refused.body ==
      R"({"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation )"
      R"(time limit."})");
  portal.Pass(minutes(9));
  CHECK(portal.Post("crm.lead.get", R"({"id":1001})").status == 429);
  portal.Pass(minutes(1));
  body = portal.Post("crm.lead.get", R"({"id":1001})").body;
  CHECK(LastOperating(body) == 3);
}

TEST_CASE("newer builds bill the outer batch at half weight and show one frozen number inside") {
  PracticePortal portal(
      WithPlan("standard,operating=batch,operating-limit=10,request-limit=0", {"crm.lead.get=2"}));
  std::string get = "crm.lead.get?id=" + portal.LeadText(0);
  std::string body = portal.Post("batch", Cmd(4, get)).body;
  CHECK(Count(body, "\"operating\":0}") == 4);
  CHECK(LastOperating(body) == 4);
  body = portal.Post("batch", Cmd(8, get)).body;
  CHECK(Count(body, "\"operating\":4}") == 8);
  CHECK(LastOperating(body) == 12);
  // Over the limit: the whole batch is banned for 300 s, and the buckets are empty afterwards.
  Answer refused = portal.Post("batch", Cmd(1, get));
  CHECK(refused.status == 429);
  CHECK(refused.body.find("OPERATION_TIME_LIMIT") != std::string::npos);
  portal.Pass(seconds(299));
  CHECK(portal.Post("batch", Cmd(1, get)).status == 429);
  portal.Pass(seconds(1));
  body = portal.Post("batch", Cmd(1, get)).body;
  CHECK(LastOperating(body) == 1);
}

TEST_CASE("without a limiter time has no operating members") {
  PracticePortal portal(WithPlan("self-hosted", {"profile=5"}));
  CHECK(portal.Post("profile", "{}").body.find("operating") == std::string::npos);
}

TEST_CASE("commands take their cost, and a batch the sum of them, on top of the way") {
  PortalOptions options = WithPlan("standard", {"crm.lead.update=0.3", "crm.*=0.1", "batch=0.5"});
  options.latency = milliseconds(40);
  PracticePortal portal(options);
  Answer answer = portal.Post("batch", R"({"cmd":{"a":"crm.lead.update?id=)" + portal.LeadText(0) +
                                           R"(","b":"crm.settings.mode.get"}})");
  CHECK(answer.takes == milliseconds(940));
  CHECK(answer.body.find(R"("a":{"start":1775044800.5,"finish":1775044800.8,)") !=
        std::string::npos);
  CHECK(answer.body.find(R"("time":{"start":1775044800,"finish":1775044800.9,)") !=
        std::string::npos);
  options.wait_for_costs = false;
  PracticePortal quick(options);
  CHECK(quick.Post("profile", "{}").takes == milliseconds(40));
}

TEST_CASE("jitter stays within its bounds and repeats for a seed") {
  PortalOptions options;
  options.jitter = milliseconds(10);
  PracticePortal one(options);
  PracticePortal two(options);
  bool differs = false;
  for (int i = 0; i < 40; ++i) {
    Duration takes = one.Post("profile", "{}").takes;
    CHECK(takes >= Duration(0));
    CHECK(takes <= milliseconds(10));
    CHECK(two.Post("profile", "{}").takes == takes);
    differs = differs || takes != Duration(0);
  }
  CHECK(differs);
}

// docs: limits.md (60 s); what was committed stays
TEST_CASE("a request over its time is cut with the earlier commands committed") {
  for (bool html : {true, false}) {
    CAPTURE(html);
    PortalOptions options = WithPlan("standard", {"crm.lead.update=20"});
    options.cut_with_html = html;
    PracticePortal portal(options);
    std::string json = R"({"cmd":{)";
    for (size_t i = 0; i < 6; ++i) {
      json += (i > 0 ? ",\"r" : "\"r") + std::to_string(i) +
              "\":\"crm.lead.update?id=" + portal.LeadText(i) + "&fields[NAME]=Cut\"";
    }
    Answer answer = portal.Post("batch", json + "}}");
    CHECK(answer.takes == seconds(60));
    if (html) {
      CHECK(answer.status == 504);
      CHECK(answer.content_type == "text/html");
      CHECK(answer.body.find("504 Gateway Time-out") != std::string::npos);
    } else {
      CHECK(answer.fate == Fate::kReset);
    }
    // 20, 40 and 60 s are done; the fourth would have saved at 70 s.
    size_t saved = 0;
    for (size_t i = 0; i < 6; ++i) saved += portal.Held(i, "NAME") == "Cut" ? 1 : 0;
    CHECK(saved == 3);
    CHECK(portal.portal.counters().cut == 1);
  }
}
