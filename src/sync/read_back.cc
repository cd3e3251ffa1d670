// SPDX-License-Identifier: MIT
#include "sync/read_back.h"

#include <utility>

#include "base/text.h"
#include "crm/field_codec.h"
#include "sync/lead_list.h"
#include "sync/messages.h"

namespace leadsync::sync {

std::string_view MethodOf(Deed deed) {
  switch (deed) {
    case Deed::kAdd:
      return "crm.lead.add";
    case Deed::kDelete:
      return "crm.lead.delete";
    case Deed::kUpdate:
      break;
  }
  return "crm.lead.update";
}

namespace {

/// What the portal said, and why if it is a matter of the lead itself.
std::vector<Problem> Refusal(const Row& row, JsonValue lead) {
  std::vector<Problem> problems = {{"", row.refusal}};
  if (const auto email = crm::BadStoredEmail(lead["EMAIL"])) {
    problems.push_back({"", Say(said::kBadStoredEmail, Shorten(*email))});
  }
  return problems;
}

void Refused(Flow* flow, Row& row, std::vector<Problem> problems) {
  ++flow->refused_rows;
  flow->Settle(row, Status::kRejected, std::move(problems));
}

/// Surely nothing ran, and nobody said why: it is sent again, alone after a while, and in the end
/// given up. Answers false if it is sent again.
bool SendOnceMore(Flow* flow, Row& row) {
  if (++row.not_run > kGiveUpAfter - 1) {
    const std::string_view left =
        row.deed == Deed::kAdd ? "no lead was added" : "the lead is unchanged";
    Refused(flow, row,
            {{"", row.refusal.empty() ? Say(said::kGivenUp, kGiveUpAfter, left)
                                      : Say(said::kNotTaken, row.refusal, left)}});
    return true;
  }
  if (row.not_run >= kAloneAfter) row.batch_limit = 1;
  row.in_doubt = false;
  // Sent by an earlier process: what is to be sent has to be made anew. What is to be added is
  // looked up once more by its own key, and what is to be deleted must still be as it was.
  if (row.command.empty() || row.deed != Deed::kUpdate) {
    flow->CompareAgain(row);
    return false;
  }
  row.compared = flow->clock().Now();
  flow->SendAgain(row);
  return false;
}

}  // namespace

bool SettleByReadBack(Flow* flow, Row& row, JsonValue lead) {
  if (row.deed == Deed::kAdd) row.update.lead_id = lead["ID"].integer().value_or(0);
  const Judgement judgement = Judge(flow->targets(), lead, &row);
  if (judgement == Judgement::kHolds) {
    std::vector<Problem> problems;
    if (row.ran == Ran::kRefused)
      problems.push_back(
          {"", Say(said::kAlthough, row.deed == Deed::kAdd ? "added" : "changed", row.refusal)});
    flow->Settle(row, row.deed == Deed::kAdd ? Status::kAdded : Status::kUpdated,
                 std::move(problems));
    return true;
  }
  if (row.deed == Deed::kDelete && row.ran == Ran::kYes) {
    flow->Settle(row, Status::kMismatch, {{"", Say(said::kStillThere)}});
    return true;
  }
  std::vector<Problem> mismatch = MismatchProblems(flow->targets(), lead, row);
  const bool some_new = mismatch.size() < row.differences.size();
  if (row.ran == Ran::kYes || judgement == Judgement::kDiffers) {
    if (row.ran == Ran::kRefused && !some_new && row.deed == Deed::kUpdate) {
      Refused(flow, row, Refusal(row, lead));
      return true;
    }
    if (row.ran == Ran::kRefused) mismatch.push_back({"", row.refusal});
    flow->Settle(row, Status::kMismatch, std::move(mismatch));
    return true;
  }
  if (row.ran == Ran::kRefused) {
    Refused(flow, row, Refusal(row, lead));
    return true;
  }
  if (judgement == Judgement::kTouched) {
    flow->Settle(row, Status::kUnknown, {{"", Say(said::kSavedSince)}});
    return true;
  }
  return SendOnceMore(flow, row);
}

bool SettleByAbsence(Flow* flow, Row& row) {
  if (row.deed == Deed::kDelete) {
    flow->Settle(row, Status::kUpdated, {{"", Say(said::kDeleted)}});
    return true;
  }
  if (row.ran == Ran::kRefused) {
    Refused(flow, row, {{"", row.refusal}});
    return true;
  }
  return SendOnceMore(flow, row);
}

void SettleByMany(Flow* flow, Row& row, const std::vector<JsonValue>& leads) {
  std::vector<int64_t> ids;
  for (const JsonValue lead : leads) ids.push_back(lead["ID"].integer().value_or(0));
  for (const JsonValue lead : leads)
    if (lead["ID"].integer() == row.update.lead_id) Judge(flow->targets(), lead, &row);
  flow->Settle(row, Status::kMismatch, {{"", Say(said::kAddedTwice, NameLeads(ids))}});
}

}  // namespace leadsync::sync
