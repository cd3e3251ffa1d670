// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <optional>

#include "base/clock.h"

namespace leadsync::rest {

/// What one billed name has used of the last ten minutes, in seconds of execution time.
///
/// The server adds up ten buckets, one a minute of its clock; time counts for the minute in which
/// its request arrived and leaves after 540 to 600 s (loadlimiter.php). The ledger knows what we
/// spent ourselves and lets it leave after the full 600 s. What the server reports beyond that was
/// spent by others, or by us before the program started: nobody says in which minutes, so it stays
/// until the oldest bucket resets and then fades evenly until 600 s after the report.
class OperatingLedger {
 public:
  static constexpr Duration kWindow = std::chrono::seconds(600);

  /// Time that we spent in a request that arrived at `arrived` at the latest.
  void Add(double seconds, TimePoint arrived);
  /// Time that a request in flight will spend, and the end of that.
  void Hold(double seconds);
  void Unhold(double seconds);

  /// The server showed `operating`, in the answer to a request sent at `asked`, of which our own
  /// `unseen` seconds cannot be part yet. `minute` is when a minute of the server's clock begins,
  /// in our own time, if that is known.
  struct Shown {
    double operating = 0;
    double unseen = 0;
    TimePoint asked;
    std::optional<TimePoint> reset_at;
    std::optional<Duration> minute;
  };
  void Report(const Shown& shown, TimePoint now);
  /// The server refused: others count for `others` until `until`.
  void Refused(double others, TimePoint until, TimePoint now);
  /// The server forgot everything.
  void Clear();

  double Own(TimePoint now) const;
  double held() const { return held_; }
  double Others(TimePoint now) const;

 private:
  struct Entry {
    TimePoint arrived;
    double total;  ///< of all entries so far, this one included
  };
  /// Sum of the entries for which `gone` is false; it is true for the older ones only.
  template <typename Gone>
  double Sum(Gone gone) const;
  double Countable(TimePoint asked, std::optional<Duration> minute) const;

  std::deque<Entry> entries_;  // by arrival
  double pruned_ = 0;          // total of those that are no longer kept
  double held_ = 0;
  int holds_ = 0;
  // Of others: a level that holds until `others_hold_` and is gone at `others_end_`.
  double others_ = 0;
  TimePoint others_seen_{};
  TimePoint others_hold_{};
  TimePoint others_end_{};
};

}  // namespace leadsync::rest
