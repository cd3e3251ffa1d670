// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "crm/catalog.h"
#include "crm/field_codec.h"
#include "sync/draft/column_sample.h"

namespace leadsync::sync {

/// What the cells are judged by.
struct FitContext {
  const crm::Catalog& catalog;
  const crm::UserDirectory* users = nullptr;  ///< may be null
  std::string time_zone;                      ///< IANA name; "" = not known yet
};

/// A cell that the field does not take, and why.
struct Misfit {
  std::string cell;
  uint64_t rows = 0;
  uint64_t first_row = 0;
  std::string problem;
};

/// One of several ways to read a column's cells, all of which read them and come to different
/// results: nobody but a person can know.
struct Reading {
  crm::CellRule rule;
  std::string example;  ///< "03/04/2026 is 2026-04-03"
};

/// How a column is best read as a field: found by trying what the mapping can say on the real
/// codec, so that a check of the same cells comes to the same.
struct ColumnFit {
  crm::CellRule rule;
  uint64_t fine = 0;              ///< rows of the sample that the field takes
  std::vector<Misfit> misfits;    ///< different cells that it does not
  std::vector<Reading> readings;  ///< two or more, or none
  bool needs_zone = false;        ///< its times say no zone, and none is known
  bool drops_times = false;       ///< the cells have times, the field holds days
  std::string impossible;         ///< why nothing can be written there at all
  bool empty = true;              ///< no cell in the sample

  uint64_t wrong() const;
  /// Does this look like the field's column? More than half of its cells must.
  bool good() const { return impossible.empty() && (empty || fine > wrong()); }
};

/// `base` holds what is known already: kind, write, on_update, values. Never throws.
ColumnFit FitColumn(const FitContext& context, const crm::Field& field, const crm::CellRule& base,
                    const std::vector<ColumnSample::Value>& values);

/// Has the field a closed list of answers, so that cells that match it prove something?
bool IsClosed(const crm::Field& field);
/// The pieces of a cell that a rule with "split" reads one by one; the cell itself without.
std::vector<std::string> PiecesOf(const std::string& cell, const crm::CellRule& rule);

}  // namespace leadsync::sync
