// SPDX-License-Identifier: MIT
#include "csv/header.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"

namespace leadsync::csv {

std::vector<size_t> Header::Find(std::string_view name) const {
  std::vector<size_t> columns;
  const std::string_view wanted = Trim(name);
  for (size_t i = 0; i < names.size(); ++i) {
    if (Trim(names[i]) == wanted) columns.push_back(i);
  }
  return columns;
}

std::vector<std::vector<size_t>> Header::Doubled() const {
  std::unordered_map<std::string_view, std::vector<size_t>> columns_of;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = Trim(names[i]);
    if (!name.empty()) columns_of[name].push_back(i);
  }
  std::vector<std::vector<size_t>> groups;
  for (auto& [name, columns] : columns_of) {
    if (columns.size() > 1) groups.push_back(std::move(columns));
  }
  std::sort(groups.begin(), groups.end());
  return groups;
}

std::vector<size_t> Header::Unnamed() const {
  std::vector<size_t> columns;
  for (size_t i = 0; i < names.size(); ++i) {
    if (Trim(names[i]).empty()) columns.push_back(i);
  }
  return columns;
}

std::string Header::Name(size_t column) const {
  if (column < names.size() && !Trim(names[column]).empty())
    return std::string(Trim(names[column]));
  return fmt::format("column {}", column + 1);
}

}  // namespace leadsync::csv
