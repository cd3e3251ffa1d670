// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "rest/transport.h"
#include "sync/row.h"

namespace leadsync::sync {

/// Where rows come from, in input order: a planned CSV file, or the journal of a run to undo.
class RowSource {
 public:
  virtual ~RowSource() = default;

  struct End {};
  /// An item name is unknown: a fresher catalog may know it. Send `CatalogRequest`, hand the
  /// answer to `TakeCatalog`, and ask again.
  struct NeedsCatalog {};
  /// A row to compare and send; one whose fate is known already; or one of the above. A row
  /// in doubt was sent by an earlier process and waits for a look (see resume).
  using Item = std::variant<std::unique_ptr<Row>, Outcome, NeedsCatalog, End>;

  /// Throws Error if the input can no longer be read or has changed.
  virtual Item Next() = 0;
  virtual rest::HttpRequest CatalogRequest() = 0;
  /// An unusable answer counts as "no fresher catalog".
  virtual void TakeCatalog(const rest::HttpReply& reply) = 0;
};

}  // namespace leadsync::sync
