// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace leadsync::crm {

/// An item of an enumeration field or of a directory.
struct Item {
  std::string id;        ///< enumeration item ID, or STATUS_ID of a directory
  std::string name;      ///< as people see it
  char semantics = 'P';  ///< stages: P in work, S success, F failure
  int sort = 0;
  bool operator==(const Item&) const = default;
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
  std::string status_type;  ///< directory of a crm_status field
  std::vector<Item> items;  ///< of an enumeration
  size_t max_length = 0;    ///< in code points; longer text the portal cuts silently; 0 = none
  FieldSettings settings;
  bool deprecated = false;
  /// A user field's labels in list and filter where they differ from `label`; they name it too.
  std::vector<std::string> other_labels;
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
  /// crm.settings.mode.get and profile; absent ones leave their part empty. Unknown members and
  /// types are taken as they come. Throws Error if fields are unusable.
  static Catalog FromAnswers(JsonValue fields, JsonValue statuses, JsonValue currencies,
                             JsonValue mode, JsonValue profile);
  /// The form kept in the cache and beside the journal, and written by `leadsync fields --json`:
  /// signed and versioned, compact, in the portal's order.
  std::string ToJson() const;
  /// Throws UsageError if this is not what ToJson wrote, or of a version that is not known.
  static Catalog FromJson(JsonValue json);

  const std::vector<Field>& fields() const { return fields_; }
  /// By code, exact. Null if there is none.
  const Field* Find(std::string_view code) const;
  /// All whose label (or other label) folds like `label`, in the portal's order.
  std::vector<const Field*> FindByLabel(std::string_view label) const;
  /// Items of a crm_status directory (STATUS, SOURCE, ...); empty if unknown.
  const std::vector<Item>& Directory(std::string_view status_type) const;
  /// Items of an enumeration or crm_status field.
  const std::vector<Item>& ItemsOf(const Field& field) const;
  /// All directories by name, items in the portal's order.
  const std::map<std::string, std::vector<Item>, std::less<>>& directories() const {
    return directories_;
  }
  const std::vector<Currency>& currencies() const { return currencies_; }
  const Owner& owner() const { return owner_; }
  bool simple_crm() const { return simple_crm_; }

  /// Codes and labels, for "did you mean".
  std::vector<std::string> Names() const;

 private:
  /// Adds a field to the tables below; a code that is there already is left out.
  void Add(Field field);

  std::vector<Field> fields_;
  std::unordered_map<std::string, size_t, StringHash, std::equal_to<>> by_code_;
  std::unordered_map<std::string, std::vector<size_t>, StringHash, std::equal_to<>> by_label_;
  std::map<std::string, std::vector<Item>, std::less<>> directories_;
  std::vector<Currency> currencies_;
  Owner owner_;
  bool simple_crm_ = false;
};

/// SHA-256 of what cells are checked and encoded by: fields, items, directories, currencies and
/// the CRM's mode; not of the owner, nor of the order in which the portal shows things.
std::string Fingerprint(const Catalog& catalog);
/// Equal fingerprints: what was planned by one catalog stands under the other.
bool SameShape(const Catalog& a, const Catalog& b);

}  // namespace leadsync::crm
