// SPDX-License-Identifier: MIT
// Saving a lead. Server: crm/classes/general/crm_lead.php,
// crm/lib/entity/compatibility/adapter/operation.php; bitrix24 docs:
// api-reference/crm/leads/crm-lead-update.md, crm-lead-add.md.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/json.h"
#include "sandbox/multifields.h"
#include "sandbox/world.h"
#include "sandbox/world_draft.h"

namespace leadsync::sandbox {
namespace {

/// Does writing `value` change what a standard field holds? Never written = empty.
bool Differs(const LeadField& field, std::optional<std::string_view> old, std::string_view value) {
  if (old) return *old != value;
  switch (field.kind) {
    case FieldKind::kMoneyAmount:
      return value != "0.00";
    case FieldKind::kChar:
      return value != "N";
    case FieldKind::kInteger:
    case FieldKind::kUser:
    case FieldKind::kEntityId:
      return !value.empty() && value != "0";
    default:
      return !value.empty();
  }
}

std::string Show(const LeadField& field, std::string_view stored, int offset) {
  if (field.kind != FieldKind::kMultifield) return ShowStored(field, stored, offset);
  std::string json = "[";
  for (const Multivalue& value : UnpackMultivalues(stored)) {
    if (json.size() > 1) json += ',';
    AppendJsonString(value.type + " " + value.value, &json);
  }
  return json + "]";
}

/// IMPORT makes these writable on add.
bool WritableOnImport(const World::Known& known, int field) {
  return field == known.date_create || field == known.date_modify || field == known.created_by ||
         field == known.modified_by;
}

std::string UnixText(WallTime now) {
  return fmt::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
}

}  // namespace

std::optional<RestError> World::Refuse(RestError error) {
  ++witness_.counters().refused;
  return error;
}

std::optional<RestError> World::Collect(const PhpArray& fields, const Lead* lead,
                                        const SaveOrder& order, Draft* draft) {
  bool address = false;
  draft->rules = RulesFor(order.user, order.now);
  draft->changes.reserve(fields.size());
  bool log = order.automation && !witness_.AutomationFull();
  for (const auto& [key, value] : fields) {
    if (key.is_number) continue;
    int found = fields_->Find(key.text);
    if (found < 0) continue;  // a typo is invisible: the call succeeds
    const LeadField& field = (*fields_)[static_cast<size_t>(found)];
    bool importable = order.import && lead == nullptr && WritableOnImport(known_, found);
    if (field.read_only && !importable) continue;
    if (field.immutable && lead != nullptr) continue;
    if (log) {
      if (!draft->sent.empty()) draft->sent += ' ';
      draft->sent += field.code;
    }
    if (std::find(std::begin(known_.address), std::end(known_.address), found) !=
        std::end(known_.address)) {
      address = true;
      continue;
    }
    if (auto error = CollectOne(static_cast<size_t>(found), value, lead, draft)) {
      return error;
    }
  }
  if (address) CollectAddress(fields, lead, draft);
  return std::nullopt;
}

std::optional<RestError> World::CollectOne(size_t index, const PhpValue& value, const Lead* lead,
                                           Draft* draft) {
  const LeadField& field = (*fields_)[index];
  int at = static_cast<int>(index);
  if (field.kind == FieldKind::kMultifield) {
    std::vector<Multivalue> old;
    if (lead != nullptr) old = UnpackMultivalues(lead->row.Text(index));
    MergeRules rules{options_.append_equal_multifields, &next_multivalue_};
    std::vector<Multivalue> merged = MergeMultivalues(field.code, old, value, rules);
    if (merged == old) return std::nullopt;
    if (auto text = CheckMultivalues(field.code, merged)) return RestError{400, "", *text, {}};
    draft->changes.push_back({index, PackMultivalues(merged), false});
    return std::nullopt;
  }
  std::string stored;
  if (CastValue(field, value, draft->rules, &stored) == CastResult::kDrop) {
    return std::nullopt;
  }
  if (at == known_.title && stored.empty()) return std::nullopt;
  if (at == known_.assigned && (stored == "0" || stored.empty())) return std::nullopt;
  if (at == known_.status && statuses_.Find("STATUS", stored) == nullptr) return std::nullopt;
  if (at == known_.source && stored.empty() && lead == nullptr) return std::nullopt;
  if (at == known_.currency) {
    if (stored.empty()) stored = BaseCurrency();
    bool known = std::any_of(currencies_.begin(), currencies_.end(),
                             [&](const Currency& currency) { return currency.code == stored; });
    if (!known) {
      return RestError{400, "", fmt::format("Invalid value for field \"{}\"", field.title), {}};
    }
  }
  // The first contact and the list of contacts are one thing under two names.
  if (at == known_.contact && known_.contacts >= 0) {
    std::string list;
    if (stored != "0" && !stored.empty()) PackItem(stored, &list);
    draft->changes.push_back({static_cast<size_t>(known_.contacts), list, true});
  }
  if (at == known_.contacts && known_.contact >= 0) {
    std::string first = "0";
    bool any = false;
    ForEachItem(stored, [&](std::string_view item) {
      if (!std::exchange(any, true)) first = item;
    });
    draft->changes.push_back({static_cast<size_t>(known_.contact), first, true});
  }
  draft->changes.push_back({index, std::move(stored), false});
  return std::nullopt;
}

// The address is rewritten as a whole from the parts that were sent; the older server merged them
// with the stored ones. Nothing happens if all sent parts are empty.
void World::CollectAddress(const PhpArray& fields, const Lead* lead, Draft* draft) {
  constexpr size_t kParts = 8;
  std::string parts[kParts];
  bool sent[kParts] = {};
  bool any = false;
  for (size_t i = 0; i < kParts; ++i) {
    if (known_.address[i] < 0) continue;
    size_t index = static_cast<size_t>(known_.address[i]);
    const LeadField& field = (*fields_)[index];
    const PhpValue* value = fields.Find(field.code);
    sent[i] = value != nullptr;
    if (sent[i]) CastValue(field, *value, draft->rules, &parts[i]);
    any = any || !parts[i].empty();
    if (!sent[i] && options_.merge_address && lead != nullptr) parts[i] = lead->row.Text(index);
  }
  if (!any && !options_.merge_address) return;
  constexpr size_t kCountry = 6;
  constexpr size_t kCode = 7;
  if (!options_.merge_address && (!sent[kCountry] || !IsCountryOf(parts[kCode], parts[kCountry]))) {
    parts[kCode].clear();
  }
  for (size_t i = 0; i < kParts; ++i) {
    if (known_.address[i] < 0) continue;
    draft->address.push_back({static_cast<size_t>(known_.address[i]), parts[i], false});
  }
}

// Every update checks what the lead holds already, whatever was sent: a lead with an old bad
// e-mail refuses any change.
std::optional<RestError> World::CheckStored(const Lead* lead, const Draft& draft) const {
  if (lead == nullptr) return std::nullopt;
  for (int at : {known_.phone, known_.email}) {
    if (at < 0 || draft.Find(at) != nullptr) continue;
    std::string_view stored = lead->row.Text(static_cast<size_t>(at));
    bool bad = false;
    int part = 0;
    ForEachItem(stored, [&](std::string_view item) {
      if (part++ % 3 == 2) bad = bad || item.size() > 250 || (at == known_.email && !IsEmail(item));
    });
    if (!bad) continue;
    const LeadField& field = (*fields_)[static_cast<size_t>(at)];
    if (auto text = CheckMultivalues(field.code, UnpackMultivalues(stored))) {
      return RestError{400, "", *text, {}};
    }
  }
  if (known_.currency < 0 || draft.Find(known_.currency) != nullptr) return std::nullopt;
  std::string_view currency = lead->row.Text(static_cast<size_t>(known_.currency));
  bool known =
      currency.empty() || std::any_of(currencies_.begin(), currencies_.end(),
                                      [&](const Currency& one) { return one.code == currency; });
  if (known) return std::nullopt;
  const LeadField& field = (*fields_)[static_cast<size_t>(known_.currency)];
  return RestError{400, "", fmt::format("Invalid value for field \"{}\"", field.title), {}};
}

void World::StartAutomation(Lead* lead, const Draft& draft, const SaveOrder& order) {
  if (!order.automation) return;
  ++lead->automation_starts;
  ++witness_.counters().automation_starts;
  if (witness_.AutomationFull()) return;
  witness_.Add(AutomationStart{order.now, order.request, lead->id, draft.sent});
}

void World::SetSystemFields(Lead* lead, const SaveOrder& order, bool is_new, bool stage_moved) {
  auto set = [&](int field, std::string_view value) {
    if (field >= 0) lead->row.Set(static_cast<size_t>(field), value);
  };
  std::string now = UnixText(order.now);
  std::string user = fmt::to_string(order.user);
  if (!is_new || !order.import) {
    set(known_.date_modify, now);
    set(known_.modified_by, user);
  }
  if (!stage_moved || known_.status < 0) return;
  set(known_.moved_time, now);
  set(known_.moved_by, user);
  bool was_final = known_.semantic >= 0 &&
                   lead->row.Text(static_cast<size_t>(known_.semantic)).find_first_of("SF") == 0;
  char semantics = statuses_.Semantics(lead->row.Text(static_cast<size_t>(known_.status)));
  set(known_.semantic, std::string_view(&semantics, 1));
  if (semantics == 'P') {
    set(known_.date_closed, "");
  } else if (!was_final) {
    set(known_.date_closed, now);
  }
}

void World::Commit(Lead* lead, Draft* draft, const SaveOrder& order, SaveKind kind) {
  bool is_new = kind == SaveKind::kAdd;
  bool counts = is_new;
  bool stage_moved = is_new;
  sandbox::Save save;
  bool log = !witness_.Full();
  auto write = [&](const Draft::Change& change) {
    const LeadField& field = (*fields_)[change.field];
    auto old = lead->row.Get(change.field);
    bool differs = Differs(field, old, change.value);
    // A user field that is sent is saved even when equal; a new lead gets all that was sent.
    if (!differs && !field.dynamic && !is_new) return false;
    if (log) {
      save.changes.push_back({field.code,
                              old ? Show(field, *old, options_.server_offset_minutes) : "",
                              Show(field, change.value, options_.server_offset_minutes)});
    }
    lead->row.Set(change.field, change.value);
    Index(change.field, change.value, lead->id);
    return true;
  };
  for (const Draft::Change& change : draft->changes) {
    if (!write(change)) continue;
    counts = counts || !change.follows;
    int at = static_cast<int>(change.field);
    stage_moved = stage_moved || at == known_.status;
    auto flag = [&](int of, int flag_field) {
      if (at != of || flag_field < 0) return;
      lead->row.Set(static_cast<size_t>(flag_field), change.value.empty() ? "N" : "Y");
    };
    flag(known_.phone, known_.has_phone);
    flag(known_.email, known_.has_email);
    if (at == known_.im && known_.has_imol >= 0) {
      bool open_line = change.value.find("imol|") != std::string::npos;
      lead->row.Set(static_cast<size_t>(known_.has_imol), open_line ? "Y" : "N");
    }
  }
  bool moved = false;
  for (const Draft::Change& change : draft->address) moved = write(change) || moved;
  if (moved && known_.location >= 0) {
    lead->row.Set(static_cast<size_t>(known_.location), fmt::to_string(next_location_++));
  }
  if (!counts && !moved) return;
  // An address that changes alone does not move DATE_MODIFY.
  if (counts) SetSystemFields(lead, order, is_new, stage_moved);
  ++witness_.counters().saves;
  if (!log) return;
  save.time = order.now;
  save.request = order.request;
  save.lead = lead->id;
  save.user = order.user;
  save.kind = kind;
  save.history = order.history;
  save.feed = order.feed;
  witness_.Add(std::move(save));
}

std::optional<RestError> World::Update(int64_t id, const PhpArray& fields, const SaveOrder& order) {
  Lead* lead = leads_.Find(id);
  // Permission is checked before existence: who is no administrator learns nothing.
  if (lead == nullptr) {
    return Refuse({400, "", IsAdmin(order.user) ? "Lead is not found" : "Access denied.", {}});
  }
  if (!MayWrite(*lead, order.user)) return Refuse({400, "", "Access denied.", {}});
  Draft draft;
  if (auto error = Collect(fields, lead, order, &draft)) return Refuse(*error);
  if (auto error = CheckStored(lead, draft)) return Refuse(*error);
  if (options_.check_required) {
    if (auto error = CheckRequired(lead, draft)) return Refuse(*error);
  }
  Commit(lead, &draft, order, SaveKind::kUpdate);
  ++witness_.counters().updates;
  StartAutomation(lead, draft, order);
  return std::nullopt;
}

void World::SetDefaults(Lead* lead, const SaveOrder& order) {
  auto give = [&](int field, std::string_view value) {
    if (field < 0 || lead->row.Get(static_cast<size_t>(field))) return;
    lead->row.Set(static_cast<size_t>(field), value);
  };
  std::string now = UnixText(order.now);
  std::string user = fmt::to_string(order.user);
  give(known_.title, fmt::format("{} #{}", options_.russian ? "Лид" : "Lead", lead->id));
  give(known_.status, statuses_.First("STATUS"));
  give(known_.source, statuses_.First("SOURCE"));
  give(known_.assigned, user);
  give(known_.created_by, user);
  give(known_.modified_by, user);
  give(known_.date_create, now);
  give(known_.date_modify, now);
  give(known_.currency, BaseCurrency());
  give(fields_->Find("OPPORTUNITY"), "0.00");
  give(fields_->Find("OPENED"), "Y");
  give(known_.last_activity_by, user);
  give(known_.last_activity_time, now);
}

std::variant<int64_t, RestError> World::Add(const PhpArray& fields, const SaveOrder& order) {
  bool allowed = options_.may_add && (!order.import || options_.may_import);
  if (!allowed) return *Refuse({400, "", "Access denied.", {}});
  Draft draft;
  if (auto error = Collect(fields, nullptr, order, &draft)) return *Refuse(*error);
  if (options_.check_required) {
    if (auto error = CheckRequired(nullptr, draft)) return *Refuse(*error);
  }
  int64_t id = leads_.NextId();
  Lead* lead = &leads_.Insert(id);
  if (known_.status >= 0 && draft.Find(known_.status) == nullptr) {
    draft.changes.push_back(
        {static_cast<size_t>(known_.status), std::string(statuses_.First("STATUS")), true});
  }
  Commit(lead, &draft, order, SaveKind::kAdd);
  SetDefaults(lead, order);
  ++witness_.counters().adds;
  StartAutomation(lead, draft, order);
  if (options_.simple_crm) leads_.Delete(id);
  return id;
}

std::optional<RestError> World::Delete(int64_t id, const SaveOrder& order) {
  Lead* lead = leads_.Find(id);
  if (!options_.may_delete || (lead == nullptr && !IsAdmin(order.user)) ||
      (lead != nullptr && !MayWrite(*lead, order.user))) {
    return Refuse({400, "", "Access denied.", {}});
  }
  if (lead == nullptr) return Refuse({400, "ERROR_CORE", "Item not found", {}});
  leads_.Delete(id);
  ++witness_.counters().deletes;
  ++witness_.counters().saves;
  if (!witness_.Full()) {
    sandbox::Save save;
    save.time = order.now;
    save.request = order.request;
    save.lead = id;
    save.user = order.user;
    save.kind = SaveKind::kDelete;
    witness_.Add(std::move(save));
  }
  return std::nullopt;
}

}  // namespace leadsync::sandbox
