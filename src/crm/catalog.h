// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace leadsync::crm {

/// An item of an enumeration field or of a directory.
struct Item {
  std::string id;         ///< enumeration item ID, or STATUS_ID of a directory
  std::string name;       ///< as people see it
  char semantics = 'P';   ///< stages: P in work, S success, F failure
  int sort = 0;
};

/// SETTINGS of a user field, those that a client can check. Zero or nothing = no limit.
struct FieldSettings {
  size_t min_length = 0;
  size_t max_length = 0;
  std::string regexp;
  std::optional<double> min_value;
  std::optional<double> max_value;
  std::optional<int> precision;
  bool use_time_zone = false;
  std::vector<std::string> binding_types;  ///< type crm: LEAD, CONTACT, COMPANY, DEAL, DYNAMIC_x
};

/// One lead field, from crm.lead.fields.
struct Field {
  std::string code;
  std::string type;
  std::string label;  ///< title, or the user field's form/list/filter label; falls back to code
  bool required = false;
  bool read_only = false;
  bool immutable = false;
  bool multiple = false;
  bool dynamic = false;
  std::string status_type;   ///< directory of a crm_status field
  std::vector<Item> items;   ///< of an enumeration
  size_t max_length = 0;     ///< in code points; longer text the portal cuts silently; 0 = none
  FieldSettings settings;
};

struct Currency {
  std::string code;
  std::string name;
  bool base = false;
};

struct Owner {
  std::string id;
  std::string name;
  bool admin = false;
};

/// What a portal's leads look like: one consistent picture, taken by one batch.
class Catalog {
 public:
  /// From the `result` members of crm.lead.fields, crm.status.list, crm.currency.list,
  /// crm.settings.mode.get and profile. Throws Error if fields are unusable.
  static Catalog FromAnswers(JsonValue fields, JsonValue statuses, JsonValue currencies,
                             JsonValue mode, JsonValue profile);
  /// The form kept in the cache and written by `leadsync fields --json`.
  std::string ToJson() const;
  static Catalog FromJson(JsonValue json);

  const std::vector<Field>& fields() const { return fields_; }
  /// By code, exact. Null if there is none.
  const Field* Find(std::string_view code) const;
  /// All whose label folds like `label`.
  std::vector<const Field*> FindByLabel(std::string_view label) const;
  /// Items of a crm_status directory (STATUS, SOURCE, ...); empty if unknown.
  const std::vector<Item>& Directory(std::string_view status_type) const;
  /// Items of an enumeration or crm_status field.
  const std::vector<Item>& ItemsOf(const Field& field) const;
  const std::vector<Currency>& currencies() const { return currencies_; }
  const Owner& owner() const { return owner_; }
  bool simple_crm() const { return simple_crm_; }

  /// Codes and labels, for "did you mean".
  std::vector<std::string> Names() const;

 private:
  std::vector<Field> fields_;
  std::map<std::string, std::vector<Item>, std::less<>> directories_;
  std::vector<Currency> currencies_;
  Owner owner_;
  bool simple_crm_ = false;
};

}  // namespace leadsync::crm
