// SPDX-License-Identifier: MIT
#include "rest/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "rest/backoff.h"
#include "rest/messages.h"

namespace leadsync::rest {
namespace {

// A portal that leaves a call out again and again will not come to answer it.
constexpr int kTriesForMissing = 3;
// The portal bills time in buckets of a minute: a shorter pause frees nothing.
constexpr Duration kOperatingPause = std::chrono::seconds(30);
constexpr Duration kShortestTimeout = std::chrono::seconds(1);
// The transport bounds a request by itself; so much later it is beyond belief.
constexpr Duration kGrace = std::chrono::seconds(30);

std::string Span(Duration d) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(d).count();
  return seconds < 120 ? fmt::format("{} s", seconds) : fmt::format("{} min", seconds / 60);
}

/// Why an answer is not yet the best that can be had; kOk if it is.
Failure LackOf(const BatchAnswer& answer, const std::vector<Call>& calls, int attempt) {
  for (size_t i = 0; i < answer.size(); ++i) {
    const CommandAnswer& command = answer.command(i);
    if (command.kind == CommandAnswer::Kind::kError) {
      const Verdict verdict = ClassifyCommand(command.error);
      if (verdict == Verdict::kOperatingLimit || verdict == Verdict::kRateLimit)
        return {verdict, command.error.code, command.error.Text()};
    }
    if (command.kind == CommandAnswer::Kind::kMissing && attempt < kTriesForMissing)
      return {Verdict::kUnknown, "", fmt::format("its answer lacks {}", calls[i].method)};
  }
  return {};
}

std::string BodyOf(const std::vector<Call>& calls) {
  BatchBody body;
  for (const Call& call : calls)
    if (!SafeInBatch(call) || !body.Add(call)) Raise(said::kTooLargeForBatch, call.method);
  return body.Finish();
}

}  // namespace

Client::Client(Transport* transport, const Clock* clock, RateLimiter* limiter,
               ClientOptions options)
    : transport_(*transport),
      clock_(*clock),
      limiter_(*limiter),
      options_(std::move(options)),
      random_(static_cast<unsigned>(clock->Now().time_since_epoch().count())) {}

BatchAnswer Client::Read(const std::vector<Call>& calls) { return Ask(calls, Effect::kReads); }
BatchAnswer Client::Write(const std::vector<Call>& calls) { return Ask(calls, Effect::kWrites); }

BatchAnswer Client::Ask(const std::vector<Call>& calls, Effect effect) {
  const std::string body = BodyOf(calls);
  const TimePoint deadline = clock_.Now() + options_.give_up_after;
  for (int attempt = 1;; ++attempt) {
    // A read that is given up has no effect; what became of a write must be waited for.
    const Duration left = std::max(deadline - clock_.Now(), kShortestTimeout);
    HttpReply reply = Exchange(
        body, effect == Effect::kReads ? std::min(options_.timeout, left) : options_.timeout);
    Failure failure = Classify(reply);
    if (failure.verdict == Verdict::kOk) {
      auto answer = BatchAnswer::Decode(std::move(reply.body), calls.size());
      if (answer && effect == Effect::kReads) failure = LackOf(*answer, calls, attempt);
      if (answer && failure.verdict == Verdict::kOk) return *std::move(answer);
      if (!answer) failure = {Verdict::kUnknown, "", "its answer cannot be read"};
    }
    Pause(failure, effect, attempt, deadline);
  }
}

HttpReply Client::Exchange(const std::string& body, Duration timeout) {
  WaitUntil(limiter_.NextSlot(clock_.Now()));
  ThrowIfInterrupted();
  const TimePoint started = clock_.Now();
  limiter_.Take(started);
  const uint64_t id = transport_.Start({"batch", body, timeout});
  const TimePoint until = started + timeout + kGrace;
  while (clock_.Now() < until) {
    std::optional<HttpReply> reply = transport_.Wait(until);
    if (reply && reply->id == id) return *std::move(reply);
    ThrowIfInterrupted();
  }
  HttpReply none;
  none.id = id;
  none.error = NetError::kTimeout;
  none.error_text = "no answer";
  none.started = started;
  none.finished = clock_.Now();
  return none;
}

void Client::Pause(const Failure& failure, Effect effect, int attempt, TimePoint deadline) {
  const TimePoint now = clock_.Now();
  Duration pause = Backoff(attempt, std::uniform_real_distribution<>(0, 1)(random_));
  switch (failure.verdict) {
    case Verdict::kStop:
      Throw(failure.text, failure.exit, failure.said);
    case Verdict::kOk:
    case Verdict::kRow:
      Throw(failure.text, ExitCode::kFailed);
    case Verdict::kTooLarge:
      Raise(said::kRequestRefused, Portal(), failure.text);
    case Verdict::kUnknown:
      if (effect == Effect::kWrites) Raise(said::kWriteUnknown, Portal(), failure.text);
      break;
    case Verdict::kRateLimit:
      limiter_.Overload(now);
      break;
    case Verdict::kOperatingLimit:
      pause = kOperatingPause;
      break;
    case Verdict::kNotRun:
      break;
  }
  const TimePoint until = std::max(now + pause, limiter_.NextSlot(now));
  if (until >= deadline) {
    Raise(said::kNoAnswer, Portal(), Span(now - (deadline - options_.give_up_after)), failure.text);
  }
  if (options_.on_pause) {
    options_.on_pause(fmt::format("{}: {}; trying again in {}", options_.portal, failure.text,
                                  Span(until - now)));
  }
  WaitUntil(until);
}

void Client::WaitUntil(TimePoint until) {
  while (clock_.Now() < until) {
    transport_.Wait(until);
    ThrowIfInterrupted();
  }
}

void Client::ThrowIfInterrupted() const {
  if (options_.interrupted && options_.interrupted()) Raise(said::kInterrupted, Portal());
}

std::string_view Client::Portal() const {
  return options_.portal.empty() ? std::string_view("the portal") : options_.portal;
}

void Client::Throw(std::string_view text, ExitCode exit, std::string_view code) const {
  RaiseText(
      code, exit,
      options_.portal.empty() ? std::string(text) : fmt::format("{}: {}", options_.portal, text));
}

}  // namespace leadsync::rest
