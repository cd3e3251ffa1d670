// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "rest/api_error.h"
#include "rest/batch.h"
#include "rest/transport.h"
#include "sync/comparer.h"
#include "sync/flow.h"
#include "sync/lead_list.h"
#include "sync/packed.h"

namespace leadsync::sync {

/// How long after a failure the server may still be working on a request: the waiting rule before
/// anybody looks what became of it. A sixth is added to the server's own time limit.
inline Duration SettlingTime(Duration server_timeout) {
  return server_timeout + server_timeout / 6;
}

/// Sends updates, 49 a batch with their read-back as the last command, and reads what came of them.
/// The same for new leads, which are looked up by their key, and for leads to be deleted; a batch
/// is of one kind.
class Sender {
 public:
  static constexpr size_t kMaxUpdates = 49;

  Sender(Flow* flow, const LeadReader* reader, Duration server_timeout)
      : flow_(*flow), reader_(*reader), server_timeout_(server_timeout) {}

  /// Moves rows whose comparison is older than 5 minutes back to be compared.
  void DropStale(TimePoint now);
  size_t waiting() const { return flow_.to_send.size(); }
  /// What the next batch is billed as.
  std::string_view next_method() const;
  /// True if no row that is still to come could make the next batch longer.
  bool Full(size_t max_updates) const;
  /// When the oldest waiting row was compared.
  TimePoint oldest() const;
  /// Packs the next batch, or the next lone call. `waiting()` must not be 0.
  Packed Pack(size_t max_updates, TimePoint now);
  /// Writes the rows into the journal; throws Error if that fails, and then nothing may be sent.
  void Record(const Packed& packed, uint64_t number);

  /// A decoded batch answer.
  Digest Settle(const Packed& packed, const rest::BatchAnswer& answer);
  /// The answer of a lone call, such as crm.lead.update.
  void SettleLone(const Packed& packed, const rest::Failure& failure, const std::string& body);
  /// It surely did not run: the rows are sent again.
  void NotRun(const Packed& packed);
  /// It may have run: the rows wait until the server must have stopped, then are looked at.
  void Lost(const Packed& packed, TimePoint failed, bool too_large);

 private:
  /// What the read-back shows of a row.
  struct Shown {
    bool read = false;  ///< the read-back was answered
    JsonValue lead;     ///< absent: it does not show the lead
  };
  Row& NextRow() const;
  void SettleRow(Row& row, const rest::CommandAnswer& command, const Shown& shown,
                 bool may_be_stale, Digest* digest);
  bool TryAgainForText(Row& row, const Shown& shown, bool may_be_stale);
  Flow& flow_;
  const LeadReader& reader_;
  const Duration server_timeout_;
  TimePoint next_check_{};  // for rows that were compared too long ago
};

}  // namespace leadsync::sync
