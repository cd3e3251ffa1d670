// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace leadsync::sandbox {

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { Close(); }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close();

 private:
  int fd_ = -1;
};

/// Binds and listens on 127.x.x.x or ::1, non-blocking; not open, with errno, if that fails.
/// Throws UsageError for any other address.
Descriptor ListenOn(const std::string& address, uint16_t port);
/// The port to which a socket is bound.
uint16_t PortOf(int fd);

}  // namespace leadsync::sandbox
