// SPDX-License-Identifier: MIT
#include "report/tally.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "report/remark_codes.h"

namespace leadsync::report {
namespace {

constexpr size_t kMostGroups = 1000;
constexpr size_t kLongestExample = 400;
constexpr std::string_view kBetween = " | ";
constexpr std::string_view kOpen = "«";
constexpr std::string_view kClose = "»";
constexpr std::string_view kAnything = "…";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

FineList::FineList() {
  for (size_t i = 0; i < fine_.size(); ++i) fine_[i] = sync::IsFine(static_cast<sync::Status>(i));
}

FineList::FineList(const std::vector<sync::Status>& also) : FineList() {
  for (const sync::Status status : also) fine_[static_cast<size_t>(status)] = true;
}

void AppendPattern(std::string_view text, std::string* out) {
  for (size_t i = 0; i < text.size();) {
    if (text.substr(i).starts_with(kOpen)) {
      const size_t end = text.find(kClose, i);
      if (end != std::string_view::npos) {
        out->append(kOpen).append(kAnything).append(kClose);
        i = end + kClose.size();
        continue;
      }
    }
    if (!IsDigit(text[i])) {
      out->push_back(text[i++]);
      continue;
    }
    while (i < text.size() && IsDigit(text[i])) ++i;
    out->append(kAnything);
  }
}

void Tally::Count(uint64_t row, sync::Status status, std::string_view changed,
                  std::string_view problems) {
  ++rows_;
  ++by_status_[static_cast<size_t>(status)];
  while (!changed.empty()) {
    const std::string_view field = changed.substr(0, changed.find(' '));
    changed.remove_prefix(std::min(changed.size(), field.size() + 1));
    auto it = fields_.find(field);
    if (it == fields_.end())
      it = fields_.emplace(std::string(field), FieldCount{std::string(field), {}, 0}).first;
    ++it->second.rows;
  }
  while (!problems.empty()) {
    const size_t end = problems.find(kBetween);
    CountProblem(row, status, problems.substr(0, end));
    if (end == std::string_view::npos) break;
    problems.remove_prefix(end + kBetween.size());
  }
}

/// The group of a problem whose status and pattern stand in `pattern_`.
Tally::Group* Tally::GroupOf(uint64_t row, sync::Status status, std::string_view problem) {
  const auto known = patterns_.find(pattern_);
  if (known != patterns_.end()) return known->second;
  const std::string number = std::to_string(static_cast<int>(status)) + ' ';
  const KnownRemark remark = RemarkOf(problem);
  std::string key = pattern_;
  // No pattern begins so: a code is behind two blanks.
  if (!remark.code.empty())
    key = number + ' ' + std::string(remark.code) + ' ' + std::string(remark.column);
  auto it = groups_.find(key);
  const bool other = it == groups_.end() && groups_.size() >= kMostGroups;
  if (other) it = groups_.find(number);  // at most one such group a status
  if (it == groups_.end()) {
    const std::string text = Shorten(problem, kLongestExample);
    Group group;
    group.reason = {
        status, std::string(other ? "" : remark.code), other ? "other problems" : text, text, 0,
        row};
    group.order = groups_.size();
    group.pattern = other ? "" : pattern_;
    it = groups_.emplace(other ? number : key, std::move(group)).first;
  }
  if (!other && patterns_.size() < kMostGroups) patterns_.emplace(pattern_, &it->second);
  return &it->second;
}

void Tally::CountProblem(uint64_t row, sync::Status status, std::string_view problem) {
  if (problem.ends_with(sync::kCellLeftOut)) ++left_out_;
  pattern_ = std::to_string(static_cast<int>(status)) + ' ';
  const size_t prefix = pattern_.size();
  AppendPattern(problem, &pattern_);
  Group& group = *GroupOf(row, status, problem);
  ++group.reason.rows;
  if (group.pattern.empty() || group.various) return;
  if (pattern_ != group.pattern) {
    group.various = true;
    group.reason.text = Shorten(WithBlanks(RemarkOf(problem)), kLongestExample);
  } else if (!group.varied && Shorten(problem, kLongestExample) != group.reason.example) {
    group.varied = true;
    group.reason.text = Shorten(std::string_view(pattern_).substr(prefix), kLongestExample);
  }
}

void Tally::Learn(std::string_view field, std::string_view label) {
  const auto it = fields_.find(field);
  if (it != fields_.end() && it->second.label.empty()) it->second.label = label;
}

uint64_t Tally::RowsNotIn(const FineList& fine) const {
  uint64_t rows = 0;
  for (size_t i = 0; i < by_status_.size(); ++i)
    if (!fine.Has(static_cast<sync::Status>(i))) rows += by_status_[i];
  return rows;
}

std::vector<Reason> Tally::Reasons() const {
  std::vector<const Group*> groups;
  for (const auto& [key, group] : groups_) groups.push_back(&group);
  // Of one row in the row's own order.
  std::sort(groups.begin(), groups.end(), [](const Group* a, const Group* b) {
    return std::tuple(b->reason.rows, a->reason.first_row, a->order) <
           std::tuple(a->reason.rows, b->reason.first_row, b->order);
  });
  std::vector<Reason> reasons;
  for (const Group* group : groups) reasons.push_back(group->reason);
  return reasons;
}

std::vector<FieldCount> Tally::Fields() const {
  std::vector<FieldCount> fields;
  for (const auto& [code, count] : fields_) {
    fields.push_back(count);
    if (count.label.empty()) fields.back().label = code;
  }
  std::stable_sort(fields.begin(), fields.end(),
                   [](const FieldCount& a, const FieldCount& b) { return a.rows > b.rows; });
  return fields;
}

}  // namespace leadsync::report
