// SPDX-License-Identifier: MIT
// Directories (stages, sources, honorifics, ...) and currencies of the practice portal, after
// bitrix24 docs: api-reference/crm/status/*.md, api-reference/crm/currency/crm-currency-list.md;
// server: crm/classes/general/crm_status.php.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

struct Status {
  int64_t id = 0;
  std::string entity;  ///< directory: STATUS, SOURCE, HONORIFIC, ...
  std::string status_id;
  std::string name;
  int sort = 0;
  bool system = false;
  std::string color;     ///< "" = null
  char semantics = 'P';  ///< P in work, S success, F failure
};

struct Currency {
  std::string code;
  std::string name;
  bool base = false;
  std::string rate = "1.0000";  ///< of one unit in the base currency
};

/// The directories of a portal.
class Statuses {
 public:
  Statuses() = default;
  explicit Statuses(std::vector<Status> all);

  const std::vector<Status>& all() const { return all_; }
  /// The item, or null. Exact, as the server compares IDs.
  const Status* Find(std::string_view entity, std::string_view status_id) const;
  /// The first stage or source by SORT, "" if the directory is empty.
  std::string_view First(std::string_view entity) const;
  /// P, S or F of a stage; P if unknown.
  char Semantics(std::string_view stage) const;
  /// Position of a stage in the order of SORT.
  int StageSort(std::string_view stage) const;

 private:
  std::vector<Status> all_;
};

/// One item as crm.status.list shows it.
PhpValue DescribeStatus(const Statuses& statuses, const Status& status);
/// crm.status.entity.items: {NAME, SORT, STATUS_ID} by SORT.
std::vector<PhpValue> DescribeEntityItems(const Statuses& statuses, std::string_view entity);
/// crm.status.entity.types.
std::vector<PhpValue> DescribeEntityTypes(const Statuses& statuses);
/// One item of crm.currency.list.
PhpValue DescribeCurrency(const Currency& currency);

}  // namespace leadsync::sandbox
