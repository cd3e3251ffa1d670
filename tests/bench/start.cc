// SPDX-License-Identifier: MIT
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "input.h"
#include "parts.h"
#include "process.h"

namespace leadsync::bench {
namespace {

/// More than the first 32 MiB, which must not be read before the portal is asked.
constexpr size_t kRows = 500'000;

/// A port on this machine that listens, and hears the first byte of a request.
class Listener {
 public:
  Listener() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(fd_, 4) != 0 ||
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no port to listen on");
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { ::close(fd_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }
  /// Waits for the first byte. The connection stays open, unanswered, until the listener goes.
  void AwaitRequest() {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, 30'000) != 1) throw std::runtime_error("no request came");
    const int connection = ::accept(fd_, nullptr, nullptr);
    char byte = 0;
    const ssize_t got = ::recv(connection, &byte, 1, 0);
    ::close(connection);
    if (got != 1) throw std::runtime_error("the request did not come");
  }

 private:
  int fd_;
  int port_ = 0;
};

/// Bytes that a process has read so far, from files and from the net.
double BytesRead(pid_t pid) {
  std::ifstream io(fmt::format("/proc/{}/io", pid));
  std::string word;
  double bytes = 0;
  while (io >> word)
    if (word == "rchar:") io >> bytes;
  return bytes;
}

}  // namespace

void MeasureStart(const BenchOptions& options, Table* table) {
  const ScratchFolder folder;
  WriteSpreadsheet(folder.path / "rows.csv", kRows, Variant::kFirst);
  std::ofstream(folder.path / "mapping.json") << MappingText();
  Series start;
  Series read;
  for (int i = 0; i < options.runs; ++i) {
    Listener listener;
    Program program;
    program.arguments = {options.leadsync,
                         "sync",
                         folder.path / "rows.csv",
                         "--mapping",
                         folder.path / "mapping.json",
                         "--yes",
                         "--quiet",
                         "--run-dir",
                         folder.path / fmt::format("run-{}", i)};
    program.environment = {
        {"LEADSYNC_WEBHOOK", fmt::format("http://127.0.0.1:{}/rest/1/practice/", listener.port())},
        {"XDG_CACHE_HOME", folder.path / "cache"},
        {"XDG_CONFIG_HOME", folder.path / "config"}};
    const double started = Now();
    const pid_t pid = Start(program);
    listener.AwaitRequest();
    start.Add(1000 * (Now() - started));
    read.Add(BytesRead(pid) / (1 << 20));
    ::kill(pid, SIGKILL);
    WaitFor(pid, started);
  }
  table->Line("(h) start to first request", "<= 20 ms", start.Text(" ms", 1));
  table->Line("(h) read from files before it", "< 32 MiB", read.Text(" MiB", 1));
}

}  // namespace leadsync::bench
