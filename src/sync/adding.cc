// SPDX-License-Identifier: MIT
#include "sync/adding.h"

#include <algorithm>

#include "rest/batch.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

/// Room for the read-back in a batch's body.
constexpr size_t kReadBackBytes = 16 * 1024;

bool SaysNothing(const crm::Value& value) {
  return std::all_of(value.items.begin(), value.items.end(),
                     [](const crm::Value::Item& item) { return item.text.empty(); });
}

}  // namespace

void SetCommand(const rest::Call& call, Row* row) {
  row->alone = !rest::SafeInBatch(call) || call.params.size() > rest::BatchBody::kMaxVariables;
  row->command = row->alone ? rest::ToJson(call) : rest::ToCommand(call);
  // A command that would not fit beside its read-back goes alone as well.
  if (row->command.size() + kReadBackBytes > rest::BatchBody::kMaxBytes && !row->alone) {
    row->alone = true;
    row->command = rest::ToJson(call);
  }
}

std::vector<Problem> MissingRequired(const std::vector<Target>& targets, const AddOptions& adds,
                                     const std::vector<Assignment>& sets) {
  std::vector<Problem> problems;
  for (const auto& [code, label] : adds.required) {
    const bool given = std::any_of(sets.begin(), sets.end(), [&, code = code](const auto& set) {
      const Target& target = targets[set.target];
      return target.on_add && target.field == code && !SaysNothing(set.value);
    });
    if (given) continue;
    problems.push_back({"", Say(said::kRequiredEmpty, code, label)});
  }
  return problems;
}

std::vector<Problem> MakeAdd(const std::vector<Target>& targets, const AddOptions& adds,
                             bool notify, Row* row) {
  row->deed = Deed::kAdd;
  row->update.lead_id = 0;
  row->differences.clear();
  row->old_json = "{}";
  row->date_modify.clear();
  if (auto missing = MissingRequired(targets, adds, row->update.sets); !missing.empty())
    return missing;
  for (const Assignment& set : row->update.sets) {
    const Target& target = targets[set.target];
    if (!target.on_add || SaysNothing(set.value)) continue;
    row->differences.push_back({set.target,
                                set.value,
                                {target.field, target.label, "", target.codec->Show(set.value), ""},
                                target.column});
  }
  rest::Call call{"crm.lead.add", {}};
  std::vector<crm::FieldWrite> writes;
  for (const Difference& d : row->differences)
    writes.push_back({targets[d.target].codec.get(), &d.value});
  if (auto ignored = crm::EncodeRow(writes, JsonValue(), &call.params)) return {{"", *ignored}};
  call.params.push_back({"params[REGISTER_SONET_EVENT]", notify ? "Y" : "N"});
  if (adds.import) call.params.push_back({"params[IMPORT]", "1"});
  SetCommand(call, row);
  return {};
}

}  // namespace leadsync::sync
