// SPDX-License-Identifier: MIT
#include "sync/portal_lock.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "printers.h"
#include "virtual_clock.h"

using namespace leadsync;
using sync::PortalLock;
using namespace std::chrono_literals;

namespace {

struct Cache {
  std::filesystem::path path;
  Cache() {
    char name[] = "/tmp/leadsync_test.XXXXXX";
    path = ::mkdtemp(name);
    file = path / "acme.bitrix24.com-7.lock";
  }
  ~Cache() { std::filesystem::remove_all(path); }
  PortalLock Lock() const { return PortalLock(path, "acme.bitrix24.com", "7", false, clock); }
  bool Free() const { return Lock().BusyFor() <= 0s; }

  leadsync::testing::VirtualClock clock;
  std::filesystem::path file;
};

}  // namespace

TEST_CASE_FIXTURE(Cache, "one writer per portal and owner") {
  const PortalLock first = Lock();
  CHECK_THROWS_WITH_AS(Lock(),
                       "another leadsync is changing leads of acme.bitrix24.com right now; wait "
                       "for it, or add --wait-for-lock",
                       Error);
  CHECK_NOTHROW(PortalLock(path, "acme.bitrix24.com", "8", false, clock));
  CHECK_NOTHROW(PortalLock(path, "rival.bitrix24.com", "7", false, clock));
}

TEST_CASE_FIXTURE(Cache, "who writes next knows until when a killed writer's requests may run") {
  CHECK(Free());
  {
    PortalLock killed = Lock();
    killed.Announce(clock.Wall() + 100s);
    killed.Announce(clock.Wall() + 90s);
  }
  CHECK(Lock().BusyFor() >= 100s);
  CHECK(Lock().BusyFor() <= 105s);
  clock.Advance(60s);
  CHECK(Lock().BusyFor() >= 40s);
  clock.Advance(60s);
  CHECK(Free());
}

// The clock was set forward by an hour between a kill and the next run, as when a machine that had
// slept asks the time: the next run compared at once, and sent what was still being done.
TEST_CASE_FIXTURE(Cache,
                  "a calendar clock that is set does not change how long the portal is busy") {
  for (const auto step : {1h, -1h, 24h * 365, -24h * 365}) {
    CAPTURE(step.count());
    { Lock().Announce(clock.Wall() + 100s); }
    clock.StepWall(step);
    CHECK(Lock().BusyFor() >= 100s);
    CHECK(Lock().BusyFor() <= 105s);
    clock.Advance(110s);
    CHECK(Free());
  }
}

TEST_CASE_FIXTURE(Cache, "a clock that is set while requests leave: the last of them counts") {
  for (const auto step : {1h, -1h}) {
    CAPTURE(step.count());
    {
      PortalLock killed = Lock();
      killed.Announce(clock.Wall() + 100s);
      clock.StepWall(step);
      clock.Advance(50s);
      killed.Announce(clock.Wall() + 100s);
    }
    CHECK(Lock().BusyFor() >= 100s);
    CHECK(Lock().BusyFor() <= 105s);
    clock.Advance(110s);
    CHECK(Free());
  }
}

TEST_CASE_FIXTURE(Cache, "after the machine's next start the calendar says how long it is busy") {
  { Lock().Announce(clock.Wall() + 100s); }
  std::string text = ReadFile(file);
  const size_t boot = text.rfind(' ') + 1;
  REQUIRE(text.size() > boot + 8);
  text.replace(boot, 8, "00000000");
  WriteFileAtomic(file, text);
  clock.Advance(30s);
  CHECK(Lock().BusyFor() >= 70s);
  CHECK(Lock().BusyFor() <= 75s);
  clock.StepWall(-2h);
  CHECK(Lock().BusyFor() > 1h);
}

TEST_CASE_FIXTURE(Cache, "the time that an earlier version left counts by the calendar") {
  const int64_t until = (clock.Wall() + 100s).time_since_epoch().count();
  WriteFileAtomic(file, fmt::format("leadsync-lock 1\n{:020}\n", until));
  CHECK(Lock().BusyFor() == 100s);
}

TEST_CASE_FIXTURE(Cache, "a writer whose requests were all answered leaves the portal free") {
  {
    PortalLock lock = Lock();
    lock.Announce(clock.Wall() + 100s);
    lock.Clear();
  }
  CHECK(Free());
}

TEST_CASE_FIXTURE(Cache, "a writer that ends while it waits leaves the earlier one's time") {
  // A run was killed; the next one was interrupted before that run's time had come. It had no
  // requests of its own, and must not tell a third that the portal is free.
  { Lock().Announce(clock.Wall() + 100s); }
  const Duration busy = Lock().BusyFor();
  { Lock().Clear(); }
  CHECK(Lock().BusyFor() == busy);
  {
    PortalLock lock = Lock();
    lock.Announce(clock.Wall() + 200s);
    lock.Clear();
  }
  CHECK(Lock().BusyFor() == busy);
}

TEST_CASE_FIXTURE(Cache, "an undone run's open request keeps the portal busy") {
  PortalLock lock = Lock();
  lock.AlsoBusyUntil(clock.Wall() + 50s);
  CHECK(lock.BusyFor() == 50s);
  lock.AlsoBusyUntil(clock.Wall() + 40s);
  CHECK(lock.BusyFor() == 50s);
}

TEST_CASE_FIXTURE(Cache, "a damaged lock file is of no harm") {
  { Lock().Announce(clock.Wall() + 100s); }
  const std::string whole = ReadFile(file);
  for (size_t size = 0; size < whole.size(); ++size) {
    WriteFileAtomic(file, whole.substr(0, size));
    CHECK(Lock().BusyFor() <= 105s);
  }
  WriteFileAtomic(file, "leadsync-lock 1\nnothing of ours\n");
  CHECK(Free());
}
