// SPDX-License-Identifier: MIT
#include "rest/operating_budget.h"

#include <algorithm>
#include <cmath>

namespace leadsync::rest {
namespace {

constexpr std::string_view kBatch = "batch";
constexpr double kMargin = 0.995;  // of the limit: measured durations and billed ones differ a bit
/// A portion worth waiting for, as a part of the budget: smaller ones would cost more in requests
/// and read-backs than they bring.
constexpr double kPortion = 0.02;
/// What is in flight may cost so many times more than expected without a refusal. A batch billed
/// as a whole is only judged when it starts, so that less caution will do.
constexpr double kDoubt = 3;
constexpr double kBatchDoubt = 1.5;
/// Others do not stand still while our next request runs.
constexpr double kOthersMore = 1.25;
constexpr Duration kBan = std::chrono::seconds(300);
constexpr Duration kNextMinute = std::chrono::seconds(60);

}  // namespace

OperatingBudget::OperatingBudget(const Options& options)
    : options_{std::max(options.limit, 1e-3), std::clamp(options.share, 1e-3, 1.0)},
      cap_(options_.limit * kMargin) {
  IndexOf(kBatch);
}

const OperatingBudget::Account* OperatingBudget::Find(std::string_view name) const {
  for (const Account& account : accounts_)
    if (account.name == name) return &account;
  return nullptr;
}

size_t OperatingBudget::IndexOf(std::string_view name) {
  for (size_t i = 0; i < accounts_.size(); ++i)
    if (accounts_[i].name == name) return i;
  accounts_.emplace_back().name = name;
  return accounts_.size() - 1;
}

bool OperatingBudget::Charged(const Account* account, bool lone) const {
  if (billing_ == Billing::kNone) return false;
  if (account == &batch()) return !lone && billing_ != Billing::kByMethod;
  return lone || billing_ != Billing::kByBatch;
}

double OperatingBudget::Estimate(const Account* account, size_t commands) const {
  return (account ? account->cost : CommandCost()).Estimate(commands);
}

/// Seconds that a request starting at `at` may still cost.
double OperatingBudget::Free(const Account* account, TimePoint at) const {
  if (!account) return OwnCap();
  const OperatingLedger& ledger = account->ledger;
  const double own = ledger.Own(at) + ledger.held();
  return std::min(OwnCap() - own, cap_ - own - kOthersMore * ledger.Others(at));
}

bool OperatingBudget::Fits(const Need& need, TimePoint at) const {
  if (need.account && need.account->blocked_until > at) return false;
  // What can never fit goes when nothing else is used.
  const double seconds = std::min(need.seconds, OwnCap());
  const double free = Free(need.account, at) + 1e-9;
  if (seconds > free) return false;
  const double held = need.account ? need.account->ledger.held() : 0;
  const double doubt = need.account == &batch() ? kBatchDoubt : kDoubt;
  return held == 0 || doubt * (held + seconds) <= free + held;
}

/// Room only grows with time while nothing is sent, so that a binary search finds the moment.
TimePoint OperatingBudget::Earliest(const Need& need, TimePoint now) const {
  if (Fits(need, now)) return now;
  Duration low{0};
  Duration high = OperatingLedger::kWindow;
  while (high - low > std::chrono::milliseconds(10)) {
    const Duration middle = (low + high) / 2;
    (Fits(need, now + middle) ? high : low) = middle;
  }
  return now + high;
}

TimePoint OperatingBudget::NextSlot(std::span<const Use> uses, TimePoint now, bool lone) const {
  if (billing_ == Billing::kNone) return now;
  TimePoint slot = now;
  double sum = 0;
  for (const Use& use : uses) {
    if (use.commands == 0) continue;
    const Account* account = Find(use.method);
    const double seconds = Estimate(account, use.commands);
    sum += seconds;
    if (Charged(account, lone)) slot = std::max(slot, Earliest({account, seconds}, now));
  }
  if (Charged(&batch(), lone)) slot = std::max(slot, Earliest({&batch(), BatchEstimate(sum)}, now));
  return slot;
}

size_t OperatingBudget::Affordable(std::string_view method, TimePoint now) const {
  if (billing_ == Billing::kNone) return kMostCommands;
  const Account* account = Find(method);
  const bool by_method = Charged(account, false);
  const bool by_batch = Charged(&batch(), false);
  // A read-back or another command rides along.
  double riders = 0;
  for (const Account& other : accounts_)
    if (&other != account && &other != &batch()) riders += Estimate(&other, 1);

  const double portion = kPortion * OwnCap();
  for (size_t n = kMostCommands; n > 1; --n) {
    const double seconds = Estimate(account, n);
    const double batch_seconds = BatchEstimate(seconds + riders);
    const bool small =
        (!by_method || seconds <= portion) && (!by_batch || batch_seconds <= portion);
    if (small || ((!by_method || Fits({account, seconds}, now)) &&
                  (!by_batch || Fits({&batch(), batch_seconds}, now))))
      return n;
  }
  return 1;
}

uint64_t OperatingBudget::Reserve(std::span<const Use> uses, TimePoint now, bool lone) {
  Ticket ticket{next_id_++, lone, now, {}, 0};
  double sum = 0;
  for (const Use& use : uses) {
    if (use.commands == 0) continue;
    const size_t index = IndexOf(use.method);
    const double seconds = Estimate(&accounts_[index], use.commands);
    accounts_[index].ledger.Hold(seconds);
    ticket.parts.push_back({index, use.commands, seconds});
    sum += seconds;
  }
  if (!lone) {
    ticket.batch_seconds = BatchEstimate(sum);
    accounts_.front().ledger.Hold(ticket.batch_seconds);
  }
  tickets_.push_back(std::move(ticket));
  return tickets_.back().id;
}

std::optional<OperatingBudget::Ticket> OperatingBudget::Return(uint64_t id) {
  const auto it =
      std::find_if(tickets_.begin(), tickets_.end(), [&](const Ticket& t) { return t.id == id; });
  if (it == tickets_.end()) return std::nullopt;
  Ticket ticket = std::move(*it);
  tickets_.erase(it);
  for (const Ticket::Part& part : ticket.parts) accounts_[part.account].ledger.Unhold(part.seconds);
  if (!ticket.lone) accounts_.front().ledger.Unhold(ticket.batch_seconds);
  return ticket;
}

void OperatingBudget::Release(uint64_t ticket, TimePoint) { Return(ticket); }

void OperatingBudget::Lost(uint64_t id, TimePoint now) {
  const auto ticket = Return(id);
  if (!ticket) return;
  for (const Ticket::Part& part : ticket->parts)
    accounts_[part.account].ledger.Add(part.seconds, now);
  if (!ticket->lone) accounts_.front().ledger.Add(ticket->batch_seconds, now);
}

void OperatingBudget::Blocked(std::string_view method, std::optional<double> reset_at,
                              TimePoint now) {
  if (billing_ == Billing::kNone) billing_ = Billing::kUnknown;
  Account& account = accounts_[IndexOf(method)];
  if (method == kBatch) {
    // Only servers that bill batches refuse them.
    billing_ = Billing::kByBatch;
    account.ledger.Clear();
    account.blocked_until = now + kBan;
    return;
  }
  std::optional<TimePoint> until = ToLocal(reset_at, now);
  if (!until) until = account.reset_at;
  TimePoint end = now + kBan;
  if (until && *until > now) {
    end = std::min(*until, now + OperatingLedger::kWindow);
  } else if (until) {
    // That minute released too little: the next one may release more, or one of the next.
    end = now + std::min(kBan, kNextMinute * (1 << std::min(account.refusals, 3)));
  }
  end += std::chrono::seconds(1);
  // What was on the way already tells nothing new.
  if (account.blocked_until <= now) ++account.refusals;
  account.blocked_until = std::max(account.blocked_until, end);
  // Whoever used it up: when the block ends a portion is free, and the next answer knows more.
  const double left = (1 - 1.5 * kPortion) * cap_ - account.ledger.Own(account.blocked_until);
  account.ledger.Refused(left / kOthersMore, account.blocked_until, now);
}

std::optional<Duration> OperatingBudget::Forecast(std::span<const Use> remaining,
                                                  double requests_per_second, TimePoint now) const {
  size_t commands = 0;
  for (const Use& use : remaining) commands += use.commands;
  const double requests =
      std::ceil(static_cast<double>(commands) / static_cast<double>(kMostCommands));
  double seconds = requests_per_second > 0 ? requests / requests_per_second : 0;
  if (commands == 0 || billing_ == Billing::kNone) return FromSeconds(std::min(seconds, 1e9));

  // What is spent now comes free again after a window, and so on: whole windows, then the rest.
  const auto spend = [&](const Account& account, double cost) {
    if (!Charged(&account, false)) return;
    const double window =
        std::max(std::min(OwnCap(), cap_ - account.ledger.Others(now)), OwnCap() / 20);
    const double windows = std::floor(cost / window);
    Duration low{0};
    Duration high = OperatingLedger::kWindow;
    const auto enough = [&](Duration d) {
      return account.blocked_until <= now + d &&
             Free(&account, now + d) + account.ledger.held() >= cost - windows * window;
    };
    if (enough(low)) high = low;
    while (high - low > std::chrono::milliseconds(10)) {
      const Duration middle = (low + high) / 2;
      (enough(middle) ? high : low) = middle;
    }
    seconds = std::max(seconds, windows * Seconds(OperatingLedger::kWindow) + Seconds(high));
  };
  double sum = 0;
  for (const Use& use : remaining) {
    const Account* account = Find(use.method);
    if (use.commands == 0) continue;
    if (!account || !account->cost.known()) return std::nullopt;
    const double cost = static_cast<double>(use.commands) * account->cost.mean();
    sum += cost;
    spend(*account, cost);
  }
  spend(batch(), kWeight * (sum + requests * overhead_));
  return FromSeconds(std::min(seconds, 1e9));
}

bool OperatingBudget::Binding(TimePoint now) const {
  return std::any_of(accounts_.begin(), accounts_.end(), [&](const Account& account) {
    return Charged(&account, false) &&
           (account.blocked_until > now || Free(&account, now) < OwnCap() / 10);
  });
}

double OperatingBudget::Used(std::string_view name, TimePoint now) const {
  const Account* account = Find(name);
  if (!account) return 0;
  return account->ledger.Own(now) + account->ledger.held() + account->ledger.Others(now);
}

}  // namespace leadsync::rest
