// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"

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
void Interrupts::Wake(rest::CurlTransport* transport) { waiting = transport; }

}  // namespace leadsync::cli
