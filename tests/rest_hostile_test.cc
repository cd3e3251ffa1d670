// SPDX-License-Identifier: MIT
// A portal, or something in its place, that means harm: memory stays bounded, and what is said is
// clear and harmless.
#include <doctest/doctest.h>

#include <atomic>
#include <string>

#include "loopback_server.h"
#include "printers.h"
#include "rest/api_error.h"
#include "rest/curl_transport.h"

using namespace leadsync;
using namespace leadsync::rest;
using leadsync::testing::LoopbackServer;
using leadsync::testing::Peer;
using namespace std::chrono_literals;

namespace {

constexpr size_t kMebibyte = 1 << 20;

HttpReply AskOnce(CurlTransport* transport) {
  transport->Start({"batch", "{}", 60s});
  const auto reply = transport->Wait(SystemClock().Now() + 60s);
  REQUIRE(reply);
  return *reply;
}

HttpReply Ask(const LoopbackServer& server) {
  CurlTransport transport(Webhook::Parse(
      "http://127.0.0.1:" + std::to_string(server.port()) + "/rest/1/q7w8e9r0t1y2u3i4/", "test"));
  return AskOnce(&transport);
}

/// Sends `piece` again and again, until nobody takes it or 1 GB is out. Answers how much that was.
size_t SendWithoutEnd(Peer* peer, const std::string& piece) {
  size_t sent = 0;
  while (sent < 1000 * kMebibyte && peer->TrySend(piece)) sent += piece.size();
  return sent;
}

}  // namespace

TEST_CASE("an answer without end is cut off where no answer of a portal goes on") {
  const std::string piece = "10000\r\n" + std::string(65536, 'x') + "\r\n";
  for (const bool chunks : {false, true}) {
    CAPTURE(chunks);
    std::atomic<size_t> sent{0};
    LoopbackServer server([&](Peer& peer, int) {
      peer.Read();
      peer.Send(chunks ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                       : "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
      sent = SendWithoutEnd(&peer, chunks ? piece : std::string(65536, 'x'));
    });
    const HttpReply reply = Ask(server);
    CHECK(reply.error == NetError::kBroken);
    CHECK(reply.error_text == "the answer is larger than 67108864 bytes (curl 23)");
    CHECK(reply.body.empty());
    CHECK(Classify(reply).verdict == Verdict::kUnknown);
  }
}

// libcurl 7.88.1 keeps the headers of an answer without end.
TEST_CASE("headers without end are cut off") {
  std::atomic<bool> taken{true};
  LoopbackServer server([&](Peer& peer, int) {
    peer.Read();
    peer.Send("HTTP/1.1 200 OK\r\n");
    const std::string header = "X-Filler: " + std::string(1000, 'x') + "\r\n";
    taken = SendWithoutEnd(&peer, header) >= 1000 * kMebibyte;
  });
  const HttpReply reply = Ask(server);
  CHECK(reply.error == NetError::kBroken);
  CHECK(reply.error_text == "the answer's headers do not end (curl 23)");
}

TEST_CASE("a packed answer that unpacks without end is cut off") {
  const std::string head("\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff", 10);
  LoopbackServer server([&](Peer& peer, int) {
    peer.Read();
    peer.Send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n");
    // A stored block of deflate: 5 bytes of head, 65535 zeros, not the last one.
    std::string block("\x00\xff\xff\x00\x00", 5);
    block.append(65535, '\0');
    peer.Send("a\r\n" + head + "\r\n");
    SendWithoutEnd(&peer, "10004\r\n" + block + "\r\n");
  });
  const HttpReply reply = Ask(server);
  CHECK(reply.error == NetError::kBroken);
  CHECK(reply.error_text == "the answer is larger than 67108864 bytes (curl 23)");
}

TEST_CASE("what a hostile answer says is told without its escapes, tags and lines") {
  HttpReply reply;
  reply.status = 400;
  reply.content_type = "application/json";
  reply.body =
      "{\"error\":\"\\u001b[2J=cmd|'/c calc'!A1\\u202e\",\"error_description\":\"<script>x</script>"
      "\\r\\n\\u0007a\\u0000b\\ud83d\"}";
  const std::string text = Classify(reply).text;
  CHECK(text.find_first_of("\x1b\r\n\x07<>") == std::string::npos);
  reply.content_type = "text/html";
  reply.body = "<html>\x1b]0;owned\x07<b>\xff\xfe no</b>";
  CHECK(Classify(reply).text.find_first_of("\x1b\x07<>\xff") == std::string::npos);
}

TEST_CASE("a portal that is reached by IPv6 alone is reached") {
  LoopbackServer server(
      [](Peer& peer, int) {
        while (peer.Read()) peer.Answer("{\"result\":true}");
      },
      LoopbackServer::Family::kIPv6);
  CurlTransport transport(Webhook::Parse(
      "http://[::1]:" + std::to_string(server.port()) + "/rest/1/q7w8e9r0t1y2u3i4/", "test"));
  const HttpReply reply = AskOnce(&transport);
  CHECK(reply.error == NetError::kNone);
  CHECK(reply.body == "{\"result\":true}");
}
