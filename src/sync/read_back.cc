// SPDX-License-Identifier: MIT
#include "sync/read_back.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "crm/field_codec.h"
#include "sync/lead_list.h"

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
    problems.push_back(
        {"", fmt::format("the lead itself holds the e-mail «{}», and the portal refuses every "
                         "change of a lead with a bad address: correct or delete it there, then "
                         "run the row again",
                         Shorten(*email))});
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
            {{"", row.refusal.empty()
                      ? fmt::format("the portal failed on it {} times; {}", kGiveUpAfter, left)
                      : fmt::format("{}; {}", row.refusal, left)}});
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
          {"", fmt::format("{}, although the portal said: {}",
                           row.deed == Deed::kAdd ? "added" : "changed", row.refusal)});
    flow->Settle(row, row.deed == Deed::kAdd ? Status::kAdded : Status::kUpdated,
                 std::move(problems));
    return true;
  }
  if (row.deed == Deed::kDelete && row.ran == Ran::kYes) {
    flow->Settle(row, Status::kMismatch,
                 {{"", "the portal says that it deleted the lead, and still shows it"}});
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
    flow->Settle(row, Status::kUnknown,
                 {{"",
                   "the portal's answer was lost; the lead was saved since, but none of the sent "
                   "values is there: it cannot be told whether they were written and then "
                   "changed, so nothing was sent again"}});
    return true;
  }
  return SendOnceMore(flow, row);
}

bool SettleByAbsence(Flow* flow, Row& row) {
  if (row.deed == Deed::kDelete) {
    flow->Settle(row, Status::kUpdated, {{"", "the lead that the run had added was deleted"}});
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
  flow->Settle(row, Status::kMismatch,
               {{"", fmt::format("added, but {} have this key now: somebody else added it too",
                                 NameLeads(ids))}});
}

}  // namespace leadsync::sync
