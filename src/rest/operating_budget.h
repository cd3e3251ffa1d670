// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "rest/command_cost.h"
#include "rest/operating_ledger.h"
#include "rest/operating_report.h"

namespace leadsync::rest {

/// Keeps the run below the portal's limit of execution time ("operating"): so many seconds per ten
/// minutes for each billed name. Whoever wants to send asks `NextSlot`, reserves, and settles with
/// what the answer measured. Pure arithmetic on the times it is given; it never sleeps.
///
/// Servers bill in one of two ways (limits.md; loadlimiter.php of two builds; b24jssdk #459, #539):
/// - by method: every command bills its own method. Over the limit its commands are refused one by
///   one until the oldest minute has left; the command that crosses the limit still finishes.
/// - by batch: the outer `batch` is billed with half of its time and its commands not at all; all
///   of them show one number, of before the request. Over the limit every batch is refused for
///   300 s, and the count starts anew.
/// One answer with two methods tells which: equal numbers or different ones. Until then both are
/// kept. A portal that shows no `operating` at all has no limit (self-hosted), and nothing waits.
///
/// What is used = what we measured ourselves in the last 600 s + what the server showed beyond that
/// (others with the same webhook, an earlier run) + what is in flight, by the learnt cost of a
/// command. Near the edge batches shrink, and requests go one by one unless even three times their
/// expected cost would fit: costs may rise while they are in flight.
class OperatingBudget {
 public:
  struct Options {
    double limit = 420;  ///< seconds per ten minutes; the server's own fallback
    double share = 1;    ///< of it that this run may use, above 0, at most 1
  };
  enum class Billing { kUnknown, kNone, kByMethod, kByBatch };
  static constexpr size_t kMostCommands = BatchBody::kMaxCommands;

  explicit OperatingBudget(const Options& options);

  /// The earliest time a request of these commands may start; `now` if at once. Ask again when an
  /// answer has come. `lone`: a direct call, not a batch.
  TimePoint NextSlot(std::span<const Use> uses, TimePoint now, bool lone = false) const;
  /// How many commands of this method the next batch should have, 1 to 50: what fits now, or else
  /// a portion worth waiting for.
  size_t Affordable(std::string_view method, TimePoint now) const;

  /// Counts a request that starts now, until its ticket is given back in one of three ways.
  uint64_t Reserve(std::span<const Use> uses, TimePoint now, bool lone = false);
  /// It was answered. Commands refused for operating time count as `Blocked`.
  void Settle(uint64_t ticket, const OperatingReport& report, TimePoint now);
  /// It surely did not run.
  void Release(uint64_t ticket, TimePoint now);
  /// It may have run: the estimate is counted.
  void Lost(uint64_t ticket, TimePoint now);

  /// The server refused calls of this name ("batch", or a method): nothing of it starts until
  /// `reset_at` (Unix seconds of the server; if absent, the last that it showed), or for 300 s.
  void Blocked(std::string_view method, std::optional<double> reset_at, TimePoint now);

  /// How long the limits alone, this one and `requests_per_second` (0 = none), make the remaining
  /// commands take. Nothing while a cost is not known.
  std::optional<Duration> Forecast(std::span<const Use> remaining, double requests_per_second,
                                   TimePoint now) const;
  /// True while this limit sets the pace: calls are refused, or nine tenths of a budget are used.
  bool Binding(TimePoint now) const;

  Billing billing() const { return billing_; }
  /// Seconds that count against the limit for a billed name, those in flight included.
  double Used(std::string_view name, TimePoint now) const;

 private:
  /// A billed name.
  struct Account {
    std::string name;
    CommandCost cost;  // of one command; of `batch` nothing
    OperatingLedger ledger;
    std::optional<TimePoint> reset_at;
    TimePoint blocked_until{};
    int refusals = 0;  // since a command last ran
  };
  struct Ticket {
    uint64_t id;
    bool lone;
    TimePoint started;
    struct Part {
      size_t account;
      size_t commands;
      double seconds;
    };
    std::vector<Part> parts;
    double batch_seconds;
  };
  /// What one request asks of one account.
  struct Need {
    const Account* account;  // null: not seen yet
    double seconds;
  };

  const Account* Find(std::string_view name) const;
  size_t IndexOf(std::string_view name);
  const Account& batch() const { return accounts_.front(); }
  bool Charged(const Account* account, bool lone) const;
  double Estimate(const Account* account, size_t commands) const;
  double BatchEstimate(double inner_seconds) const { return kWeight * (inner_seconds + overhead_); }

  double OwnCap() const { return cap_ * options_.share; }
  double Free(const Account* account, TimePoint at) const;
  bool Fits(const Need& need, TimePoint at) const;
  TimePoint Earliest(const Need& need, TimePoint now) const;

  std::optional<Ticket> Return(uint64_t id);
  void Charge(const Ticket& ticket, const OperatingReport& report, TimePoint arrived);
  void TakeReports(const Ticket& ticket, const OperatingReport& report, TimePoint now);
  void Identify(const OperatingReport& report);
  void LearnClock(const OperatingReport& report, TimePoint now);
  std::optional<TimePoint> ToLocal(std::optional<double> unix_seconds, TimePoint now) const;
  std::optional<Duration> ServerMinute() const;

  static constexpr double kWeight = 0.5;  // of a batch, where batches are billed

  const Options options_;
  const double cap_;  // the limit without its margin
  Billing billing_ = Billing::kUnknown;
  std::vector<Account> accounts_;  // the first is `batch`
  std::vector<Ticket> tickets_;
  uint64_t next_id_ = 1;
  double overhead_ = 0.2;               // seconds of a batch outside its commands
  double batch_charge_ = 0;             // of the request being settled
  std::optional<double> server_clock_;  // its Unix seconds minus ours
};

}  // namespace leadsync::rest
