// SPDX-License-Identifier: MIT
// A portal that is a function: a Transport on virtual time.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rest/transport.h"
#include "virtual_clock.h"

namespace leadsync::testing {

/// A reply and how long it takes. Longer than the request's time-out: the reply is kTimeout.
struct FakeReply {
  FakeReply(rest::HttpReply r, Duration t = std::chrono::milliseconds(20))
      : reply(std::move(r)), takes(t) {}
  rest::HttpReply reply;
  Duration takes;
};

/// An HTTP answer with a JSON body.
inline rest::HttpReply Answer(int status, std::string body) {
  rest::HttpReply reply;
  reply.status = status;
  reply.content_type = "application/json; charset=utf-8";
  reply.body = std::move(body);
  return reply;
}
/// No HTTP answer.
inline rest::HttpReply NoAnswer(rest::NetError error, std::string text = "the connection broke") {
  rest::HttpReply reply;
  reply.error = error;
  reply.error_text = std::move(text);
  return reply;
}

/// Runs `script` when a request starts, hands the reply out when its time has come. Waiting is what
/// moves the clock.
class FakeTransport : public rest::Transport {
 public:
  using Script = std::function<FakeReply(const rest::HttpRequest&)>;

  FakeTransport(VirtualClock* clock, Script script) : clock_(*clock), script_(std::move(script)) {}

  uint64_t Start(rest::HttpRequest request) override {
    FakeReply fake = script_(request);
    if (fake.takes > request.timeout)
      fake = FakeReply(NoAnswer(rest::NetError::kTimeout, "no answer in time"), request.timeout);
    fake.reply.id = requests_.size() + 1;
    fake.reply.started = clock_.Now();
    fake.reply.finished = clock_.Now() + fake.takes;
    pending_.push_back(std::move(fake.reply));
    requests_.push_back(std::move(request));
    return requests_.size();
  }

  std::optional<rest::HttpReply> Wait(TimePoint until) override {
    if (std::exchange(interrupted_, false)) return std::nullopt;
    const auto first =
        std::min_element(pending_.begin(), pending_.end(),
                         [](const auto& a, const auto& b) { return a.finished < b.finished; });
    if (first == pending_.end() && until - clock_.Now() > std::chrono::hours(24 * 366))
      throw std::logic_error("FakeTransport: a wait that nothing would end");
    if (first == pending_.end() || first->finished > until) {
      clock_.AdvanceTo(until);
      return std::nullopt;
    }
    clock_.AdvanceTo(first->finished);
    rest::HttpReply reply = std::move(*first);
    pending_.erase(first);
    return reply;
  }

  size_t in_flight() const override { return pending_.size(); }

  /// The next `Wait` returns nothing, at once.
  void Interrupt() { interrupted_ = true; }
  /// Every request so far, in order.
  const std::vector<rest::HttpRequest>& requests() const { return requests_; }

 private:
  VirtualClock& clock_;
  Script script_;
  std::vector<rest::HttpRequest> requests_;
  std::vector<rest::HttpReply> pending_;
  bool interrupted_ = false;
};

}  // namespace leadsync::testing
