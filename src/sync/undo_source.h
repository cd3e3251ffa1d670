// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "crm/catalog.h"
#include "sync/journal.h"
#include "sync/resume.h"
#include "sync/row_source.h"

namespace leadsync::sync {

/// The net of what a run changed, as rows that put it back: one row a lead, in the order and with
/// the number of that lead's first row in the undone run. Reads the journal, never a CSV. Leads
/// that the run added are deleted if that is asked for, and where they are as the run left them.
class UndoSource : public RowSource {
 public:
  /// `catalog` is the undone run's; it must outlive the source. Throws Error if the journal names
  /// a field that the catalog lacks.
  UndoSource(JournalReader* journal, const crm::Catalog& catalog, const Clock& clock,
             bool delete_added = false);

  const std::vector<Target>& targets() const { return targets_; }
  /// Codes to read for comparing and writing.
  std::vector<std::string> fields_to_read() const;
  /// Leads that the run changed or added, or may have.
  size_t leads() const { return rows_.size(); }
  /// Of those, leads that it added.
  size_t added() const { return added_; }
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
  struct Gathered;
  uint16_t TargetOf(const std::string& field, const crm::Catalog& catalog);
  void Gather(JournalReader* journal, Gathered* run);
  void Add(const Net& net, const crm::Catalog& catalog);
  void AddDeletion(const Net& net, const crm::Catalog& catalog);
  void Tell(const Net& net, Status status, std::string text);

  const Clock& clock_;
  std::vector<Target> targets_;
  const bool delete_added_;
  std::deque<std::variant<std::unique_ptr<Row>, Outcome>> rows_;
  size_t added_ = 0;
  WallTime last_unanswered_{};
  ResumeState* resume_ = nullptr;
  Duration settle_{};
};

}  // namespace leadsync::sync
