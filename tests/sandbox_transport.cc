// SPDX-License-Identifier: MIT
#include "sandbox_transport.h"

#include <algorithm>
#include <utility>

namespace leadsync::testing {

Duration SandboxTransport::Delay() {
  Duration delay = options_.latency;
  if (options_.jitter.count() > 0)
    delay += Duration(static_cast<int64_t>(random_()) % options_.jitter.count());
  return delay;
}

uint64_t SandboxTransport::Start(rest::HttpRequest request) {
  const uint64_t id = next_id_++;
  const TimePoint now = clock_.Now();
  const bool late =
      options_.late_every > 0 && random_() % static_cast<unsigned>(options_.late_every) == 0;
  pending_[id] = {std::move(request), now, late};
  most_ = std::max(most_, pending_.size());
  if (late) {
    orphans_[id] = pending_[id].request;
    arrivals_.emplace(now + Duration(static_cast<int64_t>(random_()) % options_.late_by.count()),
                      id);
    Finish(id, now + Delay(), rest::NetError::kBroken, "the connection was reset");
  } else {
    arrivals_.emplace(now + Delay(), id);
  }
  return id;
}

void SandboxTransport::Finish(uint64_t id, TimePoint at, rest::NetError error, std::string text) {
  rest::HttpReply reply;
  reply.id = id;
  reply.error = error;
  reply.error_text = std::move(text);
  reply.started = pending_[id].started;
  reply.finished = at;
  replies_.emplace(at, std::move(reply));
}

void SandboxTransport::Arrive(uint64_t id, TimePoint at) {
  const auto orphan = orphans_.find(id);
  const rest::HttpRequest& http = orphan == orphans_.end() ? pending_[id].request : orphan->second;
  sandbox::Request request;
  request.target = portal_.WebhookPath() + http.method + ".json";
  request.content_type = "application/json";
  request.body = http.body;
  request.reused = idle_connections_ > 0;
  const WallTime wall =
      clock_.Wall() + std::chrono::duration_cast<std::chrono::milliseconds>(at - clock_.Now());
  portal_.NoteInFlight(pending_.size());
  const bool refused = orphan == orphans_.end() && portal_.RefusesConnections(wall);
  if (refused) {
    Finish(id, at, rest::NetError::kNotSent, "connection refused");
    return;
  }
  sandbox::Answer answer = portal_.Handle(request, wall);
  if (orphan != orphans_.end()) {
    orphans_.erase(orphan);
    return;
  }
  const Pending& pending = pending_[id];
  const TimePoint gives_up = pending.started + pending.request.timeout;
  const TimePoint done = at + answer.takes + answer.trickles + Delay();
  if (answer.fate == sandbox::Fate::kHang || done > gives_up) {
    Finish(id, gives_up, rest::NetError::kTimeout, "no answer in time");
    return;
  }
  switch (answer.fate) {
    case sandbox::Fate::kRefuse:
      Finish(id, done, rest::NetError::kNotSent, "connection refused");
      return;
    case sandbox::Fate::kReset:
      Finish(id, done, rest::NetError::kBroken, "the connection was reset");
      return;
    case sandbox::Fate::kTruncate:
      Finish(id, done, rest::NetError::kBroken, "the answer ends in the middle");
      return;
    case sandbox::Fate::kHang:
    case sandbox::Fate::kAnswer:
      break;
  }
  idle_connections_ = 1;
  rest::HttpReply reply;
  reply.id = id;
  reply.status = answer.status;
  reply.content_type = std::move(answer.content_type);
  reply.body = std::move(answer.body);
  reply.started = pending.started;
  reply.finished = done;
  replies_.emplace(done, std::move(reply));
}

void SandboxTransport::Arrivals(TimePoint until) {
  while (!arrivals_.empty() && arrivals_.begin()->first <= until) {
    // A reply that is due earlier could make the client start something that arrives earlier.
    if (!replies_.empty() && replies_.begin()->first < arrivals_.begin()->first) return;
    const auto [at, id] = *arrivals_.begin();
    arrivals_.erase(arrivals_.begin());
    Arrive(id, at);
  }
}

std::optional<rest::HttpReply> SandboxTransport::Wait(TimePoint until) {
  Arrivals(until);
  if (replies_.empty() || replies_.begin()->first > until) {
    clock_.AdvanceTo(until);
    return std::nullopt;
  }
  const auto first = replies_.begin();
  rest::HttpReply reply = std::move(first->second);
  replies_.erase(first);
  clock_.AdvanceTo(reply.finished);
  pending_.erase(reply.id);
  return reply;
}

void SandboxTransport::Crash() {
  for (const auto& [at, id] : arrivals_)
    if (const auto it = pending_.find(id); it != pending_.end()) orphans_[id] = it->second.request;
  pending_.clear();
  replies_.clear();
}

}  // namespace leadsync::testing
