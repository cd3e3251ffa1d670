// SPDX-License-Identifier: MIT
#include "rest/curl_transport.h"

#include <curl/curl.h>
#include <doctest/doctest.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "loopback_server.h"
#include "printers.h"
#include "rest/curl_errors.h"

using namespace leadsync;
using namespace leadsync::rest;
using leadsync::testing::LoopbackServer;
using leadsync::testing::Peer;
using namespace std::chrono_literals;

namespace {

const std::string kCode = "q7w8e9r0t1y2u3i4";

Webhook To(int port, const std::string& scheme = "http") {
  return Webhook::Parse(scheme + "://127.0.0.1:" + std::to_string(port) + "/rest/1/" + kCode + "/",
                        "test");
}

TimePoint Now() { return SystemClock().Now(); }

/// Starts a request and waits for what becomes of it.
HttpReply Ask(CurlTransport* transport, const std::string& body = "{}", Duration timeout = 20s) {
  const uint64_t id = transport->Start({"batch", body, timeout});
  const auto reply = transport->Wait(Now() + 30s);
  REQUIRE(reply);
  CHECK(reply->id == id);
  CHECK(reply->error_text.find(kCode) == std::string::npos);
  CHECK(reply->finished >= reply->started);
  CHECK(transport->in_flight() == 0);
  return *reply;
}

void AnswerAll(Peer& peer, int) {
  while (const auto request = peer.Read()) peer.Answer(request->body);
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Variable {
  const char* name;
  Variable(const char* n, const std::string& value) : name(n) { ::setenv(n, value.c_str(), 1); }
  ~Variable() { ::unsetenv(name); }
};

}  // namespace

TEST_CASE("a request is one POST of JSON with its length, and no more") {
  std::string head, body;
  LoopbackServer server([&](Peer& peer, int) {
    const auto request = peer.Read();
    head = request->head;
    body = request->body;
    peer.Answer("{\"result\":true}", "X-Other: 1\r\n");
  });
  CurlTransport transport(To(server.port()));
  const std::string sent(300'000, 'x');
  const HttpReply reply = Ask(&transport, sent);
  CHECK(reply.error == NetError::kNone);
  CHECK(reply.status == 200);
  CHECK(reply.content_type == "application/json");
  CHECK(reply.body == "{\"result\":true}");
  CHECK(body == sent);
  CHECK(head.starts_with("POST /rest/1/" + kCode + "/batch HTTP/1.1\r\n"));
  CHECK(Contains(head, "Content-Length: 300000\r\n"));
  CHECK(Contains(head, "Content-Type: application/json\r\n"));
  CHECK(Contains(head, "Accept: application/json\r\n"));
  CHECK(Contains(head, "Accept-Encoding: deflate, gzip"));
  CHECK(Contains(head, std::string("User-Agent: leadsync/") + LEADSYNC_VERSION + "\r\n"));
  CHECK_FALSE(Contains(head, "Expect:"));
  CHECK_FALSE(Contains(head, "Transfer-Encoding:"));
}

// libcurl 7.88.1 with CURLOPT_POSTFIELDS sends the second request again, on a new connection, after
// the server has executed it and closed without an answer.
TEST_CASE("a request that a reused connection lost is never repeated") {
  for (const size_t size : {size_t{2}, size_t{0}, size_t{100'000}}) {
    CAPTURE(size);
    std::atomic<int> executed{0};
    LoopbackServer server([&](Peer& peer, int connection) {
      if (!peer.Read()) return;
      ++executed;
      peer.Answer("{}");
      if (connection == 0) {
        // Executed, committed, and then the server dies.
        if (peer.Read()) ++executed;
      } else {
        AnswerAll(peer, connection);
      }
    });
    CurlTransport transport(To(server.port()));
    CHECK(Ask(&transport).error == NetError::kNone);
    const HttpReply lost = Ask(&transport, std::string(size, 'x'));
    CHECK(lost.error == NetError::kBroken);
    CHECK_MESSAGE(
        (lost.error_text.starts_with("the connection broke before the answer had come (curl ") &&
         lost.error_text.ends_with(": the server had closed the reused connection)")),
        lost.error_text);
    CHECK(executed.load() == 2);
    // The next one is a new request, on a new connection.
    CHECK(Ask(&transport).error == NetError::kNone);
    CHECK(executed.load() == 3);
  }
}

TEST_CASE("a connection that the server closed while idle costs at most an unknown outcome") {
  std::atomic<int> executed{0};
  LoopbackServer server([&](Peer& peer, int) {
    if (!peer.Read()) return;
    ++executed;
    peer.Answer("{}");
  });
  CurlTransport transport(To(server.port()));
  int answered = 0;
  for (int i = 1; i <= 20; ++i) {
    const HttpReply reply = Ask(&transport);
    if (reply.error == NetError::kNone) ++answered;
    CHECK((reply.error == NetError::kNone || reply.error == NetError::kBroken));
    CHECK(executed.load() <= i);
  }
  CHECK(executed.load() == answered);
  CHECK(answered >= 10);
}

TEST_CASE("a connection that closes without an answer is broken, at every point of the answer") {
  const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\":12345";
  for (size_t length = 0; length < whole.size(); length += 3) {
    CAPTURE(length);
    LoopbackServer server([&](Peer& peer, int) {
      if (peer.Read()) peer.Send(whole.substr(0, length));
    });
    CurlTransport transport(To(server.port()));
    const HttpReply reply = Ask(&transport);
    CHECK(reply.error == NetError::kBroken);
    CHECK(reply.body.empty());
    CHECK(server.connections() == 1);
  }
}

TEST_CASE("nobody listens: surely not sent") {
  int port;
  {
    LoopbackServer server(AnswerAll);
    port = server.port();
  }
  CurlTransport transport(To(port));
  const HttpReply reply = Ask(&transport);
  CHECK(reply.error == NetError::kNotSent);
  CHECK(reply.error_text.starts_with("no connection to 127.0.0.1:" + std::to_string(port) +
                                     " (curl 7: "));
}

TEST_CASE("a handshake that fails: surely not sent") {
  LoopbackServer server([](Peer& peer, int) { peer.Send("220 smtp.example.com\r\n"); });
  CurlTransport transport(To(server.port(), "https"));
  const HttpReply reply = Ask(&transport);
  CHECK(reply.error == NetError::kNotSent);
  CHECK(reply.error_text.starts_with("the connection to 127.0.0.1:" +
                                     std::to_string(server.port()) + " could not be set up (curl"));
}

TEST_CASE("a silent server is a time-out; a silent handshake is not even sent") {
  LoopbackServer server([](Peer& peer, int) { peer.Hang(); });
  CurlTransport plain(To(server.port()));
  const HttpReply reply = Ask(&plain, "{}", 40ms);
  CHECK(reply.error == NetError::kTimeout);
  CHECK(reply.error_text.starts_with("no whole answer within 40 ms (curl 28: "));
  CHECK(reply.finished - reply.started >= 39ms);

  CurlTransportOptions options;
  options.connect_timeout = 40ms;
  CurlTransport encrypted(To(server.port(), "https"), options);
  const HttpReply unsent = Ask(&encrypted);
  CHECK(unsent.error == NetError::kNotSent);
  CHECK(Contains(unsent.error_text, " within 40 ms (curl 28: "));
}

TEST_CASE("an answer that stops coming is given up before the time-out") {
  LoopbackServer server([](Peer& peer, int) {
    peer.Read();
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"result\"");
    peer.Hang();
  });
  CurlTransportOptions options;
  options.stall_timeout = 40ms;
  CurlTransport transport(To(server.port()), options);
  const HttpReply reply = Ask(&transport);
  CHECK(reply.error == NetError::kTimeout);
  CHECK(reply.error_text == "the answer stopped coming for 40 ms (curl 28)");
}

TEST_CASE("an answer is bounded, packed or not") {
  CurlTransportOptions options;
  options.most_answer_bytes = 100;
  for (const size_t size : {size_t{100}, size_t{101}, size_t{1'000'000}}) {
    LoopbackServer server([&](Peer& peer, int) {
      peer.Read();
      peer.Answer(std::string(size, 'x'));
    });
    CurlTransport transport(To(server.port()), options);
    const HttpReply reply = Ask(&transport);
    CHECK((reply.error == NetError::kNone) == (size == 100));
    if (size == 100) continue;
    CHECK(reply.error == NetError::kBroken);
    CHECK(reply.error_text == "the answer is larger than 100 bytes (curl 23)");
  }
}

TEST_CASE("answers on their way at the same time are bounded together") {
  CurlTransportOptions options;
  options.most_bytes_together = 100;
  std::atomic<bool> begun{false};
  LoopbackServer server([&](Peer& peer, int connection) {
    peer.Read();
    if (connection == 0) {
      peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 61\r\n\r\n" + std::string(60, 'x'));
      begun = true;
      peer.Hang();
    } else {
      while (!begun) std::this_thread::yield();
      peer.Answer(std::string(41, 'x'));
    }
  });
  CurlTransport transport(To(server.port()), options);
  transport.Start({"batch", "{}", 5s});
  const uint64_t second = transport.Start({"batch", "{}", 5s});
  const auto reply = transport.Wait(SystemClock().Now() + 5s);
  REQUIRE(reply);
  CHECK(reply->id == second);
  CHECK(reply->error == NetError::kBroken);
  CHECK(reply->error_text ==
        "the answers on their way are larger than 100 bytes together (curl 23)");
}

TEST_CASE("answers that were taken leave room for others") {
  CurlTransportOptions options;
  options.most_bytes_together = 100;
  LoopbackServer server([](Peer& peer, int) {
    while (peer.Read()) peer.Answer(std::string(100, 'x'));
  });
  CurlTransport transport(To(server.port()), options);
  for (int i = 0; i < 5; ++i) CHECK(Ask(&transport).error == NetError::kNone);
}

TEST_CASE("a packed answer comes unpacked; what cannot be unpacked is broken") {
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x2a\x4a\x2d\x2e\xcd\x29\x51\xb2"
      "\x2a\x29\x2a\x4d\xad\x05\x00\x5d\x9c\x66\xf8\x0f\x00\x00\x00",
      35);
  for (const bool whole : {true, false}) {
    LoopbackServer server([&](Peer& peer, int) {
      peer.Read();
      peer.Answer(whole ? packed : "hello", "Content-Encoding: gzip\r\n");
    });
    CurlTransport transport(To(server.port()));
    const HttpReply reply = Ask(&transport);
    CHECK(reply.error == (whole ? NetError::kNone : NetError::kBroken));
    CHECK(reply.body == (whole ? "{\"result\":true}" : ""));
    if (!whole) CHECK(reply.error_text.starts_with("the answer could not be unpacked (curl 61: "));
  }
}

TEST_CASE("a redirect is reported without path and query, and not followed") {
  LoopbackServer server([](Peer& peer, int) {
    const std::vector<std::string> targets = {
        "https://new.bitrix24.com/rest/1/" + kCode + "/batch?x=1",
        "https://" + kCode + "@new.bitrix24.com:8443/", "//new.bitrix24.com/", "/elsewhere"};
    for (const std::string& target : targets) {
      if (!peer.Read()) return;
      peer.Send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + "\r\n\r\n");
    }
  });
  CurlTransport transport(To(server.port()));
  const std::string own = "http://127.0.0.1:" + std::to_string(server.port());
  for (const std::string& want :
       {std::string("https://new.bitrix24.com"), std::string("https://new.bitrix24.com:8443"),
        std::string("http://new.bitrix24.com"), own}) {
    const HttpReply reply = Ask(&transport);
    CHECK(reply.status == 302);
    CHECK(reply.location == want);
  }
}

TEST_CASE("a status comes with its body, whatever it is") {
  LoopbackServer server([](Peer& peer, int) {
    peer.Read();
    peer.Send(
        "HTTP/1.1 503 Busy\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Transfer-Encoding: chunked\r\n\r\n5\r\n<h1>a\r\n2\r\nbc\r\n0\r\n\r\n");
  });
  CurlTransport transport(To(server.port()));
  const HttpReply reply = Ask(&transport);
  CHECK(reply.error == NetError::kNone);
  CHECK(reply.status == 503);
  CHECK(reply.content_type == "text/html; charset=utf-8");
  CHECK(reply.body == "<h1>abc");
}

TEST_CASE("many requests are in flight at once, and their connections are reused") {
  LoopbackServer server(AnswerAll);
  CurlTransport transport(To(server.port()));
  for (int round = 0; round < 5; ++round) {
    std::map<uint64_t, std::string> sent;
    for (int i = 0; i < 8; ++i) {
      const std::string body = std::to_string(round * 100 + i);
      sent[transport.Start({"batch", body})] = body;
    }
    CHECK(transport.in_flight() == 8);
    while (transport.in_flight() > 0) {
      const auto reply = transport.Wait(Now() + 30s);
      REQUIRE(reply);
      CHECK(reply->error == NetError::kNone);
      CHECK(sent[reply->id] == reply->body);
      sent.erase(reply->id);
    }
    CHECK(sent.empty());
  }
  CHECK(server.connections() <= 8);
}

namespace {
CurlTransport* interrupted = nullptr;
void OnSignal(int) { interrupted->Wakeup(); }
}  // namespace

TEST_CASE("a wake-up, as of a signal, ends a wait with nothing, and loses nothing") {
  LoopbackServer server([](Peer& peer, int) {
    peer.Read();
    peer.Read();
    peer.Answer("never");
  });
  CurlTransport transport(To(server.port()));
  transport.Wakeup();
  CHECK_FALSE(transport.Wait(Now() + 1h));

  transport.Start({"batch", "{}"});
  interrupted = &transport;
  const auto old = std::signal(SIGUSR1, OnSignal);
  errno = 77;
  std::raise(SIGUSR1);
  CHECK(errno == 77);
  CHECK_FALSE(transport.Wait(Now() + 1h));
  std::signal(SIGUSR1, old);
  CHECK(transport.in_flight() == 1);

  std::thread other([&] { transport.Wakeup(); });
  CHECK_FALSE(transport.Wait(Now() + 1h));
  other.join();
  // A transport may go while a request is under way.
}

TEST_CASE("with nothing in flight a wait just waits, and not too long") {
  LoopbackServer server(AnswerAll);
  CurlTransport transport(To(server.port()));
  const TimePoint start = Now();
  CHECK_FALSE(transport.Wait(start + 20ms));
  CHECK(Now() >= start + 20ms);
  CHECK_FALSE(transport.Wait(start));
  transport.Start({"batch", "{}"});
  const auto reply = transport.Wait(TimePoint::max());
  REQUIRE(reply);
  CHECK(reply->body == "{}");
}

TEST_CASE("a method's name cannot lead elsewhere") {
  CurlTransport transport(To(1));
  for (const std::string method : {"", "a/b", "../x", "batch?x", "Batch", "b%2f", "a b", "a\n"}) {
    CAPTURE(method);
    CHECK_THROWS_AS(transport.Start({method, "{}"}), Error);
  }
  CHECK_THROWS_WITH_AS(transport.Start({"a/b", "{}"}),
                       "a/b: not the name of a REST method; this is a mistake in leadsync "
                       "itself: report it",
                       Error);
  CHECK(transport.in_flight() == 0);
}

TEST_CASE("a proxy that refuses is named, and nothing was sent") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"407 Proxy Authentication Required",
       "the proxy wants a user name and a password (HTTP 407): put them into https_proxy (curl "},
      {"403 Forbidden",
       "the proxy does not connect to acme.bitrix24.com (HTTP 403): ask whoever runs it (curl "},
      {"502 Bad Gateway",
       "the proxy does not connect to acme.bitrix24.com (HTTP 502): ask whoever runs it (curl "}};
  for (const auto& [status, text] : cases) {
    std::string head;
    LoopbackServer proxy([&](Peer& peer, int) {
      head = peer.Read().value_or(Peer::Request{}).head;
      peer.Send("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    const Variable variable("https_proxy", "http://127.0.0.1:" + std::to_string(proxy.port()));
    CurlTransport transport(
        Webhook::Parse("https://acme.bitrix24.com/rest/1/" + kCode + "/", "test"));
    const HttpReply reply = Ask(&transport);
    CHECK(reply.error == NetError::kNotSent);
    CHECK_MESSAGE(reply.error_text.starts_with(text), reply.error_text);
    CHECK(head.starts_with("CONNECT acme.bitrix24.com:443 HTTP/1.1\r\n"));
    CHECK_FALSE(Contains(head, kCode));
  }
}

TEST_CASE("this machine is never reached through a proxy") {
  LoopbackServer server(AnswerAll);
  const Variable http("http_proxy", "http://127.0.0.1:1");
  const Variable all("all_proxy", "http://127.0.0.1:1");
  CurlTransport transport(To(server.port()));
  CHECK(Ask(&transport).error == NetError::kNone);
}

TEST_CASE("certificate authorities that cannot be read stop, before anything is sent") {
  LoopbackServer server([](Peer& peer, int) { peer.Hang(); });
  CurlTransportOptions options;
  options.ca_file = "/nonexistent/ca.pem";
  CurlTransport transport(To(server.port(), "https"), options);
  const HttpReply reply = Ask(&transport);
  CHECK(reply.error == NetError::kUntrusted);
  CHECK(reply.error_text.starts_with(
      "the certificates in /nonexistent/ca.pem cannot be read: is --ca-file right? (curl 77: "));
}

TEST_CASE("what libcurl reports is judged by whether the request had left") {
  // Whatever the code: before it left, it surely did not run; after that, it may have.
  const std::set<int> distrust = {58, 60, 77, 82, 83, 90, 91, 98};
  for (int code = 1; code <= 99; ++code) {
    CAPTURE(code);
    CurlFailure failure;
    failure.code = code;
    CHECK(NetErrorOf(failure) ==
          (distrust.count(code) ? NetError::kUntrusted : NetError::kNotSent));
    failure.connect_status = 403;
    CHECK(NetErrorOf(failure) == NetError::kNotSent);
    failure.issued = true;
    CHECK(NetErrorOf(failure) ==
          (code == CURLE_OPERATION_TIMEDOUT ? NetError::kTimeout : NetError::kBroken));
    CHECK_FALSE(Describe(failure).empty());
  }
  CurlFailure failure;
  failure.host = "acme.bitrix24.com";
  failure.code = CURLE_COULDNT_RESOLVE_HOST;
  failure.detail = "Could not resolve host\x1b[0m:\n acme";
  CHECK(Describe(failure) ==
        "the name acme.bitrix24.com is not known (DNS) (curl 6: Could not resolve host [0m: "
        "acme)");
  failure.code = CURLE_SSL_CACERT_BADFILE;
  failure.detail = "error setting certificate file";
  CHECK(
      Describe(failure).starts_with("this machine has no certificates to check a portal's by: "
                                    "install the package ca-certificates (curl 77"));
  failure.ca_file = "own.pem";
  CHECK(Describe(failure).starts_with("the certificates in own.pem cannot be read"));
  failure.code = CURLE_PEER_FAILED_VERIFICATION;
  failure.detail = "no alternative certificate subject name matches";
  CHECK(Describe(failure) ==
        "acme.bitrix24.com shows the certificate of another host: is the address right? (curl 60: "
        "no alternative certificate subject name matches)");
  failure.detail = "words";
  const std::map<long, std::string> certificates = {
      {9, "the certificate of acme.bitrix24.com is not valid yet: is this machine's clock right?"},
      {10,
       "the certificate of acme.bitrix24.com has expired: whoever runs the portal must renew it, "
       "unless this machine's clock is wrong"},
      {20,
       "the certificate of acme.bitrix24.com comes from an authority that this machine does not "
       "know: if it is a self-hosted portal, give its certificate authority with --ca-file"},
      {23, "the certificate of acme.bitrix24.com is not valid: ask whoever runs the portal"}};
  for (const auto& [result, text] : certificates) {
    failure.verify_result = result;
    CHECK(Describe(failure) == text + " (curl 60: words)");
  }
  failure.code = CURLE_COULDNT_RESOLVE_PROXY;
  failure.detail = "";
  CHECK(Describe(failure) ==
        "the proxy's name is not known (DNS): is https_proxy right? (curl 5: Couldn't resolve "
        "proxy name)");
}
