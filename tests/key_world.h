// SPDX-License-Identifier: MIT
// A whole job in-process: a mapping and a CSV text through scan, planner and engine to the practice
// portal, with a journal, so that it can be killed, resumed and undone.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "csv/duplicate_index.h"
#include "csv/scan.h"
#include "engine_world.h"
#include "sync/csv_source.h"
#include "sync/journal.h"
#include "sync/planner.h"

namespace leadsync::testing {

class KeyWorld {
 public:
  explicit KeyWorld(std::string mapping, sandbox::PortalOptions options = QuickPortal(),
                    size_t leads = 40, unsigned seed = 1);
  KeyWorld(std::string mapping, sandbox::PortalOptions options, sandbox::World leads,
           unsigned seed = 1);
  ~KeyWorld();
  KeyWorld(const KeyWorld&) = delete;
  KeyWorld& operator=(const KeyWorld&) = delete;

  /// The input of the runs from here on. Throws what binding the mapping throws.
  void File(const std::string& csv);
  std::vector<sync::Outcome> Preview() { return RunOnce(sync::RunMode::kPreview); }
  std::vector<sync::Outcome> Sync() { return RunOnce(sync::RunMode::kSync); }
  /// A run that is killed after so many turns (0: never), and gone on with until it ends.
  /// `next` says after how many turns the following processes are killed.
  std::vector<sync::Outcome> SyncKilled(uint64_t turns, const std::function<uint64_t()>& next);
  /// Undoes the last Sync or SyncKilled.
  std::vector<sync::Outcome> Undo(bool delete_added);

  /// Adds a lead by the portal's own page; fields as `"NAME":"Ann","ORIGIN_ID":"7"`.
  int64_t AddLead(const std::string& fields);
  /// Any call, without faults.
  JsonDocument Ask(const std::string& method, const std::string& body);
  uint64_t updates() const { return counters().updates; }
  uint64_t adds() const { return counters().adds; }
  /// IDs of leads with this ORIGIN_ID.
  std::vector<int64_t> WithOrigin(const std::string& origin) const;
  std::string Text(int64_t lead, const std::string& field) const;

  EngineWorld world;
  EngineWorld::Settings settings;
  sync::Duplicates duplicates = sync::Duplicates::kApply;
  sync::StopReason stop;
  int kills = 0;

 private:
  const sandbox::WitnessCounters& counters() const {
    return world.portal->world().witness().counters();
  }
  std::vector<sync::Outcome> RunOnce(sync::RunMode mode);
  bool Live(sync::ResumeState* resume, sync::RunJournal* journal, uint64_t turns,
            RecordingSink* sink);
  std::filesystem::path journal() const { return folder_ / "journal.jsonl"; }

  std::filesystem::path folder_;
  SandboxTransport transport_;
  sync::Mapping mapping_;
  csv::ScannedInput input_;
  std::unique_ptr<csv::DuplicateIndex> index_;
  std::unique_ptr<sync::Planner> planner_;
};

/// `2 added 1041`: row, status, lead; with `words` the problems too.
std::string Show(const std::vector<sync::Outcome>& outcomes, bool words = false);

}  // namespace leadsync::testing
