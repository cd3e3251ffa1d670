// SPDX-License-Identifier: MIT
#include "sandbox/users.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sandbox/lead_list.h"

namespace leadsync::sandbox {
namespace {

std::string FieldOf(const User& user, std::string_view name) {
  if (name == "ID") return std::to_string(user.id);
  if (name == "NAME") return user.name;
  if (name == "LAST_NAME") return user.last_name;
  if (name == "EMAIL") return user.email;
  if (name == "WORK_POSITION") return user.position;
  if (name == "ACTIVE") return user.active ? "Y" : "N";
  return "";
}

bool IsField(std::string_view name) {
  return name == "ID" || name == "NAME" || name == "LAST_NAME" || name == "EMAIL" ||
         name == "WORK_POSITION" || name == "ACTIVE";
}

/// ACTIVE comes as a JSON boolean as well as Y or N.
std::string Wanted(std::string_view name, const PhpValue& value) {
  if (name == "ACTIVE" && !value.IsString()) return value.Truthy() ? "Y" : "N";
  if (name == "ACTIVE" && (value.string() == "1" || value.string() == "true")) return "Y";
  if (name == "ACTIVE" && value.string() != "Y") return "N";
  return value.ToString();
}

enum class Compared { kEqual, kPart, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

struct Operator {
  std::string_view prefix;
  Compared compared;
  bool negative;
};

// Longest first. Equality is by pattern anyway: NAME may be "Iva%".
constexpr Operator kOperators[] = {
    {"!=%", Compared::kEqual, true},       {"!%=", Compared::kEqual, true},
    {"!@", Compared::kEqual, true},        {"!=", Compared::kEqual, true},
    {"!%", Compared::kPart, true},         {"=%", Compared::kEqual, false},
    {"%=", Compared::kEqual, false},       {">=", Compared::kGreaterOrEqual, false},
    {"<=", Compared::kLessOrEqual, false}, {">", Compared::kGreater, false},
    {"<", Compared::kLess, false},         {"@", Compared::kEqual, false},
    {"%", Compared::kPart, false},         {"=", Compared::kEqual, false},
    {"!", Compared::kEqual, true},
};

bool Holds(const std::string& have, const std::string& wanted, Compared compared, bool number) {
  if (compared == Compared::kPart) return have.find(wanted) != std::string::npos;
  if (compared == Compared::kEqual) return LikeMatches(have, wanted);
  int64_t way = number ? PhpValue(have).ToInt() - PhpValue(wanted).ToInt() : have.compare(wanted);
  if (compared == Compared::kLess) return way < 0;
  if (compared == Compared::kLessOrEqual) return way <= 0;
  return compared == Compared::kGreater ? way > 0 : way >= 0;
}

bool Matches(const User& user, std::string_view key, const PhpValue& value) {
  Compared compared = Compared::kEqual;
  bool negative = false;
  for (const Operator& op : kOperators) {
    if (!key.starts_with(op.prefix)) continue;
    compared = op.compared;
    negative = op.negative;
    key.remove_prefix(op.prefix.size());
    break;
  }
  if (!IsField(key)) return true;
  std::string have = FoldCase(FieldOf(user, key));
  auto holds = [&](const PhpValue& one) {
    return Holds(have, FoldCase(Wanted(key, one)), compared, key == "ID");
  };
  bool any = false;
  if (value.IsArray()) {
    if (value.array().empty()) return true;
    for (const auto& [index, one] : value.array()) any |= !one.IsArray() && holds(one);
  } else {
    any = holds(value);
  }
  return any != negative;
}

/// A parameter that may be written in capitals, as the docs' examples do.
const PhpValue* AnyCase(const PhpArray& params, const char* lower, const char* upper) {
  const PhpValue* value = params.Find(lower);
  return value != nullptr ? value : params.Find(upper);
}

}  // namespace

PhpValue DescribeUser(const User& user) {
  PhpArray out;
  out.Set("ID", std::to_string(user.id));
  out.Set("ACTIVE", user.active);
  out.Set("NAME", user.name);
  out.Set("LAST_NAME", user.last_name);
  out.Set("SECOND_NAME", "");
  out.Set("EMAIL", user.email);
  out.Set("LAST_LOGIN", "");
  out.Set("DATE_REGISTER", "2023-02-01T00:00:00+03:00");
  out.Set("IS_ONLINE", "N");
  out.Set("TIME_ZONE", "");
  out.Set("PERSONAL_GENDER", "");
  out.Set("WORK_POSITION", user.position);
  out.Set("UF_DEPARTMENT", PhpArray::List({1}));
  out.Set("USER_TYPE", "employee");
  return out;
}

PhpValue DescribeProfile(const User& user) {
  PhpArray out;
  out.Set("ID", std::to_string(user.id));
  out.Set("ADMIN", user.admin);
  out.Set("NAME", user.name);
  out.Set("LAST_NAME", user.last_name);
  out.Set("PERSONAL_GENDER", "");
  out.Set("TIME_ZONE", "");
  return out;
}

std::vector<const User*> FindUsers(const std::vector<User>& users, const PhpArray& params) {
  // The filter may stand in `filter` or directly among the parameters.
  const PhpArray* filter = &params;
  if (const PhpValue* given = AnyCase(params, "filter", "FILTER");
      given != nullptr && given->IsArray()) {
    filter = &given->array();
  }
  std::vector<const User*> found;
  for (const User& user : users) {
    bool all = true;
    for (const auto& [key, value] : *filter) all = all && Matches(user, key.ToString(), value);
    if (all) found.push_back(&user);
  }
  const PhpValue* sort = AnyCase(params, "sort", "SORT");
  const PhpValue* order = AnyCase(params, "order", "ORDER");
  std::string by = sort != nullptr ? sort->ToString() : "ID";
  bool down = order != nullptr && order->IsString() && FoldCase(order->string()) == "desc";
  std::stable_sort(found.begin(), found.end(), [&](const User* a, const User* b) {
    if (down) std::swap(a, b);
    if (by == "ID" || !IsField(by)) return a->id < b->id;
    return FieldOf(*a, by) < FieldOf(*b, by);
  });
  return found;
}

}  // namespace leadsync::sandbox
