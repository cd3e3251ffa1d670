// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "sync/outcome.h"
#include "sync/row.h"

namespace leadsync::sync {

/// The rows between the input and the report: they settle in any order and leave in input order.
/// Bounded in rows and in bytes; a settled row that needs no words takes some forty bytes.
class Window {
 public:
  static constexpr size_t kMaxRows = 1'000'000;
  static constexpr size_t kMaxBytes = 32u << 20;

  explicit Window(OutcomeSink* sink) : sink_(sink) {}

  /// No more rows may come until some have left.
  bool full() const { return slots_.size() >= kMaxRows || bytes_ >= kMaxBytes; }
  bool empty() const { return slots_.empty(); }
  size_t unsettled() const { return unsettled_; }
  uint64_t emitted() const { return first_; }

  /// Takes a row in; the reference stays valid until it is settled. Sets its `seq`.
  Row& Add(std::unique_ptr<Row> row);
  /// Takes in a row whose outcome is known from the start.
  void AddSettled(Outcome outcome);
  /// Null once it has settled.
  Row* Find(uint64_t seq);
  /// Ends a row: its place keeps the outcome until all earlier ones have left.
  void Settle(uint64_t seq, Outcome outcome);
  /// Rows `emitted()` <= seq < `end()` are in the window.
  uint64_t end() const { return first_ + slots_.size(); }
  /// Tells that the row's size has changed.
  void Weigh(const Row& row);
  /// Hands settled rows at the front to the sink. Answers how many.
  size_t EmitReady();

 private:
  struct Slot {
    std::unique_ptr<Row> row;          // until settled
    std::unique_ptr<Outcome> outcome;  // settled, in words
    uint64_t number = 0;               // settled as plainly unchanged: these three say all
    int64_t lead_id = 0;
    WallTime finished{};
    uint32_t weight = 0;
  };
  Slot& At(uint64_t seq) { return slots_[seq - first_]; }
  void Put(Slot* slot, Outcome outcome);

  OutcomeSink* sink_;
  std::deque<Slot> slots_;
  uint64_t first_ = 0;  // seq of slots_.front()
  size_t bytes_ = 0;
  size_t unsettled_ = 0;
};

}  // namespace leadsync::sync
