// SPDX-License-Identifier: MIT
// A practice portal in the shape of a real one: the file that --fields names. Besides what
// `leadsync fields --json` writes it may be the plain answer of crm.lead.fields, as a browser or
// curl saves it (bitrix24 docs: api-reference/crm/leads/crm-lead-fields.md); directories and
// currencies, which that answer lacks, are then the practice portal's own.
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "base/error.h"
#include "sandbox/messages.h"
#include "sandbox/php_json.h"
#include "sandbox/sample_data.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {
namespace {

std::string TextOf(const PhpArray& map, const char* name) {
  const PhpValue* value = map.Find(name);
  return value == nullptr || value->IsArray() ? "" : value->ToString();
}

bool Flag(const PhpArray& map, const char* name) {
  const PhpValue* value = map.Find(name);
  return value != nullptr && value->Truthy();
}

/// The name that people see: a user field's `title` is its code again.
std::string LabelOf(const PhpArray& described, const std::string& code) {
  for (const char* name : {"formLabel", "listLabel", "filterLabel", "title"}) {
    std::string label = TextOf(described, name);
    if (!label.empty()) return label;
  }
  return code;
}

LeadField FieldOf(const std::string& code, const PhpArray& described) {
  LeadField field;
  field.code = code;
  field.type = TextOf(described, "type");
  if (field.type.empty()) Raise(said::kFieldWithoutType, code);
  field.dynamic = Flag(described, "isDynamic");
  field.required = Flag(described, "isRequired");
  field.read_only = Flag(described, "isReadOnly");
  field.immutable = Flag(described, "isImmutable");
  field.multiple = Flag(described, "isMultiple");
  field.deprecated = Flag(described, "isDeprecated");
  field.title = LabelOf(described, code);
  field.kind = KindOf(field.type, code, field.dynamic);
  field.status_type = TextOf(described, "statusType");
  if (!field.dynamic) field.max_length = StandardLength(code);
  const PhpValue* items = described.Find("items");
  if (items != nullptr && items->IsArray()) {
    for (const PhpArray::Entry& item : items->array()) {
      if (!item.value.IsArray()) continue;
      const PhpValue* id = item.value.array().Find("ID");
      if (id == nullptr) Raise(said::kItemWithoutId, code, "");
      field.items.push_back({id->ToInt(), TextOf(item.value.array(), "VALUE"), ""});
    }
  }
  const PhpValue* settings = described.Find("settings");
  if (settings != nullptr && settings->IsArray()) field.settings = settings->array();
  const PhpValue* precision = field.settings.Find("PRECISION");
  if (precision != nullptr) {
    field.precision = static_cast<int>(std::clamp<int64_t>(precision->ToInt(), 0, 12));
  }
  field.use_time_zone = TextOf(field.settings, "USE_TIMEZONE") == "Y";
  return field;
}

/// The map of fields, if the text is an answer of crm.lead.fields.
const PhpArray* FieldsIn(const std::optional<PhpValue>& answer) {
  if (!answer || !answer->IsArray() || answer->array().Find("format") != nullptr) return nullptr;
  const PhpValue* result = answer->array().Find("result");
  if (result == nullptr || !result->IsArray() || result->array().empty()) return nullptr;
  const PhpValue& first = result->array().begin()->value;
  bool described = first.IsArray() && first.array().Find("isReadOnly") != nullptr;
  return described ? &result->array() : nullptr;
}

}  // namespace

World World::FromFieldsFile(std::string_view text, const WorldOptions& options) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  std::optional<PhpValue> answer = DecodePhpJson(text);
  const PhpArray* described = FieldsIn(answer);
  if (described == nullptr) {
    return FromCatalog(JsonDocument::Parse(std::string(text)).root(), options);
  }
  std::vector<LeadField> fields;
  for (const PhpArray::Entry& field : *described) {
    if (!field.value.IsArray() || fields.size() == 65000) continue;
    fields.push_back(FieldOf(field.key.ToString(), field.value.array()));
  }
  return World(LeadFields(std::move(fields)), SampleStatuses(), SampleCurrencies(), SampleUsers(),
               options);
}

}  // namespace leadsync::sandbox
