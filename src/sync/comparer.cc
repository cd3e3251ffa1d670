// SPDX-License-Identifier: MIT
#include "sync/comparer.h"

#include <fmt/format.h>

#include <algorithm>

#include "rest/api_error.h"

namespace leadsync::sync {
namespace {

constexpr int kReadTries = 3;

}  // namespace

Packed Comparer::Pack(size_t max_commands) {
  Packed packed;
  packed.kind = RequestKind::kCompare;
  rest::BatchBody body;
  std::vector<int64_t> ids;
  size_t limit = kLeadsPerCommand;
  const auto close = [&] {
    body.Add(reader_.Command(ids));
    packed.leads.push_back(std::move(ids));
    ids.clear();
    limit = kLeadsPerCommand;
  };
  while (!flow_.to_compare.empty()) {
    Row& row = *flow_.window().Find(flow_.to_compare.front());
    if (!ids.empty() && ids.size() >= std::min(limit, row.compare_limit)) close();
    if (ids.empty() && packed.leads.size() == max_commands) break;
    limit = std::min(limit, row.compare_limit);
    ids.push_back(row.update.lead_id);
    packed.rows.push_back(row.seq);
    flow_.to_compare.pop_front();
  }
  if (!ids.empty()) close();
  packed.lists = packed.leads.size();
  packed.body = body.Finish();
  flow_.in_flight_rows += packed.rows.size();
  return packed;
}

Digest Comparer::Settle(const Packed& packed, const rest::BatchAnswer& answer) {
  Digest digest;
  flow_.in_flight_rows -= packed.rows.size();
  // Rows that must be asked again go back in one piece, so that input order is kept.
  std::vector<Row*> again;
  size_t next = 0;
  for (size_t c = 0; c < packed.leads.size(); ++c) {
    const std::vector<int64_t>& ids = packed.leads[c];
    std::vector<Row*> rows;
    for (size_t i = 0; i < ids.size(); ++i)
      rows.push_back(flow_.window().Find(packed.rows[next++]));
    const rest::CommandAnswer& command = answer.command(c);
    if (command.kind == rest::CommandAnswer::Kind::kResult && command.result.IsArray()) {
      HeldLeads leads;
      leads.Add(command.result, ids);
      for (Row* row : rows) SettleRow(*row, leads.Find(row->update.lead_id));
      continue;
    }
    if (command.kind == rest::CommandAnswer::Kind::kError) {
      const rest::Verdict verdict = rest::ClassifyCommand(command.error);
      if (verdict == rest::Verdict::kStop)
        digest.stop = fmt::format("the portal refused to read leads: {}", command.error.Text());
      if (verdict == rest::Verdict::kOperatingLimit) digest.operating_limit = true;
      if (verdict != rest::Verdict::kRow) {
        again.insert(again.end(), rows.begin(), rows.end());
        continue;
      }
    }
    CommandFailed(rows, command.kind == rest::CommandAnswer::Kind::kError
                            ? command.error.Text()
                            : "the portal's answer lacks these leads");
  }
  for (auto it = again.rbegin(); it != again.rend(); ++it) flow_.CompareAgain(**it);
  return digest;
}

void Comparer::SettleRow(Row& row, JsonValue lead) {
  if (!lead.exists()) {
    flow_.Settle(row, Status::kNotFound,
                 {{"", fmt::format("lead {} does not exist, or the webhook's owner may not read it",
                                   row.update.lead_id)}});
    return;
  }
  row.compare_failures = 0;
  row.compare_limit = kLeadsPerCommand;
  switch (Compare(flow_.targets(), flow_.options().compare, lead, flow_.OverlayOf(row), &row)) {
    case Compared::kUnchanged:
      flow_.Settle(row, Status::kUnchanged);
      return;
    case Compared::kClosed:
      flow_.Settle(row, Status::kClosed,
                   {{"",
                     "the lead is in a final stage and was left alone (\"reopen\": true in the "
                     "mapping would change it)"}});
      return;
    case Compared::kConflict: {
      const std::string changed = row.refusal;
      flow_.Settle(row, Status::kConflict,
                   {{"", fmt::format("changed since by somebody else: {}; the lead was left as it "
                                     "is",
                                     changed)}});
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

void Comparer::CommandFailed(const std::vector<Row*>& rows, const std::string& text) {
  for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
    Row& row = **it;
    row.compare_limit = std::max<size_t>(1, rows.size() / 2);
    if (rows.size() == 1 && ++row.compare_failures >= kReadTries) {
      flow_.Settle(row, Status::kRejected,
                   {{"", fmt::format("the portal refuses to show this lead: {}", text)}});
    } else {
      flow_.CompareAgain(row);
    }
  }
}

void Comparer::Failed(const Packed& packed, const std::string& why, bool surely_not_run) {
  flow_.in_flight_rows -= packed.rows.size();
  const bool single = packed.rows.size() == 1;
  for (auto it = packed.rows.rbegin(); it != packed.rows.rend(); ++it) {
    Row& row = *flow_.window().Find(*it);
    if (!surely_not_run && single && ++row.compare_failures >= 2 * kReadTries) {
      flow_.Settle(row, Status::kRejected,
                   {{"", fmt::format("the portal fails whenever this lead is read: {}", why)}});
    } else {
      flow_.CompareAgain(row);
    }
  }
}

}  // namespace leadsync::sync
