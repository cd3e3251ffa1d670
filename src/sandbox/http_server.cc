// SPDX-License-Identifier: MIT
#include "sandbox/http_server.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "sandbox/http_connection.h"
#include "sandbox/http_wire.h"
#include "sandbox/loopback_socket.h"
#include "sandbox/messages.h"
#include "sandbox/portal_answers.h"

namespace leadsync::sandbox {
namespace {

constexpr Duration kRefusalPoll = std::chrono::milliseconds(5);
constexpr size_t kReadAtOnce = 256 * 1024;

}  // namespace

class HttpServer::Loop {
 public:
  Loop(Portal* portal, const Clock* clock, HttpServerOptions options)
      : portal_(portal), clock_(clock), options_(std::move(options)) {
    listener_ = ListenOn(options_.address, options_.port);
    if (!listener_.open()) {
      Raise(said::kPortTaken, options_.address, options_.port, std::strerror(errno));
    }
    port_ = PortOf(listener_.get());
    wake_ = Descriptor(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!wake_.open()) Raise(said::kNoEventfd, std::strerror(errno));
  }

  ~Loop() { Stop(); }

  void Run() {
    while (!stopping_) Step();
    connections_.clear();
    listener_.Close();
  }

  void Start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { Run(); });
  }

  void Wake() noexcept {
    stopping_ = true;
    uint64_t one = 1;
    [[maybe_unused]] ssize_t written = ::write(wake_.get(), &one, sizeof one);
  }

  void Stop() {
    Wake();
    if (thread_.joinable()) thread_.join();
  }

  uint16_t port() const { return port_; }
  const std::string& address() const { return options_.address; }
  std::mutex& mutex() { return mutex_; }

 private:
  /// One turn: refuse or accept, wait for the first thing to happen, act on it.
  void Step() {
    bool refusing = UpdateListener();
    std::vector<pollfd> polled;
    polled.push_back({wake_.get(), POLLIN, 0});
    bool room = connections_.size() < options_.most_connections;
    polled.push_back({room ? listener_.get() : -1, POLLIN, 0});
    for (const auto& connection : connections_) {
      polled.push_back({connection->fd.get(), connection->Events(), 0});
    }
    Wait(&polled, refusing);
    for (size_t i = 0; i < connections_.size(); ++i) {
      short events = polled[i + 2].revents;
      if (events != 0) Act(connections_[i].get(), events);
    }
    ActOnTime();
    std::erase_if(connections_, [](const auto& connection) { return connection->dead; });
    if ((polled[1].revents & POLLIN) != 0) Accept();
  }

  void Wait(std::vector<pollfd>* polled, bool refusing) {
    TimePoint now = clock_->Now();
    std::optional<Duration> most;
    auto no_later = [&](Duration d) {
      most = std::max(Duration(0), most ? std::min(*most, d) : d);
    };
    if (refusing) no_later(kRefusalPoll);
    for (const auto& connection : connections_) {
      if (connection->AwaitsItsTime()) {
        no_later(connection->due - now);
      } else if (connection->IdleSince() != TimePoint::max()) {
        no_later(connection->since + options_.idle_timeout - now);
      }
    }
    timespec limit{};
    if (most) {
      auto seconds = std::chrono::floor<std::chrono::seconds>(*most);
      limit.tv_sec = seconds.count();
      limit.tv_nsec = std::chrono::nanoseconds(*most - seconds).count();
    }
    int ready = ::ppoll(polled->data(), polled->size(), most ? &limit : nullptr, nullptr);
    if (ready < 0) {
      for (pollfd& p : *polled) p.revents = 0;
    }
  }

  /// While the portal refuses, nobody listens: the kernel then answers as a dead port does.
  /// Connections that are idle end in good order, so that their clients must knock again.
  bool UpdateListener() {
    bool refuses = false;
    {
      std::lock_guard lock(mutex_);
      refuses = portal_->RefusesConnections(clock_->Wall());
    }
    if (refuses && listener_.open()) {
      listener_.Close();
      for (auto& connection : connections_) {
        bool idle = connection->doing == Connection::Doing::kReading && connection->reader.empty();
        if (idle) connection->dead = true;
      }
      std::erase_if(connections_, [](const auto& connection) { return connection->dead; });
    } else if (!refuses && !listener_.open()) {
      listener_ = ListenOn(options_.address, port_);
    }
    return !listener_.open();
  }

  void Accept() {
    for (;;) {
      int fd = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      auto connection = std::make_unique<Connection>(fd, ++accepted_, options_.most_body);
      connection->since = clock_->Now();
      connections_.push_back(std::move(connection));
    }
  }

  void Act(Connection* connection, short events) {
    if ((events & (POLLERR | POLLNVAL)) != 0) {
      connection->dead = true;
    } else if (connection->doing == Connection::Doing::kWriting) {
      connection->Write(clock_->Now());
      TakeRequests(connection);
    } else if ((events & (POLLIN | POLLHUP)) != 0) {
      if (connection->AwaitsItsTime()) return;  // it will notice on writing
      Read(connection);
    }
  }

  void Read(Connection* connection) {
    read_buffer_.resize(kReadAtOnce);
    ssize_t got = ::recv(connection->fd.get(), read_buffer_.data(), read_buffer_.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
      connection->dead = true;
      return;
    }
    if (connection->doing != Connection::Doing::kReading) return;  // nobody listens any more
    connection->since = clock_->Now();
    connection->reader.Feed(std::string_view(read_buffer_.data(), static_cast<size_t>(got)));
    TakeRequests(connection);
  }

  /// Takes requests that have come whole, one after the other: a client may send several at once.
  void TakeRequests(Connection* connection) {
    RequestReader& reader = connection->reader;
    while (!connection->dead && connection->doing == Connection::Doing::kReading) {
      RequestReader::State state = reader.Look();
      if (state == RequestReader::State::kMore) {
        if (reader.WantsContinue()) {
          constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
          ::send(connection->fd.get(), kContinue.data(), kContinue.size(), MSG_NOSIGNAL);
        }
        return;
      }
      if (state == RequestReader::State::kReady) {
        Handle(connection);
        continue;
      }
      connection->close_after = true;
      connection->out = EncodeAnswer(HtmlPage(reader.status()), clock_->Wall(), false, true);
      connection->Write(clock_->Now());
    }
  }

  void Handle(Connection* connection) {
    Request request = connection->reader.Take();
    request.https = options_.https;
    request.connection = connection->id;
    request.reused = connection->requests++ > 0;
    bool with_body = request.http_method != "HEAD";
    WallTime wall = clock_->Wall();
    TimePoint now = clock_->Now();
    Answer answer;
    {
      std::lock_guard lock(mutex_);
      portal_->NoteInFlight(InFlight() + 1);
      answer = portal_->Handle(request, wall);
    }
    connection->Prepare(answer, now, wall, with_body);
    if (answer.takes <= Duration(0)) Deliver(connection);
  }

  size_t InFlight() const {
    return static_cast<size_t>(
        std::count_if(connections_.begin(), connections_.end(),
                      [](const auto& connection) { return connection->InFlight(); }));
  }

  void ActOnTime() {
    TimePoint now = clock_->Now();
    for (auto& connection : connections_) {
      if (connection->dead) continue;
      if (connection->AwaitsItsTime() && connection->due <= now) {
        if (connection->doing == Connection::Doing::kWaiting) {
          Deliver(connection.get());
        } else {
          connection->Write(now);
        }
        TakeRequests(connection.get());
      } else if (connection->IdleSince() <= now - options_.idle_timeout) {
        connection->dead = true;
      }
    }
  }

  void Deliver(Connection* connection) {
    switch (connection->fate) {
      case Fate::kRefuse:
      case Fate::kReset:
        connection->Reset();
        return;
      case Fate::kHang:
        connection->doing = Connection::Doing::kHanging;
        return;
      case Fate::kAnswer:
      case Fate::kTruncate:
        connection->Write(clock_->Now());
        return;
    }
  }

  Portal* portal_;
  const Clock* clock_;
  HttpServerOptions options_;
  std::mutex mutex_;
  Descriptor listener_;
  Descriptor wake_;
  uint16_t port_ = 0;
  uint64_t accepted_ = 0;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::string read_buffer_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

HttpServer::HttpServer(Portal* portal, const Clock* clock, HttpServerOptions options)
    : loop_(std::make_unique<Loop>(portal, clock, std::move(options))) {}

HttpServer::~HttpServer() = default;

uint16_t HttpServer::port() const { return loop_->port(); }

std::string HttpServer::Origin() const {
  const std::string& address = loop_->address();
  return address == "::1" ? fmt::format("http://[::1]:{}", port())
                          : fmt::format("http://{}:{}", address, port());
}

void HttpServer::Run() { loop_->Run(); }

void HttpServer::Start() { loop_->Start(); }

void HttpServer::Stop() { loop_->Stop(); }

void HttpServer::Wake() noexcept { loop_->Wake(); }

std::mutex& HttpServer::portal_mutex() { return loop_->mutex(); }

}  // namespace leadsync::sandbox
