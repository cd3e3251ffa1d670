// SPDX-License-Identifier: MIT
#include "sync/undo_source.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "sync/messages.h"

namespace leadsync::sync {

/// All that one run did to one lead.
struct UndoSource::Net {
  struct Field {
    std::string first_old;  ///< raw, before the run's first write
    std::string last_held;  ///< raw, as read back after its last write; empty if it never was
    crm::Value last_sent;
  };
  uint64_t first_row = 0;
  std::string key;
  int64_t lead_id = 0;
  bool added = false;    ///< it was no lead before
  bool deleted = false;  ///< it is none any more: the undone run was an undo itself
  std::map<std::string, Field> fields;
  /// The last sending, until its answer: fields and time.
  std::optional<SentRow> open;

  void Begin(const SentRow& sent) {
    if (first_row != 0) return;
    first_row = sent.row;
    key = sent.key;
    lead_id = sent.lead_id;
  }
  /// The open sending has ended; `held` is what was read back, if it was.
  void Close(const std::string& held_json, bool ran) {
    if (!open) return;
    const std::optional<SentRow> sent = std::exchange(open, std::nullopt);
    if (!ran) return;
    if (sent->deed == Deed::kAdd) added = true;
    if (sent->deed == Deed::kDelete) deleted = true;
    const JsonDocument held = JsonDocument::Parse(held_json.empty() ? "{}" : held_json);
    for (const SentRow::Field& one : sent->fields) {
      const auto [it, fresh] = fields.try_emplace(one.field);
      if (fresh) it->second.first_old = one.old_json;
      it->second.last_held = held_json.empty() ? "" : held.root()[one.field].Dump();
      it->second.last_sent = one.value;
    }
  }
};

struct UndoSource::Gathered {
  std::unordered_map<int64_t, Net> nets;
  std::map<uint64_t, SentRow> adds;  ///< sent, and which lead it became is not known
};

void UndoSource::Gather(JournalReader* journal, Gathered* run) {
  /// The row's add became this lead.
  const auto become = [run](uint64_t row, int64_t lead) -> Net* {
    auto add = run->adds.extract(row);
    if (!add || lead <= 0) return nullptr;
    add.mapped().lead_id = lead;
    Net& net = run->nets[lead];
    net.Begin(add.mapped());
    net.open = std::move(add.mapped());
    return &net;
  };
  JournalReader::Visitor visitor;
  visitor.sent = [&](SentRow sent) {
    run->adds.erase(sent.row);
    if (sent.deed == Deed::kAdd) {
      run->adds[sent.row] = std::move(sent);
      return;
    }
    Net& net = run->nets[sent.lead_id];
    net.Begin(sent);
    // A second sending of the same row comes only after a look showed that the first did not run.
    if (net.open && net.open->row != sent.row) net.Close("", true);
    net.open = std::move(sent);
  };
  visitor.added = [&](uint64_t row, int64_t lead) { become(row, lead); };
  visitor.answered = [&](const AnsweredRow& answered) {
    const Outcome& o = answered.outcome;
    const bool ran =
        o.status == Status::kUpdated || o.status == Status::kAdded || o.status == Status::kMismatch;
    if (ran && o.lead_id > 0) become(o.row, o.lead_id);
    if (!ran) run->adds.erase(o.row);
    const auto it = run->nets.find(o.lead_id);
    if (it != run->nets.end() && it->second.open && it->second.open->row == o.row)
      it->second.Close(answered.held_json, ran);
  };
  journal->Walk(visitor);
}

UndoSource::UndoSource(JournalReader* journal, const crm::Catalog& catalog, const Clock& clock,
                       bool delete_added)
    : clock_(clock), delete_added_(delete_added) {
  Gathered run;
  Gather(journal, &run);
  std::map<uint64_t, Net*> in_order;
  for (auto& [lead, net] : run.nets) {
    if (net.open) {
      last_unanswered_ = std::max(last_unanswered_, net.open->sent);
      net.Close("", true);
    }
    if (net.added || net.deleted || !net.fields.empty()) in_order[net.first_row] = &net;
  }
  std::map<uint64_t, Net> lost;
  for (const auto& [row, sent] : run.adds) {
    last_unanswered_ = std::max(last_unanswered_, sent.sent);
    lost[row].Begin(sent);
    in_order[row] = &lost[row];
  }
  for (const auto& [row, net] : in_order) Add(*net, catalog);
}

uint16_t UndoSource::TargetOf(const std::string& code, const crm::Catalog& catalog) {
  for (size_t i = 0; i < targets_.size(); ++i)
    if (targets_[i].field == code) return static_cast<uint16_t>(i);
  const crm::Field* field = catalog.Find(code);
  if (!field) Raise(said::kRunLacksField, code);
  crm::CellRule rule;  // of new leads too
  rule.importing = true;
  rule.on_update = false;
  auto made = crm::MakeFieldCodec(catalog, *field, rule);
  if (auto* refusal = std::get_if<std::string>(&made))
    Raise(said::kFieldNotPutBack, code, *refusal);
  Target target;
  target.column = target.field = code;
  target.label = field->label;
  target.codec = std::move(std::get<std::unique_ptr<crm::FieldCodec>>(made));
  targets_.push_back(std::move(target));
  return static_cast<uint16_t>(targets_.size() - 1);
}

/// A line without a sending.
void UndoSource::Tell(const Net& net, Status status, std::string text) {
  Outcome outcome;
  outcome.row = net.first_row;
  outcome.key = net.key;
  outcome.lead_id = net.lead_id;
  outcome.status = status;
  outcome.problems.push_back({"", std::move(text)});
  if (!IsFine(status)) outcome.record = std::make_shared<csv::Record>();
  rows_.emplace_back(std::move(outcome));
}

/// The lead goes if every field that the run wrote is as it left it.
void UndoSource::AddDeletion(const Net& net, const crm::Catalog& catalog) {
  auto row = std::make_unique<Row>();
  row->deed = Deed::kDelete;
  row->update.row = net.first_row;
  row->update.key = net.key;
  row->update.key_id = std::to_string(net.lead_id);
  row->update.lead_id = net.lead_id;
  for (const auto& [code, field] : net.fields) {
    row->update.sets.push_back({TargetOf(code, catalog), field.last_sent});
    Expectation expected{field.last_held, std::nullopt};
    if (field.last_held.empty()) expected.value = field.last_sent;
    row->expects.push_back(std::move(expected));
  }
  rows_.emplace_back(std::move(row));
}

void UndoSource::Add(const Net& net, const crm::Catalog& catalog) {
  if (net.deleted) return Tell(net, Status::kMismatch, Say(said::kLeadDeleted));
  if (net.lead_id == 0) {
    ++added_;
    return Tell(net, Status::kConflict, Say(said::kAddUnknown, Shorten(net.key)));
  }
  if (net.added) {
    ++added_;
    if (delete_added_) return AddDeletion(net, catalog);
    return Tell(net, Status::kSkipped, Say(said::kAddedLeft));
  }
  auto row = std::make_unique<Row>();
  row->update.row = net.first_row;
  row->update.key = net.key;
  row->update.key_id = std::to_string(net.lead_id);
  row->update.lead_id = net.lead_id;
  for (const auto& [code, field] : net.fields) {
    const uint16_t index = TargetOf(code, catalog);
    const JsonDocument old = JsonDocument::Parse(field.first_old);
    auto value = targets_[index].codec->Restore(old.root());
    if (!value) {
      row->incomplete = true;
      row->update.warnings.push_back(
          {targets_[index].label.text(),
           Say(said::kNoWayBack, targets_[index].codec->Show(old.root()).empty()
                                     ? "empty"
                                     : "«" + targets_[index].codec->Show(old.root()) + "»")});
      continue;
    }
    row->update.sets.push_back({index, std::move(*value)});
    Expectation expected{field.last_held, std::nullopt};
    if (field.last_held.empty()) expected.value = field.last_sent;
    row->expects.push_back(std::move(expected));
  }
  rows_.emplace_back(std::move(row));
}

std::vector<std::string> UndoSource::fields_to_read() const {
  std::set<std::string> codes;
  for (const Target& target : targets_)
    for (std::string& code : target.codec->Reads()) codes.insert(std::move(code));
  return {codes.begin(), codes.end()};
}

RowSource::Item UndoSource::Next() {
  while (!rows_.empty()) {
    auto next = std::move(rows_.front());
    rows_.pop_front();
    if (auto* told = std::get_if<Outcome>(&next)) {
      if (resume_ && told->row <= resume_->emitted_row) continue;
      told->finished = clock_.Wall();
      return std::move(*told);
    }
    std::unique_ptr<Row> row = std::move(std::get<std::unique_ptr<Row>>(next));
    if (!resume_) return Item(std::move(row));
    if (row->update.row <= resume_->emitted_row) continue;
    auto resumed = TakeResumed(resume_, row->update.row, targets_, clock_, settle_);
    if (auto* outcome = std::get_if<Outcome>(&resumed)) return std::move(*outcome);
    if (auto* sent = std::get_if<std::unique_ptr<Row>>(&resumed)) {
      // Should it not have run, it is compared as a whole again, with what the lead must still
      // hold.
      (*sent)->update.sets = std::move(row->update.sets);
      (*sent)->expects = std::move(row->expects);
      return Item(std::move(*sent));
    }
    return Item(std::move(row));
  }
  return End{};
}

}  // namespace leadsync::sync
