// SPDX-License-Identifier: MIT
// Spreadsheets of tests about drafted mappings.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "practice_catalog.h"
#include "sync/draft/draft.h"
#include "sync/mapping.h"

namespace leadsync::testing {

using Rows = std::vector<std::vector<std::string>>;
using State = sync::DraftColumn::State;

/// A spreadsheet of a test: the first row is the header.
struct Sheet {
  explicit Sheet(const Rows& rows) {
    header.names = rows.front();
    samples.resize(header.names.size());
    for (size_t r = 1; r < rows.size(); ++r)
      for (size_t i = 0; i < rows[r].size(); ++i) samples[i].Add(rows[r][i], r + 1);
    origin.file = "leads.csv";
    origin.rows = rows.size() - 1;
  }
  /// A column beside lead IDs; each cell once.
  Sheet(const std::string& name, const std::vector<std::string>& cells)
      : Sheet([&] {
          Rows rows = {{"Lead ID", name}};
          for (size_t i = 0; i < cells.size(); ++i)
            rows.push_back({std::to_string(1000 + i), cells[i]});
          return rows;
        }()) {}
  sync::Drafter Draft() const { return {header, samples, PracticeCatalog(), origin}; }

  csv::Header header;
  std::vector<sync::ColumnSample> samples;
  sync::DraftOrigin origin;
};

/// The rule line of a column in a draft, without the remark behind it; "" if it has none.
inline std::string RuleOf(const std::string& text, const std::string& column) {
  const std::string unused = "// - \"" + column + "\"";
  const size_t at = text.find("\"" + column + "\": ");
  if (at == std::string::npos || text.find(unused) == at - 5) return "";
  const size_t begin = text.rfind('\n', at) + 1;
  std::string line = text.substr(begin, text.find(",  //", at) - begin);
  return line.substr(line.find_first_not_of(' '));
}

/// Whatever it looks like, a draft is a mapping.
inline sync::Mapping Parsed(const std::string& text) {
  CAPTURE(text);
  sync::Mapping mapping;
  CHECK_NOTHROW(mapping = sync::ParseMapping(text, "draft.json", sync::OnProblem::kKeep));
  return mapping;
}

}  // namespace leadsync::testing
