// SPDX-License-Identifier: MIT
// A practice portal on virtual time, for tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/json.h"
#include "sandbox/portal.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {

/// 2026-04-01T12:00:00Z
inline constexpr WallTime kNoon{std::chrono::milliseconds(1775044800000)};

class PracticePortal {
 public:
  explicit PracticePortal(PortalOptions options = {}, size_t leads = 60,
                          const WorldOptions& world = {})
      : portal(std::move(options), std::make_unique<World>(World::Sample(leads, 1, world))) {}

  Answer Send(Request request) { return portal.Handle(request, now); }

  Answer Post(const std::string& method, std::string json) {
    Request request;
    request.target = portal.WebhookPath() + method;
    request.content_type = "application/json";
    request.body = std::move(json);
    return Send(std::move(request));
  }
  Answer Get(const std::string& target) {
    Request request;
    request.http_method = "GET";
    request.target = target;
    return Send(std::move(request));
  }
  /// The answer's body without `"time":{...}}` at its end, which other tests look at.
  static std::string WithoutTime(const std::string& body) {
    size_t time = body.rfind(",\"time\":{");
    return time == std::string::npos ? body : body.substr(0, time) + "}";
  }
  /// The batch answer's members before result_time.
  static std::string WithoutTimes(const std::string& body) {
    return body.substr(0, body.find(",\"result_time\":"));
  }
  std::string Batch(const std::string& json) { return WithoutTimes(Post("batch.json", json).body); }

  int64_t Lead(size_t n) { return portal.world().leads().all().at(n).id; }
  std::string LeadText(size_t n) { return std::to_string(Lead(n)); }
  std::string Held(size_t n, std::string_view field) {
    return portal.world().ReadField(Lead(n), field).ToString();
  }
  void Pass(Duration span) { now += std::chrono::duration_cast<std::chrono::milliseconds>(span); }

  Portal portal;
  WallTime now = kNoon;
};

}  // namespace leadsync::sandbox
