// SPDX-License-Identifier: MIT
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
using std::chrono::seconds;

namespace {

/// A portal with rules, and a batch that names its first leads.
class Faulty : public PracticePortal {
 public:
  explicit Faulty(std::string_view rules, PortalOptions options = {})
      : PracticePortal(std::move(options)) {
    portal.SetFaults(ParseFaultRules(rules));
  }
  Answer Update(const std::string& name, size_t leads = 3) {
    std::string json = R"({"cmd":{)";
    for (size_t i = 0; i < leads; ++i) {
      json += (i > 0 ? ",\"r" : "\"r") + std::to_string(i) +
              "\":\"crm.lead.update?id=" + LeadText(i) + "&fields[NAME]=" + name + "\"";
    }
    return Post("batch", json + "}}");
  }
  size_t Saved(const std::string& name, size_t leads = 3) {
    size_t saved = 0;
    for (size_t i = 0; i < leads; ++i) saved += Held(i, "NAME") == name ? 1 : 0;
    return saved;
  }
};

}  // namespace

TEST_CASE("a rule that cannot be read is refused with what there is") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "a fault rule is empty: begin with a kind, such as reset"},
      {"explode",
       "no fault «explode»: there are refuse, reset, close-reused, hang, slow, trickle, html, "
       "error-500, partial, truncate, garbage, drop, shape, query-limit, expired, "
       "operation-limit, edit, delete, hide"},
      {"drop when=before",
       "fault «drop when=before»: drop strikes the real answer, so when=before is no choice"},
      {"reset when=later", "fault «reset when=later»: when=«later»: say before or after"},
      {"reset every=0",
       "fault «reset every=0»: every=«0»: a whole number from 1 to 1099511627776 is needed"},
      {"html p=1.5", "fault «html p=1.5»: p=«1.5»: a number from 0 to 1 is needed"},
      {"slow delay=soon",
       "fault «slow delay=soon»: delay=«soon»: a time such as 250ms, 5s or 2m is needed, a day at "
       "most"},
      {"reset speed=1",
       "fault «reset speed=1»: no setting «speed»: there are method, every, p, seed, "
       "count, from, to, when, delay, status, commands, bytes, command, member, lead, "
       "field, value and user"},
      {"shape member=x",
       "fault «shape member=x»: member=«x»: there are result, result_error, result_total, "
       "result_next, result_time and all"},
      {"refuse method=batch",
       "fault «refuse method=batch»: refuse takes no method: a connection is refused before the "
       "request is known; leave it out"},
      {"edit value=\"x",
       "fault «edit value=\"x»: «edit value=\"x»: a quote is never closed; close it"},
  };
  for (const auto& [text, want] : rows) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(ParseFaultRule(text), want.c_str(), UsageError);
  }
}

TEST_CASE("rules stand on lines of their own, with comments between") {
  auto rules = ParseFaultRules("# one\n\n  reset every=3 \r\nedit value=\"a b\" field=NAME\n");
  REQUIRE(rules.size() == 2);
  CHECK(rules[0].every == 3);
  CHECK(rules[0].written == "reset every=3");
  CHECK(rules[1].value == "a b");
}

TEST_CASE("a reset before the commit does nothing, after it everything") {
  for (bool after : {false, true}) {
    Faulty portal(after ? "reset when=after count=1" : "reset when=before count=1");
    CHECK(portal.Update("A").fate == Fate::kReset);
    CHECK(portal.Saved("A") == (after ? 3 : 0));
    CHECK(portal.Update("B").fate == Fate::kAnswer);
    CHECK(portal.Saved("B") == 3);
  }
}

TEST_CASE("answers of front servers come before or after the commit") {
  for (auto [rule, status, saved] :
       {std::tuple{"html status=502 when=before", 502, 0u},
        std::tuple{"html status=504 when=after", 504, 3u}, std::tuple{"html status=503", 503, 3u},
        std::tuple{"html status=403 when=before", 403, 0u}}) {
    CAPTURE(std::string(rule));
    Faulty portal(rule);
    Answer answer = portal.Update("A");
    CHECK(answer.status == status);
    CHECK(answer.content_type == "text/html");
    CHECK(answer.body.find("<h1>" + std::to_string(status)) != std::string::npos);
    CHECK(portal.Saved("A") == saved);
  }
}

TEST_CASE("server errors, garbage, limits and tokens have their bodies") {
  auto answer_to = [](std::string_view rule, size_t saved) {
    Faulty portal(rule);
    Answer answer = portal.Update("A");
    CHECK(portal.Saved("A") == saved);
    return std::to_string(answer.status) + " " + answer.body;
  };
  CHECK(answer_to("error-500", 3) ==
        R"(500 {"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"})");
  CHECK(answer_to("error-500 when=before", 0).substr(0, 3) == "500");
  CHECK(answer_to("garbage", 3).substr(0, 19) == "200 <!DOCTYPE html>");
  CHECK(answer_to("query-limit", 0) ==
        R"(503 {"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"})");
  CHECK(
      answer_to("expired", 0) ==
      R"(401 {"error":"expired_token","error_description":"The access token provided has expired"})");
}

TEST_CASE("a partial commit runs the first commands and answers 500") {
  Faulty portal("partial commands=2 count=1");
  Answer answer = portal.Update("A");
  CHECK(answer.status == 500);
  CHECK(portal.Saved("A") == 2);
  CHECK(portal.Held(0, "NAME") == "A");
  CHECK(portal.Held(2, "NAME") != "A");
}

TEST_CASE("hanging, slow and truncated answers") {
  Faulty hang("hang");
  CHECK(hang.Update("A").fate == Fate::kHang);
  CHECK(hang.Saved("A") == 3);
  Faulty slow("slow delay=2s\nslow delay=500ms");
  Answer answer = slow.Update("A");
  CHECK(answer.takes == milliseconds(2500));
  CHECK(answer.status == 200);
  Faulty cut("truncate bytes=20");
  answer = cut.Update("A");
  CHECK(answer.fate == Fate::kTruncate);
  CHECK(answer.truncate_at == 20);
  CHECK(answer.body.size() > 20);
  CHECK(cut.Saved("A") == 3);
}

TEST_CASE("a trickling answer is the real one, and takes its time to come") {
  Faulty portal("trickle delay=30s");
  Answer answer = portal.Update("A");
  CHECK(answer.fate == Fate::kAnswer);
  CHECK(answer.trickles == seconds(30));
  CHECK(answer.body.find(R"("r2":true)") != std::string::npos);
}

TEST_CASE("only a reused connection is closed under its request") {
  Faulty portal("close-reused");
  CHECK(portal.Update("A").fate == Fate::kAnswer);
  Request request;
  request.target = "/rest/1/practice/profile";
  request.reused = true;
  CHECK(portal.Send(request).fate == Fate::kReset);
}

TEST_CASE("a command lacks in the answer although it ran") {
  Faulty last("drop");
  std::string body = PracticePortal::WithoutTimes(last.Update("A").body);
  CHECK(
      body ==
      R"({"result":{"result":{"r0":true,"r1":true},"result_error":[],"result_total":[],"result_next":[])");
  CHECK(last.Saved("A") == 3);
  Faulty second("drop command=2");
  std::string whole = second.Update("A").body;
  CHECK(whole.find("\"r1\"") == std::string::npos);
  CHECK(whole.find("\"r2\":true") != std::string::npos);
  Faulty single("drop");
  CHECK(single.Post("profile", "{}").body.substr(0, 9) == R"({"time":{)");
}

TEST_CASE("members come in the wrong shape") {
  Faulty portal("shape member=result");
  CHECK(
      PracticePortal::WithoutTimes(portal.Update("A").body) ==
      R"({"result":{"result":[true,true,true],"result_error":[],"result_total":[],"result_next":[])");
  Faulty all("shape member=all");
  CHECK(
      PracticePortal::WithoutTimes(all.Update("A").body) ==
      R"({"result":{"result":[true,true,true],"result_error":{},"result_total":{},"result_next":{})");
  Faulty single("shape");
  CHECK(single.Post("crm.settings.mode.get", "{}").body.substr(0, 14) == R"({"result":[1],)");
}

TEST_CASE("every, count, from and to choose requests by number") {
  auto struck = [](std::string_view rule) {
    Faulty portal(rule);
    std::string out;
    for (int i = 0; i < 12; ++i) {
      out += portal.Get("/rest/1/practice/profile").status == 200 ? '.' : 'x';
    }
    return out;
  };
  CHECK(struck("html") == "xxxxxxxxxxxx");
  CHECK(struck("html every=3") == "..x..x..x..x");
  CHECK(struck("html every=3 count=2") == "..x..x......");
  CHECK(struck("html from=4 to=6") == "...xxx......");
  CHECK(struck("html from=4 every=2 to=8") == "....x.x.....");
  CHECK(struck("html p=0") == "............");
  std::string some = struck("html p=0.5 seed=3");
  CHECK(some == struck("html p=0.5 seed=3"));
  CHECK(some.find('x') != std::string::npos);
  CHECK(some.find('.') != std::string::npos);
}

TEST_CASE("a rule with a method strikes batches that hold it") {
  Faulty portal("html method=crm.lead.update");
  CHECK(portal.Update("A").status == 502);
  CHECK(portal.Post("batch", R"({"cmd":{"a":"crm.lead.list"}})").status == 200);
  CHECK(portal.Post("CRM.LEAD.UPDATE", "{}").status == 502);
  Faulty any("html method=crm.lead.*");
  CHECK(any.Post("batch", R"({"cmd":{"a":"profile","b":"crm.lead.list"}})").status == 502);
  CHECK(any.Get("/rest/1/practice/profile").status == 200);
}

TEST_CASE("the operation limit strikes single commands") {
  Faulty portal("operation-limit method=crm.lead.update every=2");
  std::string body = portal.Update("A").body;
  CHECK(body.find(R"("result_error":{"r1":{"error":"OPERATION_TIME_LIMIT")") != std::string::npos);
  CHECK(portal.Saved("A") == 2);
  Faulty outer("operation-limit method=batch");
  CHECK(outer.Update("A").status == 429);
  CHECK(outer.Saved("A") == 0);
}

TEST_CASE("somebody else changes leads between a read and a write, or right after a write") {
  Faulty read("edit method=crm.lead.list field=NAME value=Other user=1 every=2");
  std::string ids = "filter[@ID][0]=" + read.LeadText(0) + "&filter[@ID][1]=" + read.LeadText(1);
  std::string body = read.Batch(
      R"({"cmd":{"q":"crm.lead.list?select[]=ID&select[]=NAME&start=-1&)" + ids + R"("}})");
  CHECK(body.find("Other") == std::string::npos);
  CHECK(read.Held(0, "NAME") != "Other");
  CHECK(read.Held(1, "NAME") == "Other");

  Faulty write("edit method=crm.lead.update field=NAME value=\"Some one\" count=1");
  write.Update("A");
  CHECK(write.Held(0, "NAME") == "Some one");
  CHECK(write.Saved("A") == 2);

  Faulty before("edit method=crm.lead.update when=before field=NAME value=Early count=1");
  before.Update("A");
  CHECK(before.Saved("A") == 3);
  const auto& saves = before.portal.world().witness().saves();
  REQUIRE(saves.size() == 4);
  CHECK(saves[0].request == 0);
  CHECK(saves[1].request == 1);
}

TEST_CASE("somebody else deletes or hides a lead") {
  Faulty deleted("delete method=crm.lead.list count=1");
  deleted.Post("crm.lead.list", R"({"filter":{"ID":)" + deleted.LeadText(0) + "}}");
  CHECK(deleted.Update("A").body.find(
            R"("r0":{"error":"","error_description":"Lead is not found"})") != std::string::npos);
  Faulty hidden("hide method=crm.lead.update lead=" + std::to_string(1001) + " count=1");
  hidden.Update("A");
  CHECK(hidden.Post("crm.lead.list", R"({"filter":{"ID":1001}})").body.find("\"result\":[]") !=
        std::string::npos);
}

TEST_CASE("a refusing portal answers nothing until its time has passed") {
  Faulty portal("refuse delay=2s from=2 count=1");
  CHECK_FALSE(portal.portal.RefusesConnections(portal.now));
  CHECK(portal.Update("A").fate == Fate::kAnswer);
  CHECK(portal.portal.RefusesConnections(portal.now));
  CHECK(portal.Update("B").fate == Fate::kRefuse);
  portal.Pass(milliseconds(1999));
  CHECK(portal.Update("B").fate == Fate::kRefuse);
  CHECK(portal.Saved("A") == 3);
  portal.Pass(milliseconds(1));
  CHECK_FALSE(portal.portal.RefusesConnections(portal.now));
  CHECK(portal.Update("C").fate == Fate::kAnswer);
  CHECK(portal.portal.counters().requests == 2);
  CHECK(portal.portal.counters().connections_refused == 2);
}

TEST_CASE("rules are set, shown and cleared over HTTP") {
  PracticePortal portal;
  auto post = [&](const std::string& path, std::string body) {
    Request request;
    request.target = path;
    request.body = std::move(body);
    return portal.Send(request);
  };
  CHECK(post("/sandbox/faults", "html every=2\n").body ==
        R"([{"rule":"html every=2","matched":0,"fired":0}])");
  CHECK(portal.Get("/rest/1/practice/profile").status == 200);
  CHECK(portal.Get("/rest/1/practice/profile").status == 502);
  CHECK(portal.Get("/sandbox/faults").body == R"([{"rule":"html every=2","matched":2,"fired":1}])");
  Answer refused = post("/sandbox/faults", "nonsense");
  CHECK(refused.status == 400);
  CHECK(refused.body.find("no fault «nonsense»") != std::string::npos);
  CHECK(portal.Get("/sandbox/faults").body != "[]");
  CHECK(post("/sandbox/reset", "").status == 200);
  CHECK(portal.Get("/sandbox/faults").body == "[]");
  CHECK(portal.portal.counters().requests == 0);
}
