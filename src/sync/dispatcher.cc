// SPDX-License-Identifier: MIT
#include "sync/dispatcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sync/messages.h"

namespace leadsync::sync {
namespace {

/// Rows read and planned ahead of the comparison, in compare requests.
constexpr size_t kPlanAhead = 2;
/// Differing rows that may wait to be sent before comparing pauses.
constexpr size_t kCompareAhead = 2 * 50 * kLeadsPerCommand;
/// A request may go short when nothing else could be sent and its oldest row waited this long.
constexpr Duration kShortAfter = std::chrono::seconds(1);
constexpr uint64_t kRefusedGuard = 100;
/// The loop wakes at least this often, to draw progress and to notice an interrupt.
constexpr Duration kTurn = std::chrono::milliseconds(500);

}  // namespace

Dispatcher::Dispatcher(const Seams& seams, const DispatchOptions& options)
    : flow_(*seams.flow),
      source_(*seams.source),
      transport_(*seams.transport),
      limits_(*seams.limits),
      seams_(seams),
      options_(options),
      comparer_(&flow_, seams.reader),
      sender_(&flow_, seams.reader, options.server_timeout),
      looker_(&flow_, seams.reader),
      stop_(options.forbidden) {}

StopReason Dispatcher::Run() {
  while (!Done()) {
    try {
      if (!stop_) Fill();
      CheckGuards(flow_.clock().Now());
      TimePoint wake = flow_.clock().Now() + kTurn;
      if (!stop_) wake = std::min(wake, StartAll());
      if (Done()) break;
      const TimePoint before = flow_.clock().Now();
      auto reply = transport_.Wait(wake);
      limits_.Waited(flow_.clock().Now() - before, !in_flight_.empty());
      if (reply) Settle(*reply);
    } catch (const Error& error) {
      Stop(StopOf(error));
    }
    EmitSafely();
  }
  Finish();
  return stop_.value_or(StopReason{});
}

bool Dispatcher::Done() const {
  if (!stop_) return ended_ && flow_.window().unsettled() == 0 && in_flight_.empty();
  const bool at_once = seams_.interrupted->load() >= 2;
  return at_once || InFlight(RequestKind::kSend) == 0 || flow_.clock().Now() >= stop_at_;
}

void Dispatcher::Fill() {
  const size_t ahead = kPlanAhead * limits_.LargestRead() * kLeadsPerCommand;
  while (!ended_ && !needs_catalog_ && comparer_.waiting() < ahead && !flow_.window().full()) {
    RowSource::Item item = source_.Next();
    if (auto* row = std::get_if<std::unique_ptr<Row>>(&item)) {
      flow_.Enter(std::move(*row));
    } else if (auto* outcome = std::get_if<Outcome>(&item)) {
      flow_.EnterSettled(std::move(*outcome));
    } else if (std::holds_alternative<RowSource::NeedsCatalog>(item)) {
      needs_catalog_ = true;
    } else {
      ended_ = true;
    }
    // A file of rows that need nothing must not gather in the window.
    if (flow_.window().unsettled() == 0) flow_.Emit();
  }
}

/// Starts as much as limits and answer times allow. Answers when something more may start.
TimePoint Dispatcher::StartAll() {
  TimePoint wake = TimePoint::max();
  limits_.Unlimited();
  while (in_flight_.size() < limits_.UsefulInFlight()) {
    const TimePoint now = flow_.clock().Now();
    wake = TimePoint::max();
    updates_ = limits_.Updates(sender_.next_method(), now);
    reads_ = limits_.ReadCommands(now);
    const auto kind = Choose(now, &wake);
    if (!kind) return wake;
    const TimePoint slot = limits_.NextStart(*kind, {sender_.next_method()}, Commands(*kind), now);
    if (slot > now) return std::min(wake, slot);
    Start(*kind, now);
  }
  return wake;
}

/// How many commands the next request of that kind will have, at most.
size_t Dispatcher::Commands(RequestKind kind) const {
  switch (kind) {
    case RequestKind::kSend:
      return std::min(updates_, sender_.waiting());
    case RequestKind::kCompare:
      return std::min(reads_, (comparer_.waiting() + comparer_.rows_per_command() - 1) /
                                  comparer_.rows_per_command());
    case RequestKind::kLook:
    case RequestKind::kCatalog:
      break;
  }
  return 1;
}

/// What should start next: looks first (rows wait for them), then full batches, then reading on,
/// then what cannot become longer.
std::optional<RequestKind> Dispatcher::Choose(TimePoint now, TimePoint* wake) {
  if (needs_catalog_ && InFlight(RequestKind::kCatalog) == 0) return RequestKind::kCatalog;
  if (looker_.next() <= now) return RequestKind::kLook;
  *wake = std::min(*wake, looker_.next());
  sender_.DropStale(now);
  const bool full_send = sender_.waiting() > 0 && sender_.Full(updates_);
  if (full_send) return RequestKind::kSend;
  const bool compare = MayCompare(now, wake);
  if (MaySend(now, compare, wake)) return RequestKind::kSend;
  if (compare) return RequestKind::kCompare;
  return std::nullopt;
}

bool Dispatcher::MayCompare(TimePoint now, TimePoint* wake) {
  if (comparer_.waiting() == 0) {
    compare_since_.reset();
    return false;
  }
  if (!compare_since_) compare_since_ = now;
  if (sender_.waiting() >= kCompareAhead) return false;
  if (comparer_.waiting() >= reads_ * comparer_.rows_per_command()) return true;
  const bool can_grow = flow_.waiting_in_lanes() > 0 &&
                        (!in_flight_.empty() || sender_.waiting() > 0 || !flow_.looks.empty());
  if (!can_grow || now - *compare_since_ >= kShortAfter) return true;
  *wake = std::min(*wake, *compare_since_ + kShortAfter);
  return false;
}

/// May a batch go that is not full?
bool Dispatcher::MaySend(TimePoint now, bool could_compare, TimePoint* wake) {
  if (sender_.waiting() == 0) return false;
  const bool can_grow = comparer_.waiting() > 0 || InFlight(RequestKind::kCompare) > 0 ||
                        needs_catalog_ || (!ended_ && !flow_.window().full());
  if (!can_grow) return true;
  const TimePoint due = sender_.oldest() + kShortAfter;
  if (!could_compare && now >= due) return true;
  if (due > now) *wake = std::min(*wake, due);
  return false;
}

void Dispatcher::Start(RequestKind kind, TimePoint now) {
  Packed packed;
  rest::HttpRequest request;
  switch (kind) {
    case RequestKind::kCatalog:
      packed.kind = RequestKind::kCatalog;
      request = source_.CatalogRequest();
      packed.method = request.method;
      packed.lists = 1;
      break;
    case RequestKind::kLook:
      packed = looker_.Pack(now, reads_);
      break;
    case RequestKind::kCompare:
      compare_since_.reset();
      packed = comparer_.Pack(reads_);
      break;
    case RequestKind::kSend:
      packed = sender_.Pack(updates_, now);
      break;
  }
  packed.started = now;
  if (kind == RequestKind::kSend) {
    try {
      if (seams_.announce)
        seams_.announce(flow_.clock().Wall() +
                        std::chrono::ceil<std::chrono::milliseconds>(
                            options_.timeout + SettlingTime(options_.server_timeout)));
      sender_.Record(packed, ++sends_);
    } catch (...) {
      sender_.NotRun(packed);
      throw;
    }
  }
  if (kind != RequestKind::kCatalog) {
    request.method = packed.method;
    request.body = std::move(packed.body);
  }
  request.timeout = options_.timeout;
  limits_.Started(&packed, now);
  const uint64_t id = transport_.Start(std::move(request));
  in_flight_.emplace(id, std::move(packed));
}

void Dispatcher::Settle(const rest::HttpReply& reply) {
  auto node = in_flight_.extract(reply.id);
  if (node.empty()) return;
  const Packed& packed = node.mapped();
  const rest::Failure failure = rest::Classify(reply);
  const bool answered =
      failure.verdict == rest::Verdict::kOk || failure.verdict == rest::Verdict::kRow;
  if (answered) {
    SettleAnswer(packed, reply, failure);
  } else {
    SettleFailure(packed, reply, failure);
  }
}

void Dispatcher::SettleAnswer(const Packed& packed, const rest::HttpReply& reply,
                              const rest::Failure& failure) {
  if (packed.method != "batch" && packed.kind == RequestKind::kSend) {
    limits_.Answered(packed, nullptr, reply);
    failing_since_.reset();
    failures_ = 0;
    sender_.SettleLone(packed, failure, reply.body);
    return;
  }
  if (packed.kind == RequestKind::kCatalog) {
    limits_.Answered(packed, nullptr, reply);
    needs_catalog_ = false;
    source_.TakeCatalog(reply);
    return;
  }
  const bool lone = packed.method != "batch";
  std::optional<rest::BatchAnswer> answer;
  if (lone) answer = rest::BatchAnswer::OfLone(reply.body);
  if (!lone && failure.verdict == rest::Verdict::kOk)
    answer = rest::BatchAnswer::Decode(reply.body, packed.updates + packed.lists);
  if (!answer) {
    rest::Failure unreadable = failure;
    unreadable.verdict = rest::Verdict::kUnknown;
    if (unreadable.text.empty()) unreadable.text = "the portal's answer cannot be read";
    SettleFailure(packed, reply, unreadable);
    return;
  }
  failing_since_.reset();
  failures_ = 0;
  limits_.Answered(packed, lone ? nullptr : &*answer, reply);
  switch (packed.kind) {
    case RequestKind::kCompare:
      Take(comparer_.Settle(packed, *answer));
      break;
    case RequestKind::kSend:
      Take(sender_.Settle(packed, *answer));
      break;
    case RequestKind::kLook:
      Take(looker_.Settle(packed, *answer));
      break;
    case RequestKind::kCatalog:
      break;
  }
}

void Dispatcher::Take(const Digest& digest) {
  if (digest.operating_limit) limits_.CommandsRefused();
  if (digest.stop) Stop(*digest.stop);
}

void Dispatcher::SettleFailure(const Packed& packed, const rest::HttpReply& reply,
                               const rest::Failure& failure) {
  using rest::Verdict;
  const TimePoint now = flow_.clock().Now();
  const Verdict verdict = failure.verdict;
  const bool surely_not_run = rest::SurelyNotRun(verdict);
  limits_.Failed(packed, reply, failure, ++failures_);
  // A portal that says "too many" is not away.
  const bool alive = verdict == Verdict::kOperatingLimit || verdict == Verdict::kRateLimit;
  if (alive) {
    failing_since_.reset();
  } else if (!failing_since_) {
    failing_since_ = packed.started;
  }
  last_failure_ = failure.text;
  switch (packed.kind) {
    case RequestKind::kCompare:
      comparer_.Failed(packed, failure.text, surely_not_run);
      break;
    case RequestKind::kLook:
      looker_.Failed(packed, limits_.paused_until(now));
      break;
    case RequestKind::kSend:
      if (surely_not_run) {
        sender_.NotRun(packed);
      } else {
        sender_.Lost(packed, reply.finished, verdict == Verdict::kTooLarge);
      }
      break;
    case RequestKind::kCatalog:
      break;
  }
  if (verdict == Verdict::kStop) Stop({failure.exit, failure.text, failure.said});
}

void Dispatcher::CheckGuards(TimePoint now) {
  if (stop_) return;
  if (seams_.interrupted->load() > 0) {
    Stop(StopOf(said::kRunInterrupted));
    return;
  }
  uint64_t bad = 0;
  for (size_t i = 0; i < kStatusCount; ++i)
    if (!IsFine(static_cast<Status>(i)) && !std::ranges::count(options_.ok, static_cast<Status>(i)))
      bad += flow_.counts[i];
  if (options_.max_errors && bad > *options_.max_errors) {
    Stop(StopOf(said::kTooManyErrors, bad, bad == 1 ? "" : "s", *options_.max_errors));
  } else if (options_.refused_guard && flow_.sent_rows >= kRefusedGuard &&
             flow_.refused_rows == flow_.sent_rows) {
    Stop(StopOf(said::kAllRefused, flow_.sent_rows));
  } else if (options_.deadline && now >= *options_.deadline) {
    Stop(StopOf(said::kDeadlineCame));
  } else if (failing_since_ && now - *failing_since_ > options_.give_up_after) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now - *failing_since_).count();
    Stop(StopOf(said::kPortalAway,
                seconds < 120 ? fmt::format("{} s", seconds) : fmt::format("{} min", seconds / 60),
                last_failure_));
  }
}

void Dispatcher::Stop(const StopReason& why) {
  if (stop_) return;
  stop_ = why;
  stop_at_ = flow_.clock().Now() + options_.grace;
}

/// A report that cannot be written stops the run; what is known stands in the journal.
void Dispatcher::EmitSafely() {
  try {
    flow_.Emit();
    seams_.after_turn();
  } catch (const Error& error) {
    Stop(StopOf(error));
  }
}

/// After a stop every row that is still to come gets its line as well.
void Dispatcher::Finish() {
  if (!stop_) return;
  const std::string why = Say(said::kStoppedFirst, stop_->text);
  try {
    flow_.Abandon(why);
    flow_.Emit();
    while (!ended_) {
      RowSource::Item item = source_.Next();
      if (auto* row = std::get_if<std::unique_ptr<Row>>(&item)) {
        (*row)->doubled = false;
        flow_.Enter(std::move(*row));
        flow_.Abandon(why);
      } else if (auto* outcome = std::get_if<Outcome>(&item)) {
        flow_.EnterSettled(std::move(*outcome));
      } else if (std::holds_alternative<RowSource::NeedsCatalog>(item)) {
        source_.TakeCatalog({});
      } else {
        ended_ = true;
      }
      flow_.Emit();
    }
    seams_.after_turn();
  } catch (const Error& error) {
    const std::string text = error.what();
    const bool said = stop_->text.find(text) != std::string::npos;
    stop_->text += fmt::format("; and the report could not be completed{}{}", said ? "" : ": ",
                               said ? "" : text);
  }
}

size_t Dispatcher::InFlight(RequestKind kind) const {
  return static_cast<size_t>(std::count_if(in_flight_.begin(), in_flight_.end(),
                                           [&](const auto& f) { return f.second.kind == kind; }));
}

}  // namespace leadsync::sync
