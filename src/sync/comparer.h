// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "rest/batch.h"
#include "sync/flow.h"
#include "sync/lead_list.h"
#include "sync/packed.h"

namespace leadsync::sync {

/// What an answer means for the whole run, beside its rows.
struct Digest {
  bool operating_limit = false;     ///< some command was refused for operating time
  std::optional<std::string> stop;  ///< the run cannot go on: why
};

/// Reads leads and holds the waiting rows against them.
class Comparer {
 public:
  Comparer(Flow* flow, const LeadReader* reader) : flow_(*flow), reader_(*reader) {}

  /// How many rows wait.
  size_t waiting() const { return flow_.to_compare.size(); }
  /// Packs up to `max_commands` list commands of waiting rows.
  Packed Pack(size_t max_commands);
  /// An answer came: rows become unchanged, closed, not found, or go on to be sent.
  Digest Settle(const Packed& packed, const rest::BatchAnswer& answer);
  /// No usable answer came. Reads may be repeated freely; what keeps failing is halved.
  void Failed(const Packed& packed, const std::string& why, bool surely_not_run);

 private:
  void SettleRow(Row& row, JsonValue lead);
  void CommandFailed(const std::vector<Row*>& rows, const std::string& text);
  Flow& flow_;
  const LeadReader& reader_;
};

}  // namespace leadsync::sync
