// SPDX-License-Identifier: MIT
#include "sandbox/world.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sandbox/multifields.h"
#include "sandbox/sample_data.h"

namespace leadsync::sandbox {
namespace {

World::Known FindKnown(const LeadFields& fields) {
  World::Known known{};
  known.id = fields.Find("ID");
  known.title = fields.Find("TITLE");
  known.status = fields.Find("STATUS_ID");
  known.semantic = fields.Find("STATUS_SEMANTIC_ID");
  known.assigned = fields.Find("ASSIGNED_BY_ID");
  known.created_by = fields.Find("CREATED_BY_ID");
  known.modified_by = fields.Find("MODIFY_BY_ID");
  known.moved_by = fields.Find("MOVED_BY_ID");
  known.date_create = fields.Find("DATE_CREATE");
  known.date_modify = fields.Find("DATE_MODIFY");
  known.moved_time = fields.Find("MOVED_TIME");
  known.date_closed = fields.Find("DATE_CLOSED");
  known.currency = fields.Find("CURRENCY_ID");
  known.source = fields.Find("SOURCE_ID");
  known.has_phone = fields.Find("HAS_PHONE");
  known.has_email = fields.Find("HAS_EMAIL");
  known.has_imol = fields.Find("HAS_IMOL");
  known.contact = fields.Find("CONTACT_ID");
  known.contacts = fields.Find("CONTACT_IDS");
  known.location = fields.Find("ADDRESS_LOC_ADDR_ID");
  known.last_activity_by = fields.Find("LAST_ACTIVITY_BY");
  known.last_activity_time = fields.Find("LAST_ACTIVITY_TIME");
  known.phone = fields.Find("PHONE");
  known.email = fields.Find("EMAIL");
  known.im = fields.Find("IM");
  constexpr std::string_view kAddress[8] = {
      "ADDRESS",        "ADDRESS_2",        "ADDRESS_CITY",    "ADDRESS_POSTAL_CODE",
      "ADDRESS_REGION", "ADDRESS_PROVINCE", "ADDRESS_COUNTRY", "ADDRESS_COUNTRY_CODE"};
  for (int i = 0; i < 8; ++i) known.address[i] = fields.Find(kAddress[i]);
  return known;
}

}  // namespace

World::World(LeadFields fields, std::vector<Status> statuses, std::vector<Currency> currencies,
             std::vector<User> users, const WorldOptions& options)
    : options_(options),
      fields_(std::make_unique<LeadFields>(std::move(fields))),
      known_(FindKnown(*fields_)),
      statuses_(std::move(statuses)),
      currencies_(std::move(currencies)),
      users_(std::move(users)),
      witness_(options.witness_limit) {
  leads_.SetNextId(1001);
}

User World::FindUser(int64_t id) const {
  for (const User& user : users_) {
    if (user.id == id) return user;
  }
  User nobody;
  nobody.id = id;
  return nobody;
}

bool World::IsAdmin(int64_t user) const {
  if (user == options_.owner && options_.owner_admin) return *options_.owner_admin;
  for (const User& one : users_) {
    if (one.id == user) return one.admin;
  }
  return false;
}

bool World::SetUserOffset(int64_t user, std::optional<int> minutes) {
  for (User& one : users_) {
    if (one.id != user) continue;
    one.offset_minutes = minutes;
    return true;
  }
  return false;
}

std::string_view World::BaseCurrency() const {
  for (const Currency& currency : currencies_) {
    if (currency.base) return currency.code;
  }
  return currencies_.empty() ? std::string_view("USD") : std::string_view(currencies_[0].code);
}

ValueRules World::RulesFor(int64_t user, WallTime now) {
  ValueRules rules;
  rules.now = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  rules.server_offset_minutes = options_.server_offset_minutes;
  rules.user_offset_minutes = options_.server_offset_minutes;
  for (const User& one : users_) {
    if (one.id == user && one.offset_minutes) rules.user_offset_minutes = *one.offset_minutes;
  }
  if (user == options_.owner && options_.owner_offset_minutes) {
    rules.user_offset_minutes = *options_.owner_offset_minutes;
  }
  rules.base_currency = BaseCurrency();
  rules.next_location = &next_location_;
  return rules;
}

bool World::MayRead(const Lead& lead, int64_t user) const {
  return !lead.hidden || user != options_.owner;
}

bool World::MayWrite(const Lead& lead, int64_t user) const {
  return MayRead(lead, user) && (!lead.read_only || user != options_.owner);
}

void World::LimitReach() {
  size_t hidden = options_.hidden_every;
  size_t read_only = options_.read_only_every;
  if (hidden == 0 && read_only == 0) return;
  size_t n = 0;
  for (const Lead& lead : leads_.all()) {
    if (lead.deleted) continue;
    ++n;
    if (hidden > 0 && n % hidden == 0) Hide(lead.id);
    if (read_only > 0 && n % read_only == 0) MakeReadOnly(lead.id);
  }
}

void World::Hide(int64_t lead, bool hidden) {
  if (Lead* found = leads_.Find(lead)) found->hidden = hidden;
}

void World::MakeReadOnly(int64_t lead, bool read_only) {
  if (Lead* found = leads_.Find(lead)) found->read_only = read_only;
}

bool World::EditAsAnotherUser(int64_t lead, std::string_view field, const PhpValue& value,
                              WallTime now, int64_t user) {
  if (leads_.Find(lead) == nullptr || fields_->Find(field) < 0) return false;
  PhpArray fields;
  fields.Set(field, value);
  SaveOrder order;
  order.user = user;
  order.now = now;
  order.automation = false;
  size_t before = witness_.counters().saves;
  // Somebody else is not bound by the webhook's rights.
  int64_t owner = std::exchange(options_.owner, INT64_MIN);
  bool failed = Update(lead, fields, order).has_value();
  options_.owner = owner;
  return !failed && witness_.counters().saves > before;
}

bool World::DeleteLead(int64_t lead, WallTime now, int64_t user) {
  if (leads_.Find(lead) == nullptr) return false;
  SaveOrder order;
  order.user = user;
  order.now = now;
  int64_t owner = std::exchange(options_.owner, INT64_MIN);
  bool may_delete = std::exchange(options_.may_delete, true);
  bool failed = Delete(lead, order).has_value();
  options_.owner = owner;
  options_.may_delete = may_delete;
  return !failed;
}

PhpValue World::ReadField(int64_t lead, std::string_view field) const {
  const Lead* found = leads_.Find(lead);
  int index = fields_->Find(field);
  if (found == nullptr || index < 0) return {};
  const LeadField& described = (*fields_)[static_cast<size_t>(index)];
  if (index == known_.id) return std::to_string(lead);
  auto stored = found->row.Get(static_cast<size_t>(index));
  if (described.kind == FieldKind::kMultifield) {
    return DescribeMultivalues(field, UnpackMultivalues(stored.value_or("")));
  }
  ValueRules rules;
  rules.server_offset_minutes = rules.user_offset_minutes = options_.server_offset_minutes;
  return ReadValue(described, stored, rules, Reading::kGet);
}

std::string World::FoldForFilter(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return FoldCase(text);
}

void World::Index(size_t field, std::string_view stored, int64_t lead) {
  if (!by_text_.empty()) {
    auto index = by_text_.find(field);
    if (index != by_text_.end()) index->second.Add(FoldForFilter(stored), lead);
  }
  if (by_communication_.empty()) return;
  auto index = by_communication_.find(field);
  if (index == by_communication_.end()) return;
  for (const Multivalue& value : UnpackMultivalues(stored)) {
    index->second.Add(NormalizeCommunication((*fields_)[field].code, value.value), lead);
  }
}

std::vector<int64_t> World::Candidates(size_t field, std::string_view folded) {
  auto [index, is_new] = by_text_.try_emplace(field);
  if (is_new) {
    for (const Lead& lead : leads_.all()) {
      auto stored = lead.row.Get(field);
      if (stored && !lead.deleted) index->second.Add(FoldForFilter(*stored), lead.id);
    }
  }
  return index->second.Find(folded);
}

std::vector<int64_t> World::WithCommunication(size_t field, std::string_view normalized) {
  auto [index, is_new] = by_communication_.try_emplace(field);
  if (is_new) {
    for (const Lead& lead : leads_.all()) {
      auto stored = lead.row.Get(field);
      if (!stored || lead.deleted) continue;
      for (const Multivalue& value : UnpackMultivalues(*stored)) {
        index->second.Add(NormalizeCommunication((*fields_)[field].code, value.value), lead.id);
      }
    }
  }
  return index->second.Find(normalized);
}

}  // namespace leadsync::sandbox
