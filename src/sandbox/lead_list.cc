// SPDX-License-Identifier: MIT
#include "sandbox/lead_list.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "sandbox/multifields.h"

namespace leadsync::sandbox {
namespace {

/// The columns of an answer, by the order in which they appear.
struct Selection {
  std::vector<size_t> plain;  ///< standard fields
  std::vector<size_t> user;
  std::vector<size_t> multi;

  void Add(const LeadFields& fields, size_t index) {
    const LeadField& field = fields[index];
    std::vector<size_t>& to = field.kind == FieldKind::kMultifield ? multi
                              : field.dynamic                      ? user
                                                                   : plain;
    if (std::find(to.begin(), to.end(), index) == to.end()) to.push_back(index);
  }
  bool empty() const { return plain.empty() && user.empty() && multi.empty(); }
};

Selection ReadSelect(const World& world, const PhpArray& select) {
  const LeadFields& fields = world.fields();
  Selection out;
  bool needs_id = false;
  for (const auto& [key, value] : select) {
    std::string name = value.ToString();
    if (name == "*") {
      needs_id = true;
      for (size_t index : fields.shown()) out.Add(fields, index);
    } else if (name == "UF_*") {
      for (size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].dynamic) out.Add(fields, i);
      }
    } else if (int found = fields.Find(name); found >= 0) {
      out.Add(fields, static_cast<size_t>(found));
      needs_id = needs_id || name == "COMMENTS";
    }
  }
  if (out.empty()) {
    out.plain = fields.shown();
  }
  if ((needs_id || !out.multi.empty()) && world.known().id >= 0) {
    out.Add(fields, static_cast<size_t>(world.known().id));
  }
  return out;
}

PhpValue ReadColumn(const World& world, const Lead& lead, size_t index, const ValueRules& rules,
                    Reading reading) {
  if (static_cast<int>(index) == world.known().id) return std::to_string(lead.id);
  return ReadValue(world.fields()[index], lead.row.Get(index), rules, reading);
}

PhpArray Row(const World& world, const Lead& lead, const Selection& selection,
             const ValueRules& rules, Reading reading) {
  const LeadFields& fields = world.fields();
  PhpArray row;
  row.Reserve(selection.plain.size() + selection.user.size() + selection.multi.size());
  for (size_t index : selection.plain) {
    row.Append(fields[index].code, ReadColumn(world, lead, index, rules, reading));
  }
  for (size_t index : selection.user) {
    row.Append(fields[index].code, ReadColumn(world, lead, index, rules, reading));
  }
  for (size_t index : selection.multi) {
    auto stored = lead.row.Get(index);
    if (!stored || stored->empty()) continue;  // the key is absent when there is none
    row.Append(fields[index].code,
               DescribeMultivalues(fields[index].code, UnpackMultivalues(*stored)));
  }
  return row;
}

struct OrderBy {
  size_t field;
  bool down;
};

std::vector<OrderBy> ReadOrder(const World& world, const PhpArray& order) {
  std::vector<OrderBy> out;
  for (const auto& [key, value] : order) {
    int found = key.is_number ? -1 : world.fields().Find(key.text);
    if (found < 0) continue;
    std::string way = value.IsArray() ? "" : World::FoldForFilter(value.ToString());
    out.push_back({static_cast<size_t>(found), way != "asc"});
  }
  return out;
}

bool ByIdOnly(const World& world, const std::vector<OrderBy>& order) {
  return order.empty() || static_cast<int>(order[0].field) == world.known().id;
}

/// Below zero, zero or above it, as a database orders the column.
int CompareLeads(const World& world, const Lead& a, const Lead& b, size_t index) {
  if (static_cast<int>(index) == world.known().id) return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  const LeadField& field = world.fields()[index];
  std::string_view left = a.row.Text(index);
  std::string_view right = b.row.Text(index);
  if (static_cast<int>(index) == world.known().status) {
    return world.statuses().StageSort(left) - world.statuses().StageSort(right);
  }
  bool number = field.kind == FieldKind::kInteger || field.kind == FieldKind::kUser ||
                field.kind == FieldKind::kEntityId || field.kind == FieldKind::kEnumeration ||
                field.kind == FieldKind::kDouble || field.kind == FieldKind::kMoneyAmount ||
                field.kind == FieldKind::kDatetime;
  if (number && !field.multiple) {
    double x = 0;
    double y = 0;
    std::from_chars(left.data(), left.data() + left.size(), x);
    std::from_chars(right.data(), right.data() + right.size(), y);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return World::FoldForFilter(left).compare(World::FoldForFilter(right));
}

/// Calls f(lead) for the leads that may match, by ascending ID, until it says false. Conditions
/// on the ID, and equality of one text field, spare the walk over all leads.
template <typename F>
void ForEachCandidate(World& world, const std::vector<Condition>& conditions, bool down, F f) {
  const std::vector<int64_t>* ids = nullptr;
  std::vector<int64_t> found;
  size_t from = 0;
  size_t to = world.leads().all().size();
  for (const Condition& condition : conditions) {
    bool equal = condition.op == FilterOp::kEqual || condition.op == FilterOp::kIn;
    if (static_cast<int>(condition.field) == world.known().id && !condition.numbers.empty()) {
      int64_t n = condition.numbers[0];
      if (equal && condition.values.empty()) ids = &condition.numbers;
      if (condition.op == FilterOp::kGreaterOrEqual || condition.op == FilterOp::kGreater) {
        from = std::max(from, world.leads().LowerBound(n));
      }
      if (condition.op == FilterOp::kLess || condition.op == FilterOp::kLessOrEqual) {
        to = std::min(to, world.leads().LowerBound(n < INT64_MAX ? n + 1 : n));
        if (n == INT64_MAX) to = world.leads().all().size();
      }
    }
  }
  if (ids != nullptr) {
    found = *ids;
  } else {
    for (const Condition& condition : conditions) {
      const LeadField& field = world.fields()[condition.field];
      bool equal = condition.op == FilterOp::kEqual || condition.op == FilterOp::kIn;
      bool text = (field.kind == FieldKind::kText || field.kind == FieldKind::kUrl) &&
                  !field.multiple && condition.numbers.empty();
      bool filled = std::none_of(condition.values.begin(), condition.values.end(),
                                 [](const std::string& value) { return value.empty(); });
      if (ids != nullptr || !equal || !text || !filled || condition.values.empty()) continue;
      for (const std::string& value : condition.values) {
        std::vector<int64_t> some = world.Candidates(condition.field, value);
        found.insert(found.end(), some.begin(), some.end());
      }
      ids = &found;
    }
  }
  if (ids != nullptr) {
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (down) std::reverse(found.begin(), found.end());
    for (int64_t id : found) {
      const Lead* lead = world.leads().Find(id);
      if (lead != nullptr && !f(*lead)) return;
    }
    return;
  }
  const std::vector<Lead>& all = world.leads().all();
  for (size_t i = from; i < to; ++i) {
    const Lead& lead = all[down ? to - 1 - (i - from) : i];
    if (!lead.deleted && !f(lead)) return;
  }
}

const PhpArray& ArrayParam(const PhpArray& params, const char* name,
                           std::optional<RestError>* error) {
  static const PhpArray kEmpty;
  const PhpValue* value = params.Find(name);
  if (value == nullptr || value->IsNull()) return kEmpty;
  if (value->IsArray()) return value->array();
  *error = RestError{400, "", "Parameter '" + std::string(name) + "' must be array.", {}};
  return kEmpty;
}

}  // namespace

int64_t FirstRowOf(int64_t start, int64_t total) {
  if (start <= 0) return 0;
  int64_t first = start / kPage * kPage;
  return first >= total ? 0 : first;
}

PhpArray DescribeLead(World& world, const Lead& lead, const ValueRules& rules) {
  const LeadFields& fields = world.fields();
  Selection everything;
  everything.plain = fields.shown();
  for (size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].dynamic || fields[i].kind == FieldKind::kMultifield ||
        fields[i].code == "CONTACT_IDS") {
      everything.Add(fields, i);
    }
  }
  return Row(world, lead, everything, rules, Reading::kGet);
}

MethodResult ListLeads(World& world, const MethodCall& call) {
  MethodResult result;
  const PhpArray& order_param = ArrayParam(*call.params, "order", &result.error);
  const PhpArray& filter_param = ArrayParam(*call.params, "filter", &result.error);
  const PhpArray& select_param = ArrayParam(*call.params, "select", &result.error);
  if (result.error) return result;
  ValueRules rules = world.RulesFor(call.user, call.now);
  std::vector<Condition> conditions = ReadFilter(world, filter_param, rules);
  std::vector<OrderBy> order = ReadOrder(world, order_param);
  Selection selection = ReadSelect(world, select_param);

  bool by_id = ByIdOnly(world, order);
  bool down = by_id && !order.empty() && order[0].down;
  bool count = call.start.value_or(0) >= 0;
  int64_t total = 0;
  // Positions survive; leads do not move while a list is made.
  std::vector<const Lead*> matching;
  ForEachCandidate(world, conditions, down, [&](const Lead& lead) {
    if (!world.MayRead(lead, call.user)) return true;
    for (const Condition& condition : conditions) {
      if (!Holds(world, condition, lead, rules)) return true;
    }
    ++total;
    matching.push_back(&lead);
    return count || !by_id || total < kPage;
  });
  if (!by_id) {
    std::stable_sort(matching.begin(), matching.end(), [&](const Lead* a, const Lead* b) {
      for (const OrderBy& by : order) {
        int way = CompareLeads(world, *a, *b, by.field);
        if (way != 0) return by.down ? way > 0 : way < 0;
      }
      return false;
    });
  }
  int64_t first = count ? FirstRowOf(call.start.value_or(0), total) : 0;
  int64_t end = std::min(first + kPage, total);
  PhpArray rows;
  rows.Reserve(static_cast<size_t>(end - first));
  for (int64_t i = first; i < end; ++i) {
    rows.Push(Row(world, *matching[static_cast<size_t>(i)], selection, rules, Reading::kList));
  }
  result.result = std::move(rows);
  result.total = count ? total : 0;
  if (count && end < total) result.next = end;
  return result;
}

}  // namespace leadsync::sandbox
