// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sync/outcome.h"

namespace leadsync::report {

/// Statuses that count as fine: those of exit code 0 and those that the user named by --ok.
class FineList {
 public:
  FineList();
  explicit FineList(const std::vector<sync::Status>& also);
  bool Has(sync::Status status) const { return fine_[static_cast<size_t>(status)]; }

 private:
  std::array<bool, sync::kStatusCount> fine_{};
};

/// Problems of the same kind: one remark of one column; of the portal's own words those that differ
/// only in «names» and numbers.
struct Reason {
  sync::Status status = sync::Status::kInvalid;
  std::string code;     ///< the remark's; empty for the portal's own words
  std::string text;     ///< `column: text`; what differs as …
  std::string example;  ///< the first one, whole
  uint64_t rows = 0;
  uint64_t first_row = 0;
};

/// In how many rows a field was (or would be) changed.
struct FieldCount {
  std::string field;
  std::string label;
  uint64_t rows = 0;
};

/// Counts report lines. Takes the cells of report.csv as they are written, so that counting while
/// running and counting an earlier run's file come to the same. Memory is bounded: beyond 1,000
/// kinds of problems the rest is one reason for each status.
class Tally {
 public:
  /// `changed` and `problems` as in report.csv.
  void Count(uint64_t row, sync::Status status, std::string_view changed,
             std::string_view problems);
  /// The label of a field, for `Fields()`.
  void Learn(std::string_view field, std::string_view label);

  uint64_t rows() const { return rows_; }
  uint64_t count(sync::Status status) const { return by_status_[static_cast<size_t>(status)]; }
  /// Cells that were left out because they were wrong, and did not spoil their rows.
  uint64_t left_out() const { return left_out_; }
  uint64_t RowsNotIn(const FineList& fine) const;
  /// Reasons of these rows, those of most rows first. Rows that failed without a word are not
  /// among them.
  std::vector<Reason> Reasons() const;
  /// Most changed first.
  std::vector<FieldCount> Fields() const;

 private:
  struct Group {
    Reason reason;
    size_t order = 0;      ///< when it was met first, among the groups
    std::string pattern;   ///< of its first text
    bool varied = false;   ///< the texts differ, in names and numbers only
    bool various = false;  ///< they differ in more
  };
  Group* GroupOf(uint64_t row, sync::Status status, std::string_view problem);
  void CountProblem(uint64_t row, sync::Status status, std::string_view problem);

  uint64_t rows_ = 0;
  uint64_t left_out_ = 0;
  std::array<uint64_t, sync::kStatusCount> by_status_{};
  std::map<std::string, Group, std::less<>> groups_;     ///< by status and remark, or pattern
  std::map<std::string, Group*, std::less<>> patterns_;  ///< by status and pattern
  std::map<std::string, FieldCount, std::less<>> fields_;
  std::string pattern_;  ///< kept for its memory
};

/// `text` with what stands in «» and every number as …; for grouping.
void AppendPattern(std::string_view text, std::string* out);

}  // namespace leadsync::report
