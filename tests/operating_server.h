// SPDX-License-Identifier: MIT
// A portal that does nothing but bill execution time, and a client that obeys an OperatingBudget:
// hours in milliseconds. Commands of several requests run side by side, as on a real server.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "rest/operating_budget.h"
#include "rest/rate_limiter.h"

namespace leadsync::testing {

enum BilledName : size_t { kBatchName, kUpdateName, kListName, kBilledNames };

/// Ten buckets of a minute for each billed name.
class BillingServer {
 public:
  enum class Model { kByMethod, kByBatch };
  struct Bill {
    double at;  ///< Unix seconds
    double seconds;
  };

  BillingServer(Model model, double limit) : model_(model), limit_(limit) {}

  Model model() const { return model_; }
  double Sum(BilledName name, double arrived) const {
    double sum = 0;
    for (const Bucket& bucket : buckets_[name])
      if (bucket.minute >= MinuteOf(arrived) - 9) sum += bucket.seconds;
    return sum;
  }
  /// First use of the oldest bucket + 600.
  double ResetAt(BilledName name, double arrived) const {
    for (const Bucket& bucket : buckets_[name])
      if (bucket.minute >= MinuteOf(arrived) - 9) return bucket.first_use + 600;
    return arrived + 600;
  }
  void Store(BilledName name, double arrived, double seconds) {
    if (seconds <= 0.1) return;
    const int64_t minute = MinuteOf(arrived);
    std::vector<Bucket>& buckets = buckets_[name];
    if (buckets.size() > 30) buckets.erase(buckets.begin(), buckets.begin() + 10);
    auto bucket = std::find_if(buckets.begin(), buckets.end(),
                               [&](const Bucket& b) { return b.minute >= minute; });
    if (bucket == buckets.end() || bucket->minute != minute)
      bucket = buckets.insert(bucket, {minute, 0, arrived});
    bucket->seconds += seconds;
    billed[name].push_back({arrived, seconds});
  }
  bool Over(double sum) const { return sum > limit_; }
  /// By batch: at the door.
  bool RefusesBatch(double arrived) {
    if (arrived < banned_until_) return true;
    if (!Over(Sum(kBatchName, arrived))) return false;
    banned_until_ = arrived + 300;
    buckets_[kBatchName].clear();
    return true;
  }
  std::array<std::vector<Bill>, kBilledNames> billed;

 private:
  struct Bucket {
    int64_t minute;
    double seconds;
    double first_use;
  };
  static int64_t MinuteOf(double unix_seconds) {
    return static_cast<int64_t>(std::floor(unix_seconds / 60));
  }
  Model model_;
  double limit_;
  double banned_until_ = 0;
  std::array<std::vector<Bucket>, kBilledNames> buckets_;  // by minute
};

struct BillingRun {
  BillingServer::Model model = BillingServer::Model::kByMethod;
  double server_limit = 420;
  rest::OperatingBudget::Options budget;
  double hours = 1;
  double update = 0.3;        ///< seconds a command; 0 = a run that only reads
  double list = 0.2;          ///< the same
  double jitter = 0.3;        ///< commands vary by so much of their cost, each way
  double batch_jitter = 0.1;  ///< whole batches vary by so much
  double dearer_at = 1e18;    ///< seconds from the start; costs are then three times as high
  size_t in_flight = 4;
  double latency = 0.15;      ///< seconds each way, half to one and a half of it
  double clock = 1.775e9;     ///< the server's clock minus ours
  bool outer_repeats = true;  ///< by method: the outer time repeats the last command's number
  double others = 0;          ///< seconds a minute that others spend on updates
  unsigned seed = 1;

  // What came of it.
  size_t requests = 0;
  size_t commands = 0;         ///< done
  size_t refused_batches = 0;  ///< with a refused command, or refused as a whole
  double first_refusal = 0;
  std::array<std::vector<BillingServer::Bill>, kBilledNames> billed;
  rest::OperatingBudget::Billing billing = rest::OperatingBudget::Billing::kUnknown;

  void Go();
  /// Seconds billed to a name in requests that arrived in [from, to), our time.
  double Billed(BilledName name, double from, double to) const {
    double sum = 0;
    for (const BillingServer::Bill& bill : billed[name])
      if (bill.at - clock >= from && bill.at - clock < to) sum += bill.seconds;
    return sum;
  }
  /// The most that was billed in any ten minutes.
  double Peak(BilledName name) const {
    double peak = 0;
    for (double from = 0; from < hours * 3600; from += 20)
      peak = std::max(peak, Billed(name, from, from + 540));
    return peak;
  }
  /// The part of the budget that was used, from the tenth minute on.
  double Utilization(BilledName name) const {
    const double end = hours * 3600;
    return Billed(name, 600, end) / (server_limit * budget.share * (end - 600) / 600);
  }

 private:
  struct Request {
    uint64_t ticket = 0;
    std::vector<rest::Use> uses;
    double started = 0, arrived = 0, time = 0, factor = 1;
    size_t use = 0, index = 0;  // the command at work
    bool at_work = false, done = false, banned = false;
    double frozen = 0;
    std::array<double, 2> pending{}, shown{};
    rest::OperatingReport report;
  };
  static constexpr const char* kUpdate = "crm.lead.update";
  static constexpr const char* kList = "crm.lead.list";

  void Step(Request* r);
  void Finish(Request* r);
  static BilledName NameOf(const rest::Use& use) {
    return use.method == kUpdate ? kUpdateName : kListName;
  }
  double Cost(BilledName name, double at) const {
    return (name == kUpdateName ? update : list) * (at >= dearer_at ? 3 : 1);
  }
  double Vary(double by) { return 1 + by * std::uniform_real_distribution<>(-1, 1)(random_); }
  void Answered(Request* r, rest::OperatingBudget* budget_of_client);

  std::mt19937 random_;
  std::optional<BillingServer> server_;
};

inline TimePoint BillingTime(double seconds) { return TimePoint(FromSeconds(seconds)); }

/// The next thing that happens to a request on the server, at r->time.
inline void BillingRun::Step(Request* r) {
  BillingServer& server = *server_;
  const bool by_batch = server.model() == BillingServer::Model::kByBatch;
  const double wall = r->arrived + clock;
  if (!r->at_work) {
    r->at_work = true;
    if (by_batch) {
      r->banned = server.RefusesBatch(wall);
      r->frozen = server.Sum(kBatchName, wall);
    }
    if (r->banned) r->done = true;
    for (const rest::Use& use : r->uses) {
      r->report.methods.emplace_back().method = use.method;
    }
    return;
  }
  if (r->use == r->uses.size()) {
    Finish(r);
    return;
  }
  const rest::Use& use = r->uses[r->use];
  const BilledName name = NameOf(use);
  rest::MethodReport& m = r->report.methods[r->use];
  const size_t slot = r->use;
  if (!by_batch && server.Over(server.Sum(name, wall) + r->shown[slot])) {
    ++m.refused;
  } else {
    const double seconds = Cost(name, r->time) * Vary(jitter) * r->factor;
    r->time += seconds;
    r->pending[slot] += seconds;
    if (seconds > 0.1) r->shown[slot] += seconds;
    ++m.commands;
    m.seconds += seconds;
    if (seconds <= 0.1) m.hidden += seconds;
    m.operating = by_batch ? r->frozen : server.Sum(name, wall) + r->shown[slot];
    m.reset_at = server.ResetAt(by_batch ? kBatchName : name, wall);
    ++commands;
  }
  if (++r->index == use.commands) {
    r->index = 0;
    ++r->use;
  }
}

inline void BillingRun::Finish(Request* r) {
  BillingServer& server = *server_;
  const double wall = r->arrived + clock;
  r->time += 0.02;
  r->report.seconds = r->time - r->arrived;
  r->report.server_now = r->time + clock;
  if (server.model() == BillingServer::Model::kByBatch) {
    server.Store(kBatchName, wall, 0.5 * *r->report.seconds);
    r->report.operating = server.Sum(kBatchName, wall);
    r->report.reset_at = server.ResetAt(kBatchName, wall);
  } else {
    for (size_t i = 0; i < r->uses.size(); ++i)
      server.Store(NameOf(r->uses[i]), wall, r->pending[i]);
    r->report.operating = 0;
    if (outer_repeats && r->report.methods.back().operating)
      r->report.operating = r->report.methods.back().operating;
  }
  r->done = true;
}

inline void BillingRun::Answered(Request* r, rest::OperatingBudget* client) {
  const TimePoint now = BillingTime(r->time);
  size_t refused = 0;
  for (const rest::MethodReport& m : r->report.methods) refused += m.refused;
  if ((refused > 0 || r->banned) && refused_batches++ == 0) first_refusal = r->time;
  if (r->banned) {
    client->Release(r->ticket, now);
    client->Blocked("batch", std::nullopt, now);
  } else {
    client->Settle(r->ticket, r->report, now);
  }
}

inline void BillingRun::Go() {
  random_.seed(seed);
  server_.emplace(model, server_limit);
  rest::OperatingBudget client(budget);
  rest::RateLimiter rate(rest::kStandardPlan);
  std::vector<Request> flying;
  const double end = hours * 3600;
  double now = 0;
  double next_others = 0;
  double wake = 0;
  bool ask = true;  // something changed for the client
  while (now < end) {
    if (ask) wake = 1e18;
    while (ask && flying.size() < in_flight) {
      std::vector<rest::Use> uses;
      if (update > 0) {
        uses = {{kUpdate, std::min<size_t>(49, client.Affordable(kUpdate, BillingTime(now)))},
                {kList, 1}};
      } else {
        uses = {{kList, client.Affordable(kList, BillingTime(now))}};
      }
      // The first answers tell how large a batch may be.
      if (requests < 2) {
        uses[0].commands = std::min<size_t>(uses[0].commands, 10);
        if (!flying.empty()) break;
      }
      const TimePoint slot =
          std::max(client.NextSlot(uses, BillingTime(now)), rate.NextSlot(BillingTime(now)));
      if (slot > BillingTime(now)) {
        wake = Seconds(slot.time_since_epoch());
        break;
      }
      Request r;
      r.ticket = client.Reserve(uses, slot);
      rate.Take(slot);
      r.uses = uses;
      r.started = now;
      r.factor = Vary(batch_jitter);
      r.arrived = r.time = now + latency * Vary(0.5);
      flying.push_back(std::move(r));
      ++requests;
    }
    ask = false;
    // Whatever comes first: others, a command of some request, an answer, or the next slot.
    auto first = std::min_element(flying.begin(), flying.end(),
                                  [](const auto& a, const auto& b) { return a.time < b.time; });
    const double step = first == flying.end() ? 1e18 : first->time;
    if (others > 0 && next_others <= std::min(step, wake)) {
      const double wall = next_others + clock;
      if (!server_->Over(server_->Sum(kUpdateName, wall)))
        server_->Store(kUpdateName, wall, others / 6);
      next_others += 10;
      continue;
    }
    if (wake < step) {
      now = wake;
      ask = true;
      continue;
    }
    now = std::max(now, step);
    if (first->done) {
      Answered(&*first, &client);
      flying.erase(first);
      ask = true;
    } else {
      Step(&*first);
      if (first->done) first->time += latency * Vary(0.5);
    }
  }
  billed = server_->billed;
  billing = client.billing();
}

}  // namespace leadsync::testing
