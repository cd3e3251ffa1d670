// SPDX-License-Identifier: MIT
// The practice portal in-process: a Transport on virtual time, with the same faults.
#pragma once

#include <map>
#include <optional>
#include <random>
#include <string>

#include "rest/transport.h"
#include "sandbox/portal.h"
#include "virtual_clock.h"

namespace leadsync::testing {

class SandboxTransport : public rest::Transport {
 public:
  struct Options {
    Duration latency = std::chrono::milliseconds(20);  ///< each way
    Duration jitter{0};                                ///< up to so much more, each way
    unsigned seed = 1;
    /// One request in so many is cut off for the client at once, while the server gets and runs it
    /// up to `late_by` later: what the waiting rule is for. 0 = never.
    int late_every = 0;
    Duration late_by = std::chrono::seconds(55);
  };

  SandboxTransport(sandbox::Portal* portal, VirtualClock* clock, const Options& options)
      : portal_(*portal), clock_(*clock), options_(options), random_(options.seed) {}
  SandboxTransport(sandbox::Portal* portal, VirtualClock* clock)
      : SandboxTransport(portal, clock, Options()) {}

  uint64_t Start(rest::HttpRequest request) override;
  std::optional<rest::HttpReply> Wait(TimePoint until) override;
  size_t in_flight() const override { return pending_.size(); }

  /// The client dies: what is on the way arrives at the portal all the same.
  void Crash();

  uint64_t started() const { return next_id_ - 1; }
  size_t most_in_flight() const { return most_; }

 private:
  struct Pending {
    rest::HttpRequest request;
    TimePoint started;
    bool late = false;
  };
  Duration Delay();
  /// Lets the portal handle what has arrived by `until`.
  void Arrivals(TimePoint until);
  void Arrive(uint64_t id, TimePoint at);
  void Finish(uint64_t id, TimePoint at, rest::NetError error, std::string text);

  sandbox::Portal& portal_;
  VirtualClock& clock_;
  Options options_;
  std::mt19937 random_;
  uint64_t next_id_ = 1;
  size_t most_ = 0;
  std::map<uint64_t, Pending> pending_;
  std::multimap<TimePoint, uint64_t> arrivals_;
  std::map<uint64_t, rest::HttpRequest> orphans_;  // cut off for the client, not for the server
  std::multimap<TimePoint, rest::HttpReply> replies_;
  uint64_t idle_connections_ = 0;
};

}  // namespace leadsync::testing
