// SPDX-License-Identifier: MIT
#include "sync/comparer.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "rest/api_error.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

constexpr int kReadTries = 3;

std::vector<int64_t> IdsOfLeads(const std::vector<JsonValue>& leads) {
  std::vector<int64_t> ids;
  for (const JsonValue lead : leads) ids.push_back(lead["ID"].integer().value_or(0));
  return ids;
}

}  // namespace

Comparer::Step Comparer::StepOf(const Row& row) const {
  switch (flow_.options().key) {
    case LeadKey::Kind::kFields:
      return Step::kByKey;
    case LeadKey::Kind::kPhone:
    case LeadKey::Kind::kEmail:
      if (row.by_origin) return Step::kByKey;
      return row.candidates.empty() ? Step::kByContact : Step::kById;
    case LeadKey::Kind::kId:
      break;
  }
  return Step::kById;
}

size_t Comparer::rows_per_command() const {
  switch (flow_.options().key) {
    case LeadKey::Kind::kFields:
      return kKeysPerCommand;
    case LeadKey::Kind::kPhone:
    case LeadKey::Kind::kEmail:
      return 1;
    case LeadKey::Kind::kId:
      break;
  }
  return kLeadsPerCommand;
}

const KeyQuery& Comparer::Query() const {
  return flow_.options().key == LeadKey::Kind::kFields ? reader_.by_key() : reader_.by_origin();
}

rest::Call Comparer::CallOf(const ReadCommand& read, const Rows& rows) const {
  if (!read.keys.empty()) return reader_.Call(Query(), read.keys);
  return reader_.FindByContact(rows[0]->update.key, rows[0]->update.key_id);
}

/// Adds the row to the last command, or to a new one; `most_rows` is what the last one may have.
/// False if the row has to wait. A row that failed in company goes with fewer others.
bool Comparer::PackOne(const Row& row, size_t max_commands, size_t* most_rows,
                       Packed* packed) const {
  const Step step = StepOf(row);
  std::vector<ReadCommand>& reads = packed->reads;
  const size_t ids = step == Step::kById ? std::max<size_t>(1, row.candidates.size()) : 0;
  if (reads.empty() || reads.back().rows >= std::min(*most_rows, row.compare_limit) ||
      reads.back().ids.size() + ids > kLeadsPerCommand) {
    if (reads.size() == max_commands) return false;
    reads.emplace_back();
    *most_rows = step == Step::kById    ? kLeadsPerCommand
                 : step == Step::kByKey ? kKeysPerCommand
                                        : 1;
  }
  *most_rows = std::min(*most_rows, row.compare_limit);
  ReadCommand& read = reads.back();
  ++read.rows;
  if (step == Step::kByKey) {
    read.keys.push_back(row.update.key_id);
  } else if (step == Step::kById && row.candidates.empty()) {
    read.ids.push_back(row.update.lead_id);
  } else if (step == Step::kById) {
    read.ids.insert(read.ids.end(), row.candidates.begin(), row.candidates.end());
  }
  packed->rows.push_back(row.seq);
  return true;
}

/// A batch would take the key for a reference: it goes as a call of its own.
Packed Comparer::PackAlone(Row& row) {
  Packed packed;
  packed.kind = RequestKind::kCompare;
  packed.rows.push_back(row.seq);
  packed.reads.push_back({{}, {row.update.key_id}, 1});
  packed.lists = 1;
  packed.method = packed.billed.read;
  packed.body = rest::ToJson(CallOf(packed.reads[0], {&row}));
  flow_.to_compare.pop_front();
  ++flow_.in_flight_rows;
  return packed;
}

Packed Comparer::Pack(size_t max_commands) {
  Row& first = *flow_.window().Find(flow_.to_compare.front());
  const Step step = StepOf(first);
  if (first.key_alone && step == Step::kByKey) return PackAlone(first);
  Packed packed;
  packed.kind = RequestKind::kCompare;
  if (step == Step::kByContact) packed.billed.read = "crm.duplicate.findbycomm";
  size_t most_rows = 0;
  while (!flow_.to_compare.empty()) {
    Row& row = *flow_.window().Find(flow_.to_compare.front());
    if (StepOf(row) != step || (row.key_alone && step == Step::kByKey)) break;
    if (!PackOne(row, max_commands, &most_rows, &packed)) break;
    flow_.to_compare.pop_front();
  }
  rest::BatchBody body;
  size_t next = 0;
  size_t commands = 0;
  for (; commands < packed.reads.size(); ++commands) {
    const ReadCommand& read = packed.reads[commands];
    Rows rows;
    for (size_t i = 0; i < read.rows; ++i)
      rows.push_back(flow_.window().Find(packed.rows[next + i]));
    const bool added =
        step == Step::kById ? body.Add(reader_.Command(read.ids)) : body.Add(CallOf(read, rows));
    if (!added) break;  // long keys fill a body before fifty commands do
    next += read.rows;
  }
  for (size_t i = packed.rows.size(); i > next; --i)
    flow_.to_compare.push_front(packed.rows[i - 1]);
  packed.rows.resize(next);
  packed.reads.resize(commands);
  packed.lists = commands;
  packed.body = body.Finish();
  flow_.in_flight_rows += packed.rows.size();
  return packed;
}

Digest Comparer::Settle(const Packed& packed, const rest::BatchAnswer& answer) {
  Digest digest;
  flow_.in_flight_rows -= packed.rows.size();
  // Rows that must be asked again go back in one piece, so that input order is kept.
  Rows again;
  size_t next = 0;
  for (size_t c = 0; c < packed.reads.size(); ++c) {
    const ReadCommand& read = packed.reads[c];
    Rows rows;
    for (size_t i = 0; i < read.rows; ++i) rows.push_back(flow_.window().Find(packed.rows[next++]));
    const rest::CommandAnswer& command = answer.command(c);
    const bool contact = read.ids.empty() && read.keys.empty();
    if (Whole(command) || (contact && command.kind == rest::CommandAnswer::Kind::kResult &&
                           command.result.IsObject())) {
      SettleResult(read, command.result, rows, &again);
      continue;
    }
    if (command.kind == rest::CommandAnswer::Kind::kError) {
      const rest::Verdict verdict = rest::ClassifyCommand(command.error);
      if (verdict == rest::Verdict::kStop)
        digest.stop = StopOf(said::kReadsRefused, command.error.Text());
      if (verdict == rest::Verdict::kOperatingLimit) digest.operating_limit = true;
      if (verdict != rest::Verdict::kRow) {
        again.insert(again.end(), rows.begin(), rows.end());
        continue;
      }
    }
    CommandFailed(rows, command.kind == rest::CommandAnswer::Kind::kError
                            ? command.error.Text()
                            : "the portal's answer lacks these leads, or a part of the question");
  }
  for (auto it = again.rbegin(); it != again.rend(); ++it) flow_.ReadAgain(**it);
  return digest;
}

void Comparer::SettleResult(const ReadCommand& read, JsonValue result, const Rows& rows,
                            Rows* again) {
  if (!read.keys.empty()) return SettleByKey(read, result, rows, again);
  if (read.ids.empty()) return SettleContact(*rows[0], result, again);
  HeldLeads leads;
  leads.Add(result, read.ids);
  for (Row* row : rows) {
    if (flow_.options().key != LeadKey::Kind::kId) {
      SettleCandidates(*row, leads);
    } else if (const JsonValue lead = leads.Find(row->update.lead_id); lead.exists()) {
      SettleRow(*row, lead);
    } else if (row->deed == Deed::kDelete) {
      flow_.Settle(*row, Status::kUnchanged, {{"", Say(said::kGoneAlready)}});
    } else {
      flow_.Settle(*row, Status::kNotFound, {{"", Say(said::kNoLead, row->update.lead_id)}});
    }
  }
}

void Comparer::SettleByKey(const ReadCommand& read, JsonValue result, const Rows& rows,
                           Rows* again) {
  const FoundLeads leads(Query(), result, read.keys);
  if (leads.cut_off() && rows.size() > 1) {
    for (Row* row : rows) row->compare_limit = rows.size() / 2;
    again->insert(again->end(), rows.begin(), rows.end());
    return;
  }
  for (Row* row : rows) {
    const std::string& key = row->update.key_id;
    if (leads.cut_off()) {
      flow_.Settle(*row, Status::kAmbiguous,
                   {{"", Say(said::kAtLeastLeads, kLeadsPerCommand,
                             NameLeads(IdsOfLeads(leads.Exact(key))))}});
    } else {
      const std::vector<JsonValue>& exact = leads.Exact(key);
      SettleFound(*row, exact, exact.empty() ? leads.Near(key) : std::vector<int64_t>());
    }
  }
}

/// Which leads have the phone or e-mail: `{"LEAD":[17,23]}`, or `[]` for none.
void Comparer::SettleContact(Row& row, JsonValue result, Rows* again) {
  const JsonValue ids = result["LEAD"];
  for (size_t i = 0; i < ids.size(); ++i)
    if (const auto id = ids[i].integer(); id && *id > 0) row.candidates.push_back(*id);
  row.compare_failures = 0;
  row.compare_limit = kLeadsPerCommand;
  if (row.candidates.empty()) return SettleMissing(row, {});
  if (row.candidates.size() > kLeadsPerCommand) row.candidates.resize(kLeadsPerCommand);
  again->push_back(&row);
}

/// The portal's index of phones and e-mails is looser than a key, and may be late: what the leads
/// hold decides.
void Comparer::SettleCandidates(Row& row, const HeldLeads& leads) {
  const KeyField& field = reader_.key().fields[0];
  std::vector<JsonValue> found;
  auto value = field.codec->Parse(row.update.key);
  for (const int64_t id : row.candidates) {
    const JsonValue lead = leads.Find(id);
    if (lead.exists() && value.index() == 0 &&
        field.codec->Same(std::get<0>(value), lead[field.code]))
      found.push_back(lead);
  }
  if (row.candidates.size() >= kMostNamed) {
    flow_.Settle(row, Status::kAmbiguous,
                 {{"", Say(said::kNamesNoMore, row.candidates.size(), NameLeads(row.candidates))}});
    return;
  }
  row.candidates.clear();
  SettleFound(row, found, {});
}

void Comparer::SettleFound(Row& row, const std::vector<JsonValue>& leads,
                           const std::vector<int64_t>& near) {
  row.compare_failures = 0;
  row.compare_limit = kLeadsPerCommand;
  if (leads.empty()) return SettleMissing(row, near);
  if (leads.size() > 1) {
    flow_.Settle(row, Status::kAmbiguous,
                 {{"", Say(said::kSeveralLeads, NameLeads(IdsOfLeads(leads)))}});
    return;
  }
  const int64_t id = leads[0]["ID"].integer().value_or(0);
  if (!flow_.MayJudge(row, id)) return;
  row.update.lead_id = id;
  SettleRow(row, leads[0]);
}

void Comparer::SettleMissing(Row& row, const std::vector<int64_t>& near) {
  const AddOptions& adds = flow_.options().adds;
  if (flow_.WouldExist(row)) return SettleRow(row, JsonValue());
  if (adds.mode == Mode::kUpdate) {
    flow_.Settle(row, Status::kNotFound,
                 {{"", near.empty() ? Say(said::kNoLeadWithKey)
                                    : Say(said::kNotExactly, NameLeads(near),
                                          near.size() == 1 ? "s" : "")}});
    return;
  }
  if (flow_.options().key != LeadKey::Kind::kFields && !row.by_origin) {
    // The portal's index of phones and e-mails may be late: a lead that was added with this key is
    // found by what it was added with.
    row.by_origin = true;
    flow_.ReadAgain(row);
    return;
  }
  if (!near.empty())
    WarnOnce({"", Say(said::kNearKey, NameLeads(near), near.size() == 1 ? "s" : "")}, &row);
  auto problems = MakeAdd(flow_.targets(), adds, flow_.options().compare.notify, &row);
  if (!problems.empty()) {
    flow_.Settle(row, Status::kInvalid, std::move(problems));
    return;
  }
  if (flow_.options().mode == RunMode::kPreview) {
    flow_.Settle(row, Status::kWouldAdd);
    return;
  }
  row.compared = flow_.clock().Now();
  flow_.SendNext(row);
}

void Comparer::SettleRow(Row& row, JsonValue lead) {
  row.compare_failures = 0;
  row.compare_limit = kLeadsPerCommand;
  if (flow_.options().adds.mode == Mode::kAdd) {
    flow_.Settle(row, Status::kSkipped,
                 {{"", row.update.lead_id > 0 ? Say(said::kHasKeyAlready, row.update.lead_id)
                                              : Say(said::kAddedEarlier)}});
    return;
  }
  switch (Compare(flow_.targets(), flow_.options().compare, lead, flow_.OverlayOf(row), &row)) {
    case Compared::kUnchanged:
      flow_.Settle(row, Status::kUnchanged);
      return;
    case Compared::kClosed:
      flow_.Settle(row, Status::kClosed, {{"", Say(said::kFinalStage)}});
      return;
    case Compared::kConflict: {
      const std::string changed = row.refusal;
      flow_.Settle(row, Status::kConflict, {{"", Say(said::kChangedSince, changed)}});
      return;
    }
    case Compared::kImpossible: {
      const std::string why = row.refusal;
      flow_.Settle(row, Status::kInvalid, {{"", why}});
      return;
    }
    case Compared::kDiffers:
      break;
  }
  if (flow_.options().mode == RunMode::kPreview) {
    flow_.Settle(row, Status::kWouldUpdate);
    return;
  }
  row.compared = flow_.clock().Now();
  flow_.SendNext(row);
}

void Comparer::CommandFailed(const Rows& rows, const std::string& text) {
  for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
    Row& row = **it;
    row.compare_limit = std::max<size_t>(1, rows.size() / 2);
    if (rows.size() == 1 && ++row.compare_failures >= kReadTries) {
      flow_.Settle(row, Status::kRejected, {{"", Say(said::kReadRefused, text)}});
    } else {
      flow_.ReadAgain(row);
    }
  }
}

void Comparer::Failed(const Packed& packed, const std::string& why, bool surely_not_run) {
  flow_.in_flight_rows -= packed.rows.size();
  const bool single = packed.rows.size() == 1;
  for (auto it = packed.rows.rbegin(); it != packed.rows.rend(); ++it) {
    Row& row = *flow_.window().Find(*it);
    if (!surely_not_run && single && ++row.compare_failures >= 2 * kReadTries) {
      flow_.Settle(row, Status::kRejected, {{"", Say(said::kReadFails, why)}});
    } else {
      flow_.ReadAgain(row);
    }
  }
}

}  // namespace leadsync::sync
