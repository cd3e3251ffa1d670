// SPDX-License-Identifier: MIT
// What a portal allows: requests a second and execution time a method. Facts: bitrix24 docs,
// limits.md and settings/performance/limits.md; server, rest/lib/engine/access/loadlimiter.php.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace leadsync::sandbox {

/// How execution time is billed.
enum class OperatingModel {
  kOff,       ///< self-hosted: no limiter, no `operating` in `time`
  kByMethod,  ///< each method by itself; over the limit it is refused until buckets expire
  kByBatch,   ///< newer builds: the outer batch at half weight; over the limit banned for 300 s
};

/// A tariff's limits. Any number may be changed afterwards.
struct Plan {
  double rate = 2;        ///< requests a second that drain; 0 = no limit on requests
  double threshold = 50;  ///< the level above which requests are refused
  OperatingModel operating = OperatingModel::kByMethod;
  double operating_limit = 480;  ///< seconds of execution in ten minutes
  double request_limit = 60;     ///< seconds a request may take; 0 = as long as it likes
};

/// `standard`, `enterprise`, `self-hosted` or `unlimited` (standard's operating counters without
/// any limit), each optionally with changes: `standard,rate=5,threshold=10,operating=batch,
/// operating-limit=420,request-limit=30`. Throws UsageError that names what is wrong.
Plan ParsePlan(std::string_view text);

/// The leaky bucket over HTTP requests of one address.
class RequestBucket {
 public:
  RequestBucket(double rate, double threshold) : rate_(rate), threshold_(threshold) {}
  /// Counts a request; false if it is refused. Refused ones count as well.
  bool Take(WallTime now);
  double level() const { return level_; }

 private:
  double rate_;
  double threshold_;
  double level_ = 0;
  WallTime last_{};
};

/// Execution time of methods in ten buckets of a minute. Times are the portal's; a request is
/// opened, billed call by call and closed, as the server stores sums at the end of a request.
class OperatingLimiter {
 public:
  OperatingLimiter(OperatingModel model, double limit) : model_(model), limit_(limit) {}

  bool active() const { return model_ != OperatingModel::kOff; }
  /// A request begins; its minute stays that of its arrival, whatever it takes.
  void OpenRequest(WallTime now, bool is_batch);
  /// True if a call of the method is refused now. `inner`: it is a command of a batch; those
  /// have counters of their own.
  bool Refuses(std::string_view method, bool inner);
  /// A call ended; both in seconds, `started` after the request's arrival.
  void Bill(std::string_view method, bool inner, double started, double seconds);
  /// What `time.operating` says of the method right now.
  double Operating(std::string_view method, bool inner) const;
  /// `time.operating_reset_at`, Unix seconds.
  std::optional<int64_t> ResetAt(std::string_view method, bool inner) const;
  /// Stores what the request used.
  void CloseRequest();

  /// All counters as they stand, by key: the inner method's name, or "direct:" and the name.
  std::map<std::string, double> Sums(WallTime now) const;

 private:
  struct Bucket {
    int64_t minute = -1;
    double seconds = 0;
    double expires = 0;  ///< Unix seconds
  };
  struct Counter {
    std::array<Bucket, 10> buckets;
    double banned_until = 0;  ///< Unix seconds
    // of the open request
    double pending = 0;        ///< all of it: stored at the end if it is over 0.1 s
    double pending_shown = 0;  ///< only single calls over 0.1 s
    double first_start = 0;
    bool used = false;
  };
  static std::string Key(std::string_view method, bool inner);
  const Counter* Find(std::string_view method, bool inner) const;
  Counter& Get(std::string_view method, bool inner);
  double Stored(const Counter& counter) const;

  OperatingModel model_;
  double limit_;
  std::map<std::string, Counter, std::less<>> counters_;
  // The open request.
  double now_ = 0;  ///< Unix seconds
  int64_t minute_ = 0;
  bool is_batch_ = false;
  double frozen_ = 0;  ///< kByBatch: what all commands of this batch are shown
};

}  // namespace leadsync::sandbox
