// SPDX-License-Identifier: MIT
#include "sandbox/lead_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "sandbox/lead_store.h"
#include "sandbox/strtotime.h"

namespace leadsync::sandbox {
namespace {

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view TrimAscii(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

/// The text of a scalar without a copy where it is a string already.
struct ScalarText {
  explicit ScalarText(const PhpValue& value) {
    if (value.IsString()) {
      view = value.string();
    } else {
      copy = value.ToString();
      view = copy;
    }
  }
  ScalarText(const ScalarText&) = delete;
  ScalarText& operator=(const ScalarText&) = delete;
  std::string copy;
  std::string_view view;
};

/// Rounds as PHP's round(): half away from zero.
std::string FixedDecimal(double number, int digits) {
  if (!std::isfinite(number)) number = 0;
  double scale = std::pow(10.0, digits);
  double scaled = number * scale;
  if (std::fabs(scaled) < 1e15) {
    // Undoes what binary fractions lack: 1.005 is 100.49999999999999 hundredths.
    number = std::round(scaled * (1 + 2e-15)) / scale;
  }
  number = std::clamp(number, -9999999999999999.0, 9999999999999999.0);
  std::string text = fmt::format("{:.{}f}", number, digits);
  if (text.find_first_not_of("-0.") == std::string::npos && text[0] == '-') text.erase(0, 1);
  return text;
}

std::string ShortDecimal(double number, int digits) {
  std::string text = FixedDecimal(number, std::clamp(digits, 0, 12));
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

/// "1 234,5" is a number for user fields.
double LenientDouble(const PhpValue& value) {
  if (!value.IsString()) return value.ToDouble();
  std::string text;
  for (char c : value.string()) {
    if (c == ' ') continue;
    text += c == ',' ? '.' : c;
  }
  return PhpValue(std::move(text)).ToDouble();
}

bool MatchesMoney(std::string_view text, bool* has_currency) {
  size_t i = !text.empty() && text[0] == '-' ? 1 : 0;
  size_t digits = i;
  while (i < text.size() && IsDigit(text[i])) ++i;
  if (i == digits) return false;
  if (i < text.size() && text[i] == '.') {
    size_t fraction = ++i;
    while (i < text.size() && IsDigit(text[i])) ++i;
    if (i == fraction) return false;
  }
  *has_currency = i < text.size();
  if (i == text.size()) return true;
  if (text[i] != '|' || text.size() - i != 4) return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 1, text.end(),
                     [](char c) { return c >= 'A' && c <= 'Z'; });
}

CastResult CastDate(const PhpValue& value, const ValueRules& rules, std::string* stored) {
  if (value.IsNull()) return CastResult::kDrop;  // only "" empties a date
  ScalarText text(value);
  stored->clear();
  if (text.view.empty()) return CastResult::kStore;
  auto time = StrToTime(text.view, rules.now, rules.server_offset_minutes);
  if (!time) return CastResult::kDrop;
  int64_t local = time->seconds + rules.server_offset_minutes * int64_t{60};
  *stored = IsoDate(FloorDiv(local, kDay));
  return CastResult::kStore;
}

CastResult CastDatetime(const LeadField& field, const PhpValue& value, const ValueRules& rules,
                        std::string* stored) {
  if (value.IsNull()) return CastResult::kDrop;
  ScalarText text(value);
  stored->clear();
  if (text.view.empty()) return CastResult::kStore;
  auto time = StrToTime(text.view, rules.now, rules.server_offset_minutes);
  if (!time) return CastResult::kDrop;
  int64_t seconds = time->seconds;
  // Without an offset it is read in the server's zone and then shifted to the caller's.
  if (!time->has_zone) {
    seconds -= (rules.user_offset_minutes - rules.server_offset_minutes) * int64_t{60};
  }
  // USE_TIMEZONE N keeps the wall clock of who wrote it, not the moment.
  if (field.dynamic && !field.use_time_zone) seconds += rules.user_offset_minutes * int64_t{60};
  *stored = fmt::to_string(seconds);
  return CastResult::kStore;
}

CastResult CastAddress(const PhpValue& value, const ValueRules& rules, std::string* stored) {
  ScalarText text(value);
  *stored = text.view;
  if (stored->empty()) return CastResult::kStore;
  auto bars = std::count(stored->begin(), stored->end(), '|');
  if (bars == 0) *stored += "|;";
  if (bars <= 1) *stored += fmt::format("|{}", rules.next_location ? (*rules.next_location)++ : 1);
  return CastResult::kStore;
}

/// The number of an ID-like value: a user field keeps "" empty, a standard one makes it 0.
void CastInteger(const LeadField& field, const PhpValue& value, std::string* stored) {
  if (field.dynamic && (value.IsNull() || (value.IsString() && value.string().empty()))) {
    stored->clear();
    return;
  }
  fmt::format_int number(value.ToInt());
  stored->assign(number.data(), number.size());
}

void CastMoney(const PhpValue& value, const ValueRules& rules, std::string* stored) {
  ScalarText text(value);
  bool has_currency = false;
  stored->clear();
  if (!MatchesMoney(text.view, &has_currency)) return;
  *stored = text.view;
  if (!has_currency) *stored += fmt::format("|{}", rules.base_currency);
}

/// One value, never an array.
CastResult CastScalar(const LeadField& field, const PhpValue& value, const ValueRules& rules,
                      std::string* stored) {
  switch (field.kind) {
    case FieldKind::kDate:
      return CastDate(value, rules, stored);
    case FieldKind::kDatetime:
      return CastDatetime(field, value, rules, stored);
    case FieldKind::kAddress:
      return CastAddress(value, rules, stored);
    case FieldKind::kFile:
    case FieldKind::kMultifield:
      return CastResult::kDrop;
    case FieldKind::kInteger:
    case FieldKind::kEnumeration:
    case FieldKind::kUser:
    case FieldKind::kEntityId:
      CastInteger(field, value, stored);
      return CastResult::kStore;
    case FieldKind::kMoneyAmount:
      *stored = FixedDecimal(value.ToDouble(), 2);
      return CastResult::kStore;
    case FieldKind::kDouble:
      stored->clear();
      if (!value.IsNull() && !(value.IsString() && value.string().empty())) {
        *stored = ShortDecimal(LenientDouble(value), field.precision);
      }
      return CastResult::kStore;
    case FieldKind::kBoolean: {
      // "true", "y" and "yes" are no yes.
      bool yes = value.IsBool() ? value.boolean()
                 : value.IsInt()
                     ? value.integer() == 1
                     : value.IsString() && (value.string() == "Y" || value.string() == "1");
      *stored = yes ? "1" : "0";
      return CastResult::kStore;
    }
    case FieldKind::kChar: {
      bool no = !value.Truthy() || (value.IsString() && value.string() == "N");
      *stored = no ? "N" : "Y";
      return CastResult::kStore;
    }
    case FieldKind::kMoney:
      CastMoney(value, rules, stored);
      return CastResult::kStore;
    case FieldKind::kUrl: {
      ScalarText text(value);
      *stored = TrimAscii(text.view);
      return CastResult::kStore;
    }
    case FieldKind::kComments: {
      ScalarText text(value);
      *stored = RewriteComments(text.view);
      return CastResult::kStore;
    }
    case FieldKind::kText:
    case FieldKind::kStatus:
    case FieldKind::kCurrency:
    case FieldKind::kBinding:
    case FieldKind::kOther:
      break;
  }
  ScalarText text(value);
  *stored = field.max_length > 0 ? CutCharacters(text.view, field.max_length) : text.view;
  return CastResult::kStore;
}

bool IsTime(const LeadField& field) {
  return field.kind == FieldKind::kDate || field.kind == FieldKind::kDatetime;
}

bool IsNumberList(const LeadField& field) {
  return field.kind == FieldKind::kEnumeration || field.kind == FieldKind::kEntityId ||
         field.kind == FieldKind::kUser;
}

/// A user field that takes several values is replaced as a whole; empty items go.
CastResult CastMultiple(const LeadField& field, const PhpValue& value, const ValueRules& rules,
                        std::string* stored) {
  stored->clear();
  if (value.IsNull()) return CastResult::kDrop;
  if (value.IsString() && value.string().empty()) return CastResult::kStore;
  PhpArray wrapped;
  if (!value.IsArray()) wrapped.Push(value);
  const PhpArray& list = value.IsArray() ? value.array() : wrapped;
  std::string item;
  auto put = [&](const PhpValue& one) {
    if (one.IsArray() || CastScalar(field, one, rules, &item) == CastResult::kDrop) return;
    if (item.empty() || (IsNumberList(field) && item == "0")) return;
    PackItem(item, stored);
  };
  for (const auto& [key, one] : list) {
    if (field.kind == FieldKind::kBinding && one.IsString()) {
      // `;` separates values inside one string.
      std::string_view rest = one.string();
      while (!rest.empty()) {
        size_t mark = rest.find(';');
        put(PhpValue(rest.substr(0, mark)));
        rest = mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1);
      }
    } else {
      put(one);
    }
  }
  if (IsTime(field) && stored->empty()) return CastResult::kDrop;
  return CastResult::kStore;
}

}  // namespace

std::string_view CutCharacters(std::string_view text, size_t length) {
  if (text.size() <= length) return text;
  size_t characters = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) == 0x80) continue;
    if (characters++ == length) return text.substr(0, i);
  }
  return text;
}

CastResult CastValue(const LeadField& field, const PhpValue& value, const ValueRules& rules,
                     std::string* stored) {
  if (field.multiple) return CastMultiple(field, value, rules, stored);
  if (!value.IsArray()) return CastScalar(field, value, rules, stored);
  if (!field.dynamic) {
    // PHP's (string) of an array; numbers and flags take (int) of it: 1 or 0.
    if (IsTime(field)) return CastResult::kDrop;
    bool number = field.kind == FieldKind::kInteger || field.kind == FieldKind::kUser ||
                  field.kind == FieldKind::kEntityId || field.kind == FieldKind::kMoneyAmount ||
                  field.kind == FieldKind::kChar;
    return CastScalar(field, number ? PhpValue(value.array().empty() ? 0 : 1) : PhpValue("Array"),
                      rules, stored);
  }
  if (value.array().empty()) return CastScalar(field, PhpValue(""), rules, stored);
  const PhpValue& first = value.array().begin()->value;
  return CastScalar(field, first.IsArray() ? PhpValue("Array") : first, rules, stored);
}

}  // namespace leadsync::sandbox
