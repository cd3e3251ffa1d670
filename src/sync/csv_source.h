// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crm/catalog.h"
#include "csv/duplicate_index.h"
#include "csv/record_reader.h"
#include "csv/scan.h"
#include "sync/planner.h"
#include "sync/resume.h"
#include "sync/row_source.h"

namespace leadsync::sync {

/// What to do with several rows of one lead.
enum class Duplicates { kApply, kLast, kReject };

/// Which rows of the file are input rows.
struct RowRange {
  uint64_t start_row = 0;  ///< as a spreadsheet program counts
  std::optional<uint64_t> limit;
};

/// The planned rows of a CSV file, in a pass after the scan.
class CsvSource : public RowSource {
 public:
  struct Parts {
    const csv::ScannedInput* input;
    const csv::DuplicateIndex* duplicates;  ///< null: no row is doubled
    const Planner* planner;                 ///< its targets are the run's
    const Clock* clock;
    /// A planner over a fresher catalog, from the portal's answer to CatalogCalls; null if the
    /// answer is of no use. What it needs must outlive the source.
    std::function<const Planner*(const rest::HttpReply&)> replan;
    ResumeState* resume = nullptr;
    Duration settle{};  ///< how long after a sending a look makes sense (resume)
  };
  CsvSource(const Parts& parts, Duplicates duplicates, const RowRange& range);

  Item Next() override;
  rest::HttpRequest CatalogRequest() override;
  void TakeCatalog(const rest::HttpReply& reply) override;

 private:
  bool ReadRecord();
  Item PlanRecord();
  std::optional<Item> Resumed();
  std::optional<Outcome> Doubled(const Update& update, bool* doubled) const;

  const Parts parts_;
  const Duplicates duplicates_;
  const RowRange range_;
  const Planner* planner_;
  std::unique_ptr<csv::RecordReader> reader_;
  csv::Record record_;
  uint64_t taken_ = 0;
  bool pending_ = false;  // record_ waits to be planned again
  bool fresh_ = false;    // the catalog was asked for anew already
};

/// True if `record` is an input row; `taken` counts them. Sets `*end` when none can follow.
bool InRange(const RowRange& range, const csv::Record& record, uint64_t* taken, bool* end);

}  // namespace leadsync::sync
