// SPDX-License-Identifier: MIT
#include "sync/sender.h"

#include <algorithm>
#include <set>
#include <utility>

#include "rest/api_error.h"
#include "sync/messages.h"
#include "sync/read_back.h"

namespace leadsync::sync {
namespace {

constexpr Duration kFresh = std::chrono::minutes(5);
/// Thousands of rows may wait: they are not looked through for every batch.
constexpr Duration kBetweenChecks = std::chrono::seconds(1);
constexpr int kMaxTextRetries = 200;
using Kind = rest::CommandAnswer::Kind;

}  // namespace

void Sender::DropStale(TimePoint now) {
  if (now < next_check_) return;
  next_check_ = now + kBetweenChecks;
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
    flow_.CompareAgain(**it);
  }
}

/// The row that leads the next batch: the first of a kind of which a whole batch waits, else the
/// first of all.
Row& Sender::NextRow() const {
  Row& first = *flow_.window().Find(flow_.to_send.front());
  if (flow_.options().adds.mode == Mode::kUpdate || first.alone) return first;
  size_t same = 0;
  size_t others = 0;
  Row* other = nullptr;
  for (const uint64_t seq : flow_.to_send) {
    Row& row = *flow_.window().Find(seq);
    if (row.deed == first.deed) {
      if (++same >= kMaxUpdates) return first;
    } else {
      if (!other) other = &row;
      if (++others >= kMaxUpdates) return *other;
    }
  }
  return first;
}

std::string_view Sender::next_method() const {
  return flow_.to_send.empty() ? MethodOf(Deed::kUpdate) : MethodOf(NextRow().deed);
}

bool Sender::Full(size_t max_updates) const {
  if (flow_.to_send.empty()) return false;
  const Deed deed = NextRow().deed;
  size_t n = 0;
  size_t limit = std::min(max_updates, kMaxUpdates);
  for (const uint64_t seq : flow_.to_send) {
    const Row& row = *flow_.window().Find(seq);
    if (row.deed != deed) continue;
    limit = std::min(limit, row.alone ? 1 : row.batch_limit);
    if (++n >= limit) return true;
  }
  return false;
}

TimePoint Sender::oldest() const { return flow_.window().Find(flow_.to_send.front())->compared; }

Packed Sender::Pack(size_t max_updates, TimePoint now) {
  Packed packed;
  packed.kind = RequestKind::kSend;
  const Row& first = NextRow();
  const Deed deed = first.deed;
  packed.billed.change = MethodOf(deed);
  const auto take = [&](Row& row) {
    flow_.to_send.pop_front();
    packed.rows.push_back(row.seq);
    row.sent = now;
    ++row.attempts;
    row.ran = Ran::kUnknown;
    row.in_doubt = true;
  };
  std::vector<uint64_t> others;  // of another kind: they stay, in their order
  const auto skip = [&] {
    while (!flow_.to_send.empty()) {
      const uint64_t seq = flow_.to_send.front();
      if (flow_.window().Find(seq)->deed == deed) return;
      others.push_back(seq);
      flow_.to_send.pop_front();
    }
  };
  skip();
  flow_.in_flight_rows += 1;
  packed.updates = 1;
  Row& lone = *flow_.window().Find(flow_.to_send.front());
  if (lone.alone) {
    take(lone);
    packed.method = packed.billed.change;
    packed.body = lone.command;
    flow_.to_send.insert(flow_.to_send.begin(), others.begin(), others.end());
    return packed;
  }
  rest::BatchBody body;
  ReadCommand read;
  size_t limit = std::min(max_updates, kMaxUpdates);
  for (skip(); !flow_.to_send.empty(); skip()) {
    Row& row = *flow_.window().Find(flow_.to_send.front());
    if (row.alone || (row.go_first && read.rows > 0)) break;
    if (read.rows > 0 && read.rows >= std::min(limit, row.batch_limit)) break;
    if (!body.Add(row.command)) break;
    limit = std::min(limit, row.batch_limit);
    ++read.rows;
    if (deed == Deed::kAdd) {
      read.keys.push_back(row.update.key_id);
    } else {
      read.ids.push_back(row.update.lead_id);
    }
    take(row);
  }
  flow_.to_send.insert(flow_.to_send.begin(), others.begin(), others.end());
  // Long keys may not fit any more: then a look comes after the answer.
  const bool added = deed == Deed::kAdd ? body.Add(reader_.Call(reader_.by_origin(), read.keys))
                                        : body.Add(reader_.ReadBack(read.ids));
  packed.lists = added ? 1 : 0;
  packed.updates = read.rows;
  packed.reads.push_back(std::move(read));
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
  const ReadCommand& read = packed.reads[0];
  const rest::CommandAnswer& read_back = answer.command(packed.rows.size());
  Shown shown;
  shown.read = Whole(read_back);
  if (read_back.kind == Kind::kError &&
      rest::ClassifyCommand(read_back.error) == rest::Verdict::kOperatingLimit)
    digest.operating_limit = true;
  HeldLeads by_id;
  std::optional<FoundLeads> by_key;
  if (shown.read && !read.keys.empty()) {
    by_key.emplace(reader_.by_origin(), read_back.result, read.keys);
    shown.read = !by_key->cut_off();
  } else if (shown.read) {
    by_id.Add(read_back.result, read.ids);
  }
  // The server keeps the text of an older failure of the same batch and shows it for later ones.
  std::set<std::string> earlier;
  for (size_t i = 0; i < packed.rows.size(); ++i) {
    Row& row = *flow_.window().Find(packed.rows[i]);
    const rest::CommandAnswer& command = answer.command(i);
    bool may_be_stale = false;
    if (command.kind == Kind::kError)
      may_be_stale = !earlier.insert(command.error.description).second;
    shown.lead = {};
    if (by_key) {
      // Several are looked at once more, and told.
      const std::vector<JsonValue>& leads = by_key->Exact(row.update.key_id);
      if (leads.size() == 1) shown.lead = leads[0];
      shown.read = !by_key->cut_off() && leads.size() < 2;
    } else {
      shown.lead = by_id.Find(row.update.lead_id);
    }
    SettleRow(row, command, shown, may_be_stale, &digest);
  }
  return digest;
}

void Sender::SettleRow(Row& row, const rest::CommandAnswer& command, const Shown& shown,
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
      digest->stop = StopOf(said::kUpdatesRefused, command.error.Text());
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
  } else if (row.deed == Deed::kAdd) {
    row.update.lead_id = command.result.integer().value_or(0);
  }
  if (TryAgainForText(row, shown, may_be_stale)) return;
  if (shown.lead.exists()) {
    SettleByReadBack(&flow_, row, shown.lead);
  } else if (shown.read &&
             (row.deed == Deed::kDelete || (row.deed == Deed::kAdd && row.ran == Ran::kRefused))) {
    SettleByAbsence(&flow_, row);
  } else if (row.deed == Deed::kAdd && row.ran == Ran::kYes) {
    flow_.LookAtAdded(row);
  } else {
    flow_.LookAt(row, now);
  }
}

/// A refusal that may be another row's is asked for once more, if it is sure that nothing ran.
bool Sender::TryAgainForText(Row& row, const Shown& shown, bool may_be_stale) {
  if (row.ran != Ran::kRefused || !may_be_stale || row.text_tried) return false;
  const bool not_run =
      row.deed == Deed::kAdd
          ? shown.read && !shown.lead.exists()
          : shown.lead.exists() && Judge(flow_.targets(), shown.lead, &row) == Judgement::kAtOld;
  if (not_run && flow_.text_retries < kMaxTextRetries) {
    row.text_tried = row.go_first = true;
    row.in_doubt = false;
    ++flow_.text_retries;
    flow_.SendNext(row);
    return true;
  }
  if (shown.lead.exists() || not_run)
    row.refusal += " (this text may belong to another row of the same request)";
  return false;
}

void Sender::SettleLone(const Packed& packed, const rest::Failure& failure,
                        const std::string& body) {
  flow_.in_flight_rows -= 1;
  Row& row = *flow_.window().Find(packed.rows[0]);
  ++flow_.sent_rows;
  row.ran = failure.verdict == rest::Verdict::kOk ? Ran::kYes : Ran::kRefused;
  row.refusal = failure.text;
  if (row.deed == Deed::kAdd && row.ran == Ran::kYes) {
    row.update.lead_id = JsonDocument::Parse(body).root()["result"].integer().value_or(0);
    flow_.LookAtAdded(row);
  } else {
    flow_.LookAt(row, flow_.clock().Now());
  }
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
      row.refusal = Say(said::kTooLarge);
      row.batch_limit = std::max<size_t>(1, packed.rows.size() / 2);
      if (packed.rows.size() == 1) row.not_run = kGiveUpAfter;
    }
    flow_.LookAt(row, failed + SettlingTime(server_timeout_));
  }
}

}  // namespace leadsync::sync
