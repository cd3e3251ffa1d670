// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crm/catalog.h"
#include "csv/record.h"
#include "sync/adding.h"
#include "sync/lead_key.h"
#include "sync/mapping.h"
#include "sync/plan.h"

namespace leadsync::sync {

struct PlannerParts;

/// A mapping bound to the header of one file and the catalog of one portal: turns records into
/// what is to be sent. Pure: the same record always comes to the same plan.
class Planner {
 public:
  /// `header` holds the column names as the file has them; `portal_host` is where the leads are
  /// ("acme.bitrix24.com", with a port if it has one), or empty when no portal is asked. Throws one
  /// UsageError with every problem, those kept in `mapping.problems` included. `catalog` and
  /// `users` (may be null) must outlive the Planner; the mapping need not. `header_hint` is what
  /// the reader suspects of the header (csv::Header::hint); it is told when a column is missing.
  Planner(const Mapping& mapping, const std::vector<std::string>& header,
          const crm::Catalog& catalog, std::string_view portal_host,
          const crm::UserDirectory* users = nullptr, std::string_view header_hint = {});
  ~Planner();
  Planner(Planner&&) noexcept;
  Planner& operator=(Planner&&) noexcept;

  /// What the record comes to: an Update, or an Outcome that is already known (`invalid` with
  /// every problem of the row, `skipped`). Sets `*unknown_name` when an item was unknown to the
  /// catalog: a fresher one may know it. The outcome's `finished` is the caller's.
  Planned Plan(const csv::Record& record, bool* unknown_name) const;

  /// What the mapping writes; an Assignment names one by its index.
  const std::vector<Target>& targets() const;
  /// The normalised key of a row that would be sent or refused for a cell: equal for rows that
  /// mean the same lead. Empty for rows that name no lead or that the mapping skips.
  std::string KeyId(const csv::Record& record) const;
  /// What identifies a lead, and how new ones are made.
  const LeadKey& key() const;
  const AddOptions& adds() const;
  /// Named columns of the file that no rule names, in the file's order. Columns of our own
  /// (`leadsync_...`) are not among them.
  const std::vector<std::string>& ignored_columns() const;
  /// What may surprise though the mapping is right.
  const std::vector<std::string>& warnings() const;
  /// Codes of the fields that comparing and writing need to see, each once.
  std::vector<std::string> fields_to_read() const;

 private:
  std::unique_ptr<PlannerParts> parts_;
};

}  // namespace leadsync::sync
