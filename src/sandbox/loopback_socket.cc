// SPDX-License-Identifier: MIT
#include "sandbox/loopback_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.h"
#include "sandbox/messages.h"

namespace leadsync::sandbox {
namespace {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }  // NOLINT: the socket API
};

Address MakeAddress(const std::string& text, uint16_t port) {
  Address out;
  if (text == "::1") {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);  // NOLINT: the socket API
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    v6->sin6_addr = in6addr_loopback;
    out.size = sizeof *v6;
    return out;
  }
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);  // NOLINT: the socket API
  v4->sin_family = AF_INET;
  v4->sin_port = htons(port);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) != 1 ||
      (ntohl(v4->sin_addr.s_addr) >> 24) != 127) {
    Raise(said::kNotLoopback, text);
  }
  out.size = sizeof *v4;
  return out;
}

}  // namespace

void Descriptor::Close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Descriptor ListenOn(const std::string& text, uint16_t port) {
  Address address = MakeAddress(text, port);
  Descriptor fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.open()) return fd;
  int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), address.get(), address.size) != 0 || ::listen(fd.get(), 512) != 0) {
    int why = errno;
    fd.Close();
    errno = why;
  }
  return fd;
}

uint16_t PortOf(int fd) {
  Address address;
  address.size = sizeof address.storage;
  if (::getsockname(fd, address.get(), &address.size) != 0) return 0;
  if (address.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port);  // NOLINT
  }
  return ntohs(reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port);  // NOLINT
}

}  // namespace leadsync::sandbox
