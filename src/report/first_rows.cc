// SPDX-License-Identifier: MIT
#include "report/first_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/visible.h"

namespace leadsync::report {
namespace {

/// Cells of equal columns, the last one as wide as is left.
template <size_t kColumns>
class Grid {
 public:
  explicit Grid(const std::array<size_t, kColumns>& most) : most_(most) {}

  void Add(std::array<std::string, kColumns> cells) {
    for (size_t i = 0; i < kColumns; ++i) {
      cells[i] = CutToWidth(Visible(cells[i]), most_[i]);
      widths_[i] = std::max(widths_[i], DisplayWidth(cells[i]));
    }
    rows_.push_back(std::move(cells));
  }
  std::string Text(size_t width) const {
    std::string text;
    for (const auto& cells : rows_) {
      std::string line = " ";
      for (size_t i = 0; i < kColumns; ++i) line += " " + PadRight(cells[i], widths_[i]) + " ";
      line.erase(line.find_last_not_of(' ') + 1);
      line = CutToWidth(line, width);
      text += line + "\n";
    }
    return text;
  }

 private:
  std::array<size_t, kColumns> most_;
  std::array<size_t, kColumns> widths_{};
  std::vector<std::array<std::string, kColumns>> rows_;
};

/// The problem without the value, which stands beside it.
std::string Bare(const ValueProblems::Entry& entry) {
  if (!entry.nearest.empty()) return entry.nearest + "?";
  const std::string value = "«" + entry.value + "» ";
  return entry.problem.starts_with(value) ? entry.problem.substr(value.size()) : entry.problem;
}

std::string OrEmpty(const std::string& text) { return text.empty() ? "(empty)" : text; }

}  // namespace

void FirstRows::Add(const sync::Outcome& outcome) {
  using sync::Status;
  if (outcome.status != Status::kWouldUpdate && outcome.status != Status::kWouldAdd) return;
  bool first = true;
  for (const sync::Change& change : outcome.changes) {
    ++changes_;
    if (lines_.size() >= kMostLines) continue;
    Line line{"", "", change};
    if (first) {
      line.row = WithCommas(outcome.row);
      line.lead = outcome.lead_id > 0 ? std::to_string(outcome.lead_id) : "new";
    }
    first = false;
    lines_.push_back(std::move(line));
  }
}

std::string FirstRows::Table(size_t width) const {
  if (lines_.empty()) return "";
  Grid<5> grid({12, 20, 24, 24, 60});
  grid.Add({"row", "lead", "field", "old", "   new"});
  for (const Line& line : lines_) {
    const sync::Change& change = line.change;
    grid.Add({line.row, line.lead, (change.label.empty() ? change.field : change.label).text(),
              OrEmpty(change.old_text), "-> " + OrEmpty(change.new_text)});
  }
  return (changes_ > lines_.size()
              ? fmt::format("What would change: the first {} of {}; all are in changes.csv\n",
                            lines_.size(), Counted(changes_, "change", "changes"))
              : std::string("What would change:\n")) +
         grid.Text(width) + "\n";
}

std::string ValuesTable(const ValueProblems& values, size_t width) {
  const std::vector<ValueProblems::Entry> first = values.Most(FirstRows::kMostLines);
  if (first.empty()) return "";
  Grid<5> table({9, 9, 20, 24, 80});
  table.Add({"rows", "first row", "column", "value", "what may be meant, or what is wrong"});
  for (const auto& entry : first)
    table.Add({WithCommas(entry.rows), WithCommas(entry.first_row), entry.column,
               OrEmpty(entry.value), Bare(entry)});
  return (values.size() > first.size()
              ? fmt::format("What to correct: {} of {} values; all are in values.csv\n",
                            first.size(), WithCommas(values.size()))
              : std::string("What to correct:\n")) +
         table.Text(width) + "\n";
}

}  // namespace leadsync::report
