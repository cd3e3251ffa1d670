// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "rest/batch.h"
#include "sync/comparer.h"
#include "sync/flow.h"
#include "sync/lead_list.h"
#include "sync/packed.h"

namespace leadsync::sync {

/// Looks at leads (new ones by their key) whose update's fate is not known, or whose read-back is
/// missing, and judges. A lost update is looked at twice, 2 s apart, until nothing moves; never
/// re-sent unless a look shows that it did not run.
class Looker {
 public:
  Looker(Flow* flow, const LeadReader* reader) : flow_(*flow), reader_(*reader) {}

  /// When the next look is due; TimePoint::max() if none is.
  TimePoint next() const;
  /// Packs all looks that are due, up to `max_commands` list commands.
  Packed Pack(TimePoint now, size_t max_commands);
  Digest Settle(const Packed& packed, const rest::BatchAnswer& answer);
  /// No usable answer came: looked at again after a while.
  void Failed(const Packed& packed, TimePoint again);

 private:
  void SettleRow(Row& row, JsonValue lead);
  void SettleKey(Row& row, const FoundLeads& leads);
  void SettleAbsent(Row& row);
  bool SeenTwice(Row& row, std::string seen);
  void Unreadable(Row& row);
  void NotShown(Row& row);
  Flow& flow_;
  const LeadReader& reader_;
};

}  // namespace leadsync::sync
