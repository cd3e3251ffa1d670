// SPDX-License-Identifier: MIT
#include "sync/lead_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "base/collation.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

KeyField TextField(std::string code) { return {std::move(code), {}, false, 255, nullptr}; }

[[noreturn]] void NotAsked(std::string_view by) { Raise(said::kForeignLeads, by); }

/// Is the value one that the filter lets through? An empty number counts as 0, which no key is.
bool Passes(const KeyField& field, const std::string& value,
            const std::unordered_set<std::string>& asked) {
  if (asked.contains(value)) return true;
  if (field.number) return false;
  const std::string loose = Collated(value);
  return std::any_of(asked.begin(), asked.end(),
                     [&](const std::string& one) { return Collated(one) == loose; });
}

}  // namespace

void KeyQuery::AddFilter(const std::vector<std::string>& keys,
                         std::vector<rest::Param>* out) const {
  std::vector<std::vector<std::string>> values(fields_.size());
  for (const std::string& key : keys) {
    std::vector<std::string> parts = SplitKey(key, fields_.size());
    for (size_t f = 0; f < fields_.size(); ++f) {
      if (fields_.size() > 1 && std::ranges::count(values[f], parts[f]) > 0) continue;
      values[f].push_back(std::move(parts[f]));
    }
  }
  for (size_t f = 0; f < fields_.size(); ++f)
    for (size_t i = 0; i < values[f].size(); ++i)
      out->push_back({fmt::format("filter[={}][{}]", fields_[f].code, i), std::move(values[f][i])});
  for (const auto& [field, value] : within_)
    out->push_back({fmt::format("filter[={}][0]", field.code), value});
}

std::string KeyQuery::KeyOf(JsonValue lead) const {
  if (fields_.size() == 1) return KeyValue(fields_[0], lead[fields_[0].code]);
  std::vector<std::string> values;
  for (const KeyField& field : fields_) values.push_back(KeyValue(field, lead[field.code]));
  return JoinKey(values);
}

bool KeyQuery::Within(JsonValue lead) const {
  return std::all_of(within_.begin(), within_.end(), [&](const auto& one) {
    return KeyValue(one.first, lead[one.first.code]) == one.second;
  });
}

LeadReader::LeadReader(const std::vector<std::string>& fields, const LeadKey& key) : key_(key) {
  std::vector<std::string> codes = {"ID", "DATE_MODIFY", "STATUS_SEMANTIC_ID"};
  const auto read = [&](const std::string& code) {
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  };
  for (const std::string& code : fields) read(code);
  for (const KeyField& field : key.fields) read(field.code);
  for (const auto& [field, value] : key.within) read(field.code);
  if (key.kind == LeadKey::Kind::kFields) by_key_ = KeyQuery(key.fields, key.within);
  if (!key.originator.empty()) {
    read("ORIGINATOR_ID");
    read("ORIGIN_ID");
    by_origin_ = KeyQuery({TextField("ORIGIN_ID")}, {{TextField("ORIGINATOR_ID"), key.originator}});
  }
  for (size_t i = 0; i < codes.size(); ++i)
    select_params_.push_back({fmt::format("select[{}]", i), codes[i]});
  fields_ = codes.size();
  select_ = rest::ToCommand({"crm.lead.list", select_params_});
  std::vector<rest::Param> back = select_params_;
  if (std::find(codes.begin(), codes.end(), "EMAIL") == codes.end())
    back.push_back({fmt::format("select[{}]", back.size()), "EMAIL"});
  select_back_ = rest::ToCommand({"crm.lead.list", back});
}

std::string LeadReader::Command(const std::vector<int64_t>& ids) const {
  return Filter(select_, ids);
}

std::string LeadReader::ReadBack(const std::vector<int64_t>& ids) const {
  return Filter(select_back_, ids);
}

std::string LeadReader::Filter(std::string command, const std::vector<int64_t>& ids) {
  for (size_t i = 0; i < ids.size(); ++i)
    fmt::format_to(std::back_inserter(command), "&filter[%40ID][{}]={}", i, ids[i]);
  // Last, so that an answer without a count shows that nothing before it was dropped.
  return command.append("&order[ID]=ASC&start=-1");
}

rest::Call LeadReader::Call(const std::vector<int64_t>& ids) const {
  rest::Call call{"crm.lead.list", select_params_};
  for (size_t i = 0; i < ids.size(); ++i)
    call.params.push_back({fmt::format("filter[@ID][{}]", i), std::to_string(ids[i])});
  call.params.push_back({"order[ID]", "ASC"});
  call.params.push_back({"start", "-1"});
  return call;
}

rest::Call LeadReader::Call(const KeyQuery& query, const std::vector<std::string>& keys) const {
  rest::Call call{"crm.lead.list", select_params_};
  query.AddFilter(keys, &call.params);
  call.params.push_back({"order[ID]", "ASC"});
  call.params.push_back({"start", "-1"});
  return call;
}

rest::Call LeadReader::FindByContact(std::string_view written, std::string_view normal) const {
  const bool phone = key_.kind == LeadKey::Kind::kPhone;
  rest::Call call{"crm.duplicate.findbycomm",
                  {{"entity_type", "LEAD"},
                   {"type", phone ? "PHONE" : "EMAIL"},
                   {"values[0]", std::string(written)}}};
  if (written != normal) call.params.push_back({"values[1]", std::string(normal)});
  return call;
}

bool Whole(const rest::CommandAnswer& answer) {
  return answer.kind == rest::CommandAnswer::Kind::kResult && answer.result.IsArray() &&
         answer.total.value_or(0) == 0;
}

void HeldLeads::Add(JsonValue result, const std::vector<int64_t>& asked) {
  for (size_t i = 0; i < result.size(); ++i) {
    const JsonValue lead = result[i];
    const auto id = lead["ID"].integer();
    if (!id || std::find(asked.begin(), asked.end(), *id) == asked.end()) NotAsked("ID");
    leads_[*id] = lead;
  }
}

JsonValue HeldLeads::Find(int64_t id) const {
  const auto it = leads_.find(id);
  return it == leads_.end() ? JsonValue() : it->second;
}

FoundLeads::FoundLeads(const KeyQuery& query, JsonValue result,
                       const std::vector<std::string>& asked)
    : rows_(result.size()) {
  const std::unordered_set<std::string> keys(asked.begin(), asked.end());
  const std::vector<KeyField>& fields = query.fields();
  std::vector<std::unordered_set<std::string>> values(fields.size());
  for (const std::string& key : asked) {
    std::vector<std::string> parts = SplitKey(key, fields.size());
    for (size_t f = 0; f < fields.size(); ++f) values[f].insert(std::move(parts[f]));
  }
  for (size_t i = 0; i < result.size(); ++i) {
    const JsonValue lead = result[i];
    const auto id = lead["ID"].integer();
    for (size_t f = 0; f < fields.size(); ++f)
      if (!id || !Passes(fields[f], KeyValue(fields[f], lead[fields[f].code]), values[f]))
        NotAsked(fields[f].code);
    for (const auto& [field, value] : query.within())
      if (!Passes(field, KeyValue(field, lead[field.code]), {value})) NotAsked(field.code);
    std::string key = query.KeyOf(lead);
    if (!query.Within(lead)) continue;
    shown_.push_back({key, *id});
    if (keys.contains(key)) exact_[std::move(key)].push_back(lead);
  }
}

const std::vector<JsonValue>& FoundLeads::Exact(const std::string& key) const {
  static const std::vector<JsonValue> kNone;
  const auto it = exact_.find(key);
  return it == exact_.end() ? kNone : it->second;
}

std::vector<int64_t> FoundLeads::Near(const std::string& key) const {
  if (near_.empty())
    for (const Shown& one : shown_) near_.emplace(Collated(one.key), &one);
  std::vector<int64_t> ids;
  if (near_.empty()) return ids;
  const auto [begin, end] = near_.equal_range(Collated(key));
  for (auto it = begin; it != end; ++it)
    if (it->second->key != key) ids.push_back(it->second->id);
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string NameLeads(const std::vector<int64_t>& ids) {
  constexpr size_t kMost = 10;
  std::string names;
  for (size_t i = 0; i < std::min(ids.size(), kMost); ++i) {
    const bool last = i + 1 == ids.size();
    names += fmt::format("{}{}", i == 0 ? "" : (last ? " and " : ", "), ids[i]);
  }
  if (ids.size() > kMost) names += fmt::format(" and {} more", ids.size() - kMost);
  return fmt::format("lead{} {}", ids.size() == 1 ? "" : "s", names);
}

}  // namespace leadsync::sync
