// SPDX-License-Identifier: MIT
#include "sandbox/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "sandbox/messages.h"
#include "sandbox/rule_text.h"

namespace leadsync::sandbox {
namespace {

constexpr double kBucketSeconds = 60;
constexpr int64_t kBuckets = 10;
constexpr double kWindow = 600;
constexpr double kFloor = 0.1;  // sums below are not stored, calls below not shown
constexpr double kBanSeconds = 300;
constexpr double kBatchWeight = 0.5;
constexpr std::string_view kBatch = "batch";

double UnixSeconds(WallTime at) {
  return static_cast<double>(at.time_since_epoch().count()) / 1000.0;
}

OperatingModel ParseModel(std::string_view text) {
  if (text == "off") return OperatingModel::kOff;
  if (text == "method") return OperatingModel::kByMethod;
  if (text == "batch") return OperatingModel::kByBatch;
  Raise(said::kNoModel, text);
}

Plan NamedPlan(std::string_view name) {
  Plan plan;
  if (name == "standard") return plan;
  if (name == "enterprise") {
    plan.rate = 5;
    plan.threshold = 250;
    return plan;
  }
  if (name == "self-hosted") {
    plan.rate = 0;
    plan.operating = OperatingModel::kOff;
    plan.request_limit = 0;
    return plan;
  }
  if (name == "unlimited") {
    plan.rate = 0;
    plan.operating_limit = 1e12;
    plan.request_limit = 0;
    return plan;
  }
  Raise(said::kNoPlan, name);
}

}  // namespace

Plan ParsePlan(std::string_view text) {
  size_t comma = text.find(',');
  Plan plan = NamedPlan(text.substr(0, comma));
  while (comma != std::string_view::npos) {
    text.remove_prefix(comma + 1);
    comma = text.find(',');
    Setting setting = ParseSetting(text.substr(0, comma), "plan");
    if (setting.name == "rate") {
      plan.rate = NumberOf(setting, "plan", 0, 1e6);
    } else if (setting.name == "threshold") {
      plan.threshold = NumberOf(setting, "plan", 1, 1e6);
    } else if (setting.name == "operating") {
      plan.operating = ParseModel(setting.value);
    } else if (setting.name == "operating-limit") {
      plan.operating_limit = NumberOf(setting, "plan", 0, 1e12);
    } else if (setting.name == "request-limit") {
      plan.request_limit = NumberOf(setting, "plan", 0, 1e6);
    } else {
      Raise(said::kNoPlanSetting, setting.name);
    }
  }
  return plan;
}

bool RequestBucket::Take(WallTime now) {
  if (rate_ <= 0) return true;
  if (last_ != WallTime{} && now > last_) {
    level_ -= rate_ * std::chrono::duration<double>(now - last_).count();
  }
  last_ = std::max(last_, now);
  level_ = std::max(level_, 0.0) + 1;
  // Refused requests do not raise the level for good: it stays one above what is allowed.
  if (level_ <= threshold_) return true;
  level_ = std::min(level_, threshold_ + 1);
  return false;
}

std::string OperatingLimiter::Key(std::string_view method, bool inner) {
  return inner ? std::string(method) : "direct:" + std::string(method);
}

const OperatingLimiter::Counter* OperatingLimiter::Find(std::string_view method, bool inner) const {
  auto found = inner ? counters_.find(method) : counters_.find(Key(method, false));
  return found == counters_.end() ? nullptr : &found->second;
}

OperatingLimiter::Counter& OperatingLimiter::Get(std::string_view method, bool inner) {
  auto found = inner ? counters_.find(method) : counters_.find(Key(method, false));
  if (found != counters_.end()) return found->second;
  return counters_[Key(method, inner)];
}

double OperatingLimiter::Stored(const Counter& counter) const {
  double sum = 0;
  for (const Bucket& bucket : counter.buckets) {
    if (bucket.minute > minute_ - kBuckets && bucket.minute <= minute_ && bucket.expires > now_) {
      sum += bucket.seconds;
    }
  }
  return sum;
}

void OperatingLimiter::OpenRequest(WallTime now, bool is_batch) {
  now_ = UnixSeconds(now);
  minute_ = static_cast<int64_t>(std::floor(now_ / kBucketSeconds));
  is_batch_ = is_batch;
  frozen_ = 0;
  if (model_ == OperatingModel::kByBatch && is_batch) {
    if (const Counter* counter = Find(kBatch, false)) frozen_ = Stored(*counter);
  }
}

bool OperatingLimiter::Refuses(std::string_view method, bool inner) {
  if (!active()) return false;
  if (inner && model_ == OperatingModel::kByBatch) return false;
  if (!inner && model_ == OperatingModel::kByMethod && method == kBatch) return false;
  const Counter* found = Find(method, inner);
  if (found == nullptr) return false;
  if (model_ == OperatingModel::kByMethod) {
    return Stored(*found) + found->pending_shown > limit_;
  }
  Counter& counter = Get(method, inner);
  if (counter.banned_until > now_) return true;
  if (Stored(counter) <= limit_) return false;
  counter.banned_until = now_ + kBanSeconds;
  counter.buckets = {};
  return true;
}

void OperatingLimiter::Bill(std::string_view method, bool inner, double started, double seconds) {
  if (!active()) return;
  if (inner && model_ == OperatingModel::kByBatch) return;
  if (method == kBatch) {
    if (model_ == OperatingModel::kByMethod) return;
    seconds *= kBatchWeight;
  }
  Counter& counter = Get(method, inner);
  if (!counter.used) counter.first_start = now_ + started;
  counter.used = true;
  counter.pending += seconds;
  if (seconds > kFloor) counter.pending_shown += seconds;
}

double OperatingLimiter::Operating(std::string_view method, bool inner) const {
  if (inner && model_ == OperatingModel::kByBatch) return frozen_;
  const Counter* counter = Find(method, inner);
  return counter == nullptr ? 0 : Stored(*counter) + counter->pending_shown;
}

std::optional<int64_t> OperatingLimiter::ResetAt(std::string_view method, bool inner) const {
  if (!active()) return std::nullopt;
  bool by_batch = inner && model_ == OperatingModel::kByBatch;
  const Counter* counter = by_batch ? Find(kBatch, false) : Find(method, inner);
  if (counter != nullptr) {
    if (counter->banned_until > now_) return static_cast<int64_t>(counter->banned_until);
    const Bucket* oldest = nullptr;
    for (const Bucket& bucket : counter->buckets) {
      bool counts = bucket.minute > minute_ - kBuckets && bucket.minute <= minute_ &&
                    bucket.expires > now_ && bucket.seconds > 0;
      if (counts && (oldest == nullptr || bucket.minute < oldest->minute)) oldest = &bucket;
    }
    if (oldest != nullptr) return static_cast<int64_t>(oldest->expires);
  }
  // Nothing stored yet: the first call of this request, which is the request itself.
  return static_cast<int64_t>(now_ + kWindow);
}

void OperatingLimiter::CloseRequest() {
  for (auto& [key, counter] : counters_) {
    if (!counter.used) continue;
    if (counter.pending > kFloor) {
      Bucket& bucket =
          counter.buckets[static_cast<size_t>(((minute_ % kBuckets) + kBuckets) % kBuckets)];
      if (bucket.minute != minute_) bucket = Bucket{minute_, 0, counter.first_start + kWindow};
      bucket.seconds += counter.pending;
    }
    counter.pending = counter.pending_shown = 0;
    counter.used = false;
  }
}

std::map<std::string, double> OperatingLimiter::Sums(WallTime now) const {
  OperatingLimiter at = *this;
  at.OpenRequest(now, false);
  std::map<std::string, double> out;
  for (const auto& [key, counter] : counters_) out[key] = at.Stored(counter);
  return out;
}

}  // namespace leadsync::sandbox
