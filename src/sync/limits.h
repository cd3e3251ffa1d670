// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "rest/api_error.h"
#include "rest/batch.h"
#include "rest/batch_size.h"
#include "rest/operating_budget.h"
#include "rest/rate_limiter.h"
#include "rest/transport.h"
#include "sync/packed.h"

namespace leadsync::sync {

struct LimitOptions {
  size_t batch_size = 0;         ///< commands a batch; 0 = by time
  size_t max_in_flight = 0;      ///< 0 = by answer time
  double operating_limit = 420;  ///< seconds of execution per method and ten minutes
  double operating_share = 1;    ///< the part of it that this run may use
};

/// Everything that says when the next request may start and how large it may be: request rate,
/// operating time, pauses after failures, batch sizes by time, requests in flight by answer time.
class Limits {
 public:
  /// `rate` counts the requests of everything that is sent to the portal; it must outlive this.
  Limits(const LimitOptions& options, rest::RateLimiter* rate);

  /// The earliest time a request of this kind with so many commands (updates or reads) may start.
  TimePoint NextStart(RequestKind kind, const Billed& billed, size_t commands, TimePoint now) const;
  /// Counts a request that starts now, and marks it with its place in the budget.
  void Started(Packed* packed, TimePoint now);
  /// Nothing is held back at present.
  void Unlimited() { limiting_ = {}; }
  /// The loop waited; `for_answers`: requests were in flight.
  void Waited(Duration time, bool for_answers);
  /// A usable answer came; `answer` is null for a lone call.
  void Answered(const Packed& packed, const rest::BatchAnswer* answer,
                const rest::HttpReply& reply);
  /// No usable answer; `failures` in a row.
  void Failed(const Packed& packed, const rest::HttpReply& reply, const rest::Failure& failure,
              int failures);
  /// Some command of an answered batch was refused for operating time.
  void CommandsRefused() { ++counts_.refused; }

  /// Commands of the next batch of reads, and updates of the next batch of writes.
  size_t ReadCommands(TimePoint now) const;
  size_t Updates(std::string_view method, TimePoint now) const;
  /// How large a batch of reads may be at all; for reading ahead.
  size_t LargestRead() const;
  /// How long the limits make the remaining rows take; nothing while that is not known.
  std::optional<Duration> Forecast(size_t updates, size_t reads, TimePoint now) const;
  size_t UsefulInFlight() const;
  /// When the pause after the last failure ends; at least a moment after `now`.
  TimePoint paused_until(TimePoint now) const;

  struct Counts {
    uint64_t requests = 0;
    uint64_t updates = 0;
    uint64_t reads = 0;
    uint64_t refused = 0;    ///< 503 and 429
    uint64_t failed = 0;     ///< other requests without a usable answer
    double waited_rate = 0;  ///< seconds in which only the limit held work back
    double waited_operating = 0;
    double waited_pause = 0;
    double waited_server = 0;  ///< seconds in which only answers were awaited
  };
  const Counts& counts() const { return counts_; }
  /// What holds work back now: "", "request rate", "operating time", "the portal's failures".
  std::string_view limiting() const { return limiting_; }

 private:
  const LimitOptions options_;
  rest::RateLimiter& rate_;
  rest::BatchSize reads_{rest::BatchBody::kMaxCommands};
  rest::BatchSize writes_{49};
  TimePoint pause_{};
  rest::OperatingBudget budget_;
  double answer_seconds_ = 0;  // smoothed
  uint64_t answers_ = 0;
  mutable std::string_view limiting_;
  std::minstd_rand random_{301};
  Counts counts_;
};

}  // namespace leadsync::sync
