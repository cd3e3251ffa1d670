// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <unordered_map>

#include "base/text.h"
#include "sync/mapping.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

using Table = std::vector<std::vector<std::string>>;

bool IsHeader(const std::vector<std::string>& row) {
  const std::string from = Fold(row[0]);
  const std::string to = Fold(row[1]);
  return (from == "value" && to == "item") || (from == "from" && to == "to");
}

/// The first thing that is wrong with the table, or nothing.
std::string FillValues(const Table& table, crm::CellRule* cell) {
  std::unordered_map<std::string, size_t> seen;
  for (size_t i = 0; i < table.size(); ++i) {
    const std::vector<std::string>& row = table[i];
    if (row.size() != 2) {
      return Say(said::kValuesColumns, i + 1, row.size(), row.size() == 1 ? "" : "s");
    }
    if (i == 0 && IsHeader(row)) continue;
    const std::string text(Trim(row[0]));
    if (text.empty()) return Say(said::kValueEmpty, i + 1);
    const auto [at, fresh] = seen.emplace(text, i + 1);
    if (!fresh) {
      return Say(said::kValueTwice, i + 1, Shorten(text), at->second);
    }
    cell->values.emplace_back(text, Trim(row[1]));
  }
  return cell->values.empty() ? Say(said::kNoValues) : "";
}

}  // namespace

void LoadValueFiles(Mapping* mapping, const TableReader& read) {
  const std::filesystem::path folder = std::filesystem::path(mapping->file).parent_path();
  for (Rule& rule : mapping->rules) {
    if (rule.values_file.empty()) continue;
    const std::string path = (folder / rule.values_file).string();
    const std::string where = fmt::format("column «{}»: «values»: ", rule.column);
    try {
      const std::string problem = FillValues(read(path), &rule.cell);
      if (!problem.empty()) {
        mapping->problems.push_back(
            {rule.values_line, fmt::format("{}{}: {}", where, path, problem)});
      }
    } catch (const Error& error) {
      mapping->problems.push_back({rule.values_line, where + error.what()});
    }
    rule.values_file.clear();
  }
}

}  // namespace leadsync::sync
