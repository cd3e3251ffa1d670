// SPDX-License-Identifier: MIT
#include "sync/portal_lock.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "printers.h"

using namespace leadsync;
using sync::PortalLock;

namespace {

struct Cache {
  std::filesystem::path path;
  Cache() {
    char name[] = "/tmp/leadsync_test.XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Cache() { std::filesystem::remove_all(path); }
  PortalLock Lock() const { return PortalLock(path, "acme.bitrix24.com", "7", false); }
};

WallTime At(int64_t second) { return WallTime(std::chrono::seconds(second)); }

}  // namespace

TEST_CASE_FIXTURE(Cache, "one writer per portal and owner") {
  const PortalLock first = Lock();
  CHECK_THROWS_WITH_AS(Lock(),
                       "another leadsync is changing leads of acme.bitrix24.com right now; wait "
                       "for it, or add --wait-for-lock",
                       Error);
  CHECK_NOTHROW(PortalLock(path, "acme.bitrix24.com", "8", false));
  CHECK_NOTHROW(PortalLock(path, "rival.bitrix24.com", "7", false));
}

TEST_CASE_FIXTURE(Cache, "who writes next knows until when a killed writer's requests may run") {
  CHECK(Lock().busy_until() == WallTime{});
  {
    PortalLock killed = Lock();
    killed.Announce(At(1000));
    killed.Announce(At(990));
  }
  const WallTime busy = Lock().busy_until();
  CHECK(busy >= At(1000));
  CHECK(busy <= At(1005));
}

TEST_CASE_FIXTURE(Cache, "a writer whose requests were all answered leaves the portal free") {
  {
    PortalLock lock = Lock();
    lock.Announce(At(1000));
    lock.Clear();
  }
  CHECK(Lock().busy_until() == WallTime{});
}

TEST_CASE_FIXTURE(Cache, "a writer that ends while it waits leaves the earlier one's time") {
  // A run was killed; the next one was interrupted before that run's time had come. It had no
  // requests of its own, and must not tell a third that the portal is free.
  { Lock().Announce(At(1000)); }
  const WallTime busy = Lock().busy_until();
  { Lock().Clear(); }
  CHECK(Lock().busy_until() == busy);
  {
    PortalLock lock = Lock();
    lock.Announce(At(2000));
    lock.Clear();
  }
  CHECK(Lock().busy_until() == busy);
}

TEST_CASE_FIXTURE(Cache, "an undone run's open request keeps the portal busy") {
  PortalLock lock = Lock();
  lock.AlsoBusyUntil(At(500));
  CHECK(lock.busy_until() == At(500));
  lock.AlsoBusyUntil(At(400));
  CHECK(lock.busy_until() == At(500));
}

TEST_CASE_FIXTURE(Cache, "a damaged lock file counts as free") {
  { Lock().Announce(At(1000)); }
  std::filesystem::resize_file(path / "acme.bitrix24.com-7.lock", 5);
  CHECK(Lock().busy_until() == WallTime{});
}
