// SPDX-License-Identifier: MIT
// crm.lead.list: filter, order, select and pages, with everything that makes them dangerous
// (bitrix24 docs: api-reference/crm/leads/crm-lead-list.md,
// settings/how-to-call-rest-api/list-methods-pecularities.md; server:
// crm/classes/general/restservice.php getList, internalizeFilterFields).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/methods.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {

/// Rows of one page.
constexpr int64_t kPage = 50;

/// The first row of the page that `start` falls on, as the server pages: whole pages of 50, and a
/// start past the end gives the first page.
int64_t FirstRowOf(int64_t start, int64_t total);

enum class FilterOp {
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kIn,
  kNotIn,
  kContains,
  kNotContains,
  kLike,
  kNotLike,
  kBeginsWith,  ///< PHONE and EMAIL without prefix
};

/// One key of a filter, read against the fields.
struct Condition {
  size_t field = 0;
  FilterOp op = FilterOp::kEqual;
  bool never = false;               ///< the value became false: nothing matches
  std::vector<std::string> values;  ///< folded texts
  std::vector<int64_t> numbers;     ///< of IDs, dates (days) and moments (seconds)
  std::vector<double> reals;        ///< of amounts
};

/// The conditions of a filter. Keys that are no lead field, and empty lists for = and @, are
/// dropped without a word: an empty filter means every lead.
std::vector<Condition> ReadFilter(const World& world, const PhpArray& filter,
                                  const ValueRules& rules);
bool Holds(const World& world, const Condition& condition, const Lead& lead,
           const ValueRules& rules);

/// The whole method. `select`, `filter` and `order` are looked up in `params`.
MethodResult ListLeads(World& world, const MethodCall& call);
/// One lead as crm.lead.get shows it.
PhpArray DescribeLead(World& world, const Lead& lead, const ValueRules& rules);

/// SQL's LIKE: `%` stands for any text, `_` for any byte.
bool LikeMatches(std::string_view text, std::string_view pattern);

}  // namespace leadsync::sandbox
