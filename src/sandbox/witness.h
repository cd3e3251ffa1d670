// SPDX-License-Identifier: MIT
// What really happened in the practice portal, for tests that compare it with what was reported.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace leadsync::sandbox {

enum class SaveKind : uint8_t { kAdd, kUpdate, kDelete };

struct FieldChange {
  std::string_view field;  ///< lives as long as the World
  /// As text: a date as 2024-03-05, a moment in ISO form, several values as a JSON list.
  std::string old_value;
  std::string new_value;  ///< a user field that was sent is saved even when equal
};

/// One committed save of one lead.
struct Save {
  WallTime time{};
  uint64_t request = 0;  ///< number of the HTTP request; 0 = nobody asked (another user, a robot)
  int64_t lead = 0;
  int64_t user = 0;
  SaveKind kind = SaveKind::kUpdate;
  bool history = true;  ///< a change history was written
  bool feed = false;    ///< posted to the feed (REGISTER_SONET_EVENT)
  std::vector<FieldChange> changes;
};

/// One start of workflows, triggers and robots: crm.lead.update starts them even when nothing
/// changed, and every field that was sent counts as changed (server:
/// crm/lib/automation/starter.php).
struct AutomationStart {
  WallTime time{};
  uint64_t request = 0;
  int64_t lead = 0;
  std::string fields;  ///< codes that were sent, joined by blanks
};

struct WitnessCounters {
  uint64_t adds = 0;
  uint64_t updates = 0;  ///< accepted calls, those that changed nothing included
  uint64_t deletes = 0;
  uint64_t saves = 0;
  uint64_t refused = 0;  ///< adds, updates and deletes that ended in an error
  uint64_t automation_starts = 0;
};

/// Append-only. When a log holds as many entries as it may, further ones are only counted.
class Witness {
 public:
  explicit Witness(size_t limit = 1'000'000) : limit_(limit) {}

  bool Full() const { return saves_.size() >= limit_; }
  bool AutomationFull() const { return automation_.size() >= limit_; }
  void Add(Save save) {
    if (!Full()) saves_.push_back(std::move(save));
  }
  void Add(AutomationStart start) {
    if (!AutomationFull()) automation_.push_back(std::move(start));
  }
  WitnessCounters& counters() { return counters_; }
  const WitnessCounters& counters() const { return counters_; }
  const std::vector<Save>& saves() const { return saves_; }
  const std::vector<AutomationStart>& automation() const { return automation_; }

  /// Saves `from`.. as JSON lines:
  /// {"time":"2026-04-01T12:00:00.000Z","request":3,"kind":"update","lead":17,"user":1,
  ///  "history":true,"feed":false,"changes":[{"field":"NAME","old":"Ann","new":"Anna"}]}
  std::string SavesAsJsonLines(size_t from = 0) const;
  /// {"time":...,"request":3,"lead":17,"fields":["NAME"]}
  std::string AutomationAsJsonLines(size_t from = 0) const;
  /// {"adds":0,"updates":1,...}
  std::string CountersAsJson() const;

 private:
  size_t limit_;
  std::vector<Save> saves_;
  std::vector<AutomationStart> automation_;
  WitnessCounters counters_;
};

}  // namespace leadsync::sandbox
