// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/error.h"
#include "rest/api_error.h"
#include "rest/transport.h"
#include "sync/comparer.h"
#include "sync/flow.h"
#include "sync/limits.h"
#include "sync/looker.h"
#include "sync/row_source.h"
#include "sync/sender.h"
#include "sync/stop_reason.h"

namespace leadsync::sync {

struct DispatchOptions {
  Duration timeout = std::chrono::seconds(100);        ///< of one request
  Duration server_timeout = std::chrono::seconds(60);  ///< the server's own limit
  Duration give_up_after = std::chrono::hours(1);      ///< without any answer of the portal
  Duration grace = std::chrono::seconds(60);           ///< for what is in flight when stopping
  std::optional<TimePoint> deadline;
  std::optional<uint64_t> max_errors;   ///< more rows than this that did not make it: stop
  std::vector<Status> ok;               ///< statuses that count as having made it, too (--ok)
  std::optional<StopReason> forbidden;  ///< a guard said no before the first row: send nothing
  bool refused_guard = true;            ///< stop if the first 100 rows sent were all refused
};

/// The loop that is the program: take rows in, start what the limits allow, wait for the next
/// answer, settle its rows, hand the settled ones on in order, start over. One thread; the wait is
/// the transport's.
class Dispatcher {
 public:
  struct Seams {
    Flow* flow;
    RowSource* source;
    const LeadReader* reader;
    rest::Transport* transport;
    Limits* limits;
    /// 0 = go on, 1 = stop after what is in flight, 2 = stop at once. Set by signal handlers.
    const std::atomic<int>* interrupted;
    /// Called after each turn of the loop, and after rows were emitted: progress and marks.
    std::function<void()> after_turn;
    /// Called before each update is sent, with the time until which the server may work on it.
    std::function<void(WallTime until)> announce;
  };

  Dispatcher(const Seams& seams, const DispatchOptions& options);
  /// Runs to the end or to the first reason to stop. Every input row has been emitted afterwards,
  /// unless the disk or the input failed.
  StopReason Run();

  size_t requests_in_flight() const { return in_flight_.size(); }

 private:
  void Fill();
  TimePoint StartAll();
  std::optional<RequestKind> Choose(TimePoint now, TimePoint* wake);
  bool MayCompare(TimePoint now, TimePoint* wake);
  bool MaySend(TimePoint now, bool could_compare, TimePoint* wake);
  void Start(RequestKind kind, TimePoint now);
  void Settle(const rest::HttpReply& reply);
  void SettleAnswer(const Packed& packed, const rest::HttpReply& reply,
                    const rest::Failure& failure);
  void SettleFailure(const Packed& packed, const rest::HttpReply& reply,
                     const rest::Failure& failure);
  void Take(const Digest& digest);
  size_t Commands(RequestKind kind) const;
  void CheckGuards(TimePoint now);
  void Stop(const StopReason& why);
  void EmitSafely();
  void Finish();
  bool Done() const;
  size_t InFlight(RequestKind kind) const;

  Flow& flow_;
  RowSource& source_;
  rest::Transport& transport_;
  Limits& limits_;
  const Seams seams_;
  const DispatchOptions options_;
  Comparer comparer_;
  Sender sender_;
  Looker looker_;

  std::map<uint64_t, Packed> in_flight_;
  uint64_t sends_ = 0;
  size_t updates_ = 1;  // sizes of the next batches, as of this turn
  size_t reads_ = 1;
  bool ended_ = false;
  bool needs_catalog_ = false;
  std::optional<TimePoint> compare_since_;
  std::optional<TimePoint> failing_since_;
  int failures_ = 0;
  std::string last_failure_;
  std::optional<StopReason> stop_;
  TimePoint stop_at_{};
};

}  // namespace leadsync::sync
