// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "rest/call.h"

namespace leadsync::sync {

/// Reading leads by ID with `crm.lead.list`: `filter[@ID]`, `start=-1` (no count query), at most 50
/// a command, because a page has 50 rows. Missing and unreadable leads are just absent from the
/// answer (crm-lead-list.md of the REST documentation).
inline constexpr size_t kLeadsPerCommand = 50;

class LeadReader {
 public:
  /// `fields` are codes; ID, DATE_MODIFY and STATUS_SEMANTIC_ID are read always.
  explicit LeadReader(const std::vector<std::string>& fields);

  /// The command of a batch; `ids` must not be empty: the portal takes an empty list for "all".
  std::string Command(const std::vector<int64_t>& ids) const;
  /// The same after an update, with the leads' e-mails: a bad one explains why it was refused.
  std::string ReadBack(const std::vector<int64_t>& ids) const;
  rest::Call Call(const std::vector<int64_t>& ids) const;
  size_t fields() const { return fields_; }

 private:
  static std::string Filter(std::string command, const std::vector<int64_t>& ids);

  std::string select_;
  std::string select_back_;
  std::vector<rest::Param> select_params_;
  size_t fields_ = 0;
};

/// Leads of an answer by ID. Values live as long as the answer's document.
class HeldLeads {
 public:
  /// Adds the rows of one command's result. Throws Error if a row is none of `asked`, or has no ID:
  /// then the portal has dropped the filter, and nothing it says can be relied on.
  void Add(JsonValue result, const std::vector<int64_t>& asked);
  /// Absent if the portal did not show the lead.
  JsonValue Find(int64_t id) const;

 private:
  std::unordered_map<int64_t, JsonValue> leads_;
};

}  // namespace leadsync::sync
