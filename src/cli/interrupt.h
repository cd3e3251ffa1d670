// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

#include "rest/curl_transport.h"

namespace leadsync::cli {

/// Ctrl-C and SIGTERM are counted: the first asks a run to stop in good order, the second at once.
/// A hang-up does not stop a run. Lives as long as signals are to be caught; one at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  const std::atomic<int>& count() const;
  /// Waits until `fd` can be read from; false if a signal came, be it just before.
  bool WaitForInput(int fd) const;
  /// Whose wait ends when a signal comes; null for none. Must outlive this object or be unset.
  void Wake(rest::CurlTransport* transport);
};

}  // namespace leadsync::cli
