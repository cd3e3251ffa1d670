// SPDX-License-Identifier: MIT
#include "sync/flow.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sync/messages.h"

namespace leadsync::sync {

Flow::Flow(const std::vector<Target>& targets, const FlowOptions& options, const Clock& clock,
           OutcomeSink* sink, RunJournal* journal)
    : targets_(targets), options_(options), clock_(clock), journal_(journal), window_(sink) {}

void Flow::Enter(std::unique_ptr<Row> planned) {
  Row& row = window_.Add(std::move(planned));
  row.key_alone = options_.key != LeadKey::Kind::kId && MangledInBatch(row.update.key_id);
  if (row.in_doubt && several_names()) turns_.Hold(row.seq, row.update.lead_id);
  if (row.doubled && !lanes_.Enter(row.update.key_id, row.seq)) return;
  Begin(row);
}

void Flow::Begin(Row& row) {
  if (row.in_doubt) {
    looks.emplace(row.look_at, row.seq);
    return;
  }
  if (several_names()) turns_.Seek(row.seq);
  to_compare.push_back(row.seq);
}

void Flow::EnterSettled(Outcome outcome) {
  ++counts[static_cast<size_t>(outcome.status)];
  ++settled;
  window_.AddSettled(std::move(outcome));
}

void Flow::CompareAgain(Row& row) {
  row.differences.clear();
  if (options_.key != LeadKey::Kind::kId) {
    turns_.Leave(row.seq, row.update.lead_id);
    row.update.lead_id = 0;
    row.candidates.clear();
    row.by_origin = false;
    if (several_names()) turns_.Seek(row.seq);
  }
  to_compare.push_front(row.seq);
}

bool Flow::MayJudge(Row& row, int64_t lead) {
  if (!several_names()) return true;
  const bool may = turns_.Found(row.seq, lead);
  WakeTurns();
  return may;
}

void Flow::WakeTurns() {
  const std::vector<uint64_t> ready = turns_.Ready();
  for (auto it = ready.rbegin(); it != ready.rend(); ++it) CompareAgain(*window_.Find(*it));
}

bool Flow::several_names() const {
  return options_.key == LeadKey::Kind::kPhone || options_.key == LeadKey::Kind::kEmail;
}

void Flow::SendNext(Row& row) {
  if (several_names()) {
    turns_.Leave(row.seq, row.update.lead_id);
    if (row.update.lead_id > 0) turns_.Hold(row.seq, row.update.lead_id);
    WakeTurns();
  }
  window_.Weigh(row);
  to_send.push_back(row.seq);
}
void Flow::SendAgain(Row& row) { to_send.push_front(row.seq); }

void Flow::LookAtAdded(Row& row) {
  if (journal_) journal_->Added(row);
  LookAt(row, clock_.Now());
}

void Flow::LookAt(Row& row, TimePoint when) {
  row.look_at = when;
  looks.emplace(when, row.seq);
}

void Flow::Settle(Row& row, Status status, std::vector<Problem> problems) {
  if (row.incomplete && (status == Status::kUpdated || status == Status::kUnchanged))
    status = Status::kMismatch;
  Outcome outcome;
  outcome.row = row.update.row;
  outcome.key = row.update.key;
  outcome.lead_id = row.update.lead_id;
  outcome.status = status;
  outcome.problems = row.update.warnings;
  outcome.problems.insert(outcome.problems.end(), std::make_move_iterator(problems.begin()),
                          std::make_move_iterator(problems.end()));
  outcome.attempts = row.attempts;
  outcome.finished = clock_.Wall();
  if (!IsFine(status)) outcome.record = row.record;
  const bool changed = status == Status::kUpdated || status == Status::kAdded ||
                       status == Status::kMismatch || status == Status::kWouldUpdate ||
                       status == Status::kWouldAdd || status == Status::kUnknown;
  if (changed) {
    outcome.changes.reserve(row.differences.size());
    for (Difference& d : row.differences) outcome.changes.push_back(std::move(d.change));
  }

  // For a later row of the same lead this one must be settled in the journal too, sent or not:
  // else a resume would compare it again, with what the later row wrote.
  if (journal_ && !IsProvisional(status) && (row.attempts > 0 || row.doubled))
    journal_->Answer(row, outcome);
  if (options_.mode == RunMode::kPreview && (row.doubled || several_names())) {
    // A row that would be left alone or refused changes nothing for those behind it.
    if (status == Status::kWouldUpdate || status == Status::kWouldAdd)
      for (const Difference& d : row.differences) overlays_[OverlayName(row)][d.target] = d.value;
    if (status == Status::kWouldAdd) would_exist_.insert(row.update.key_id);
  }

  ++counts[static_cast<size_t>(status)];
  ++settled;
  const std::string lane = row.doubled ? row.update.key_id : std::string();
  const uint64_t seq = row.seq;
  const int64_t lead = row.update.lead_id;
  window_.Settle(seq, std::move(outcome));
  // The row behind in the lane seeks its lead before those that wait for this one may go on.
  if (!lane.empty()) {
    if (const auto follower = lanes_.Leave(lane, seq)) {
      Row& next = *window_.Find(*follower);
      if (next.in_doubt) {
        looks.emplace(next.look_at, next.seq);
      } else {
        CompareAgain(next);
      }
    }
  }
  if (several_names()) {
    turns_.Leave(seq, lead);
    WakeTurns();
  }
}

void Flow::Abandon(const std::string& why) {
  to_compare.clear();
  to_send.clear();
  looks.clear();
  for (uint64_t seq = window_.emitted(); seq < window_.end(); ++seq) {
    Row* row = window_.Find(seq);
    if (!row) continue;
    if (row->in_doubt) {
      Settle(*row, Status::kUnknown, {{"", Say(said::kAnswerOpen)}});
    } else {
      Settle(*row, Status::kNotSent, {{"", why}});
    }
  }
  // Settling woke the rows behind; they have settled too by now.
  to_compare.clear();
  looks.clear();
}

void Flow::Emit() {
  if (journal_) journal_->Flush();
  window_.EmitReady();
}

std::string Flow::OverlayName(const Row& row) const {
  return several_names() && row.update.lead_id > 0 ? fmt::format("lead {}", row.update.lead_id)
                                                   : row.update.key_id;
}

const Overlay* Flow::OverlayOf(const Row& row) const {
  if ((!row.doubled && !several_names()) || overlays_.empty()) return nullptr;
  const auto it = overlays_.find(OverlayName(row));
  return it == overlays_.end() ? nullptr : &it->second;
}

bool Flow::WouldExist(const Row& row) const {
  return row.doubled && would_exist_.contains(row.update.key_id);
}

std::vector<Problem> MismatchProblems(const std::vector<Target>& targets, JsonValue lead,
                                      const Row& row) {
  std::vector<Problem> problems;
  for (const Difference& d : row.differences) {
    const Target& target = targets[d.target];
    const JsonValue held = lead[target.field];
    if (target.codec->Holds(d.value, held)) continue;
    const std::string shown = target.codec->Show(held);
    problems.push_back({target.column.text(),
                        Say(said::kHoldsOther, Shorten(target.codec->Show(d.value)),
                            shown.empty() ? "nothing" : fmt::format("«{}»", Shorten(shown)))});
  }
  return problems;
}

}  // namespace leadsync::sync
