// SPDX-License-Identifier: MIT
#include "sync/sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "crm/field_codec.h"
#include "rest/api_error.h"

namespace leadsync::sync {
namespace {

constexpr Duration kFresh = std::chrono::minutes(5);
constexpr int kMaxTextRetries = 200;
/// So often may the portal fail on a row before it goes alone, and before it is given up.
constexpr int kAloneAfter = 3;
constexpr int kGiveUpAfter = 5;

using Kind = rest::CommandAnswer::Kind;

}  // namespace

void Sender::DropStale(TimePoint now) {
  std::deque<uint64_t> fresh;
  std::vector<Row*> stale;
  for (const uint64_t seq : flow_.to_send) {
    Row& row = *flow_.window().Find(seq);
    if (now - row.compared > kFresh) {
      stale.push_back(&row);
    } else {
      fresh.push_back(seq);
    }
  }
  if (stale.empty()) return;
  flow_.to_send = std::move(fresh);
  for (auto it = stale.rbegin(); it != stale.rend(); ++it) {
    (*it)->differences.clear();
    flow_.CompareAgain(**it);
  }
}

bool Sender::Full(size_t max_updates) const {
  size_t n = 0;
  size_t limit = std::min(max_updates, kMaxUpdates);
  for (const uint64_t seq : flow_.to_send) {
    const Row& row = *flow_.window().Find(seq);
    limit = std::min(limit, row.alone ? 1 : row.batch_limit);
    if (++n >= limit) return true;
  }
  return false;
}

TimePoint Sender::oldest() const { return flow_.window().Find(flow_.to_send.front())->compared; }

Packed Sender::Pack(size_t max_updates, TimePoint now) {
  Packed packed;
  packed.kind = RequestKind::kSend;
  const auto take = [&](Row& row) {
    flow_.to_send.pop_front();
    packed.rows.push_back(row.seq);
    row.sent = now;
    ++row.attempts;
    row.ran = Ran::kUnknown;
    row.in_doubt = true;
  };
  Row& first = *flow_.window().Find(flow_.to_send.front());
  flow_.in_flight_rows += 1;
  packed.updates = 1;
  if (first.alone) {
    take(first);
    packed.method = "crm.lead.update";
    packed.body = first.command;
    return packed;
  }
  rest::BatchBody body;
  std::vector<int64_t> ids;
  size_t limit = std::min(max_updates, kMaxUpdates);
  while (!flow_.to_send.empty()) {
    Row& row = *flow_.window().Find(flow_.to_send.front());
    if (row.alone || (row.go_first && !ids.empty())) break;
    if (!ids.empty() && ids.size() >= std::min(limit, row.batch_limit)) break;
    if (!body.Add(row.command)) break;
    limit = std::min(limit, row.batch_limit);
    ids.push_back(row.update.lead_id);
    take(row);
  }
  body.Add(reader_.ReadBack(ids));
  packed.lists = 1;
  packed.updates = ids.size();
  packed.leads.push_back(std::move(ids));
  packed.body = body.Finish();
  flow_.in_flight_rows += packed.rows.size() - 1;
  return packed;
}

void Sender::Record(const Packed& packed, uint64_t number) {
  if (!flow_.journal()) return;
  std::vector<const Row*> rows;
  for (const uint64_t seq : packed.rows) rows.push_back(flow_.window().Find(seq));
  flow_.journal()->Send(number, flow_.clock().Wall(), rows);
}

Digest Sender::Settle(const Packed& packed, const rest::BatchAnswer& answer) {
  Digest digest;
  flow_.in_flight_rows -= packed.rows.size();
  HeldLeads leads;
  const rest::CommandAnswer& read_back = answer.command(packed.rows.size());
  if (read_back.kind == Kind::kResult && read_back.result.IsArray())
    leads.Add(read_back.result, packed.leads[0]);
  if (read_back.kind == Kind::kError &&
      rest::ClassifyCommand(read_back.error) == rest::Verdict::kOperatingLimit)
    digest.operating_limit = true;
  // The server keeps the text of an older failure of the same batch and shows it for later ones.
  std::set<std::string> earlier;
  for (size_t i = 0; i < packed.rows.size(); ++i) {
    Row& row = *flow_.window().Find(packed.rows[i]);
    const rest::CommandAnswer& command = answer.command(i);
    bool may_be_stale = false;
    if (command.kind == Kind::kError)
      may_be_stale = !earlier.insert(command.error.description).second;
    SettleRow(row, command, leads.Find(row.update.lead_id), may_be_stale, &digest);
  }
  return digest;
}

void Sender::SettleRow(Row& row, const rest::CommandAnswer& command, JsonValue lead,
                       bool may_be_stale, Digest* digest) {
  const TimePoint now = flow_.clock().Now();
  if (command.kind == Kind::kMissing) {
    row.ran = Ran::kUnknown;
    flow_.LookAt(row, now + SettlingTime(server_timeout_));
    return;
  }
  ++flow_.sent_rows;
  row.ran = Ran::kYes;
  if (command.kind == Kind::kError) {
    const rest::Verdict verdict = rest::ClassifyCommand(command.error);
    if (verdict == rest::Verdict::kStop)
      digest->stop = fmt::format("the portal refused the updates: {}", command.error.Text());
    if (verdict == rest::Verdict::kOperatingLimit) digest->operating_limit = true;
    if (verdict != rest::Verdict::kRow) {
      --flow_.sent_rows;
      --row.attempts;
      row.in_doubt = false;
      flow_.SendAgain(row);
      return;
    }
    row.ran = Ran::kRefused;
    row.refusal = command.error.Text();
  }
  if (!lead.exists()) {
    flow_.LookAt(row, now);
    return;
  }
  if (row.ran == Ran::kRefused && may_be_stale && !row.text_tried &&
      flow_.text_retries < kMaxTextRetries &&
      Judge(flow_.targets(), lead, &row) == Judgement::kAtOld) {
    row.text_tried = row.go_first = true;
    row.in_doubt = false;
    ++flow_.text_retries;
    flow_.SendNext(row);
    return;
  }
  if (row.ran == Ran::kRefused && may_be_stale && !row.text_tried)
    row.refusal += " (this text may belong to another row of the same request)";
  SettleByReadBack(&flow_, row, lead);
}

void Sender::SettleLone(const Packed& packed, const rest::Failure& failure) {
  flow_.in_flight_rows -= 1;
  Row& row = *flow_.window().Find(packed.rows[0]);
  ++flow_.sent_rows;
  row.ran = failure.verdict == rest::Verdict::kOk ? Ran::kYes : Ran::kRefused;
  row.refusal = failure.text;
  flow_.LookAt(row, flow_.clock().Now());
}

void Sender::NotRun(const Packed& packed) {
  flow_.in_flight_rows -= packed.rows.size();
  for (auto it = packed.rows.rbegin(); it != packed.rows.rend(); ++it) {
    Row& row = *flow_.window().Find(*it);
    --row.attempts;
    row.in_doubt = false;
    flow_.SendAgain(row);
  }
}

void Sender::Lost(const Packed& packed, TimePoint failed, bool too_large) {
  flow_.in_flight_rows -= packed.rows.size();
  for (const uint64_t seq : packed.rows) {
    Row& row = *flow_.window().Find(seq);
    row.ran = Ran::kUnknown;
    if (too_large) {
      row.refusal = "the portal's server refuses a request of this size or content";
      row.batch_limit = std::max<size_t>(1, packed.rows.size() / 2);
      if (packed.rows.size() == 1) row.not_run = kGiveUpAfter;
    }
    flow_.LookAt(row, failed + SettlingTime(server_timeout_));
  }
}

namespace {

/// What the portal said, and why if it is a matter of the lead itself.
std::vector<Problem> Refusal(const Row& row, JsonValue lead) {
  std::vector<Problem> problems = {{"", row.refusal}};
  if (const auto email = crm::BadStoredEmail(lead["EMAIL"])) {
    problems.push_back(
        {"", fmt::format("the lead itself holds the e-mail «{}», and the portal refuses every "
                         "change of a lead with a bad address: correct or delete it there, then "
                         "run the row again",
                         Shorten(*email))});
  }
  return problems;
}

}  // namespace

bool SettleByReadBack(Flow* flow, Row& row, JsonValue lead) {
  const Judgement judgement = Judge(flow->targets(), lead, &row);
  if (judgement == Judgement::kHolds) {
    std::vector<Problem> problems;
    if (row.ran == Ran::kRefused)
      problems.push_back({"", fmt::format("changed, although the portal said: {}", row.refusal)});
    flow->Settle(row, Status::kUpdated, std::move(problems));
    return true;
  }
  std::vector<Problem> mismatch = MismatchProblems(flow->targets(), lead, row);
  const bool some_new = mismatch.size() < row.differences.size();
  if (row.ran == Ran::kYes || judgement == Judgement::kDiffers) {
    if (row.ran == Ran::kRefused && !some_new) {
      ++flow->refused_rows;
      flow->Settle(row, Status::kRejected, Refusal(row, lead));
      return true;
    }
    if (row.ran == Ran::kRefused) mismatch.push_back({"", row.refusal});
    flow->Settle(row, Status::kMismatch, std::move(mismatch));
    return true;
  }
  if (row.ran == Ran::kRefused) {
    ++flow->refused_rows;
    flow->Settle(row, Status::kRejected, Refusal(row, lead));
    return true;
  }
  if (judgement == Judgement::kTouched) {
    flow->Settle(row, Status::kUnknown,
                 {{"",
                   "the portal's answer was lost; the lead was saved since, but none of the sent "
                   "values is there: it cannot be told whether they were written and then "
                   "changed, so nothing was sent again"}});
    return true;
  }
  if (++row.not_run > kGiveUpAfter - 1) {
    ++flow->refused_rows;
    flow->Settle(row, Status::kRejected,
                 {{"", row.refusal.empty()
                           ? fmt::format("the portal failed on it {} times; the lead is unchanged",
                                         kGiveUpAfter)
                           : row.refusal + "; the lead is unchanged"}});
    return true;
  }
  if (row.not_run >= kAloneAfter) row.batch_limit = 1;
  row.in_doubt = false;
  if (row.command.empty()) {
    // Sent by an earlier process: what is to be sent has to be made anew.
    row.differences.clear();
    flow->CompareAgain(row);
    return false;
  }
  row.compared = flow->clock().Now();
  flow->SendAgain(row);
  return false;
}

}  // namespace leadsync::sync
