// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rest/batch.h"
#include "sync/flow.h"
#include "sync/lead_list.h"
#include "sync/packed.h"
#include "sync/stop_reason.h"

namespace leadsync::sync {

/// What an answer means for the whole run, beside its rows.
struct Digest {
  bool operating_limit = false;    ///< some command was refused for operating time
  std::optional<StopReason> stop;  ///< the run cannot go on: why
};

/// Reads leads and holds the waiting rows against them. A key that is not the lead's ID finds the
/// lead on the way: by a filter on its fields, or, for phones and e-mails, by asking which leads
/// have it and then reading those.
class Comparer {
 public:
  Comparer(Flow* flow, const LeadReader* reader) : flow_(*flow), reader_(*reader) {}

  /// How many rows wait.
  size_t waiting() const { return flow_.to_compare.size(); }
  /// Of how many rows a command can be.
  size_t rows_per_command() const;
  /// Packs up to `max_commands` commands of waiting rows.
  Packed Pack(size_t max_commands);
  /// An answer came: rows become unchanged, closed, not found, or go on to be sent.
  Digest Settle(const Packed& packed, const rest::BatchAnswer& answer);
  /// No usable answer came. Reads may be repeated freely; what keeps failing is halved.
  void Failed(const Packed& packed, const std::string& why, bool surely_not_run);

 private:
  using Rows = std::vector<Row*>;
  enum class Step { kById, kByKey, kByContact };
  Step StepOf(const Row& row) const;
  bool PackOne(const Row& row, size_t max_commands, size_t* most_rows, Packed* packed) const;
  const KeyQuery& Query() const;
  rest::Call CallOf(const ReadCommand& read, const Rows& rows) const;
  Packed PackAlone(Row& row);
  void SettleResult(const ReadCommand& read, JsonValue result, const Rows& rows, Rows* again);
  void SettleByKey(const ReadCommand& read, JsonValue result, const Rows& rows, Rows* again);
  void SettleContact(Row& row, JsonValue result, Rows* again);
  void SettleCandidates(Row& row, const HeldLeads& leads);
  void SettleFound(Row& row, const std::vector<JsonValue>& leads, const std::vector<int64_t>& near);
  void SettleMissing(Row& row, const std::vector<int64_t>& near);
  void SettleRow(Row& row, JsonValue lead);
  void CommandFailed(const Rows& rows, const std::string& text);
  Flow& flow_;
  const LeadReader& reader_;
};

}  // namespace leadsync::sync
