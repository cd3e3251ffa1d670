// SPDX-License-Identifier: MIT
#include "sync/lead_key.h"

#include "crm/types/contact_forms.h"
#include "rest/call.h"

namespace leadsync::sync {
namespace {

constexpr char kBetween = '|';
constexpr char kEscape = '\\';

}  // namespace

std::string JoinKey(const std::vector<std::string>& values) {
  if (values.size() == 1) return values[0];
  std::string key;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) key += kBetween;
    for (const char c : values[i]) {
      if (c == kBetween || c == kEscape) key += kEscape;
      key += c;
    }
  }
  return key;
}

std::vector<std::string> SplitKey(std::string_view key, size_t fields) {
  if (fields == 1) return {std::string(key)};
  std::vector<std::string> values(1);
  for (size_t i = 0; i < key.size(); ++i) {
    if (key[i] == kBetween) {
      values.emplace_back();
      continue;
    }
    if (key[i] == kEscape && i + 1 < key.size()) ++i;
    values.back() += key[i];
  }
  values.resize(fields);
  return values;
}

std::string KeyValue(const KeyField& field, JsonValue held) {
  if (field.number) {
    const auto n = held.integer();
    return n && *n != 0 ? std::to_string(*n) : std::string();
  }
  std::string text(held.text());
  for (size_t at = text.find("\r\n"); at != std::string::npos; at = text.find("\r\n", at))
    text.erase(at, 1);
  return text;
}

bool MangledInBatch(std::string_view key) {
  return key.find('$') != std::string_view::npos &&
         !rest::SafeInBatch({"crm.lead.list", {{"filter", std::string(key)}}});
}

std::string ContactKey(const LeadKey& key, std::string_view cell) {
  return key.kind == LeadKey::Kind::kPhone ? crm::NormalPhone(cell, crm::FindDialPlan(key.country))
                                           : crm::NormalEmail(cell);
}

}  // namespace leadsync::sync
