// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crm/catalog.h"
#include "sync/journal.h"
#include "sync/resume.h"
#include "sync/row_source.h"

namespace leadsync::sync {

/// The net of what a run changed, as rows that put it back: one row a lead, in the order and with
/// the number of that lead's first row in the undone run. Reads the journal, never a CSV.
class UndoSource : public RowSource {
 public:
  /// `catalog` is the undone run's; it must outlive the source. Throws Error if the journal names
  /// a field that the catalog lacks.
  UndoSource(JournalReader* journal, const crm::Catalog& catalog, const Clock& clock);

  const std::vector<Target>& targets() const { return targets_; }
  /// Codes to read for comparing and writing.
  std::vector<std::string> fields_to_read() const;
  /// Leads that the run changed, or may have changed.
  size_t leads() const { return rows_.size(); }
  /// The latest request of that run without an answer; the epoch if all were answered.
  WallTime last_unanswered() const { return last_unanswered_; }

  void Resume(ResumeState* state, Duration settle) {
    resume_ = state;
    settle_ = settle;
  }

  Item Next() override;
  rest::HttpRequest CatalogRequest() override { return {}; }
  void TakeCatalog(const rest::HttpReply&) override {}

 private:
  struct Net;
  uint16_t TargetOf(const std::string& field, const crm::Catalog& catalog);
  void Add(uint64_t number, const Net& net, const crm::Catalog& catalog);

  const Clock& clock_;
  std::vector<Target> targets_;
  std::deque<std::unique_ptr<Row>> rows_;
  WallTime last_unanswered_{};
  ResumeState* resume_ = nullptr;
  Duration settle_{};
};

}  // namespace leadsync::sync
