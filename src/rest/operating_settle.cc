// SPDX-License-Identifier: MIT
// The half of OperatingBudget that reads answers: what was spent, what the server shows, and how it
// bills.
#include <algorithm>
#include <cmath>

#include "rest/operating_budget.h"

namespace leadsync::rest {
namespace {

double Sane(double seconds) { return std::isfinite(seconds) ? std::clamp(seconds, 0.0, 1e6) : 0.0; }

std::optional<double> Sane(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0) return std::nullopt;
  return Sane(*seconds);
}

const MethodReport* Of(const OperatingReport& report, std::string_view method) {
  for (const MethodReport& m : report.methods)
    if (m.method == method) return &m;
  return nullptr;
}

/// The largest number that commands were shown.
std::optional<double> LargestInner(const OperatingReport& report) {
  std::optional<double> largest;
  for (const MethodReport& m : report.methods)
    if (const auto shown = Sane(m.operating)) largest = std::max(largest.value_or(0), *shown);
  return largest;
}

}  // namespace

void OperatingBudget::Settle(uint64_t id, const OperatingReport& report, TimePoint now) {
  const auto ticket = Return(id);
  if (!ticket) return;
  LearnClock(report, now);
  // The request reached the server before it began to work on it.
  TimePoint arrived = now;
  if (const auto seconds = Sane(report.seconds))
    arrived = std::max(ticket->started, now - FromSeconds(*seconds));
  Charge(*ticket, report, arrived);
  if (!ticket->lone) Identify(report);
  TakeReports(*ticket, report, now);
  for (const MethodReport& m : report.methods)
    if (m.refused > 0) Blocked(m.method, std::nullopt, now);
}

/// Books what the request cost. Failed commands show no duration: they share what is left of the
/// whole, at most their usual cost.
void OperatingBudget::Charge(const Ticket& ticket, const OperatingReport& report,
                             TimePoint arrived) {
  const auto whole = Sane(report.seconds);
  double measured = 0;
  for (const MethodReport& m : report.methods) measured += Sane(m.seconds);
  double left = whole ? std::max(0.0, *whole - measured) : 1e6;

  double sum = 0;
  bool complete = true;
  for (const Ticket::Part& part : ticket.parts) {
    Account& account = accounts_[part.account];
    const MethodReport* m = Of(report, account.name);
    const double seconds = m ? Sane(m->seconds) : 0;
    const size_t known = m ? std::min(m->commands, part.commands) : 0;
    const size_t refused = m ? std::min(m->refused, part.commands - known) : 0;
    const size_t missing = part.commands - known - refused;
    const double guess = std::min(left, static_cast<double>(missing) * account.cost.mean());
    left -= guess;
    complete = complete && missing == 0;
    if (m) account.cost.Observe(known, seconds);
    if (known > 0) account.refusals = 0;
    account.ledger.Add(seconds + guess, arrived);
    sum += seconds + guess;
  }
  batch_charge_ = 0;
  if (ticket.lone) return;
  if (whole && complete) {
    const double overhead = std::clamp(*whole - measured, 0.0, 10.0);
    overhead_ += (overhead > overhead_ ? 0.5 : 0.1) * (overhead - overhead_);
  }
  batch_charge_ = kWeight * whole.value_or(sum);
  accounts_.front().ledger.Add(batch_charge_, arrived);
}

/// Tells from an answer how the server bills; see the class.
void OperatingBudget::Identify(const OperatingReport& report) {
  const auto inner = LargestInner(report);
  const auto outer = Sane(report.operating);
  if (!inner && !outer) {
    const bool worked = std::any_of(report.methods.begin(), report.methods.end(),
                                    [](const MethodReport& m) { return m.commands > 0; });
    if (worked && billing_ == Billing::kUnknown) billing_ = Billing::kNone;
    return;
  }
  if (billing_ == Billing::kNone) billing_ = Billing::kUnknown;

  const MethodReport* first = nullptr;
  bool equal = false;
  for (const MethodReport& m : report.methods) {
    if (!m.operating || m.commands == 0) continue;
    if (!first) {
      first = &m;
    } else if (std::abs(*m.operating - *first->operating) > 1e-6) {
      billing_ = Billing::kByMethod;
      return;
    } else {
      equal = equal || (*m.operating > 0 && std::abs(m.seconds - first->seconds) > 1e-6);
    }
  }
  // Less than these very commands took: they were not billed. The last one may not count yet.
  const bool unbilled = first && first->commands >= 3 &&
                        *first->operating < (Sane(first->seconds) - Sane(first->hidden)) / 2 - 0.1;
  // The outer number is above theirs by half of the request's time.
  const auto seconds = Sane(report.seconds);
  const bool half = inner && outer && seconds && *seconds >= 1 &&
                    std::abs(*outer - *inner - kWeight * *seconds) <= 0.1 * *seconds;
  if (equal || unbilled || (half && billing_ == Billing::kUnknown)) billing_ = Billing::kByBatch;
}

void OperatingBudget::TakeReports(const Ticket& ticket, const OperatingReport& report,
                                  TimePoint now) {
  const auto minute = ServerMinute();
  for (const Ticket::Part& part : ticket.parts) {
    Account& account = accounts_[part.account];
    const MethodReport* m = Of(report, account.name);
    if (!m) continue;
    if (const auto reset = ToLocal(m->reset_at, now)) account.reset_at = reset;
    if (const auto shown = Sane(m->operating))
      account.ledger.Report({*shown, Sane(m->hidden), ticket.started, account.reset_at, minute},
                            now);
  }
  // As long as the billing is not known, the methods' accounts take these numbers for theirs.
  if (ticket.lone || billing_ != Billing::kByBatch) return;
  Account& batch = accounts_.front();
  if (const auto reset = ToLocal(report.reset_at, now)) batch.reset_at = reset;
  if (const auto before = LargestInner(report))
    batch.ledger.Report({*before, batch_charge_, ticket.started, batch.reset_at, minute}, now);
  if (const auto outer = Sane(report.operating))
    batch.ledger.Report({*outer, 0, ticket.started, batch.reset_at, minute}, now);
}

void OperatingBudget::LearnClock(const OperatingReport& report, TimePoint now) {
  if (report.server_now && std::isfinite(*report.server_now) && std::abs(*report.server_now) < 1e12)
    server_clock_ = *report.server_now - Seconds(now.time_since_epoch());
}

/// A reset lies at most ten minutes ahead; another number means nothing.
std::optional<TimePoint> OperatingBudget::ToLocal(std::optional<double> unix_seconds,
                                                  TimePoint now) const {
  if (!unix_seconds || !server_clock_ || !std::isfinite(*unix_seconds)) return std::nullopt;
  const double ahead = *unix_seconds - *server_clock_ - Seconds(now.time_since_epoch());
  if (std::abs(ahead) > 2 * Seconds(OperatingLedger::kWindow)) return std::nullopt;
  return now + std::min(FromSeconds(ahead), OperatingLedger::kWindow);
}

std::optional<Duration> OperatingBudget::ServerMinute() const {
  if (!server_clock_) return std::nullopt;
  return FromSeconds(60 - std::fmod(*server_clock_, 60));
}

}  // namespace leadsync::rest
