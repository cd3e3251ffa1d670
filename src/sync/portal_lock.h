// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/files.h"

namespace leadsync::sync {

/// One writer per portal and owner. The lock is a flock, so it ends with the process; the file
/// keeps until when requests without an answer may still be running on the portal. Whoever writes
/// next waits until then before it compares: so a new run after a kill sends nothing twice.
///
/// That time is kept by the calendar and, for as long as the machine runs, by the monotonic clock,
/// which nobody sets: a calendar clock that is set forward does not shorten the wait.
class PortalLock {
 public:
  /// `folder` is the cache folder. Throws Error (exit 1) if another process holds the lock and
  /// `wait` is false. `clock` outlives the lock.
  PortalLock(const std::filesystem::path& folder, std::string_view host, std::string_view owner,
             bool wait, const Clock& clock);

  /// How long from now an earlier writer's requests may still run; not above zero if they have
  /// ended. Very long if the calendar clock, where only that is known, was set back since.
  Duration BusyFor() const { return Left(busy_); }
  /// An earlier writer's request of which its journal tells, by the calendar.
  void AlsoBusyUntil(WallTime until);
  /// About to send: until when that request may run, by the calendar. Never moves backwards.
  void Announce(WallTime until);
  /// Everything that this process sent was answered. Requests of earlier writers count as before:
  /// this process may have been stopped while it waited for them.
  void Clear();

 private:
  struct Moment {
    WallTime wall{};
    std::optional<TimePoint> steady;  ///< none if it was before the machine last started
  };
  Moment Read() const;
  Duration Left(const Moment& until) const;
  Moment Ahead(Duration left) const;
  void Store(const Moment& until);

  const Clock& clock_;
  FileLock lock_;
  std::string name_;
  std::string boot_;  ///< which start of the machine this is; empty if that cannot be known
  Moment busy_;
  Moment announced_;
};

/// `host` and `owner` as a file name.
std::string PortalFileName(std::string_view host, std::string_view owner);

}  // namespace leadsync::sync
