// SPDX-License-Identifier: MIT
#include "rest/operating_ledger.h"

#include <algorithm>

namespace leadsync::rest {
namespace {

/// Entries are merged into slots, rounded up, so that a fast portal cannot make millions of them.
constexpr Duration kSlot = std::chrono::milliseconds(500);
/// An answer may show what had not left the server's window when its request started.
constexpr Duration kKeep = OperatingLedger::kWindow + std::chrono::minutes(5);
/// How far apart two clocks, read over a network, may be taken to be.
constexpr Duration kClockDoubt = std::chrono::seconds(2);
/// A lower reading of what others use is believed only after the higher one is so old: requests in
/// flight hide part of it.
constexpr Duration kOthersStay = std::chrono::seconds(60);

/// When the minute in which something arrived leaves the server's window.
TimePoint LeavesAt(TimePoint arrived, Duration minute) {
  const auto whole = std::chrono::floor<std::chrono::minutes>(arrived.time_since_epoch() - minute);
  return TimePoint(Duration(whole) + minute) + OperatingLedger::kWindow;
}

}  // namespace

template <typename Gone>
double OperatingLedger::Sum(Gone gone) const {
  if (entries_.empty()) return 0;
  const auto first = std::partition_point(entries_.begin(), entries_.end(), gone);
  const double before = first == entries_.begin() ? pruned_ : std::prev(first)->total;
  return std::max(0.0, entries_.back().total - before);
}

void OperatingLedger::Add(double seconds, TimePoint arrived) {
  const Duration::rep slots =
      (arrived.time_since_epoch().count() + kSlot.count() - 1) / kSlot.count();
  const TimePoint slot{kSlot * slots};
  auto it = std::partition_point(entries_.begin(), entries_.end(),
                                 [&](const Entry& entry) { return entry.arrived < slot; });
  if (it == entries_.end() || it->arrived != slot) {
    const double before = it == entries_.begin() ? pruned_ : std::prev(it)->total;
    it = entries_.insert(it, {slot, before});
  }
  for (; it != entries_.end(); ++it) it->total += seconds;
  while (entries_.front().arrived + kKeep < slot) {
    pruned_ = entries_.front().total;
    entries_.pop_front();
  }
}

void OperatingLedger::Hold(double seconds) {
  held_ += seconds;
  ++holds_;
}

void OperatingLedger::Unhold(double seconds) {
  // Sums of doubles keep crumbs: none in flight is none held.
  held_ = --holds_ <= 0 ? 0 : std::max(0.0, held_ - seconds);
  holds_ = std::max(0, holds_);
}

double OperatingLedger::Own(TimePoint now) const {
  return Sum([&](const Entry& entry) { return entry.arrived + kWindow <= now; });
}

/// The most that a number shown to a request of that moment can owe to us.
double OperatingLedger::Countable(TimePoint asked, std::optional<Duration> minute) const {
  return held_ + Sum([&](const Entry& entry) {
           const TimePoint leaves =
               minute ? LeavesAt(entry.arrived, *minute) : entry.arrived + kWindow;
           return leaves + kClockDoubt < asked;
         });
}

void OperatingLedger::Report(const Shown& shown, TimePoint now) {
  const double owed = Countable(shown.asked, shown.minute) - shown.unseen;
  const double others = std::max(0.0, shown.operating - std::max(0.0, owed));
  if (others < Others(now) && now - others_seen_ < kOthersStay) return;
  others_ = others;
  others_seen_ = now;
  others_end_ = now + kWindow;
  others_hold_ = std::clamp(shown.reset_at.value_or(now + kOthersStay), now, others_end_);
}

void OperatingLedger::Refused(double others, TimePoint until, TimePoint now) {
  others_ = std::max(0.0, others);
  others_seen_ = now;
  others_end_ = now + kWindow;
  others_hold_ = std::clamp(until, now, others_end_);
}

void OperatingLedger::Clear() {
  entries_.clear();
  pruned_ = 0;
  others_ = 0;
}

double OperatingLedger::Others(TimePoint now) const {
  if (others_ <= 0 || now >= others_end_) return 0;
  if (now <= others_hold_) return others_;
  return others_ * Seconds(others_end_ - now) / Seconds(others_end_ - others_hold_);
}

}  // namespace leadsync::rest
