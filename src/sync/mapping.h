// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crm/field_codec.h"
#include "sync/template.h"

namespace leadsync::sync {

/// 1-based line of the mapping file; it travels with everything that a later message may name.
using Line = size_t;

enum class Mode { kUpdate, kAdd, kUpsert };
/// What an empty cell does to the field.
enum class EmptyCell { kKeep, kClear, kReject };
/// What a wrong cell spoils.
enum class BadCell { kRow, kCell };
enum class LetterCase { kAsIs, kUpper, kLower, kTitle };

/// A test of one cell, trimmed and case-folded: among `is` (if given), and not among `isnt`.
struct Condition {
  std::string column;
  Line line = 0;
  std::optional<std::vector<std::string>> is;
  std::vector<std::string> isnt;
};

/// What is done to a cell's text before the field's type reads it, in the order of the members.
struct Transforms {
  bool trim = true;
  bool collapse = false;  ///< runs of blanks become one
  int part = 0;           ///< the n-th piece (-1 the last) between `split`s, else between blanks
  std::vector<std::pair<std::string, std::string>> replace;  ///< literal, one after the other
  LetterCase letters = LetterCase::kAsIs;
  size_t pad = 0;                        ///< zeros to the left up to this length
  std::optional<std::string> otherwise;  ///< "default": what an empty cell stands for

  /// Is there anything to do beyond trimming and the default?
  bool changes() const {
    return collapse || part != 0 || !replace.empty() || letters != LetterCase::kAsIs || pad > 0;
  }
};

/// One field that one column is written to.
struct Rule {
  std::string column;
  Line line = 0;
  std::string name;   ///< a field's code or label, when the rule is a bare text; or else
  std::string field;  ///< a field's code, or
  std::string label;  ///< a field's label
  crm::CellRule cell;
  std::string values_file;
  Line values_line = 0;
  Transforms transforms;
  std::optional<EmptyCell> empty;  ///< else the mapping's
  BadCell bad = BadCell::kRow;
  bool on_add = true;
  bool on_update = true;
  std::vector<Condition> when;
};

/// One field that is written for every row.
struct SetRule {
  std::string name;  ///< a field's code or label
  Line line = 0;
  Template text;
};

/// What identifies a lead. No fields: the lead's ID.
struct KeyRule {
  Line line = 0;
  std::vector<std::string> columns;
  std::vector<std::string> fields;
  std::vector<std::pair<std::string, std::string>> within;
  size_t pad = 0;
};

struct MappingProblem {
  Line line = 0;
  std::string text;
};

/// The mapping file as written: names are not yet looked up in a header or a catalog (that is the
/// Planner's business).
struct Mapping {
  std::string file;  ///< as given, for messages
  KeyRule key;
  Mode mode = Mode::kUpdate;
  Line mode_line = 0;
  std::vector<Rule> rules;  ///< in the order of the file
  std::vector<SetRule> sets;
  std::vector<Condition> rows;
  EmptyCell empty = EmptyCell::kKeep;
  std::vector<std::string> empty_words;
  bool reopen = false;
  bool notify = false;
  bool import = false;
  char delimiter = 0;    ///< 0 = choose from the header
  std::string encoding;  ///< empty = choose
  size_t header_row = 1;
  std::string time_zone;
  std::string country;
  std::string portal;  ///< host (and port), lower case; empty = any
  Line portal_line = 0;

  std::vector<MappingProblem> problems;  ///< only with OnProblem::kKeep
};

/// What to do with a mapping that is JSON but says things that it cannot.
enum class OnProblem {
  kThrow,  ///< one UsageError with every problem
  kKeep,   ///< in Mapping::problems: the Planner throws them together with its own
};

/// Reads a mapping: JSON with comments and trailing commas, UTF-8 with or without BOM. Throws one
/// UsageError with a `file:line: text` for every problem; broken JSON has one problem only.
Mapping ParseMapping(std::string text, std::string file_name, OnProblem on = OnProblem::kThrow);

/// Rows of a CSV file, cell by cell; given by the caller, since reading CSV needs the file's
/// dialect. Throws Error.
using TableReader = std::function<std::vector<std::vector<std::string>>(const std::string& path)>;

/// Fills the `values` of rules that name a file of two columns (cell text, item), relative to the
/// mapping file's folder. A first row `value,item` or `from,to` is a header. What is wrong goes to
/// `mapping->problems`.
void LoadValueFiles(Mapping* mapping, const TableReader& read);

/// Where in a mapping a key stands.
enum class MappingLevel { kTop, kKey, kRule, kCondition, kCsv, kAdd };

/// The keys that are understood there, for the schema's test and for drafting mappings.
std::vector<std::string> MappingKeys(MappingLevel level);

}  // namespace leadsync::sync
