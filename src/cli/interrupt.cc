// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"

#include <poll.h>

#include <cerrno>
#include <csignal>

namespace leadsync::cli {
namespace {

std::atomic<int> interrupts{0};
std::atomic<rest::CurlTransport*> waiting{nullptr};

void OnSignal(int) {
  interrupts.fetch_add(1);
  if (rest::CurlTransport* transport = waiting.load()) transport->Wakeup();
}

}  // namespace

Interrupts::Interrupts() {
  interrupts = 0;
  struct sigaction action {};
  action.sa_handler = OnSignal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  // A limit of file sizes (ulimit -f) then fails a write, as a full disk does.
  std::signal(SIGXFSZ, SIG_IGN);
}

Interrupts::~Interrupts() {
  waiting = nullptr;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

const std::atomic<int>& Interrupts::count() const { return interrupts; }
bool Interrupts::WaitForInput(int fd) const {
  // Held back until the wait itself, so that none is missed between the look and the wait.
  sigset_t held;
  sigset_t before;
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  pollfd input{fd, POLLIN, 0};
  while (interrupts.load() == 0 && ::ppoll(&input, 1, nullptr, &before) < 0 && errno == EINTR) {
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return interrupts.load() == 0;
}

void Interrupts::Wake(rest::CurlTransport* transport) { waiting = transport; }

}  // namespace leadsync::cli
