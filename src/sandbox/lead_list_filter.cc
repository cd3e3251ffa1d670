// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <utility>

#include "sandbox/lead_list.h"
#include "sandbox/multifields.h"
#include "sandbox/strtotime.h"

namespace leadsync::sandbox {
namespace {

struct Prefix {
  std::string_view text;
  FilterOp op;
};

// Longest first.
constexpr Prefix kPrefixes[] = {
    {"!=%", FilterOp::kNotLike},    {"!%=", FilterOp::kNotLike},
    {"!@", FilterOp::kNotIn},       {"!=", FilterOp::kNotEqual},
    {"!%", FilterOp::kNotContains}, {">=", FilterOp::kGreaterOrEqual},
    {"<=", FilterOp::kLessOrEqual}, {"=%", FilterOp::kLike},
    {"%=", FilterOp::kLike},        {"!", FilterOp::kNotEqual},
    {">", FilterOp::kGreater},      {"<", FilterOp::kLess},
    {"@", FilterOp::kIn},           {"%", FilterOp::kContains},
    {"=", FilterOp::kEqual},
};

enum class Compared { kText, kNumber, kReal, kDays, kSeconds };

Compared HowCompared(const LeadField& field) {
  switch (field.kind) {
    case FieldKind::kInteger:
    case FieldKind::kUser:
    case FieldKind::kEntityId:
    case FieldKind::kEnumeration:
    case FieldKind::kBoolean:
      return Compared::kNumber;
    case FieldKind::kDouble:
    case FieldKind::kMoneyAmount:
      return Compared::kReal;
    case FieldKind::kDate:
      return Compared::kDays;
    case FieldKind::kDatetime:
      return Compared::kSeconds;
    default:
      return Compared::kText;
  }
}

bool IsPattern(FilterOp op) {
  return op == FilterOp::kContains || op == FilterOp::kNotContains || op == FilterOp::kLike ||
         op == FilterOp::kNotLike || op == FilterOp::kBeginsWith;
}

bool IsNegative(FilterOp op) {
  return op == FilterOp::kNotEqual || op == FilterOp::kNotIn || op == FilterOp::kNotContains ||
         op == FilterOp::kNotLike;
}

bool IsEmptyValue(const PhpValue& value) {
  return value.IsNull() || (value.IsString() && value.string().empty()) ||
         (value.IsBool() && !value.boolean());
}

/// Adds one wanted value; "" is kept as an empty text and no number.
void AddWanted(const LeadField& field, const PhpValue& value, const ValueRules& rules,
               Condition* condition) {
  if (IsEmptyValue(value)) {
    condition->values.emplace_back();
    return;
  }
  Compared compared = IsPattern(condition->op) ? Compared::kText : HowCompared(field);
  switch (compared) {
    case Compared::kText:
      condition->values.push_back(World::FoldForFilter(value.ToString()));
      return;
    case Compared::kNumber:
      // Y and N are how people filter flags.
      condition->numbers.push_back(
          field.kind == FieldKind::kBoolean && value.ToString() == "Y" ? 1 : value.ToInt());
      return;
    case Compared::kReal:
      condition->reals.push_back(value.ToDouble());
      return;
    case Compared::kDays:
    case Compared::kSeconds:
      break;
  }
  auto time = value.IsArray() ? std::nullopt
                              : StrToTime(value.ToString(), rules.now, rules.server_offset_minutes);
  if (!time) {
    condition->never = true;  // an unreadable date becomes false
    return;
  }
  int64_t seconds = time->seconds;
  if (compared == Compared::kDays) {
    seconds = FloorDiv(seconds + rules.server_offset_minutes * int64_t{60}, kDay);
  }
  condition->numbers.push_back(seconds);
}

template <typename T>
bool Compare(FilterOp op, const T& have, const T& wanted) {
  switch (op) {
    case FilterOp::kGreater:
      return have > wanted;
    case FilterOp::kGreaterOrEqual:
      return have >= wanted;
    case FilterOp::kLess:
      return have < wanted;
    case FilterOp::kLessOrEqual:
      return have <= wanted;
    default:
      return have == wanted;
  }
}

bool TextMatches(FilterOp op, const std::string& have, const std::string& wanted) {
  switch (op) {
    case FilterOp::kContains:
    case FilterOp::kNotContains:
      return have.find(wanted) != std::string::npos;
    case FilterOp::kLike:
    case FilterOp::kNotLike:
      return LikeMatches(have, wanted);
    case FilterOp::kBeginsWith:
      return have.substr(0, wanted.size()) == wanted;
    default:
      return Compare(op, have, wanted);
  }
}

/// Does one stored item satisfy the positive form of the condition?
bool ItemMatches(const Condition& condition, const LeadField& field, std::string_view stored,
                 const ValueRules& rules) {
  FilterOp op = condition.op;
  bool empty = stored.empty() || (HowCompared(field) == Compared::kNumber &&
                                  field.kind != FieldKind::kBoolean && stored == "0");
  bool may_be_empty = std::any_of(condition.values.begin(), condition.values.end(),
                                  [](const std::string& value) { return value.empty(); });
  if (may_be_empty && empty && !IsPattern(op)) return true;
  if (!condition.numbers.empty()) {
    if (stored.empty()) return false;
    int64_t have = 0;
    if (HowCompared(field) == Compared::kDays) {
      auto days = ParseIsoDate(stored);
      if (!days) return false;
      have = *days;
    } else {
      std::from_chars(stored.data(), stored.data() + stored.size(), have);
      if (field.kind == FieldKind::kDatetime && field.dynamic && !field.use_time_zone) {
        have -= rules.user_offset_minutes * int64_t{60};
      }
    }
    for (int64_t wanted : condition.numbers) {
      if (Compare(op, have, wanted)) return true;
    }
  }
  if (!condition.reals.empty()) {
    double have = 0;
    std::from_chars(stored.data(), stored.data() + stored.size(), have);
    for (double wanted : condition.reals) {
      if (Compare(op, have, wanted)) return true;
    }
  }
  if (condition.values.empty()) return false;
  std::string have = World::FoldForFilter(stored);
  for (const std::string& wanted : condition.values) {
    if (wanted.empty() && !IsPattern(op) && op != FilterOp::kGreater &&
        op != FilterOp::kGreaterOrEqual && op != FilterOp::kLess && op != FilterOp::kLessOrEqual) {
      continue;  // emptiness was looked at above
    }
    if (TextMatches(op, have, wanted)) return true;
  }
  return false;
}

FilterOp OpWithoutPrefix(const LeadField& field) {
  if (field.code == "PHONE" || field.code == "EMAIL") return FilterOp::kBeginsWith;
  // SHOW_FILTER E: text user fields are searched by part.
  bool text = field.kind == FieldKind::kText || field.kind == FieldKind::kUrl ||
              field.kind == FieldKind::kOther || field.kind == FieldKind::kAddress;
  return field.dynamic && text ? FilterOp::kContains : FilterOp::kEqual;
}

}  // namespace

bool LikeMatches(std::string_view text, std::string_view pattern) {
  // Greedy with one point of return: enough for % and _.
  size_t t = 0;
  size_t p = 0;
  size_t star = std::string_view::npos;
  size_t back = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = p++;
      back = t;
    } else if (p < pattern.size() && (pattern[p] == '_' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++back;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

std::vector<Condition> ReadFilter(const World& world, const PhpArray& filter,
                                  const ValueRules& rules) {
  std::vector<Condition> conditions;
  for (const auto& [key, value] : filter) {
    if (key.is_number) continue;
    std::string_view name = key.text;
    Condition condition;
    bool prefixed = false;
    for (const Prefix& prefix : kPrefixes) {
      if (!prefixed && name.substr(0, prefix.text.size()) == prefix.text) {
        condition.op = prefix.op;
        name.remove_prefix(prefix.text.size());
        prefixed = true;
      }
    }
    int found = world.fields().Find(name);
    if (found < 0) continue;
    condition.field = static_cast<size_t>(found);
    const LeadField& field = world.fields()[condition.field];
    if (!prefixed) condition.op = OpWithoutPrefix(field);
    if (IsPattern(condition.op) && condition.op != FilterOp::kBeginsWith &&
        (field.type == "crm_status" || field.type == "crm_company" ||
         field.type == "crm_contact")) {
      condition.op = IsNegative(condition.op) ? FilterOp::kNotEqual : FilterOp::kEqual;
    }
    bool list = condition.op == FilterOp::kEqual || condition.op == FilterOp::kNotEqual ||
                condition.op == FilterOp::kIn || condition.op == FilterOp::kNotIn ||
                IsPattern(condition.op);
    if (value.IsArray() && list) {
      if (value.array().empty()) continue;
      for (const auto& [index, one] : value.array()) {
        AddWanted(field, one, rules, &condition);
        if (condition.op == FilterOp::kBeginsWith) break;
      }
    } else {
      AddWanted(field, value, rules, &condition);
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

bool Holds(const World& world, const Condition& condition, const Lead& lead,
           const ValueRules& rules) {
  if (condition.never) return false;
  const LeadField& field = world.fields()[condition.field];
  bool matches = false;
  if (static_cast<int>(condition.field) == world.known().id) {
    for (int64_t wanted : condition.numbers) {
      matches = matches || Compare(condition.op, lead.id, wanted);
    }
    if (condition.numbers.empty() && !condition.values.empty()) {
      matches = ItemMatches(condition, field, std::to_string(lead.id), rules);
    }
  } else if (field.kind == FieldKind::kMultifield || field.multiple) {
    bool any = false;
    int part = 0;
    ForEachItem(lead.row.Text(condition.field), [&](std::string_view item) {
      if (field.kind == FieldKind::kMultifield && part++ % 3 != 2) return;
      any = true;
      matches = matches || ItemMatches(condition, field, item, rules);
    });
    if (!any) matches = ItemMatches(condition, field, "", rules);
  } else {
    matches = ItemMatches(condition, field, lead.row.Text(condition.field), rules);
  }
  return matches != IsNegative(condition.op);
}

}  // namespace leadsync::sandbox
