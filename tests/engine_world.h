// SPDX-License-Identifier: MIT
// A practice portal in-process, a file of wishes, and the engine between them, on virtual time.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "crm/catalog.h"
#include "sandbox/portal.h"
#include "sandbox/world.h"
#include "sandbox_transport.h"
#include "sync/dispatcher.h"
#include "sync/resume.h"
#include "virtual_clock.h"

namespace leadsync::testing {

/// What one row of the input wants: column (else the field code) -> cell; an empty cell empties the
/// field if the portal can do that.
struct Wish {
  int64_t lead = 0;
  std::map<std::string, std::string> cells;
};

/// Keeps what was emitted, and checks the order.
class RecordingSink : public sync::OutcomeSink {
 public:
  void Emit(const sync::Outcome& outcome) override { outcomes.push_back(outcome); }
  std::vector<sync::Outcome> outcomes;
};

/// Wishes as planned rows: row numbers from 2, as under a header.
class WishSource : public sync::RowSource {
 public:
  WishSource(const std::vector<Wish>* wishes, const std::vector<sync::Target>* targets);
  Item Next() override;
  rest::HttpRequest CatalogRequest() override { return {}; }
  void TakeCatalog(const rest::HttpReply&) override {}
  /// Goes on where a stopped run's journal says.
  void Resume(sync::ResumeState* state, const Clock* clock, Duration settle) {
    resume_ = state;
    clock_ = clock;
    settle_ = settle;
  }

 private:
  std::unique_ptr<sync::Row> Plan(size_t index) const;
  sync::ResumeState* resume_ = nullptr;
  const Clock* clock_ = nullptr;
  Duration settle_{};
  const std::vector<Wish>& wishes_;
  const std::vector<sync::Target>& targets_;
  std::multiset<int64_t> leads_;
  size_t next_ = 0;
};

/// The portal, its catalog, and targets for a set of fields.
class EngineWorld {
 public:
  explicit EngineWorld(sandbox::PortalOptions options = {}, size_t leads = 200, uint64_t seed = 1);
  EngineWorld(sandbox::PortalOptions options, sandbox::World world);

  /// The fields that wishes may name.
  void Use(const std::vector<std::string>& fields);
  const std::vector<sync::Target>& targets() const { return targets_; }
  std::vector<int64_t> LeadIds() const;

  struct Settings {
    sync::FlowOptions flow;
    sync::LeadKey key;  ///< what rows name their leads by; `flow.key` must say the same
    sync::DispatchOptions dispatch;
    sync::LimitOptions limits;
    rest::RatePlan plan = rest::kStandardPlan;
    SandboxTransport::Options transport;
    sync::RunJournal* journal = nullptr;
    sync::ResumeState* resume = nullptr;
    Duration settle = std::chrono::seconds(170);
    /// Called after each turn of the loop; what it throws ends the "process".
    std::function<void()> after_turn = [] {};
    /// Kept when the process ends: what is on the way arrives all the same.
    SandboxTransport* on_the_way = nullptr;
  };
  /// One run over the wishes; outcomes are appended to `sink`.
  sync::StopReason Run(const std::vector<Wish>& wishes, const Settings& settings,
                       RecordingSink* sink);

  /// The same over any source, such as an undo.
  sync::StopReason Run(sync::RowSource* source, const std::vector<sync::Target>& targets,
                       const std::vector<std::string>& fields, const Settings& settings,
                       RecordingSink* sink);

  /// What the portal shows of some fields of all leads. This and Edit leave it without faults.
  struct Snapshot {
    std::vector<JsonDocument> answers;
    std::map<int64_t, JsonValue> leads;
    JsonValue Of(int64_t lead) const;
  };
  Snapshot Look(const std::vector<std::string>& fields);
  /// Somebody else saves a field, by the portal's own page.
  void Edit(int64_t lead, const std::string& field, const std::string& value);

  VirtualClock clock;
  std::unique_ptr<sandbox::Portal> portal;
  crm::Catalog catalog;
  std::atomic<int> interrupted{0};
  /// Of the last run.
  sync::Limits::Counts counts;
  size_t most_in_flight = 0;

 private:
  /// A call that must succeed; leaves the portal without faults.
  JsonDocument Ask(const std::string& method, std::string body);
  std::vector<sync::Target> targets_;
};

/// The options of a portal without limits, costs or faults.
sandbox::PortalOptions QuickPortal();

}  // namespace leadsync::testing
