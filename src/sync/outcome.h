// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/shared_name.h"
#include "csv/record.h"

namespace leadsync::sync {

/// A row's fate. The names stand in reports and journals: never change.
enum class Status {
  kUpdated,
  kAdded,
  kUnchanged,
  kMismatch,
  kRejected,
  kInvalid,
  kNotFound,
  kAmbiguous,
  kClosed,
  kSkipped,
  kSuperseded,
  kConflict,
  kUnknown,
  kNotSent,
  kValid,
  kWouldUpdate,
  kWouldAdd,
};
inline constexpr size_t kStatusCount = 17;

std::string_view Name(Status status);  ///< "updated", "would_update", ...
bool FromName(std::string_view name, Status* out);
/// True for those of exit code 0's list.
bool IsFine(Status status);
/// True for lines that a resume rewrites.
inline bool IsProvisional(Status s) { return s == Status::kNotSent || s == Status::kUnknown; }

/// What is wrong (or notable) about one cell, or about the row if `column` is empty.
struct Problem {
  std::string column;
  std::string text;
  std::string value = {};    ///< the cell that is wrong, for values.csv
  std::string nearest = {};  ///< what it may have meant: names of items, joined by " | "
};

/// How the text of a problem ends that cost a cell and not its row ("bad": "cell"). It stands in
/// reports, where such cells are counted by it.
inline constexpr std::string_view kCellLeftOut = "; the cell was left out";

/// One field that a row changed, or would change. Texts are for people (item names).
struct Change {
  SharedName field;  ///< code
  SharedName label;
  std::string old_text;
  std::string new_text;
  std::string held_text;  ///< as read back; empty in previews
};

/// The end of a row: one line of report.csv.
struct Outcome {
  uint64_t row = 0;
  std::string key;
  int64_t lead_id = 0;  ///< 0 = none known
  Status status = Status::kNotSent;
  std::vector<Change> changes;
  std::vector<Problem> problems;
  int attempts = 0;  ///< how often the row was sent
  WallTime finished{};
  /// The row's cells, for failed.csv; null where the status is fine.
  std::shared_ptr<const csv::Record> record;
};

/// Takes outcomes in input order.
class OutcomeSink {
 public:
  virtual ~OutcomeSink() = default;
  virtual void Emit(const Outcome& outcome) = 0;
};

}  // namespace leadsync::sync
