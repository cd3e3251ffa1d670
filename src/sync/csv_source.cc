// SPDX-License-Identifier: MIT
#include "sync/csv_source.h"

#include <utility>

#include "crm/catalog_loader.h"
#include "rest/batch.h"
#include "sync/messages.h"

namespace leadsync::sync {

bool InRange(const RowRange& range, const csv::Record& record, uint64_t* taken, bool* end) {
  if (range.limit && *taken >= *range.limit) {
    *end = true;
    return false;
  }
  if (record.row() < range.start_row) return false;
  ++*taken;
  return true;
}

CsvSource::CsvSource(const Parts& parts, Duplicates duplicates, const RowRange& range)
    : parts_(parts),
      duplicates_(duplicates),
      range_(range),
      planner_(parts.planner),
      reader_(csv::OpenAgain(*parts.input)) {}

bool CsvSource::ReadRecord() {
  while (reader_->Next(&record_)) {
    bool end = false;
    if (InRange(range_, record_, &taken_, &end)) return true;
    if (end) return false;
  }
  return false;
}

RowSource::Item CsvSource::Next() {
  while (true) {
    if (!std::exchange(pending_, false)) {
      if (!ReadRecord()) return End{};
      if (parts_.resume && record_.row() <= parts_.resume->emitted_row) continue;
    }
    if (parts_.resume)
      if (auto item = Resumed()) return std::move(*item);
    return PlanRecord();
  }
}

/// What the journal of the stopped run knows of this row.
std::optional<RowSource::Item> CsvSource::Resumed() {
  auto resumed = TakeResumed(parts_.resume, record_.row(), parts_.planner->targets(), *parts_.clock,
                             parts_.settle);
  if (auto* outcome = std::get_if<Outcome>(&resumed)) {
    if (!IsFine(outcome->status)) outcome->record = std::make_shared<csv::Record>(record_);
    return std::move(*outcome);
  }
  if (auto* sent = std::get_if<std::unique_ptr<Row>>(&resumed)) {
    Row& row = **sent;
    row.record = std::make_shared<csv::Record>(record_);
    row.doubled = parts_.duplicates && parts_.duplicates->Find(row.update.key_id);
    // A lead that was to be added may be there by now, by whatever hand: then it is compared with
    // all that the row wants, not only with what a new lead gets.
    bool unknown_name = false;
    if (row.deed == Deed::kAdd) {
      Planned planned = planner_->Plan(record_, &unknown_name);
      if (auto* update = std::get_if<Update>(&planned)) row.update.sets = std::move(update->sets);
    }
    return Item(std::move(*sent));
  }
  return std::nullopt;
}

RowSource::Item CsvSource::PlanRecord() {
  bool unknown_name = false;
  Planned planned = planner_->Plan(record_, &unknown_name);
  if (unknown_name && !fresh_ && parts_.replan) {
    pending_ = true;
    return NeedsCatalog{};
  }
  if (auto* outcome = std::get_if<Outcome>(&planned)) {
    outcome->finished = parts_.clock->Wall();
    if (!IsFine(outcome->status)) outcome->record = std::make_shared<csv::Record>(record_);
    return std::move(*outcome);
  }
  auto row = std::make_unique<Row>();
  row->update = std::move(std::get<Update>(planned));
  if (auto doubled = Doubled(row->update, &row->doubled)) return std::move(*doubled);
  row->record = std::make_shared<csv::Record>(record_);
  return row;
}

std::optional<Outcome> CsvSource::Doubled(const Update& update, bool* doubled) const {
  if (!parts_.duplicates) return std::nullopt;
  const auto* found = parts_.duplicates->Find(update.key_id);
  *doubled = found != nullptr;
  if (!found || duplicates_ == Duplicates::kApply) return std::nullopt;
  if (duplicates_ == Duplicates::kLast && found->last_row == update.row) {
    *doubled = false;
    return std::nullopt;
  }
  Outcome outcome;
  outcome.row = update.row;
  outcome.key = update.key;
  outcome.lead_id = update.lead_id;
  outcome.finished = parts_.clock->Wall();
  if (duplicates_ == Duplicates::kLast) {
    outcome.status = Status::kSuperseded;
    outcome.problems.push_back({"", Say(said::kSuperseded, found->last_row)});
  } else {
    outcome.status = Status::kInvalid;
    outcome.record = std::make_shared<csv::Record>(record_);
    outcome.problems.push_back({"", Say(said::kSeveralRows, found->first_row, found->last_row)});
  }
  return outcome;
}

rest::HttpRequest CsvSource::CatalogRequest() {
  rest::BatchBody body;
  for (const rest::Call& call : crm::CatalogCalls()) body.Add(call);
  rest::HttpRequest request;
  request.method = "batch";
  request.body = body.Finish();
  return request;
}

void CsvSource::TakeCatalog(const rest::HttpReply& reply) {
  fresh_ = true;
  if (const Planner* planner = parts_.replan(reply)) planner_ = planner;
}

}  // namespace leadsync::sync
