// SPDX-License-Identifier: MIT
#include <charconv>
#include <cstdlib>

#include "base/json.h"
#include "sandbox/lead_store.h"
#include "sandbox/lead_values.h"
#include "sandbox/strtotime.h"

namespace leadsync::sandbox {
namespace {

int64_t ToNumber(std::string_view text) {
  int64_t n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n;
}

double ToReal(std::string_view text) {
  double d = 0;
  std::from_chars(text.data(), text.data() + text.size(), d);
  return d;
}

/// A date reads as local midnight plus the server's offset, printed with that offset: west of
/// Greenwich that is the day before.
std::string DateText(std::string_view stored, int offset) {
  std::string out;
  auto days = ParseIsoDate(stored);
  if (days) AppendIsoTime(*days * kDay, offset, &out);
  return out;
}

std::string DatetimeText(const LeadField& field, std::string_view stored, const ValueRules& rules) {
  int64_t seconds = ToNumber(stored);
  if (field.dynamic && !field.use_time_zone) seconds -= rules.user_offset_minutes * int64_t{60};
  std::string out;
  AppendIsoTime(seconds, rules.server_offset_minutes, &out);
  return out;
}

PhpValue Number(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return ToNumber(text);
  return ToReal(text);
}

PhpValue ReadItem(const LeadField& field, std::string_view stored, const ValueRules& rules) {
  switch (field.kind) {
    case FieldKind::kDate:
      return DateText(stored, rules.server_offset_minutes);
    case FieldKind::kDatetime:
      return DatetimeText(field, stored, rules);
    case FieldKind::kEnumeration:
    case FieldKind::kInteger:
    case FieldKind::kDouble:
      return Number(stored);
    default:
      return stored;
  }
}

/// False = never written, [] = emptied: unserialize() of NULL and of an empty array.
PhpValue ReadMultiple(const LeadField& field, std::optional<std::string_view> stored,
                      const ValueRules& rules) {
  if (!stored) return field.dynamic ? PhpValue(false) : PhpValue(PhpArray());
  PhpArray list;
  ForEachItem(*stored, [&](std::string_view item) { list.Push(ReadItem(field, item, rules)); });
  return list;
}

PhpValue ReadNever(const LeadField& field) {
  switch (field.kind) {
    case FieldKind::kDate:
    case FieldKind::kDatetime:
      return "";
    case FieldKind::kMoneyAmount:
      return "0.00";
    case FieldKind::kChar:
      return "N";
    default:
      return PhpValue();
  }
}

}  // namespace

PhpValue ReadValue(const LeadField& field, std::optional<std::string_view> stored,
                   const ValueRules& rules, Reading reading) {
  if (field.multiple) return ReadMultiple(field, stored, rules);
  if (!stored) return ReadNever(field);
  switch (field.kind) {
    case FieldKind::kDate:
      return stored->empty() ? PhpValue("")
                             : PhpValue(DateText(*stored, rules.server_offset_minutes));
    case FieldKind::kDatetime:
      return stored->empty() ? PhpValue("") : PhpValue(DatetimeText(field, *stored, rules));
    case FieldKind::kBoolean:
      if (reading == Reading::kList) return *stored == "1";
      return *stored;
    case FieldKind::kInteger:
    case FieldKind::kDouble:
      if (!field.dynamic) return *stored;
      if (stored->empty()) return PhpValue();
      // crm.lead.list hands out the column's text, crm.lead.get a number.
      return reading == Reading::kGet ? Number(*stored) : PhpValue(*stored);
    default:
      return *stored;
  }
}

std::string ShowStored(const LeadField& field, std::string_view stored, int server_offset_minutes) {
  auto one = [&](std::string_view item) {
    std::string text(item);
    if (field.kind == FieldKind::kDatetime && !item.empty()) {
      text.clear();
      AppendIsoTime(ToNumber(item), server_offset_minutes, &text);
    }
    return text;
  };
  if (!field.multiple) return one(stored);
  std::string json = "[";
  ForEachItem(stored, [&](std::string_view item) {
    if (json.size() > 1) json += ',';
    AppendJsonString(one(item), &json);
  });
  return json + "]";
}

bool IsEmptyStored(const LeadField& field, std::string_view stored) {
  if (stored.empty()) return true;
  return (field.kind == FieldKind::kEnumeration || field.kind == FieldKind::kUser ||
          field.kind == FieldKind::kEntityId) &&
         stored == "0";
}

}  // namespace leadsync::sandbox
