// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "rest/batch.h"
#include "rest/call.h"
#include "sync/lead_key.h"

namespace leadsync::sync {

/// Reading leads by ID with `crm.lead.list`: `filter[@ID]`, `start=-1` (no count query), at most 50
/// a command, because a page has 50 rows. Missing and unreadable leads are just absent from the
/// answer (crm-lead-list.md of the REST documentation).
inline constexpr size_t kLeadsPerCommand = 50;
/// By key one less: a whole page then says that something was cut off.
inline constexpr size_t kKeysPerCommand = kLeadsPerCommand - 1;
/// crm.duplicate.findbycomm names at most so many leads for a value.
inline constexpr size_t kMostNamed = 20;

/// Finds leads by what some of their fields hold. Filters are `=FIELD` with a list of values; of
/// keys of several fields the portal therefore shows more than was asked, but each value was.
class KeyQuery {
 public:
  KeyQuery() = default;
  KeyQuery(std::vector<KeyField> fields, std::vector<std::pair<KeyField, std::string>> within)
      : fields_(std::move(fields)), within_(std::move(within)) {}

  const std::vector<KeyField>& fields() const { return fields_; }
  const std::vector<std::pair<KeyField, std::string>>& within() const { return within_; }
  void AddFilter(const std::vector<std::string>& keys, std::vector<rest::Param>* out) const;
  /// What the lead would be found by.
  std::string KeyOf(JsonValue lead) const;
  /// Does it hold, exactly, what all leads of the query must hold?
  bool Within(JsonValue lead) const;

 private:
  std::vector<KeyField> fields_;
  std::vector<std::pair<KeyField, std::string>> within_;
};

class LeadReader {
 public:
  /// `fields` are codes; ID, DATE_MODIFY and STATUS_SEMANTIC_ID are read always, and what `key`
  /// needs.
  explicit LeadReader(const std::vector<std::string>& fields, const LeadKey& key = {});

  /// The command of a batch; `ids` must not be empty: the portal takes an empty list for "all".
  std::string Command(const std::vector<int64_t>& ids) const;
  /// The same after an update, with the leads' e-mails: a bad one explains why it was refused.
  std::string ReadBack(const std::vector<int64_t>& ids) const;
  rest::Call Call(const std::vector<int64_t>& ids) const;
  /// The same by keys, which must not be empty either.
  rest::Call Call(const KeyQuery& query, const std::vector<std::string>& keys) const;
  /// Asks which leads have a phone or e-mail: as it is written, and as it is normalised.
  rest::Call FindByContact(std::string_view written, std::string_view normal) const;
  size_t fields() const { return fields_; }

  const LeadKey& key() const { return key_; }
  /// By the key's own fields (kFields).
  const KeyQuery& by_key() const { return by_key_; }
  /// By ORIGINATOR_ID and ORIGIN_ID, which new leads get.
  const KeyQuery& by_origin() const { return by_origin_; }

 private:
  static std::string Filter(std::string command, const std::vector<int64_t>& ids);

  std::string select_;
  std::string select_back_;
  std::vector<rest::Param> select_params_;
  size_t fields_ = 0;
  LeadKey key_;
  KeyQuery by_key_;
  KeyQuery by_origin_;
};

/// Is it a list that answers the whole command? PHP drops variables beyond `max_input_vars` without
/// a word, and then the portal lists less than it was asked for. `start=-1` is each command's last
/// variable, and a list without it has a count.
bool Whole(const rest::CommandAnswer& answer);

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

/// Leads of an answer by key.
class FoundLeads {
 public:
  /// The rows of one command's result. Throws Error if a row was not asked for.
  FoundLeads(const KeyQuery& query, JsonValue result, const std::vector<std::string>& asked);

  /// Those that have this key, exactly.
  const std::vector<JsonValue>& Exact(const std::string& key) const;
  /// IDs of those whose key differs from this one only as databases do not see it (`abc`, `ABC`).
  std::vector<int64_t> Near(const std::string& key) const;
  /// There may be more than was shown.
  bool cut_off() const { return rows_ >= kLeadsPerCommand; }

 private:
  size_t rows_ = 0;
  std::unordered_map<std::string, std::vector<JsonValue>> exact_;
  struct Shown {
    std::string key;
    int64_t id;
  };
  std::vector<Shown> shown_;
  /// All that was shown, by what a database sees of its key; made when it is asked for.
  mutable std::unordered_multimap<std::string, const Shown*> near_;
};

/// `leads 17, 23 and 40`; for messages.
std::string NameLeads(const std::vector<int64_t>& ids);

}  // namespace leadsync::sync
