// SPDX-License-Identifier: MIT
#include "sync/limits.h"

#include <algorithm>
#include <cmath>

#include "rest/backoff.h"

namespace leadsync::sync {
namespace {

/// After a refusal for operating time without a word on when it ends.
constexpr Duration kOperatingPause = std::chrono::seconds(300);

constexpr std::string_view kByRate = "request rate";
constexpr std::string_view kByOperating = "operating time";
constexpr std::string_view kByFailures = "the portal's failures";

}  // namespace

Limits::Limits(const LimitOptions& options, rest::RateLimiter* rate)
    : options_(options), rate_(*rate) {}

TimePoint Limits::NextStart(RequestKind, TimePoint now) const {
  limiting_ = "";
  TimePoint slot = now;
  const auto later = [&](TimePoint time, std::string_view why) {
    if (time <= slot) return;
    slot = time;
    limiting_ = why;
  };
  later(rate_.NextSlot(now), kByRate);
  later(pause_, kByFailures);
  later(operating_pause_, kByOperating);
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

void Limits::Started(const Packed& packed, TimePoint now) {
  rate_.Take(now);
  ++counts_.requests;
  counts_.updates += packed.updates;
  counts_.reads += packed.lists;
}

void Limits::Answered(const Packed& packed, const rest::BatchAnswer* answer,
                      const rest::HttpReply& reply) {
  ++answers_;
  const Duration took = reply.finished - reply.started;
  answer_seconds_ = 0.8 * answer_seconds_ + 0.2 * Seconds(took);
  const Duration server =
      answer && answer->duration() ? std::min(took, FromSeconds(*answer->duration())) : took;
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
  switch (failure.verdict) {
    case rest::Verdict::kRateLimit:
      ++counts_.refused;
      rate_.Overload(now);
      return;
    case rest::Verdict::kOperatingLimit:
      ++counts_.refused;
      OperatingBlocked(now);
      return;
    case rest::Verdict::kUnknown:
      (packed.kind == RequestKind::kSend ? writes_ : reads_)
          .TimedOut(packed.kind == RequestKind::kSend ? packed.updates : packed.lists);
      break;
    default:
      break;
  }
  ++counts_.failed;
  pause_ = std::max(pause_, now + rest::Backoff(failures, random));
}

void Limits::OperatingBlocked(TimePoint now) {
  operating_pause_ = std::max(operating_pause_, now + kOperatingPause);
}

size_t Limits::ReadCommands() const {
  return options_.batch_size > 0 ? std::min(options_.batch_size, rest::BatchBody::kMaxCommands)
                                 : reads_.size();
}

size_t Limits::Updates() const {
  return options_.batch_size > 0 ? std::min<size_t>(options_.batch_size, 49) : writes_.size();
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
