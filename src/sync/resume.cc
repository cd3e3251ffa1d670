// SPDX-License-Identifier: MIT
#include "sync/resume.h"

#include <algorithm>
#include <utility>

namespace leadsync::sync {

ResumeState ReadResumeState(JournalReader* journal, const FileLengths& actual) {
  ResumeState state;
  const auto borne_out = [&](const FileLengths& mark) {
    return mark.report <= actual.report && mark.failed <= actual.failed &&
           mark.changes <= actual.changes;
  };
  JournalReader::Visitor marks;
  marks.mark = [&](const JournalMark& mark) {
    if (!borne_out(mark.lengths)) return;
    state.emitted_row = mark.row;
    state.lengths = mark.lengths;
  };
  marks.end = [&](int exit_code) {
    state.ended = true;
    state.exit_code = exit_code;
  };
  state.journal_size = journal->Walk(marks);

  JournalReader::Visitor rows;
  rows.sent = [&](SentRow sent) {
    state.last_sent = std::max(state.last_sent, sent.sent);
    if (sent.row <= state.emitted_row) return;
    state.answered.erase(sent.row);
    state.sent[sent.row] = std::move(sent);
  };
  rows.added = [&](uint64_t row, int64_t lead) {
    const auto it = state.sent.find(row);
    if (it == state.sent.end()) return;
    it->second.lead_id = lead;
    it->second.added = true;
  };
  rows.answered = [&](AnsweredRow answered) {
    const uint64_t row = answered.outcome.row;
    if (row <= state.emitted_row) return;
    state.sent.erase(row);
    state.answered[row] = std::move(answered);
  };
  journal->Walk(rows);
  return state;
}

void GoOn(Journal* journal, const ResumeState& state) {
  journal->CutTo(state.journal_size);
  journal->Mark(state.emitted_row, state.lengths, "{}");
}

std::variant<std::monostate, Outcome, std::unique_ptr<Row>> TakeResumed(
    ResumeState* state, uint64_t row, const std::vector<Target>& targets, const Clock& clock,
    Duration settle) {
  if (auto node = state->answered.extract(row)) return std::move(node.mapped().outcome);
  if (auto node = state->sent.extract(row))
    if (auto sent = MakeSentRow(node.mapped(), targets, clock.Wall(), clock.Now(), settle))
      return sent;
  return std::monostate{};
}

std::unique_ptr<Row> MakeSentRow(const SentRow& sent, const std::vector<Target>& targets,
                                 WallTime wall_now, TimePoint now, Duration settle) {
  auto row = std::make_unique<Row>();
  row->update.row = sent.row;
  row->update.key = sent.key;
  row->update.key_id = sent.key_id;
  row->update.lead_id = sent.lead_id;
  row->update.warnings = sent.warnings;
  row->incomplete = sent.incomplete;
  row->attempts = sent.attempts;
  row->date_modify = sent.date_modify;
  row->in_doubt = true;
  row->deed = sent.deed;
  if (sent.added) row->ran = Ran::kYes;
  JsonWriter old(&row->old_json);
  old.BeginObject();
  for (const SentRow::Field& field : sent.fields) {
    const auto target = std::find_if(targets.begin(), targets.end(), [&](const Target& t) {
      return t.field == field.field && t.column == field.column;
    });
    if (target == targets.end()) return nullptr;
    const auto index = static_cast<uint16_t>(target - targets.begin());
    const JsonDocument held = JsonDocument::Parse(field.old_json);
    row->differences.push_back({index,
                                field.value,
                                {target->field, target->label, target->codec->Show(held.root()),
                                 target->codec->Show(field.value), ""},
                                target->column});
    row->update.sets.push_back({index, field.value});
    old.Key(field.field);
    row->differences.back().old_at = row->old_json.size();
    row->differences.back().old_size = field.old_json.size();
    old.Raw(field.old_json);
  }
  old.EndObject();
  if (row->differences.empty() && row->deed == Deed::kUpdate) return nullptr;
  // If the clock was set back since, the whole wait is repeated.
  const auto elapsed = wall_now - sent.sent;
  const Duration left = elapsed.count() < 0 ? settle : settle - elapsed;
  row->look_at = now + std::max(Duration(0), left);
  return row;
}

}  // namespace leadsync::sync
