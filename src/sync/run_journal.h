// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sync/row.h"

namespace leadsync::sync {

/// What a run writes down so that it can be resumed and undone. The order of calls is the promise:
/// `Send` returns before the request starts, `Answer` before any of its rows is emitted.
class RunJournal {
 public:
  virtual ~RunJournal() = default;
  /// The rows are about to be sent. Throws Error if that cannot be written: then nothing is sent.
  virtual void Send(uint64_t number, WallTime now, const std::vector<const Row*>& rows) = 0;
  /// The portal says that it added the row's lead, `row.update.lead_id`; whether it is as it should
  /// be is not known yet. May be buffered until Flush.
  virtual void Added(const Row&) {}
  /// A row is settled; `row.held_json` has the raw values read back. May be buffered until Flush.
  virtual void Answer(const Row& row, const Outcome& outcome) = 0;
  /// Called before rows are emitted: what was answered must stand in the journal first.
  virtual void Flush() = 0;
};

}  // namespace leadsync::sync
