// SPDX-License-Identifier: MIT
// A server of plain sockets on 127.0.0.1, or ::1, whose manners are up to the test.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace leadsync::testing {

/// The server's end of one connection.
class Peer {
 public:
  struct Request {
    std::string head;  ///< request line and headers
    std::string body;
  };

  explicit Peer(int fd) : fd_(fd) {}

  /// The next whole request; nothing when the client closed.
  std::optional<Request> Read() {
    size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!More()) return std::nullopt;
    Request request;
    request.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    const size_t at = request.head.find("Content-Length: ");
    const size_t length = at == std::string::npos ? 0 : std::stoul(request.head.substr(at + 16));
    while (buffer_.size() < length)
      if (!More()) return std::nullopt;
    request.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return request;
  }
  void Send(std::string_view bytes) { TrySend(bytes); }
  /// False when the client has gone.
  bool TrySend(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }
  /// A 200 with a body of known length; the connection stays open.
  void Answer(std::string_view body, std::string_view headers = "") {
    Send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(body));
  }
  /// Waits, without reading more requests, until the client goes away.
  void Hang() {
    while (More()) {
    }
  }

 private:
  bool More() {
    char bytes[4096];
    const ssize_t n = ::recv(fd_, bytes, sizeof bytes, 0);
    if (n <= 0) return false;
    buffer_.append(bytes, static_cast<size_t>(n));
    return true;
  }

  int fd_;
  std::string buffer_;
};

/// Runs `script` in a thread of its own for each connection (number 0, 1, ...), which is closed
/// when the script returns.
class LoopbackServer {
 public:
  using Script = std::function<void(Peer&, int connection)>;

  enum class Family { kIPv4, kIPv6 };

  explicit LoopbackServer(Script script, Family family = Family::kIPv4)
      : script_(std::move(script)) {
    const bool four = family == Family::kIPv4;
    listener_ = ::socket(four ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 address6{};
    address6.sin6_family = AF_INET6;
    address6.sin6_addr = IN6ADDR_LOOPBACK_INIT;
    socklen_t size = four ? sizeof address : sizeof address6;
    auto* plain =
        four ? reinterpret_cast<sockaddr*>(&address) : reinterpret_cast<sockaddr*>(&address6);
    if (listener_ < 0 || ::bind(listener_, plain, size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, plain, &size) != 0)
      throw std::runtime_error("no loopback socket");
    port_ = ntohs(four ? address.sin_port : address6.sin6_port);
    acceptor_ = std::thread([this] { Accept(); });
  }
  ~LoopbackServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  int port() const { return port_; }
  int connections() const { return connections_; }

 private:
  void Accept() {
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      {
        const std::lock_guard lock(mutex_);
        open_.push_back(fd);
      }
      threads_.emplace_back([this, fd, number = connections_++] {
        Peer peer(fd);
        script_(peer, number);
        const std::lock_guard lock(mutex_);
        std::erase(open_, fd);
        ::close(fd);
      });
    }
  }

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;  // touched by the acceptor, and after it was joined
  std::thread acceptor_;
};

}  // namespace leadsync::testing
