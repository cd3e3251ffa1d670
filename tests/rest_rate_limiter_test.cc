// SPDX-License-Identifier: MIT
#include "rest/rate_limiter.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <queue>
#include <random>
#include <vector>

#include "printers.h"
#include "rest/backoff.h"

namespace leadsync::rest {
namespace {

TimePoint At(double seconds) { return TimePoint(FromSeconds(seconds)); }
double SecondsOf(TimePoint time) { return Seconds(time.time_since_epoch()); }

/// The server's bucket, and what it says to each arrival.
struct Bucket {
  double rate, threshold;
  double level = 0;
  double at = 0;
  bool Refuses(double now) {
    level = std::max(0.0, level - rate * (now - at)) + 1;
    at = now;
    if (level <= threshold) return false;
    level = std::min(level, threshold + 1);
    return true;
  }
};

struct Event {
  double time;
  enum Kind { kArrival, kRefusal, kAnswer, kOther } kind;
  bool operator>(const Event& other) const { return time > other.time; }
};
using Events = std::priority_queue<Event, std::vector<Event>, std::greater<>>;

struct World {
  RatePlan plan = kStandardPlan;
  double jitter = 0.3;      // seconds at most, each way
  double answer = 0.05;     // seconds the server works on a request
  double others = 0;        // requests a second of another client
  size_t others_burst = 1;  // of which so many come at once
  size_t in_flight = 4;
};
struct Run {
  double wall = 0;
  std::vector<double> refusals;
  /// Requests already on the way when the first refusal comes back are part of the same event.
  size_t Events() const {
    size_t events = 0;
    for (size_t i = 0; i < refusals.size(); ++i)
      if (i == 0 || refusals[i] - refusals[i - 1] > 2) ++events;
    return events;
  }
};

/// Sends until `requests` were taken by the server, repeating the refused ones.
Run Send(size_t requests, const World& world, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<> late(0, world.jitter);
  std::exponential_distribution<> pause(world.others > 0 ? world.others / world.others_burst : 1);
  RateLimiter limiter(world.plan);
  Bucket bucket{world.plan.rate, world.plan.threshold};
  Events events;
  if (world.others > 0) events.push({pause(random), Event::kOther});
  Run run;
  double now = 0;
  size_t in_flight = 0;
  for (size_t taken = 0; taken < requests;) {
    while (in_flight < world.in_flight && taken + in_flight < requests &&
           limiter.NextSlot(At(now)) <= At(now)) {
      limiter.Take(At(now));
      events.push({now + late(random), Event::kArrival});
      ++in_flight;
    }
    const bool may_start = in_flight < world.in_flight && taken + in_flight < requests;
    const double slot = may_start ? SecondsOf(limiter.NextSlot(At(now))) : 1e9;
    if (events.empty() || events.top().time > slot) {
      now = slot;
      continue;
    }
    const Event event = events.top();
    events.pop();
    now = event.time;
    switch (event.kind) {
      case Event::kOther:
        for (size_t i = 0; i < world.others_burst; ++i) bucket.Refuses(now);
        events.push({now + pause(random), Event::kOther});
        break;
      case Event::kArrival:
        if (bucket.Refuses(now)) {
          run.refusals.push_back(now);
          events.push({now + late(random), Event::kRefusal});
        } else {
          events.push({now + world.answer + late(random), Event::kAnswer});
        }
        break;
      case Event::kRefusal:
        --in_flight;
        limiter.Overload(At(now));
        break;
      case Event::kAnswer:
        --in_flight;
        ++taken;
        break;
    }
  }
  run.wall = now;
  return run;
}

TEST_CASE("the rate limiter lets a burst go at once and then holds the rate") {
  RateLimiter limiter(kStandardPlan);
  for (int i = 0; i < 47; ++i) {
    CHECK(limiter.NextSlot(At(10)) == At(10));
    limiter.Take(At(10));
  }
  CHECK(limiter.NextSlot(At(10)) == At(10.5));
  CHECK(limiter.NextSlot(At(10.25)) == At(10.5));
  limiter.Take(At(10.5));
  CHECK(limiter.NextSlot(At(10.5)) == At(11));
  CHECK(limiter.NextSlot(At(100)) == At(100));
}

TEST_CASE("no window of time ever sees more starts than the burst and the rate allow") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const RatePlan plan = seed % 2 ? kStandardPlan : kEnterprisePlan;
    const double burst = seed % 3 ? plan.threshold - 3 : 5;
    RateLimiter limiter(plan, burst);
    std::vector<double> starts;
    double now = 5;
    for (int i = 0; i < 400; ++i) {
      if (random() % 50 == 0) now += static_cast<double>(random() % 40);
      if (random() % 100 == 0) limiter.Overload(At(now));
      now = std::max(now, SecondsOf(limiter.NextSlot(At(now))));
      limiter.Take(At(now));
      starts.push_back(now);
    }
    bool held = true;
    for (size_t a = 0; a < starts.size(); ++a)
      for (size_t b = a; b < starts.size(); ++b)
        held = held &&
               static_cast<double>(b - a + 1) <= burst + plan.rate * (starts[b] - starts[a]) + 1e-6;
    CHECK(held);
  }
}

TEST_CASE("alone on the portal nothing is refused, and nearly no time is lost") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    World world;
    world.in_flight = seed % 2 ? 4 : 1000;
    const size_t requests = 400 + seed % 5 * 100;
    // A server that answers at once, and one that takes 5 s.
    if (seed % 3 == 0) world.answer = 5;
    if (seed % 3 == 0) world.in_flight = 16;
    const Run run = Send(requests, world, seed);
    CHECK(run.refusals.empty());
    CHECK(run.wall <= 1.03 * (static_cast<double>(requests) - 50) / 2 + world.answer);
  }
}

TEST_CASE("with another client on the same address at most one call per 30 s is refused") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    World world;
    world.others = 0.25 + 0.25 * static_cast<double>(seed % 7);
    world.others_burst = seed % 4 == 0 ? 10 : 1;
    const Run run = Send(300, world, seed);
    CAPTURE(seed);
    CAPTURE(world.others);
    CAPTURE(run.wall);
    CHECK(static_cast<double>(run.refusals.size()) <= 1 + run.wall / 30);
    CHECK(static_cast<double>(run.Events()) <= 1 + run.wall / 30);
  }
}

TEST_CASE("with another client the rest of the rate is used") {
  for (const double others : {0.5, 1.0, 1.5}) {
    CAPTURE(others);
    double wall = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
      World world;
      world.others = others;
      wall += Send(600, world, seed).wall / 20;
    }
    CHECK(wall <= 1.35 * 600 / (2 - others));
  }
}

TEST_CASE("after a refusal the bucket drains to the half before anything starts") {
  RateLimiter alone(kStandardPlan);
  for (int i = 0; i < 47; ++i) alone.Take(At(0));
  // Three requests of others in a long time: nearly all of the rate is left to us.
  for (double now = 0.5; now < 200; now += 0.5) alone.Take(At(now));
  alone.Overload(At(200));
  const double wait = Seconds(alone.NextSlot(At(200)) - At(200));
  CHECK(wait >= 13);
  CHECK(wait <= 14);
  // A second refusal of a request that was on the way says the same.
  alone.Overload(At(200.25));
  CHECK(alone.NextSlot(At(200.25)) == alone.NextSlot(At(200)) + FromSeconds(0.25));

  RateLimiter crowded(kStandardPlan);
  for (int i = 0; i < 10; ++i) crowded.Take(At(0));
  // 48 of others in 4 s: two fifths of the rate stay ours.
  crowded.Overload(At(4));
  CHECK(crowded.NextSlot(At(4)) == At(4 + 26 / 0.8));
}

TEST_CASE("however greedy the other client is, at most one call in half a minute is refused") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    World world;
    world.others = 2 + 0.25 * static_cast<double>(seed % 5);
    world.others_burst = seed % 3 == 0 ? 30 : 1;
    world.jitter = 0.05 * static_cast<double>(1 + seed % 7);
    const Run run = Send(30, world, seed);
    CAPTURE(seed);
    CHECK(static_cast<double>(run.Events()) <= 1 + run.wall / 30);
  }
}

TEST_CASE("the full rate comes back when the other client has gone") {
  RateLimiter limiter(kStandardPlan);
  limiter.Overload(At(10));
  double now = 10;
  size_t starts = 0;
  for (; now < 1200; ++starts) {
    now = std::max(now, SecondsOf(limiter.NextSlot(At(now))));
    limiter.Take(At(now));
    if (now < 600) starts = 0;
  }
  CHECK(static_cast<double>(starts) >= 0.97 * 2 * 600);
}

TEST_CASE("a plan without a limit never waits") {
  RateLimiter limiter(kSelfHostedPlan);
  for (int i = 0; i < 1000; ++i) limiter.Take(At(1));
  limiter.Overload(At(1));
  CHECK(limiter.NextSlot(At(1)) == At(1));
  CHECK(limiter.Level(At(1)) == 0);
}

TEST_CASE("the level is handed on from command to command") {
  RateLimiter first(kStandardPlan);
  for (int i = 0; i < 40; ++i) first.Take(At(100));
  CHECK(first.Level(At(100)) == doctest::Approx(40));
  CHECK(first.Level(At(105)) == doctest::Approx(30));
  RateLimiter second(kStandardPlan);
  second.SetLevel(first.Level(At(105)), At(5));
  for (int i = 0; i < 17; ++i) second.Take(At(5));
  CHECK(second.NextSlot(At(5)) == At(5.5));
  second.SetLevel(-3, At(6));
  CHECK(second.Level(At(6)) == 0);
}

TEST_CASE("pauses double up to half a minute, and differ from client to client") {
  CHECK(Backoff(1, 0) == FromSeconds(1));
  CHECK(Backoff(2, 0) == FromSeconds(2));
  CHECK(Backoff(3, 0) == FromSeconds(4));
  CHECK(Backoff(5, 0) == FromSeconds(16));
  CHECK(Backoff(6, 0) == FromSeconds(30));
  CHECK(Backoff(1'000'000, 0) == FromSeconds(30));
  CHECK(Backoff(0, 0) == FromSeconds(1));
  CHECK(Backoff(-7, 0) == FromSeconds(1));
  CHECK(Backoff(3, 0.5) == FromSeconds(3.5));
  for (int attempt = 1; attempt < 10; ++attempt)
    CHECK(Backoff(attempt, 0.999) >= 3 * Backoff(attempt, 0) / 4);
}

}  // namespace
}  // namespace leadsync::rest
