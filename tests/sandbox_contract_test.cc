// SPDX-License-Identifier: MIT
// One suite over both fronts of the practice portal: over HTTP with the real transport, and
// in-process on virtual time. Whatever is asked, both answer alike.
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "rest/curl_transport.h"
#include "rest/webhook.h"
#include "sandbox/http_server.h"
#include "sandbox/portal.h"
#include "sandbox/world.h"
#include "sandbox_transport.h"

using namespace leadsync;
using namespace leadsync::testing;

namespace {

std::unique_ptr<sandbox::Portal> MakePortal(const std::string& plan,
                                            const std::vector<std::string>& faults = {}) {
  sandbox::PortalOptions options;
  options.plan = sandbox::ParsePlan(plan);
  for (const std::string& fault : faults) options.faults.push_back(sandbox::ParseFaultRule(fault));
  return std::make_unique<sandbox::Portal>(
      options, std::make_unique<sandbox::World>(sandbox::World::Sample(60, 1)));
}

struct Asked {
  std::string method;
  std::string body;
};

/// Status, kind of failure and body without times, which are the only thing that may differ.
std::string Seen(const rest::HttpReply& reply) {
  std::string seen =
      std::to_string(static_cast<int>(reply.error)) + " " + std::to_string(reply.status) + " ";
  static const std::regex kTime(
      R"re("(start|finish|duration|processing|operating|operating_reset_at)":[-0-9.eE+]+|"(date_start|date_finish|DATE_MODIFY|MOVED_TIME|DATE_CLOSED|LAST_ACTIVITY_TIME)":"[^"]*")re");
  return seen + std::regex_replace(reply.body, kTime, "T");
}

std::vector<std::string> Converse(rest::Transport* transport, const Clock& clock,
                                  const std::vector<Asked>& asked) {
  std::vector<std::string> seen;
  for (const Asked& one : asked) {
    rest::HttpRequest request;
    request.method = one.method;
    request.body = one.body;
    request.timeout = std::chrono::seconds(10);
    const uint64_t id = transport->Start(request);
    const auto reply = transport->Wait(clock.Now() + std::chrono::seconds(20));
    REQUIRE(reply);
    CHECK(reply->id == id);
    seen.push_back(Seen(*reply));
  }
  return seen;
}

/// The same conversation over both fronts, each with a fresh portal.
void CheckBoth(const std::vector<Asked>& asked, const std::string& plan = "unlimited",
               const std::vector<std::string>& faults = {}) {
  const auto inner = MakePortal(plan, faults);
  VirtualClock virtual_clock;
  SandboxTransport in_process(inner.get(), &virtual_clock);
  const auto quick = Converse(&in_process, virtual_clock, asked);

  const auto served = MakePortal(plan, faults);
  SystemClock clock;
  sandbox::HttpServer server(served.get(), &clock);
  server.Start();
  const auto webhook =
      rest::Webhook::Parse(server.Origin() + served->WebhookPath(), "the practice portal");
  rest::CurlTransport http(webhook);
  const auto real = Converse(&http, clock, asked);
  server.Stop();
  REQUIRE(quick.size() == real.size());
  for (size_t i = 0; i < asked.size(); ++i) {
    CAPTURE(asked[i].method);
    CAPTURE(asked[i].body);
    CHECK(quick[i] == real[i]);
  }
  CHECK(inner->world().witness().counters().saves == served->world().witness().counters().saves);
}

}  // namespace

TEST_CASE("both fronts answer calls, errors and malformed bodies alike") {
  CheckBoth({{"profile", "{}"},
             {"crm.settings.mode.get", "{}"},
             {"crm.lead.fields", ""},
             {"crm.status.list", R"({"filter":{"ENTITY_ID":"STATUS"}})"},
             {"crm.lead.get", R"({"id":1001})"},
             {"crm.lead.get", R"({"id":999999})"},
             {"crm.lead.get", "{malformed"},
             {"crm.lead.update", R"({"id":1001,"fields":{"TITLE":"Новый <b>&"}})"},
             {"crm.lead.update", R"({"id":0})"},
             {"crm.lead.nothing", "{}"},
             {"no.such.method", "{}"},
             {"crm.lead.list", R"({"filter":{"@ID":[1001,1002]},"select":["ID","TITLE"]})"}});
}

TEST_CASE("both fronts answer batches alike, references and broken commands included") {
  CheckBoth(
      {{"batch",
        R"({"halt":0,"cmd":{"a":"crm.lead.update?id=1001&fields[STATUS_ID]=LOST","b":"crm.lead.update?id=5","c":"crm.lead.list?filter[@ID][0]=1001&select[]=STATUS_ID&start=-1","d":"crm.lead.get?id=$result[c][0][ID]"}})"},
       {"batch", R"({"cmd":["crm.lead.get?id=1001","crm.lead.get?id=0"]})"},
       {"batch", R"({"halt":"N","cmd":{"x":"crm.lead.get?id=0","y":"profile"}})"},
       {"batch", "{}"},
       {"batch", R"({"cmd":{"n":"batch?cmd[a]=profile"}})"}});
}

TEST_CASE("both fronts fail alike") {
  const Asked update = {"crm.lead.update", R"({"id":1001,"fields":{"POST":"x"}})"};
  for (const std::string fault :
       {"html status=502 when=after count=1", "html status=504 when=before count=1",
        "error-500 when=after count=1", "garbage count=1", "query-limit count=1", "expired count=1",
        "partial commands=0 count=1", "trickle delay=20ms count=1", "slow delay=20ms count=1",
        "drop count=1", "shape count=1", "operation-limit count=1",
        "edit when=before field=POST value=theirs count=1", "edit when=after count=1",
        "hide when=after count=1"}) {
    CAPTURE(fault);
    CheckBoth({update, update}, "unlimited", {fault});
  }
}

TEST_CASE("both fronts refuse the request above the plan's threshold") {
  std::vector<Asked> asked(8, {"profile", "{}"});
  CheckBoth(asked, "standard,rate=0.001,threshold=5");
}

TEST_CASE("connections break alike, and what was done before that is done") {
  const Asked update = {"crm.lead.update", R"({"id":1001,"fields":{"POST":"y"}})"};
  for (const std::string fault :
       {"reset when=before count=1", "reset when=after count=1", "truncate bytes=20 count=1"}) {
    CAPTURE(fault);
    const auto inner = MakePortal("unlimited", {fault});
    VirtualClock virtual_clock;
    SandboxTransport in_process(inner.get(), &virtual_clock);
    const auto served = MakePortal("unlimited", {fault});
    SystemClock clock;
    sandbox::HttpServer server(served.get(), &clock);
    server.Start();
    rest::CurlTransport http(
        rest::Webhook::Parse(server.Origin() + served->WebhookPath(), "the practice portal"));
    const auto kind = [&](rest::Transport* transport, const Clock& now) {
      transport->Start({update.method, update.body, std::chrono::seconds(10)});
      const auto reply = transport->Wait(now.Now() + std::chrono::seconds(20));
      REQUIRE(reply);
      return reply->error;
    };
    CHECK(kind(&in_process, virtual_clock) == rest::NetError::kBroken);
    CHECK(kind(&http, clock) == rest::NetError::kBroken);
    server.Stop();
    CHECK(inner->world().witness().counters().saves == served->world().witness().counters().saves);
  }
}

TEST_CASE("whoever waits in vain waits as long on both fronts, and the work is done") {
  const auto inner = MakePortal("unlimited", {"hang count=1"});
  VirtualClock virtual_clock;
  SandboxTransport in_process(inner.get(), &virtual_clock);
  const auto served = MakePortal("unlimited", {"hang count=1"});
  SystemClock clock;
  sandbox::HttpServer server(served.get(), &clock);
  server.Start();
  rest::CurlTransport http(
      rest::Webhook::Parse(server.Origin() + served->WebhookPath(), "the practice portal"));
  const auto kind = [&](rest::Transport* transport, const Clock& now) {
    transport->Start({"crm.lead.update", R"({"id":1001,"fields":{"POST":"z"}})",
                      std::chrono::milliseconds(200)});
    const auto reply = transport->Wait(now.Now() + std::chrono::seconds(20));
    REQUIRE(reply);
    return reply->error;
  };
  CHECK(kind(&in_process, virtual_clock) == rest::NetError::kTimeout);
  CHECK(kind(&http, clock) == rest::NetError::kTimeout);
  server.Stop();
  CHECK(inner->world().witness().counters().saves == 1);
  CHECK(served->world().witness().counters().saves == 1);
}
