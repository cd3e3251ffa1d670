// SPDX-License-Identifier: MIT
#include "sync/comparison.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "rest/batch.h"
#include "sync/adding.h"

namespace leadsync::sync {
namespace {

/// The update of a lead. Values that a batch would mangle make it a call of its own. Answers why
/// the portal would ignore a part of it, if it would.
std::optional<std::string> Encode(const std::vector<Target>& targets, const CompareOptions& options,
                                  JsonValue lead, Row* row) {
  rest::Call call{"crm.lead.update", {{"id", std::to_string(row->update.lead_id)}}};
  call.params.reserve(2 + row->differences.size());
  std::vector<crm::FieldWrite> writes;
  writes.reserve(row->differences.size());
  for (const Difference& d : row->differences)
    writes.push_back({targets[d.target].codec.get(), &d.value});
  if (auto ignored = crm::EncodeRow(writes, lead, &call.params)) return ignored;
  call.params.push_back({"params[REGISTER_SONET_EVENT]", options.notify ? "Y" : "N"});
  SetCommand(call, row);
  return std::nullopt;
}

bool AtOld(const crm::FieldCodec& codec, JsonValue old, JsonValue held) {
  if (old.Dump() == held.Dump()) return true;
  const auto restored = codec.Restore(old);
  return restored && codec.Holds(*restored, held);
}

/// Undo: what changed since the run that is undone; empty if nothing did.
std::string ChangedSince(const std::vector<Target>& targets, JsonValue lead, const Row& row) {
  std::vector<std::string> changed;
  for (size_t i = 0; i < row.expects.size(); ++i) {
    const Assignment& set = row.update.sets[i];
    const Target& target = targets[set.target];
    const JsonValue held = lead[target.field];
    if (target.codec->Same(set.value, held)) continue;  // back already, or never written
    const Expectation& expected = row.expects[i];
    const bool as_left = expected.value ? target.codec->Holds(*expected.value, held)
                                        : expected.held_json == held.Dump();
    if (!as_left) changed.push_back((target.label.empty() ? target.field : target.label).text());
  }
  return changed.empty() ? "" : ListNames(changed);
}

/// Undo: fields that the portal would leave as they are, such as the last part of an address, are
/// named and left out; the others are put back all the same.
void DropImpossible(const std::vector<Target>& targets, JsonValue lead, Row* row) {
  std::map<std::string_view, std::vector<crm::FieldWrite>> units;
  for (const Difference& d : row->differences) {
    const crm::FieldCodec& codec = *targets[d.target].codec;
    if (!codec.unit().empty()) units[codec.unit()].push_back({&codec, &d.value});
  }
  for (const auto& [unit, writes] : units) {
    std::vector<rest::Param> unused;
    const auto ignored = crm::EncodeRow(writes, lead, &unused);
    if (!ignored) continue;
    row->incomplete = true;
    std::erase_if(row->differences, [&, name = unit](const Difference& d) {
      if (targets[d.target].codec->unit() != name) return false;
      WarnOnce({targets[d.target].label.text(), *ignored}, row);
      return true;
    });
    // Gone from the wishes too: the row may be compared once more.
    for (size_t i = row->update.sets.size(); i-- > 0;) {
      if (targets[row->update.sets[i].target].codec->unit() != unit) continue;
      row->update.sets.erase(row->update.sets.begin() + static_cast<std::ptrdiff_t>(i));
      row->expects.erase(row->expects.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

/// Is the lead in a final stage, or would an earlier row of a preview have put it there?
bool Ended(const std::vector<Target>& targets, const CompareOptions& options, JsonValue lead,
           const Overlay* overlay) {
  if (overlay)
    for (const auto& [target, value] : *overlay)
      if (targets[target].field == "STATUS_ID" && !value.items.empty())
        return options.final_stages.contains(value.items[0].text);
  const std::string_view semantics = lead["STATUS_SEMANTIC_ID"].text();
  return semantics == "S" || semantics == "F";
}

}  // namespace

void WarnOnce(Problem problem, Row* row) {
  for (const Problem& said : row->update.warnings)
    if (said.column == problem.column && said.text == problem.text) return;
  row->update.warnings.push_back(std::move(problem));
}

Compared Compare(const std::vector<Target>& targets, const CompareOptions& options, JsonValue lead,
                 const Overlay* overlay, Row* row) {
  row->differences.clear();
  if (row->deed != Deed::kDelete) row->deed = Deed::kUpdate;
  if (std::string changed = ChangedSince(targets, lead, *row); !changed.empty()) {
    row->refusal = std::move(changed);
    return Compared::kConflict;
  }
  if (row->deed == Deed::kDelete) {
    row->old_json = "{}";
    row->date_modify = lead["DATE_MODIFY"].text();
    SetCommand({"crm.lead.delete", {{"id", std::to_string(row->update.lead_id)}}}, row);
    return Compared::kDiffers;
  }
  std::string old;
  JsonWriter writer(&old);
  writer.BeginObject();
  for (const Assignment& set : row->update.sets) {
    const Target& target = targets[set.target];
    if (!target.on_update) continue;
    const JsonValue held = lead[target.field];
    if (overlay) {
      if (const auto it = overlay->find(set.target); it != overlay->end()) {
        if (it->second == set.value) continue;
        const auto& items = it->second.items;
        const bool filled =
            std::any_of(items.begin(), items.end(),
                        [](const crm::Value::Item& item) { return !item.text.empty(); });
        if (target.write == crm::WriteMode::kIfEmpty && filled) continue;
        row->differences.push_back({set.target,
                                    set.value,
                                    {target.field, target.label, target.codec->Show(it->second),
                                     target.codec->Show(set.value), ""},
                                    target.column});
        continue;
      }
    }
    if (target.codec->Same(set.value, held)) continue;
    if (target.write == crm::WriteMode::kIfEmpty && !target.codec->Empty(held)) continue;
    if (row->differences.empty()) row->differences.reserve(row->update.sets.size());
    row->differences.push_back(
        {set.target,
         set.value,
         {target.field, target.label, target.codec->Show(held), target.codec->Show(set.value), ""},
         target.column});
    writer.Key(target.field);
    Difference& added = row->differences.back();
    added.old_at = old.size();
    writer.Value(held);
    added.old_size = old.size() - added.old_at;
  }
  writer.EndObject();
  if (!row->expects.empty()) DropImpossible(targets, lead, row);
  if (row->differences.empty()) return Compared::kUnchanged;
  if (!options.reopen && Ended(targets, options, lead, overlay)) return Compared::kClosed;
  row->old_json = std::move(old);
  row->date_modify = lead["DATE_MODIFY"].text();
  if (auto ignored = Encode(targets, options, lead, row)) {
    row->refusal = std::move(*ignored);
    return Compared::kImpossible;
  }
  return Compared::kDiffers;
}

Judgement Judge(const std::vector<Target>& targets, JsonValue lead, Row* row) {
  if (row->deed == Deed::kDelete) return Judgement::kAtOld;  // it is still there
  bool all_new = true;
  row->held_json.clear();
  row->held_json.reserve(row->old_json.size());
  JsonWriter writer(&row->held_json);
  writer.BeginObject();
  for (Difference& d : row->differences) {
    const Target& target = targets[d.target];
    const JsonValue held = lead[target.field];
    d.change.held_text = target.codec->Show(held);
    writer.Key(target.field).Value(held);
    if (!target.codec->Holds(d.value, held)) all_new = false;
  }
  writer.EndObject();
  if (all_new) return Judgement::kHolds;
  if (row->deed == Deed::kAdd) return Judgement::kDiffers;
  const JsonDocument old = JsonDocument::Parse(row->old_json);
  const bool all_old = std::ranges::all_of(row->differences, [&](const Difference& d) {
    const Target& target = targets[d.target];
    return AtOld(*target.codec, old.root()[target.field], lead[target.field]);
  });
  if (!all_old) return Judgement::kDiffers;
  return lead["DATE_MODIFY"].text() == row->date_modify ? Judgement::kAtOld : Judgement::kTouched;
}

std::string Fingerprint(const std::vector<Target>& targets, JsonValue lead, const Row& row) {
  std::string print(lead["DATE_MODIFY"].text());
  for (const Difference& d : row.differences) {
    print += '\n';
    lead[targets[d.target].field].DumpTo(&print);
  }
  return print;
}

}  // namespace leadsync::sync
