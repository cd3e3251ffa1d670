// SPDX-License-Identifier: MIT
// What a Planner is made of: made by planner_bind.cc, used by planner.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sync/adding.h"
#include "sync/lead_key.h"
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

/// A field that a new lead gets from its key: the value of one of the key's fields, or (-1) the
/// whole key's text.
struct KeyWrite {
  uint16_t target = 0;
  int field = -1;
};

/// What is wrong with a cell of the key.
struct KeyProblem {
  size_t column = 0;
  std::string cell;
  std::string text;
  bool unknown_name = false;
};

struct PlannerParts {
  std::vector<std::string> header;  ///< trimmed
  std::string portal_host;
  LeadKey key;
  std::vector<size_t> key_columns;  ///< in the order of the key's fields; of an ID the one
  size_t key_pad = 0;
  std::vector<KeyWrite> key_writes;
  AddOptions adds;
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

/// What identifies a lead: `parts->key`, with its fields looked up.
void BindKey(const Mapping& mapping, const crm::Catalog& catalog, PlannerParts* parts,
             std::vector<MappingProblem>* problems);
/// What new leads are made with beside the mapping's own rules.
void BindAdds(const Mapping& mapping, const crm::Catalog& catalog, PlannerParts* parts,
              std::vector<MappingProblem>* problems);
/// Why no rule may write the field, because it belongs to the key; or nothing.
std::optional<std::string> WhyKeyOwns(const LeadKey& key, std::string_view code);

bool IsEmptyCell(const PlannerParts& parts, std::string_view trimmed);
/// The key's cells as the file has them, for the report.
std::string WrittenKey(const PlannerParts& parts, const csv::Record& record);
/// The normalised values of the key's fields; of no use if there are problems.
std::vector<std::string> ReadKeyValues(const PlannerParts& parts, const csv::Record& record,
                                       std::vector<KeyProblem>* problems);

/// The text that a field's type shall read: `text` after `step`'s transforms. Lives in `buffer` or
/// in `text`.
std::string_view Transform(std::string_view text, const CellStep& step, std::string* buffer);

}  // namespace leadsync::sync
