// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "sync/adding.h"
#include "sync/comparison.h"
#include "sync/lanes.h"
#include "sync/lead_list.h"
#include "sync/row.h"
#include "sync/run_journal.h"
#include "sync/turns.h"
#include "sync/window.h"

namespace leadsync::sync {

enum class RunMode { kPreview, kSync };

struct FlowOptions {
  RunMode mode = RunMode::kSync;
  CompareOptions compare;
  AddOptions adds;
  LeadKey::Kind key = LeadKey::Kind::kId;
};

/// Where every row stands: to compare, to send, to look at, or settled. Rows are moved by those who
/// pack requests and read answers (Comparer, Sender, Looker); each row is in one queue or in one
/// request in flight.
class Flow {
 public:
  /// `journal` may be null (nothing is sent in previews). All must outlive the flow.
  Flow(const std::vector<Target>& targets, const FlowOptions& options, const Clock& clock,
       OutcomeSink* sink, RunJournal* journal);

  /// Takes a planned row in: to be compared, or to wait behind a row of the same lead; or, if an
  /// earlier process sent it, to be looked at.
  void Enter(std::unique_ptr<Row> row);
  void EnterSettled(Outcome outcome);

  /// To the head of the queue, before rows that came later: the same is to be read once more.
  void ReadAgain(Row& row) { to_compare.push_front(row.seq); }
  /// The same from the start: the key may name another lead by now.
  void CompareAgain(Row& row);
  void SendNext(Row& row);
  void SendAgain(Row& row);
  void LookAt(Row& row, TimePoint when);
  /// The row's key has turned out to name this lead. False if rows before it come first: it is
  /// compared again after them.
  bool MayJudge(Row& row, int64_t lead);
  /// The portal says that it added the row's lead, and it is yet to be seen.
  void LookAtAdded(Row& row);
  /// The row's fate. The row is gone afterwards.
  void Settle(Row& row, Status status, std::vector<Problem> problems = {});

  const std::vector<Target>& targets() const { return targets_; }
  const FlowOptions& options() const { return options_; }
  const Clock& clock() const { return clock_; }
  RunJournal* journal() { return journal_; }
  Window& window() { return window_; }
  const Window& window() const { return window_; }
  /// What an earlier row of a preview has left in the lead of this key, or in a new one.
  const Overlay* OverlayOf(const Row& row) const;
  /// An earlier row of a preview would have added the lead of this row's key.
  bool WouldExist(const Row& row) const;
  /// Rows that wait behind an earlier row of the same lead.
  size_t waiting_in_lanes() const { return lanes_.waiting() + turns_.waiting(); }
  /// Ends every row that has not settled, because the run stops: `unknown` where an update may
  /// have run, else `not_sent`.
  void Abandon(const std::string& why);
  /// Hands the settled rows at the front to the report, after the journal knows them.
  void Emit();

  std::deque<uint64_t> to_compare;
  std::deque<uint64_t> to_send;
  std::multimap<TimePoint, uint64_t> looks;
  size_t in_flight_rows = 0;  ///< rows in requests under way

  /// Settled rows by status, since the start of this process.
  std::array<uint64_t, kStatusCount> counts{};
  uint64_t settled = 0;
  uint64_t sent_rows = 0;     ///< rows of answered sends
  uint64_t refused_rows = 0;  ///< of those, refused
  int text_retries = 0;       ///< rows sent again to learn their own error text

 private:
  const std::vector<Target>& targets_;
  const FlowOptions options_;
  const Clock& clock_;
  RunJournal* journal_;
  Window window_;
  /// Phones and e-mails: two of them may name one lead, so that rows take turns by lead as well.
  bool several_names() const;
  std::string OverlayName(const Row& row) const;
  void Begin(Row& row);
  void WakeTurns();
  Lanes lanes_;
  Turns turns_;
  std::unordered_map<std::string, Overlay> overlays_;  // previews: by lane, or by lead
  std::unordered_set<std::string> would_exist_;        // previews: keys
};

/// `column: text` of every field that does not hold what was sent.
std::vector<Problem> MismatchProblems(const std::vector<Target>& targets, JsonValue lead,
                                      const Row& row);

}  // namespace leadsync::sync
