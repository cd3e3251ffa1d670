// SPDX-License-Identifier: MIT
#include "sync/looker.h"

#include <algorithm>
#include <utility>

#include "rest/api_error.h"
#include "sync/messages.h"
#include "sync/read_back.h"

namespace leadsync::sync {
namespace {

constexpr Duration kBetweenLooks = std::chrono::seconds(2);
constexpr int kMostLooks = 10;
/// A lead that cannot be read is asked for 5 times over at least 60 s.
constexpr Duration kBetweenReads = std::chrono::seconds(15);
constexpr int kMostReads = 5;
constexpr int kMostFailedReads = 20;

}  // namespace

TimePoint Looker::next() const {
  return flow_.looks.empty() ? TimePoint::max() : flow_.looks.begin()->first;
}

Packed Looker::Pack(TimePoint now, size_t max_commands) {
  Packed packed;
  packed.kind = RequestKind::kLook;
  std::vector<ReadCommand>& reads = packed.reads;
  while (!flow_.looks.empty() && flow_.looks.begin()->first <= now) {
    Row& row = *flow_.window().Find(flow_.looks.begin()->second);
    const bool by_key = row.deed == Deed::kAdd;
    if (by_key && row.key_alone && !reads.empty()) break;
    const size_t most = std::min(by_key ? kKeysPerCommand : kLeadsPerCommand, row.compare_limit);
    if (reads.empty() || reads.back().rows >= most || reads.back().keys.empty() == by_key) {
      if (reads.size() == max_commands) break;
      reads.emplace_back();
    }
    flow_.looks.erase(flow_.looks.begin());
    if (row.first_look == TimePoint{}) row.first_look = now;
    ReadCommand& read = reads.back();
    ++read.rows;
    if (by_key) {
      read.keys.push_back(row.update.key_id);
    } else {
      read.ids.push_back(row.update.lead_id);
    }
    packed.rows.push_back(row.seq);
    if (by_key && row.key_alone) {
      packed.method = packed.billed.read;
      packed.body = rest::ToJson(reader_.Call(reader_.by_origin(), read.keys));
      break;
    }
  }
  if (packed.method == "batch") {
    rest::BatchBody body;
    size_t commands = 0;
    size_t next = 0;
    for (; commands < reads.size(); ++commands) {
      const ReadCommand& read = reads[commands];
      if (!(read.keys.empty() ? body.Add(reader_.ReadBack(read.ids))
                              : body.Add(reader_.Call(reader_.by_origin(), read.keys))))
        break;
      next += read.rows;
    }
    for (size_t i = next; i < packed.rows.size(); ++i) flow_.looks.emplace(now, packed.rows[i]);
    packed.rows.resize(next);
    reads.resize(commands);
    packed.body = body.Finish();
  }
  packed.lists = reads.size();
  flow_.in_flight_rows += packed.rows.size();
  return packed;
}

Digest Looker::Settle(const Packed& packed, const rest::BatchAnswer& answer) {
  Digest digest;
  flow_.in_flight_rows -= packed.rows.size();
  const TimePoint now = flow_.clock().Now();
  size_t next = 0;
  for (size_t c = 0; c < packed.reads.size(); ++c) {
    const ReadCommand& read = packed.reads[c];
    const rest::CommandAnswer& command = answer.command(c);
    const bool good = Whole(command);
    bool limited = false;
    if (command.kind == rest::CommandAnswer::Kind::kError) {
      const rest::Verdict verdict = rest::ClassifyCommand(command.error);
      limited = rest::SurelyNotRun(verdict);
      digest.operating_limit |= verdict == rest::Verdict::kOperatingLimit;
      if (verdict == rest::Verdict::kStop)
        digest.stop = StopOf(said::kReadsRefused, command.error.Text());
    }
    HeldLeads leads;
    std::optional<FoundLeads> found;
    if (good && !read.keys.empty()) found.emplace(reader_.by_origin(), command.result, read.keys);
    if (good && read.keys.empty()) leads.Add(command.result, read.ids);
    const bool cut_off = found && found->cut_off() && read.rows > 1;
    for (size_t i = 0; i < read.rows; ++i) {
      Row& row = *flow_.window().Find(packed.rows[next++]);
      if (limited || cut_off) {
        if (cut_off) row.compare_limit = 1;
        flow_.LookAt(row, now + kBetweenLooks);
      } else if (!good) {
        row.compare_limit = std::max<size_t>(1, read.rows / 2);
        NotShown(row);
      } else if (found) {
        SettleKey(row, *found);
      } else if (const JsonValue lead = leads.Find(row.update.lead_id); lead.exists()) {
        SettleRow(row, lead);
      } else if (row.deed == Deed::kDelete) {
        SettleAbsent(row);
      } else {
        Unreadable(row);
      }
    }
  }
  return digest;
}

/// Is it the second time in a row that the same was seen? If not, it is looked at again; false too
/// if it was settled because it never comes to rest.
bool Looker::SeenTwice(Row& row, std::string seen) {
  const bool still = seen == row.last_look;
  row.last_look = std::move(seen);
  if (still) return true;
  if (row.looks < kMostLooks) flow_.LookAt(row, flow_.clock().Now() + kBetweenLooks);
  return false;
}

void Looker::SettleRow(Row& row, JsonValue lead) {
  ++row.looks;
  if (row.ran == Ran::kUnknown && !SeenTwice(row, Fingerprint(flow_.targets(), lead, row))) {
    if (row.looks < kMostLooks) return;
    Judge(flow_.targets(), lead, &row);
    flow_.Settle(row, Status::kUnknown, {{"", Say(said::kKeptChanging, kMostLooks)}});
    return;
  }
  row.looks = 0;
  row.last_look.clear();
  row.first_look = {};
  SettleByReadBack(&flow_, row, lead);
}

void Looker::SettleKey(Row& row, const FoundLeads& leads) {
  const std::vector<JsonValue>& exact = leads.Exact(row.update.key_id);
  if (exact.size() == 1) {
    SettleRow(row, exact[0]);
  } else if (exact.size() > 1) {
    SettleByMany(&flow_, row, exact);
  } else if (row.ran == Ran::kYes) {
    Unreadable(row);
  } else {
    SettleAbsent(row);
  }
}

/// The lead is not there: the add did not run, or the lead to be deleted is gone.
void Looker::SettleAbsent(Row& row) {
  ++row.looks;
  if (row.ran == Ran::kUnknown && !SeenTwice(row, "absent")) {
    if (row.looks >= kMostLooks) {
      flow_.Settle(row, Status::kUnknown, {{"", Say(said::kComesAndGoes)}});
    }
    return;
  }
  row.looks = 0;
  row.last_look.clear();
  row.first_look = {};
  SettleByAbsence(&flow_, row);
}

void Looker::Unreadable(Row& row) {
  ++row.looks;
  if (row.ran == Ran::kRefused) {
    ++flow_.refused_rows;
    flow_.Settle(row, Status::kRejected, {{"", row.refusal}});
    return;
  }
  const TimePoint now = flow_.clock().Now();
  if (row.looks < kMostReads || now - row.first_look < std::chrono::seconds(60)) {
    flow_.LookAt(row, now + kBetweenReads);
    return;
  }
  flow_.Settle(row, Status::kUnknown, {{"", Say(said::kNoLongerRead, row.update.lead_id)}});
}

/// The read itself failed, in a request that was answered.
void Looker::NotShown(Row& row) {
  if (++row.failed_looks < kMostFailedReads) {
    flow_.LookAt(row, flow_.clock().Now() + kBetweenReads);
    return;
  }
  flow_.Settle(row, Status::kUnknown, {{"", Say(said::kNotShown, kMostFailedReads)}});
}

void Looker::Failed(const Packed& packed, TimePoint again) {
  flow_.in_flight_rows -= packed.rows.size();
  for (const uint64_t seq : packed.rows) flow_.LookAt(*flow_.window().Find(seq), again);
}

}  // namespace leadsync::sync
