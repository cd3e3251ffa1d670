// SPDX-License-Identifier: MIT
// What a Planner is made of: made by planner_bind.cc, used by planner.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/mapping.h"
#include "sync/plan.h"

namespace leadsync::sync {

/// A Condition on a column of this file; texts trimmed and folded.
struct BoundCondition {
  size_t column = 0;
  bool has_is = false;
  std::vector<std::string> is;
  std::vector<std::string> isnt;
};

/// One column's way into one target.
struct CellStep {
  size_t column = 0;
  uint16_t target = 0;
  Transforms transforms;
  std::string part_separator;  ///< of `part`; empty = blanks
  EmptyCell empty = EmptyCell::kKeep;
  BadCell bad = BadCell::kRow;
  crm::Value cleared;  ///< what an empty cell writes, where `empty` says so
  std::vector<BoundCondition> when;
};

/// One field that every row sets.
struct SetStep {
  uint16_t target = 0;
  std::optional<crm::Value> constant;
  Template text;
  std::vector<size_t> columns;  ///< of the template's pieces; unused for literal ones
  EmptyCell empty = EmptyCell::kKeep;
  crm::Value cleared;
};

struct PlannerParts {
  std::vector<std::string> header;  ///< trimmed
  std::string portal_host;
  size_t key_column = 0;
  std::vector<BoundCondition> rows;
  std::vector<CellStep> cells;
  std::vector<SetStep> sets;
  std::vector<Target> targets;
  std::vector<std::string> ignored_columns;
  std::vector<std::string> warnings;
  std::vector<std::string> empty_words;  ///< folded
  size_t longest_empty_word = 0;         ///< bytes
};

/// Throws one UsageError with every problem.
PlannerParts BindMapping(const Mapping& mapping, const std::vector<std::string>& header,
                         const crm::Catalog& catalog, std::string_view portal_host,
                         const crm::UserDirectory* users, std::string_view header_hint);

/// The text that a field's type shall read: `text` after `step`'s transforms. Lives in `buffer` or
/// in `text`.
std::string_view Transform(std::string_view text, const CellStep& step, std::string* buffer);

}  // namespace leadsync::sync
