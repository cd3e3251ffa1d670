// SPDX-License-Identifier: MIT
// The practice portal's content: fields, directories, people and leads, and what saving a lead
// really does. Knows no HTTP, no batch, no limits, no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "sandbox/lead_fields.h"
#include "sandbox/lead_store.h"
#include "sandbox/lead_values.h"
#include "sandbox/methods.h"
#include "sandbox/php_value.h"
#include "sandbox/statuses.h"
#include "sandbox/users.h"
#include "sandbox/witness.h"

namespace leadsync::sandbox {

struct WorldOptions {
  int server_offset_minutes = 180;          ///< the server's zone, east of UTC
  int64_t owner = 1;                        ///< the webhook's owner
  std::optional<bool> owner_admin;          ///< nothing = as the user is
  std::optional<int> owner_offset_minutes;  ///< the owner's own zone; nothing = the server's
  bool may_add = true;
  bool may_delete = true;
  bool may_import = true;
  size_t hidden_every = 0;  ///< see LimitReach()
  size_t read_only_every = 0;
  bool check_required = false;                                   ///< rest_enable_req_uf_check
  std::vector<std::pair<std::string, std::string>> required_at;  ///< then also: stage, field
  bool merge_address = false;             ///< older servers kept the parts that were not sent
  bool append_equal_multifields = false;  ///< older servers appended what was there already
  bool simple_crm = false;                ///< a new lead becomes a deal at once
  bool russian = false;                   ///< titles of standard fields
  size_t witness_limit = 1'000'000;       ///< entries of each log; 0 = only count
};

/// Who saves, when, and how (`params` of crm.lead.add and crm.lead.update).
struct SaveOrder {
  int64_t user = 1;
  WallTime now{};
  uint64_t request = 0;
  bool import = false;     ///< IMPORT: dates and authors become writable
  bool history = true;     ///< REGISTER_HISTORY_EVENT
  bool feed = false;       ///< REGISTER_SONET_EVENT
  bool automation = true;  ///< false for edits that come from inside
};

class World {
 public:
  /// Fields, people and directories of sample_data.h, and `leads` leads that look real: IDs from
  /// 1001 with gaps, the same for the same seed.
  static World Sample(size_t leads, uint64_t seed, const WorldOptions& options = {});
  /// A portal's own shape: the output of `leadsync fields --json`, without leads. Throws
  /// UsageError.
  static World FromCatalog(JsonValue catalog, const WorldOptions& options = {});
  /// The same from a file's text, which may also be the plain answer of crm.lead.fields.
  static World FromFieldsFile(std::string_view text, const WorldOptions& options = {});

  /// Leads that look real, as in Sample, for a world that has none and other fields.
  void Invent(size_t leads, uint64_t seed);

  World(World&&) noexcept = default;
  World& operator=(World&&) noexcept = default;

  /// Finds the columns of records that follow; LoadLead does it by itself. Throws UsageError.
  void ReadHeader(const std::vector<std::string>& header);
  /// A lead from a CSV record. `header` holds field codes or labels; cells hold values as they
  /// read or as people see them (names of items and stages, several separated by `|`). Unknown
  /// columns throw UsageError; a missing or empty ID gives the next one. Not witnessed.
  void LoadLead(const std::vector<std::string>& header, const std::vector<std::string>& cells,
                WallTime now);
  /// All leads as JSON lines, after a line that says so; written beside `path` and renamed.
  void Save(const std::filesystem::path& path) const;
  /// Replaces the leads by those of a saved file. Throws UsageError for any other file. Values of
  /// fields that this world lacks are left out.
  void Load(const std::filesystem::path& path);

  const WorldOptions& options() const { return options_; }
  WorldOptions& options() { return options_; }
  const LeadFields& fields() const { return *fields_; }
  const Statuses& statuses() const { return statuses_; }
  const std::vector<Currency>& currencies() const { return currencies_; }
  const std::vector<User>& users() const { return users_; }
  LeadStore& leads() { return leads_; }
  const LeadStore& leads() const { return leads_; }
  Witness& witness() { return witness_; }
  const Witness& witness() const { return witness_; }

  /// The user, or one without a name if the ID is nobody's.
  User FindUser(int64_t id) const;
  bool IsAdmin(int64_t user) const;
  /// The user's own zone, minutes east of UTC; false if there is no such user.
  bool SetUserOffset(int64_t user, std::optional<int> minutes);
  std::string_view BaseCurrency() const;
  ValueRules RulesFor(int64_t user, WallTime now);

  /// The new ID, or why the server refuses.
  std::variant<int64_t, RestError> Add(const PhpArray& fields, const SaveOrder& order);
  std::optional<RestError> Update(int64_t id, const PhpArray& fields, const SaveOrder& order);
  std::optional<RestError> Delete(int64_t id, const SaveOrder& order);
  /// May `user` see or change that lead?
  bool MayRead(const Lead& lead, int64_t user) const;
  bool MayWrite(const Lead& lead, int64_t user) const;

  /// Another user or a robot changes one field; false if there is no such lead or field, or if the
  /// server would not take the value. Witnessed as a save of request 0.
  bool EditAsAnotherUser(int64_t lead, std::string_view field, const PhpValue& value, WallTime now,
                         int64_t user);
  /// Puts every n-th lead out of the owner's reach, or sight, as the options say.
  void LimitReach();
  /// From now on the webhook's owner may not read (nor change) the lead.
  void Hide(int64_t lead, bool hidden = true);
  /// From now on the webhook's owner may not change the lead.
  void MakeReadOnly(int64_t lead, bool read_only = true);
  /// Somebody else deletes the lead.
  bool DeleteLead(int64_t lead, WallTime now, int64_t user);

  /// A field's value as crm.lead.get shows it; null if there is no such lead or field.
  PhpValue ReadField(int64_t lead, std::string_view field) const;

  /// IDs of leads in which an equality condition on this single field may hold, from an index that
  /// is built on first use; look at them again.
  std::vector<int64_t> Candidates(size_t field, std::string_view folded);
  /// IDs of leads with a phone or e-mail that normalizes to this text; look at them again.
  std::vector<int64_t> WithCommunication(size_t field, std::string_view normalized);
  /// The form in which texts are compared by filters: case folded, no trailing blanks.
  static std::string FoldForFilter(std::string_view text);

  /// Indexes of fields with rules of their own; -1 if the portal lacks one.
  struct Known {
    int id, title, status, semantic, assigned, created_by, modified_by, moved_by, date_create,
        date_modify, moved_time, date_closed, currency, source, has_phone, has_email, has_imol,
        contact, contacts, location, last_activity_by, last_activity_time, phone, email, im;
    int address[8];  ///< ADDRESS, ADDRESS_2, CITY, POSTAL_CODE, REGION, PROVINCE, COUNTRY, ..._CODE
  };
  const Known& known() const { return known_; }

 private:
  struct Draft;

  World(LeadFields fields, std::vector<Status> statuses, std::vector<Currency> currencies,
        std::vector<User> users, const WorldOptions& options);

  std::optional<RestError> Collect(const PhpArray& fields, const Lead* lead, const SaveOrder& order,
                                   Draft* draft);
  std::optional<RestError> CollectOne(size_t index, const PhpValue& value, const Lead* lead,
                                      Draft* draft);
  void CollectAddress(const PhpArray& fields, const Lead* lead, Draft* draft);
  std::optional<RestError> CheckStored(const Lead* lead, const Draft& draft) const;
  std::optional<RestError> CheckRequired(const Lead* lead, const Draft& draft) const;
  void Commit(Lead* lead, Draft* draft, const SaveOrder& order, SaveKind kind);
  void SetSystemFields(Lead* lead, const SaveOrder& order, bool is_new, bool stage_moved);
  void SetDefaults(Lead* lead, const SaveOrder& order);
  void StartAutomation(Lead* lead, const Draft& draft, const SaveOrder& order);
  void Index(size_t field, std::string_view stored, int64_t lead);
  std::optional<RestError> Refuse(RestError error);
  std::string LoadMultifield(std::string_view cell, std::string_view field);
  std::optional<std::string> LoadCell(const LeadField& field, std::string_view cell,
                                      const ValueRules& rules) const;
  void LoadLine(JsonValue line);
  void FinishLoaded(Lead* lead, const SaveOrder& order);

  WorldOptions options_;
  std::unique_ptr<LeadFields> fields_;  ///< does not move: witnesses point into it
  Known known_{};
  Statuses statuses_;
  std::vector<Currency> currencies_;
  std::vector<User> users_;
  LeadStore leads_;
  Witness witness_;
  int64_t next_multivalue_ = 11658;
  int64_t next_location_ = 501;
  std::vector<std::string> load_header_;  ///< LoadLead: the header of the last record
  std::vector<int> load_columns_;         ///< and its fields
  std::map<size_t, TextIndex> by_text_;
  std::map<size_t, TextIndex> by_communication_;

  friend class SampleLeads;
};

}  // namespace leadsync::sandbox
