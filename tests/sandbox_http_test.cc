// SPDX-License-Identifier: MIT
// The practice portal on a loopback socket. The client here is a bare socket, so that resets, cuts
// and refusals are seen as they are.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "base/error.h"
#include "practice_portal.h"
#include "printers.h"
#include "sandbox/http_server.h"
#include "sandbox/http_wire.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::sandbox;  // NOLINT: a test

namespace {

/// A connection of a client that never waits longer than a few seconds.
class Client {
 public:
  explicit Client(uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    SetPatience(5000);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    error_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 ? 0 : errno;
  }
  ~Client() { ::close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  int error() const { return error_; }
  /// How often something came.
  int pieces() const { return pieces_; }
  void SetPatience(int milliseconds) {
    timeval limit{milliseconds / 1000, milliseconds % 1000 * 1000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  void Send(const std::string& bytes) {
    size_t sent = 0;
    while (sent < bytes.size()) {
      ssize_t n = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return;
      sent += static_cast<size_t>(n);
    }
  }
  /// One answer whole, or what came and then "<reset>", "<end>" or "<silence>".
  std::string Receive() {
    for (;;) {
      size_t head = buffer_.find("\r\n\r\n");
      if (head != std::string::npos) {
        size_t at = buffer_.find("Content-Length: ");
        size_t length = at < head ? std::stoul(buffer_.substr(at + 16)) : 0;
        if (buffer_.size() >= head + 4 + length) {
          std::string answer = buffer_.substr(0, head + 4 + length);
          buffer_.erase(0, head + 4 + length);
          return answer;
        }
      }
      char chunk[4096];
      ssize_t n = ::recv(fd_, chunk, sizeof chunk, 0);
      if (n > 0) {
        ++pieces_;
        buffer_.append(chunk, static_cast<size_t>(n));
        continue;
      }
      std::string why = n == 0 ? "<end>" : errno == ECONNRESET ? "<reset>" : "<silence>";
      return std::exchange(buffer_, "") + why;
    }
  }
  std::string Ask(const std::string& bytes) {
    Send(bytes);
    return Receive();
  }

 private:
  int fd_;
  int pieces_ = 0;
  int error_ = 0;
  std::string buffer_;
};

std::string Get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

std::string Post(const std::string& target, const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string BodyOf(const std::string& answer) {
  size_t head = answer.find("\r\n\r\n");
  return head == std::string::npos ? answer : answer.substr(head + 4);
}

std::string StatusOf(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

/// A served portal.
class Served {
 public:
  explicit Served(std::string_view faults = "", PortalOptions options = {},
                  HttpServerOptions http = {})
      : practice(std::move(options), 10) {
    practice.portal.SetFaults(ParseFaultRules(faults));
    server = std::make_unique<HttpServer>(&practice.portal, &clock, std::move(http));
    server->Start();
  }
  uint16_t port() const { return server->port(); }

  PracticePortal practice;
  SystemClock clock;
  std::unique_ptr<HttpServer> server;
};

const std::string kProfile = "/rest/1/practice/profile";

}  // namespace

TEST_CASE("a connection carries as many requests as the client likes") {
  Served served;
  CHECK(served.port() != 0);
  CHECK(served.server->Origin() == "http://127.0.0.1:" + std::to_string(served.port()));
  Client client(served.port());
  for (int i = 0; i < 20; ++i) {
    std::string answer = client.Ask(Get(kProfile));
    CHECK(StatusOf(answer) == "HTTP/1.1 200 OK");
    CHECK(answer.find("Content-Type: application/json; charset=utf-8\r\n") != std::string::npos);
    CHECK(answer.find("Connection: keep-alive\r\n") != std::string::npos);
    CHECK(BodyOf(answer).substr(0, 17) == R"({"result":{"ID":")");
  }
}

TEST_CASE("bodies come whole, in chunks, after a pause for 100-continue, or several at once") {
  Served served;
  std::string body = R"({"cmd":{"a":"crm.settings.mode.get"}})";
  std::string target = "/rest/1/practice/batch.json";
  Client client(served.port());
  auto is_right = [](const std::string& answer) {
    return answer.find(R"("result":{"a":1})") != std::string::npos;
  };
  CHECK(is_right(client.Ask(Post(target, body))));
  std::string head = "POST " + target + " HTTP/1.1\r\nContent-Type: application/json\r\n";
  CHECK(
      is_right(client.Ask(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n" + body.substr(0, 5) +
                          "\r\n20;x=y\r\n" + body.substr(5, 32) + "\r\n0\r\nTrailer: 1\r\n\r\n")));
  CHECK(StatusOf(client.Ask(head + "Expect: 100-continue\r\nContent-Length: " +
                            std::to_string(body.size()) + "\r\n\r\n")) == "HTTP/1.1 100 Continue");
  CHECK(is_right(client.Ask(body)));
  client.Send(Post(target, body) + Post(target, body) + Get(kProfile));
  CHECK(is_right(client.Receive()));
  CHECK(is_right(client.Receive()));
  CHECK(StatusOf(client.Receive()) == "HTTP/1.1 200 OK");
}

TEST_CASE("a request may come byte by byte") {
  RequestReader reader(1000);
  std::string bytes = Post("/rest/1/x/m", "{\"a\":1}") + Get("http://host:1/rest/m?x=1");
  std::vector<Request> requests;
  for (char c : bytes) {
    reader.Feed(std::string_view(&c, 1));
    if (reader.Look() == RequestReader::State::kReady) requests.push_back(reader.Take());
  }
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].http_method == "POST");
  CHECK(requests[0].body == "{\"a\":1}");
  CHECK(requests[0].content_type == "application/json");
  CHECK(requests[1].target == "/rest/m?x=1");
  CHECK(reader.empty());
}

TEST_CASE("what is no HTTP gets an answer and an end") {
  HttpServerOptions http;
  http.most_body = 100;
  Served served("", {}, http);
  for (auto [request, status] :
       {std::pair<std::string, std::string>{"nonsense\r\n\r\n", "400 Bad Request"},
        {"GET / HTTP/2\r\n\r\n", "505 HTTP Version Not Supported"},
        {"GET / HTTP/1.1\r\nno colon\r\n\r\n", "400 Bad Request"},
        {"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400 Bad Request"},
        {"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400 Bad Request"},
        {"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n", "413 Request Entity Too Large"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n",
         "413 Request Entity Too Large"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "400 Bad Request"},
        {"GET /" + std::string(70000, 'x'), "431 Request Header Fields Too Large"}}) {
    CAPTURE(status);
    Client client(served.port());
    CHECK(StatusOf(client.Ask(request)) == "HTTP/1.1 " + status);
    CHECK(client.Receive() == "<end>");
  }
}

TEST_CASE("HEAD has no body, and a client that wants to close gets a close") {
  Served served;
  Client client(served.port());
  client.Send("HEAD / HTTP/1.1\r\n\r\n" + Get("/rest/nothing", "Connection: close\r\n"));
  std::string answers = client.Receive();
  CHECK(answers.substr(0, 15) == "HTTP/1.1 200 OK");
  CHECK(BodyOf(answers).substr(0, 12) == "HTTP/1.1 404");
  Client closing(served.port());
  std::string answer = closing.Ask(Get(kProfile, "Connection: close\r\n"));
  CHECK(answer.find("Connection: close\r\n") != std::string::npos);
  CHECK(closing.Receive() == "<end>");
  Client old(served.port());
  CHECK(StatusOf(old.Ask("GET " + kProfile + " HTTP/1.0\r\n\r\n")) == "HTTP/1.1 200 OK");
  CHECK(old.Receive() == "<end>");
}

TEST_CASE("a reset is a reset, with or without the work done") {
  Served served("reset when=after count=1");
  Client client(served.port());
  CHECK(client.Ask(Post("/rest/1/practice/crm.lead.update",
                        R"({"id":1001,"fields":{"NAME":"Q"}})")) == "<reset>");
  std::lock_guard lock(served.server->portal_mutex());
  CHECK(served.practice.Held(0, "NAME") == "Q");
}

TEST_CASE("only a connection that was used before is closed under a request") {
  Served served("close-reused");
  Client client(served.port());
  CHECK(StatusOf(client.Ask(Get(kProfile))) == "HTTP/1.1 200 OK");
  CHECK(client.Ask(Get(kProfile)) == "<reset>");
  Client fresh(served.port());
  CHECK(StatusOf(fresh.Ask(Get(kProfile))) == "HTTP/1.1 200 OK");
}

TEST_CASE("a truncated body ends in the middle") {
  Served served("truncate bytes=10");
  Client client(served.port());
  std::string answer = client.Ask(Get(kProfile));
  CHECK(BodyOf(answer) == R"({"result":<end>)");
}

TEST_CASE("a trickling answer comes whole, in its own time") {
  Served served("trickle delay=400ms count=1");
  Client client(served.port());
  std::string answer = client.Ask(Get(kProfile));
  CHECK(client.pieces() > 1);
  CHECK(BodyOf(answer).ends_with("}}"));
  // The connection is as good as before.
  CHECK(StatusOf(client.Ask(Get(kProfile))) == "HTTP/1.1 200 OK");
}

TEST_CASE("a hanging request stays silent, and the server ends nevertheless") {
  Served served("hang");
  Client client(served.port());
  client.SetPatience(50);
  CHECK(client.Ask(Get(kProfile)) == "<silence>");
  served.server->Stop();
  served.server->Stop();
  client.SetPatience(5000);
  CHECK(client.Receive() == "<end>");
  CHECK(Client(served.port()).error() == ECONNREFUSED);
}

TEST_CASE("a refusing portal's port is dead for a while, then lives again") {
  Served served("refuse delay=100ms from=2 count=1");
  Client client(served.port());
  CHECK(StatusOf(client.Ask(Get(kProfile))) == "HTTP/1.1 200 OK");
  // Idle connections end in good order, new ones are refused.
  CHECK(client.Receive() == "<end>");
  CHECK(Client(served.port()).error() == ECONNREFUSED);
  TimePoint give_up = served.clock.Now() + std::chrono::seconds(10);
  int error = ECONNREFUSED;
  while (error == ECONNREFUSED && served.clock.Now() < give_up) {
    error = Client(served.port()).error();
  }
  CHECK(error == 0);
  Client again(served.port());
  CHECK(StatusOf(again.Ask(Get(kProfile))) == "HTTP/1.1 200 OK");
}

TEST_CASE("answers that take their time do not hold each other up") {
  PortalOptions options;
  options.latency = std::chrono::milliseconds(150);
  Served served("", options);
  Client one(served.port());
  Client two(served.port());
  TimePoint start = served.clock.Now();
  one.Send(Get(kProfile));
  two.Send(Get(kProfile));
  CHECK(StatusOf(one.Receive()) == "HTTP/1.1 200 OK");
  CHECK(StatusOf(two.Receive()) == "HTTP/1.1 200 OK");
  Duration took = served.clock.Now() - start;
  CHECK(took >= std::chrono::milliseconds(150));
  std::lock_guard lock(served.server->portal_mutex());
  CHECK(served.practice.portal.counters().most_in_flight == 2);
}

TEST_CASE("people and tests can look") {
  Served served;
  {
    std::lock_guard lock(served.server->portal_mutex());
    PhpArray fields;
    fields.Set("TITLE", "<script>alert('x')</script>");
    SaveOrder order;
    order.now = kNoon;
    REQUIRE_FALSE(served.practice.portal.world().Update(1001, fields, order));
  }
  Client client(served.port());
  std::string page = client.Ask(Get("/"));
  CHECK(page.find("Content-Type: text/html; charset=utf-8") != std::string::npos);
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") != std::string::npos);
  client.Ask(Post("/rest/1/practice/crm.lead.update", R"({"id":1001,"fields":{"NAME":"Eve"}})"));
  std::string saves = BodyOf(client.Ask(Get("/sandbox/witness?from=1")));
  CHECK(saves.find(R"("request":1,"kind":"update","lead":1001)") != std::string::npos);
  CHECK(saves.find(R"("new":"Eve")") != std::string::npos);
  CHECK(BodyOf(client.Ask(Get("/sandbox/automation?from=1"))).find(R"("fields":["NAME"])") !=
        std::string::npos);
  CHECK(BodyOf(client.Ask(Get("/sandbox/counters"))).find(R"("requests":1,)") != std::string::npos);
  CHECK(StatusOf(client.Ask(Get("/sandbox/nothing"))) == "HTTP/1.1 404 Not Found");
  CHECK(StatusOf(client.Ask(Get("/favicon.ico"))) == "HTTP/1.1 404 Not Found");
}

TEST_CASE("only loopback addresses, and only a free port") {
  PracticePortal practice({}, 1);
  SystemClock clock;
  HttpServerOptions http;
  http.address = "0.0.0.0";
  CHECK_THROWS_WITH_AS(HttpServer(&practice.portal, &clock, http),
                       "0.0.0.0 is no loopback address: the practice portal serves this machine "
                       "only, at 127.0.0.1 or ::1",
                       UsageError);
  http.address = "127.0.0.1";
  HttpServer first(&practice.portal, &clock, http);
  http.port = first.port();
  std::string want = "127.0.0.1:" + std::to_string(first.port()) +
                     ": Address already in use; choose another port, or 0 for a free one";
  CHECK_THROWS_WITH_AS(HttpServer(&practice.portal, &clock, http), want.c_str(), Error);
}
