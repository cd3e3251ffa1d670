// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/files.h"

namespace leadsync::sync {

/// One writer per portal and owner. The lock is a flock, so it ends with the process; the file
/// keeps until when requests without an answer may still be running on the portal. Whoever writes
/// next waits until then before it compares: so a new run after a kill sends nothing twice.
class PortalLock {
 public:
  /// `folder` is the cache folder. Throws Error (exit 1) if another process holds the lock and
  /// `wait` is false.
  PortalLock(const std::filesystem::path& folder, std::string_view host, std::string_view owner,
             bool wait);

  /// Until when an earlier writer's requests may still run; the epoch if it ended properly.
  WallTime busy_until() const { return busy_until_; }
  /// An earlier writer's request of which its journal tells.
  void AlsoBusyUntil(WallTime until);
  /// About to send: until when that request may run. Never moves backwards.
  void Announce(WallTime until);
  /// Everything that this process sent was answered. Requests of earlier writers count as before:
  /// this process may have been stopped while it waited for them.
  void Clear();

 private:
  void Store(WallTime until);
  FileLock lock_;
  std::string name_;
  WallTime busy_until_{};
  WallTime announced_{};
};

/// `host` and `owner` as a file name.
std::string PortalFileName(std::string_view host, std::string_view owner);

}  // namespace leadsync::sync
