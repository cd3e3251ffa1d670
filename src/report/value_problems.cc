// SPDX-License-Identifier: MIT
#include "report/value_problems.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "csv/writer.h"
#include "report/visible.h"

namespace leadsync::report {
namespace {

/// Long texts are cut: what is wrong with them shows in their beginning or in the problem.
constexpr size_t kLongestText = 300;

std::string Short(std::string_view text) { return Shorten(Visible(text), kLongestText); }

}  // namespace

void ValueProblems::Add(const sync::Outcome& outcome) {
  if (outcome.status == sync::Status::kSkipped) return;  // nothing there is wrong
  for (const sync::Problem& p : outcome.problems) {
    if (p.column.empty()) continue;
    const size_t place = columns_.emplace(p.column, columns_.size()).first->second;
    Key key{place, Short(p.value), Short(p.text)};
    auto it = lines_.find(key);
    if (it == lines_.end()) {
      if (lines_.size() >= most_) {
        ++more_;
        continue;
      }
      it = lines_.emplace(std::move(key), Line{0, outcome.row, Short(p.nearest)}).first;
    }
    ++it->second.rows;
  }
}

std::vector<ValueProblems::Entry> ValueProblems::Most(size_t count) const {
  std::vector<std::string_view> names(columns_.size());
  for (const auto& [name, place] : columns_) names[place] = name;
  std::vector<Entry> entries;
  for (const auto& [key, line] : lines_)
    entries.push_back({std::string(names[std::get<0>(key)]), std::get<1>(key), line.rows,
                       line.first_row, std::get<2>(key), line.nearest});
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.rows != b.rows ? a.rows > b.rows : a.first_row < b.first_row;
  });
  if (entries.size() > count) entries.resize(count);
  return entries;
}

void ValueProblems::Write(const std::filesystem::path& path, char delimiter) const {
  if (delimiter == '\0') delimiter = ',';
  std::vector<std::string_view> names(columns_.size());
  for (const auto& [name, place] : columns_) names[place] = name;
  std::vector<const std::pair<const Key, Line>*> order;
  for (const auto& line : lines_) order.push_back(&line);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    const size_t column_a = std::get<0>(a->first);
    const size_t column_b = std::get<0>(b->first);
    return column_a != column_b ? column_a < column_b : a->second.rows > b->second.rows;
  });

  std::string out = "\xEF\xBB\xBF";
  const auto write = [&](std::initializer_list<std::string_view> cells) {
    csv::AppendRecord(cells, delimiter, &out, csv::Formulas::kGuard);
  };
  write({"column", "value", "rows", "first_row", "problem", "nearest"});
  for (const auto* entry : order) {
    const auto& [key, line] = *entry;
    write({Visible(names[std::get<0>(key)]), std::get<1>(key), std::to_string(line.rows),
           std::to_string(line.first_row), std::get<2>(key), line.nearest});
  }
  if (more_ > 0) {
    write({"", "", std::to_string(more_), "",
           "and more: other values are not listed; correct these and check again", ""});
  }
  WriteFileAtomic(path, out);
}

}  // namespace leadsync::report
