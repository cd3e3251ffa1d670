// SPDX-License-Identifier: MIT
#include "sync/looker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rest/api_error.h"
#include "sync/sender.h"

namespace leadsync::sync {
namespace {

constexpr Duration kBetweenLooks = std::chrono::seconds(2);
constexpr int kMostLooks = 10;
/// A lead that cannot be read is asked for 5 times over at least 60 s.
constexpr Duration kBetweenReads = std::chrono::seconds(15);
constexpr int kMostReads = 5;

}  // namespace

TimePoint Looker::next() const {
  return flow_.looks.empty() ? TimePoint::max() : flow_.looks.begin()->first;
}

Packed Looker::Pack(TimePoint now, size_t max_commands) {
  Packed packed;
  packed.kind = RequestKind::kLook;
  rest::BatchBody body;
  while (!flow_.looks.empty() && flow_.looks.begin()->first <= now) {
    if (packed.leads.empty() || packed.leads.back().size() == kLeadsPerCommand) {
      if (packed.leads.size() == max_commands) break;
      packed.leads.emplace_back();
    }
    Row& row = *flow_.window().Find(flow_.looks.begin()->second);
    flow_.looks.erase(flow_.looks.begin());
    if (row.first_look == TimePoint{}) row.first_look = now;
    packed.leads.back().push_back(row.update.lead_id);
    packed.rows.push_back(row.seq);
  }
  for (const std::vector<int64_t>& ids : packed.leads) body.Add(reader_.ReadBack(ids));
  packed.lists = packed.leads.size();
  packed.body = body.Finish();
  flow_.in_flight_rows += packed.rows.size();
  return packed;
}

Digest Looker::Settle(const Packed& packed, const rest::BatchAnswer& answer) {
  Digest digest;
  flow_.in_flight_rows -= packed.rows.size();
  const TimePoint now = flow_.clock().Now();
  size_t next = 0;
  for (size_t c = 0; c < packed.leads.size(); ++c) {
    const std::vector<int64_t>& ids = packed.leads[c];
    const rest::CommandAnswer& command = answer.command(c);
    const bool good =
        command.kind == rest::CommandAnswer::Kind::kResult && command.result.IsArray();
    bool limited = false;
    if (command.kind == rest::CommandAnswer::Kind::kError) {
      const rest::Verdict verdict = rest::ClassifyCommand(command.error);
      limited = rest::SurelyNotRun(verdict);
      digest.operating_limit |= verdict == rest::Verdict::kOperatingLimit;
      if (verdict == rest::Verdict::kStop)
        digest.stop = fmt::format("the portal refused to read leads: {}", command.error.Text());
    }
    HeldLeads leads;
    if (good) leads.Add(command.result, ids);
    for (size_t i = 0; i < ids.size(); ++i) {
      Row& row = *flow_.window().Find(packed.rows[next++]);
      const JsonValue lead = leads.Find(row.update.lead_id);
      if (lead.exists()) {
        SettleRow(row, lead);
      } else if (good) {
        Unreadable(row);
      } else {
        flow_.LookAt(row, now + (limited ? kBetweenLooks : kBetweenReads));
      }
    }
  }
  return digest;
}

void Looker::SettleRow(Row& row, JsonValue lead) {
  ++row.looks;
  if (row.ran == Ran::kUnknown) {
    std::string seen = Fingerprint(flow_.targets(), lead, row);
    const bool still = seen == row.last_look;
    row.last_look = std::move(seen);
    if (!still && row.looks < kMostLooks) {
      flow_.LookAt(row, flow_.clock().Now() + kBetweenLooks);
      return;
    }
    if (!still) {
      Judge(flow_.targets(), lead, &row);
      flow_.Settle(
          row, Status::kUnknown,
          {{"", fmt::format("the portal's answer was lost, and the lead kept changing in {} "
                            "looks: it cannot be told what became of the update",
                            kMostLooks)}});
      return;
    }
  }
  row.looks = 0;
  row.last_look.clear();
  row.first_look = {};
  SettleByReadBack(&flow_, row, lead);
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
  flow_.Settle(row, Status::kUnknown,
               {{"", fmt::format("sent, but lead {} can no longer be read: it was deleted or "
                                 "converted, or handed to someone whose leads the webhook's owner "
                                 "may not read",
                                 row.update.lead_id)}});
}

void Looker::Failed(const Packed& packed, TimePoint again) {
  flow_.in_flight_rows -= packed.rows.size();
  for (const uint64_t seq : packed.rows) flow_.LookAt(*flow_.window().Find(seq), again);
}

}  // namespace leadsync::sync
