// SPDX-License-Identifier: MIT
// The description of a portal's lead fields, as crm.lead.fields shows it, and what the server does
// with each (bitrix24 docs: api-reference/crm/leads/crm-lead-fields.md,
// api-reference/crm/main-entities-fields.md; server: crm/classes/general/crm_lead.php
// GetFieldsInfo).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// How values of a field are cast, stored and shown. Several type names share a kind.
enum class FieldKind : uint8_t {
  kText,         ///< string
  kComments,     ///< COMMENTS: html becomes BB-code
  kInteger,      ///< integer
  kMoneyAmount,  ///< OPPORTUNITY: two decimals, always
  kDouble,       ///< user field
  kBoolean,      ///< user field
  kChar,         ///< Y or N
  kDate,
  kDatetime,
  kUrl,
  kEnumeration,
  kStatus,  ///< crm_status
  kMultifield,
  kMoney,     ///< user field, "100.5|USD"
  kUser,      ///< user, employee
  kEntityId,  ///< crm_company, crm_contact, crm_entity, iblock_element and the like: (int) cast
  kCurrency,
  kBinding,  ///< crm: "D_12"
  kAddress,  ///< user field, "text|lat;lon|id"
  kFile,     ///< never written through this interface
  kOther,    ///< kept as text
};

struct EnumItem {
  int64_t id = 0;
  std::string value;
  std::string xml_id;
};

struct LeadField {
  std::string code;
  std::string type;   ///< as crm.lead.fields names it
  std::string title;  ///< standard: localized name; user field: its label
  FieldKind kind = FieldKind::kText;
  bool required = false;
  bool read_only = false;
  bool immutable = false;
  bool multiple = false;
  bool dynamic = false;
  bool deprecated = false;
  std::string status_type;      ///< directory of a crm_status field
  std::vector<EnumItem> items;  ///< of an enumeration
  size_t max_length = 0;        ///< in characters; longer text is cut; 0 = none
  PhpArray settings;            ///< user fields always show it, standard ones only when not empty
  int precision = 4;            ///< of a user field of type double
  bool use_time_zone = false;   ///< datetime: SETTINGS.USE_TIMEZONE
};

/// Kind of a field by its type name and code.
FieldKind KindOf(std::string_view type, std::string_view code, bool dynamic);

/// All fields of a portal, in the order in which crm.lead.fields shows them. Immutable.
class LeadFields {
 public:
  LeadFields() = default;
  /// At most 65,000 fields; standard ones that are missing are not added.
  explicit LeadFields(std::vector<LeadField> fields);

  size_t size() const { return fields_.size(); }
  const LeadField& operator[](size_t index) const { return fields_[index]; }
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }
  /// Standard fields but multifields and CONTACT_IDS, in the order in which answers show a lead.
  const std::vector<size_t>& shown() const { return shown_; }
  /// Index by exact code, or -1.
  int Find(std::string_view code) const;

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
  };
  std::vector<LeadField> fields_;
  std::vector<size_t> shown_;
  std::unordered_map<std::string, int, Hash, std::equal_to<>> index_;
};

/// The answer of crm.lead.fields.
PhpArray DescribeFields(const LeadFields& fields);
/// The answer of crm.lead.userfield.list before filter and order.
std::vector<PhpValue> DescribeUserFields(const LeadFields& fields, bool with_labels);

}  // namespace leadsync::sandbox
