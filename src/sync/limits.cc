// SPDX-License-Identifier: MIT
#include "sync/limits.h"

#include <algorithm>
#include <cmath>

#include "rest/backoff.h"

namespace leadsync::sync {
namespace {

constexpr std::string_view kUpdate = "crm.lead.update";
constexpr std::string_view kList = "crm.lead.list";

constexpr std::string_view kByRate = "request rate";
constexpr std::string_view kByOperating = "operating time";
constexpr std::string_view kByFailures = "the portal's failures";

/// The commands of a request by method, in their order.
std::vector<rest::Use> UsesOf(RequestKind kind, const Billed& billed, size_t updates,
                              size_t lists) {
  if (kind != RequestKind::kSend) return {{billed.read, lists}};
  std::vector<rest::Use> uses = {{billed.change, updates}};
  if (lists > 0) uses.push_back({kList, lists});
  return uses;
}

}  // namespace

Limits::Limits(const LimitOptions& options, rest::RateLimiter* rate)
    : options_(options),
      rate_(*rate),
      budget_({options.operating_limit, std::clamp(options.operating_share, 0.01, 1.0)}) {}

TimePoint Limits::NextStart(RequestKind kind, const Billed& billed, size_t commands,
                            TimePoint now) const {
  limiting_ = "";
  TimePoint slot = now;
  const auto later = [&](TimePoint time, std::string_view why) {
    if (time <= slot) return;
    slot = time;
    limiting_ = why;
  };
  later(rate_.NextSlot(now), kByRate);
  later(pause_, kByFailures);
  if (kind != RequestKind::kCatalog) {
    const auto uses = kind == RequestKind::kSend ? UsesOf(kind, billed, commands, 1)
                                                 : UsesOf(kind, billed, 0, commands);
    later(budget_.NextSlot(uses, now), kByOperating);
  }
  return slot;
}

void Limits::Waited(Duration time, bool for_answers) {
  const double seconds = Seconds(time);
  if (limiting_ == kByRate) {
    counts_.waited_rate += seconds;
  } else if (limiting_ == kByOperating) {
    counts_.waited_operating += seconds;
  } else if (!limiting_.empty()) {
    counts_.waited_pause += seconds;
  } else if (for_answers) {
    counts_.waited_server += seconds;
  }
}

void Limits::Started(Packed* packed, TimePoint now) {
  rate_.Take(now);
  ++counts_.requests;
  counts_.updates += packed->updates;
  counts_.reads += packed->lists;
  if (packed->kind != RequestKind::kCatalog)
    packed->ticket =
        budget_.Reserve(UsesOf(packed->kind, packed->billed, packed->updates, packed->lists), now,
                        packed->method != "batch");
}

void Limits::Answered(const Packed& packed, const rest::BatchAnswer* answer,
                      const rest::HttpReply& reply) {
  ++answers_;
  const Duration took = reply.finished - reply.started;
  answer_seconds_ = 0.8 * answer_seconds_ + 0.2 * Seconds(took);
  const Duration server =
      answer && answer->duration() ? std::min(took, FromSeconds(*answer->duration())) : took;
  if (packed.ticket != 0) {
    rest::OperatingReport report;
    if (answer) {
      report =
          rest::ReportOf(UsesOf(packed.kind, packed.billed, packed.updates, packed.lists), *answer);
    } else {
      report.methods.push_back({packed.method, 1, 0, Seconds(took), 0, {}, {}});
    }
    budget_.Settle(packed.ticket, report, reply.finished);
  }
  if (packed.kind == RequestKind::kCatalog) return;
  if (packed.kind == RequestKind::kSend) {
    writes_.Done(packed.updates, server);
  } else {
    reads_.Done(packed.lists, server);
  }
}

void Limits::Failed(const Packed& packed, const rest::HttpReply& reply,
                    const rest::Failure& failure, int failures) {
  const TimePoint now = reply.finished;
  const double random = std::generate_canonical<double, 24>(random_);
  if (packed.ticket != 0) {
    rest::SurelyNotRun(failure.verdict) ? budget_.Release(packed.ticket, now)
                                        : budget_.Lost(packed.ticket, now);
  }
  switch (failure.verdict) {
    case rest::Verdict::kRateLimit:
      ++counts_.refused;
      rate_.Overload(now);
      return;
    case rest::Verdict::kOperatingLimit:
      ++counts_.refused;
      budget_.Blocked(packed.method, std::nullopt, now);
      return;
    case rest::Verdict::kUnknown:
      if (packed.kind == RequestKind::kCatalog) break;
      (packed.kind == RequestKind::kSend ? writes_ : reads_)
          .TimedOut(packed.kind == RequestKind::kSend ? packed.updates : packed.lists);
      break;
    default:
      break;
  }
  ++counts_.failed;
  pause_ = std::max(pause_, now + rest::Backoff(failures, random));
}

size_t Limits::LargestRead() const {
  return options_.batch_size > 0 ? std::min(options_.batch_size, rest::BatchBody::kMaxCommands)
                                 : reads_.size();
}

size_t Limits::ReadCommands(TimePoint now) const {
  return std::min(LargestRead(), budget_.Affordable(kList, now));
}

size_t Limits::Updates(std::string_view method, TimePoint now) const {
  const size_t size = options_.batch_size > 0 ? options_.batch_size : writes_.size();
  return std::min({size, size_t{49}, budget_.Affordable(method, now)});
}

std::optional<Duration> Limits::Forecast(size_t updates, size_t reads, TimePoint now) const {
  return budget_.Forecast(std::vector<rest::Use>{{kUpdate, updates}, {kList, reads}}, rate_.rate(),
                          now);
}

size_t Limits::UsefulInFlight() const {
  if (options_.max_in_flight > 0) return options_.max_in_flight;
  if (answers_ < 2) return 1;  // the first answers tell how large a batch may be
  const double needed = std::ceil(rate_.rate() * answer_seconds_) + 1;
  return static_cast<size_t>(std::clamp(needed, 4.0, 16.0));
}

TimePoint Limits::paused_until(TimePoint now) const {
  return std::max(pause_, now + std::chrono::seconds(1));
}

}  // namespace leadsync::sync
