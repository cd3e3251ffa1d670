// SPDX-License-Identifier: MIT
#include "sync/undo_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace leadsync::sync {

/// All that one run did to one lead.
struct UndoSource::Net {
  struct Field {
    std::string first_old;  ///< raw, before the run's first write
    std::string last_held;  ///< raw, as read back after its last write; empty if it never was
    crm::Value last_sent;
    bool may_have_run = false;
  };
  uint64_t first_row = 0;
  std::string key;
  int64_t lead_id = 0;
  std::map<std::string, Field> fields;
  /// The last sending, until its answer: fields and time.
  std::optional<SentRow> open;
};

UndoSource::UndoSource(JournalReader* journal, const crm::Catalog& catalog, const Clock& clock)
    : clock_(clock) {
  std::unordered_map<int64_t, Net> nets;
  const auto close = [](Net* net, const JsonDocument* held, bool ran) {
    if (!net->open) return;
    for (SentRow::Field& sent : net->open->fields) {
      if (!ran) continue;
      const auto [it, fresh] = net->fields.try_emplace(sent.field);
      Net::Field& field = it->second;
      if (fresh) field.first_old = sent.old_json;
      field.last_held = held ? held->root()[sent.field].Dump() : "";
      field.last_sent = std::move(sent.value);
      field.may_have_run = true;
    }
    net->open.reset();
  };
  JournalReader::Visitor visitor;
  visitor.sent = [&](SentRow sent) {
    Net& net = nets[sent.lead_id];
    if (net.first_row == 0) {
      net.first_row = sent.row;
      net.key = sent.key;
      net.lead_id = sent.lead_id;
    }
    // A second sending of the same row comes only after a look showed that the first did not run.
    if (net.open && net.open->row != sent.row) close(&net, nullptr, true);
    net.open = std::move(sent);
  };
  visitor.answered = [&](AnsweredRow answered) {
    const auto it = nets.find(answered.outcome.lead_id);
    if (it == nets.end() || !it->second.open || it->second.open->row != answered.outcome.row)
      return;
    const Status status = answered.outcome.status;
    const bool ran = status == Status::kUpdated || status == Status::kMismatch;
    if (!ran || answered.held_json.empty()) {
      close(&it->second, nullptr, ran);
      return;
    }
    const JsonDocument held = JsonDocument::Parse(std::move(answered.held_json));
    close(&it->second, &held, ran);
  };
  journal->Walk(visitor);

  std::map<uint64_t, Net*> in_order;
  for (auto& [lead, net] : nets) {
    if (net.open) {
      last_unanswered_ = std::max(last_unanswered_, net.open->sent);
      close(&net, nullptr, true);
    }
    if (!net.fields.empty()) in_order[net.first_row] = &net;
  }
  for (const auto& [row, net] : in_order) Add(row, *net, catalog);
}

uint16_t UndoSource::TargetOf(const std::string& code, const crm::Catalog& catalog) {
  for (size_t i = 0; i < targets_.size(); ++i)
    if (targets_[i].field == code) return static_cast<uint16_t>(i);
  const crm::Field* field = catalog.Find(code);
  if (!field)
    throw Error(
        fmt::format("the run changed the field {}, which its own list of fields lacks: is "
                    "the run folder damaged?",
                    code));
  auto made = crm::MakeFieldCodec(catalog, *field, {});
  if (auto* refusal = std::get_if<std::string>(&made))
    throw Error(fmt::format("{}: {}", code, *refusal));
  Target target;
  target.column = target.field = code;
  target.label = field->label;
  target.codec = std::move(std::get<std::unique_ptr<crm::FieldCodec>>(made));
  targets_.push_back(std::move(target));
  return static_cast<uint16_t>(targets_.size() - 1);
}

void UndoSource::Add(uint64_t number, const Net& net, const crm::Catalog& catalog) {
  auto row = std::make_unique<Row>();
  row->update.row = number;
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
          {targets_[index].label,
           fmt::format("was {} before, and the portal offers no way to put that back",
                       targets_[index].codec->Show(old.root()).empty()
                           ? "empty"
                           : "«" + targets_[index].codec->Show(old.root()) + "»")});
      continue;
    }
    row->update.sets.push_back({index, std::move(*value)});
    Expectation expected{field.last_held, std::nullopt};
    if (field.last_held.empty()) expected.value = field.last_sent;
    row->expects.push_back(std::move(expected));
  }
  rows_.push_back(std::move(row));
}

std::vector<std::string> UndoSource::fields_to_read() const {
  std::set<std::string> codes;
  for (const Target& target : targets_)
    for (std::string& code : target.codec->Reads()) codes.insert(std::move(code));
  return {codes.begin(), codes.end()};
}

RowSource::Item UndoSource::Next() {
  while (!rows_.empty()) {
    std::unique_ptr<Row> row = std::move(rows_.front());
    rows_.pop_front();
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
