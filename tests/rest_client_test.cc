// SPDX-License-Identifier: MIT
#include "rest/client.h"

#include <doctest/doctest.h>

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fake_transport.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::rest;
using leadsync::testing::Answer;
using leadsync::testing::FakeReply;
using leadsync::testing::FakeTransport;
using leadsync::testing::NoAnswer;
using leadsync::testing::VirtualClock;
using namespace std::chrono_literals;

namespace {

const std::string kGood =
    R"({"result":{"result":{"c00":{"ID":"7"},"c01":true},"result_error":[],"result_total":[],)"
    R"("result_next":[],"result_time":[]},"time":{"duration":0.1}})";

/// A batch answer whose second command has this error.
std::string Second(const std::string& error) {
  return R"({"result":{"result":{"c00":{"ID":"7"}},"result_error":{"c01":{"error":")" + error +
         R"(","error_description":"text"}}}})";
}

FakeReply Error503() {
  return Answer(503, R"({"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"})");
}

struct Portal {
  VirtualClock clock;
  std::deque<FakeReply> script;  ///< when it is used up, the last one again
  FakeTransport transport{&clock, [this](const HttpRequest&) {
                            FakeReply next = script.front();
                            if (script.size() > 1) script.pop_front();
                            started.push_back(clock.Now() - begin);
                            return next;
                          }};
  RateLimiter limiter{kStandardPlan};
  ClientOptions options;
  std::vector<Duration> started;
  std::vector<std::string> said;
  TimePoint begin = clock.Now();
  const std::vector<Call> calls = {{"profile", {}}, {"crm.settings.mode.get", {}}};

  Portal() {
    options.portal = "acme.bitrix24.com";
    options.on_pause = [this](std::string_view text) { said.emplace_back(text); };
  }
  Client Make() { return Client(&transport, &clock, &limiter, options); }
  BatchAnswer Read() { return Make().Read(calls); }
  BatchAnswer Write() { return Make().Write(calls); }
  size_t requests() const { return started.size(); }

  /// What it threw: exit code and text.
  std::pair<int, std::string> Failing(bool write = false) {
    try {
      write ? Write() : Read();
    } catch (const Error& e) {
      return {static_cast<int>(e.code()), e.what()};
    }
    return {-1, "answered"};
  }
};

bool IsResult(const BatchAnswer& answer, size_t i) {
  return answer.command(i).kind == CommandAnswer::Kind::kResult;
}

}  // namespace

TEST_CASE_FIXTURE(Portal, "calls are answered in their order, by one request") {
  script = {Answer(200, kGood)};
  const BatchAnswer answer = Read();
  CHECK(answer.size() == 2);
  CHECK(answer.command(0).result["ID"].text() == "7");
  CHECK(answer.command(1).result.boolean());
  REQUIRE(requests() == 1);
  CHECK(transport.requests()[0].method == "batch");
  CHECK(transport.requests()[0].body ==
        R"({"halt":0,"cmd":{"c00":"profile","c01":"crm.settings.mode.get"}})");
  CHECK(transport.requests()[0].timeout == 100s);
  CHECK(limiter.Level(clock.Now()) > 0.9);
  CHECK(said.empty());
}

TEST_CASE_FIXTURE(Portal, "a read is repeated after whatever may pass, with growing pauses") {
  script = {NoAnswer(NetError::kNotSent, "no connection"),
            NoAnswer(NetError::kBroken),
            FakeReply(Answer(200, kGood), 200s),
            Answer(502, "<html>Bad Gateway</html>"),
            Answer(200, "<html>captcha</html>"),
            Answer(200, R"({"result":[]})"),
            Answer(200, kGood)};
  options.give_up_after = 1h;
  CHECK(IsResult(Read(), 1));
  REQUIRE(requests() == 7);
  REQUIRE(said.size() == 6);
  CHECK(said[0] == "acme.bitrix24.com: no connection; trying again in 1 s");
  Duration last{0};
  for (size_t i = 1; i < started.size(); ++i) {
    CAPTURE(i);
    const Duration pause = started[i] - started[i - 1] - (i == 3 ? Duration(100s) : Duration(20ms));
    const Duration full = std::min<Duration>(30s, 1s * (1 << (i - 1)));
    CHECK(pause >= full * 3 / 4 - 1ms);
    CHECK(pause <= full + 1ms);
    CHECK(pause > last);
    last = pause;
  }
}

TEST_CASE_FIXTURE(Portal, "a write is repeated only if it surely did not run") {
  script = {NoAnswer(NetError::kNotSent), Error503(), Answer(200, kGood)};
  CHECK(IsResult(Write(), 0));
  CHECK(requests() == 3);

  for (const FakeReply& reply :
       {FakeReply(NoAnswer(NetError::kBroken)), FakeReply(NoAnswer(NetError::kTimeout)),
        FakeReply(Answer(502, "<html></html>")), FakeReply(Answer(200, R"({"result":[]})")),
        FakeReply(Answer(200, "{\"result\":{\"result\":"))}) {
    script = {reply};
    const size_t before = requests();
    const auto [exit, text] = Failing(true);
    CHECK(exit == 1);
    CHECK(text.starts_with(
        "acme.bitrix24.com: it is not known whether the portal did what it was asked: "));
    CHECK(requests() == before + 1);
  }
}

TEST_CASE_FIXTURE(Portal, "errors of single calls are answers; a limit's are waited for") {
  script = {Answer(200, Second("insufficient_scope"))};
  const BatchAnswer refused = Read();
  CHECK(refused.command(1).kind == CommandAnswer::Kind::kError);
  CHECK(refused.command(1).error.code == "insufficient_scope");
  CHECK(requests() == 1);

  script = {Answer(200, Second("OPERATION_TIME_LIMIT")), Answer(200, kGood)};
  CHECK(IsResult(Read(), 1));
  CHECK(requests() == 3);
  CHECK(started[2] - started[1] >= 30s);

  // Of a write the other calls have run.
  script = {Answer(200, Second("OPERATION_TIME_LIMIT"))};
  CHECK(Write().command(1).kind == CommandAnswer::Kind::kError);
  CHECK(requests() == 4);
}

TEST_CASE_FIXTURE(Portal, "a call that the portal leaves out is asked again twice, then missing") {
  script = {Answer(200, R"({"result":{"result":{"c00":1},"result_error":[]}})")};
  const BatchAnswer answer = Read();
  CHECK(IsResult(answer, 0));
  CHECK(answer.command(1).kind == CommandAnswer::Kind::kMissing);
  CHECK(requests() == 3);
  CHECK(said[0].starts_with(
      "acme.bitrix24.com: its answer lacks crm.settings.mode.get; trying again in"));
  CHECK(Write().command(1).kind == CommandAnswer::Kind::kMissing);
  CHECK(requests() == 4);
}

TEST_CASE_FIXTURE(Portal, "a portal that stays away is given up in time") {
  script = {NoAnswer(NetError::kNotSent, "the name acme.bitrix24.com is not known (DNS)")};
  const auto [exit, text] = Failing();
  CHECK(exit == 5);
  CHECK(text.starts_with("acme.bitrix24.com: no answer that helps in "));
  CHECK(
      text.ends_with("; the last try: the name acme.bitrix24.com is not known (DNS); try again "
                     "later, or wait longer with --give-up-after"));
  CHECK(clock.Now() - begin <= 120s);
  CHECK(clock.Now() - begin >= 60s);
  CHECK(requests() >= 6);
}

TEST_CASE_FIXTURE(Portal,
                  "a read of a silent portal ends with the patience, not with its time-out") {
  script = {FakeReply(Answer(200, kGood), 1000s)};
  CHECK(Failing().first == 5);
  CHECK(clock.Now() - begin <= 121s);
}

TEST_CASE_FIXTURE(Portal, "what cannot work stops at once, with its own exit code") {
  script = {Answer(401, R"({"error":"INVALID_CREDENTIALS","error_description":"Invalid"})")};
  CHECK(Failing().first == 5);
  script = {Answer(403, R"({"error":"ACCESS_DENIED","error_description":"plan"})")};
  CHECK(Failing().first == 1);
  script = {NoAnswer(NetError::kUntrusted, "self-signed")};
  CHECK(Failing().first == 1);
  HttpReply moved = Answer(302, "");
  moved.location = "https://new.bitrix24.com";
  script = {moved};
  CHECK(Failing() ==
        std::pair<int, std::string>(
            1,
            "acme.bitrix24.com: the portal has moved to "
            "https://new.bitrix24.com: use an access address (webhook) that begins so"));
  script = {Answer(413, "<html>too large</html>")};
  const auto [exit, text] = Failing();
  CHECK(exit == 1);
  CHECK(text.starts_with(
      "acme.bitrix24.com: a proxy or firewall before the portal refuses the request: HTTP 413"));
  CHECK(requests() == 5);
  CHECK(said.empty());
}

TEST_CASE_FIXTURE(Portal, "requests keep the pace of the limiter, and a refusal slows it down") {
  limiter.SetLevel(50, clock.Now());
  script = {Answer(200, kGood)};
  Read();
  CHECK(started[0] == 2s);  // down to 46, so that this one makes it 47

  script = {Error503(), Answer(200, kGood)};
  Read();
  REQUIRE(requests() == 3);
  CHECK(started[2] - started[1] >= 1s);
  CHECK(limiter.Level(clock.Now()) > 1);
  CHECK(said.size() == 1);
}

TEST_CASE_FIXTURE(Portal, "an interrupt ends every wait; a wake-up without one ends none") {
  bool stop = false;
  options.interrupted = [&] { return stop; };
  script = {FakeReply(Answer(200, kGood), 10s)};
  transport.Interrupt();
  CHECK(IsResult(Read(), 0));

  stop = true;
  const auto [exit, text] = Failing();
  CHECK(exit == 130);
  CHECK(text.ends_with(": interrupted while the portal was asked; start again"));
  CHECK(requests() == 1);

  stop = false;
  script = {NoAnswer(NetError::kNotSent)};
  options.on_pause = [&](std::string_view) { stop = true; };
  CHECK(Failing().first == 130);
  CHECK(requests() == 2);
}

TEST_CASE_FIXTURE(Portal, "what does not fit into one batch is refused before anything is sent") {
  script = {Answer(200, kGood)};
  Client client = Make();
  CHECK_THROWS_WITH_AS(
      client.Read(std::vector<Call>(51, {"profile", {}})),
      "profile: does not fit into one request; this is a mistake in leadsync itself: report it",
      Error);
  CHECK_THROWS_AS(client.Read({{"crm.lead.list", {{"filter[NAME]", "$result[c00]"}}}}), Error);
  CHECK(requests() == 0);
}
