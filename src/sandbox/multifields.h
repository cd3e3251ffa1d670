// SPDX-License-Identifier: MIT
// PHONE, EMAIL, WEB, IM and LINK: lists of values with types, merged by the ID of the value
// (bitrix24 docs: api-reference/crm/data-types.md, crm_multifield; server:
// crm/classes/general/crm_field_multi.php, crm/lib/Multifield).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

struct Multivalue {
  int64_t id = 0;
  std::string type;  ///< WORK, MOBILE, ...
  std::string value;
  bool operator==(const Multivalue&) const = default;
};

/// The stored form, a packed list of lead_store.h.
std::string PackMultivalues(const std::vector<Multivalue>& values);
std::vector<Multivalue> UnpackMultivalues(std::string_view stored);

struct MergeRules {
  /// Older portals appended a value that was there already.
  bool append_equal = false;
  int64_t* next_id = nullptr;
};

/// What the stored values become when `sent` is written over them. Anything but a list of objects
/// changes nothing.
std::vector<Multivalue> MergeMultivalues(std::string_view field, std::vector<Multivalue> stored,
                                         const PhpValue& sent, const MergeRules& rules);

/// Why the server refuses to save these values; stored ones are checked as well as new ones.
std::optional<std::string> CheckMultivalues(std::string_view field,
                                            const std::vector<Multivalue>& values);

/// As crm.lead.get and crm.lead.list show it.
PhpArray DescribeMultivalues(std::string_view field, const std::vector<Multivalue>& values);

/// True for what the server's check_email accepts (main/tools.php).
bool IsEmail(std::string_view text);
/// How crm.duplicate.findbycomm compares: phones by digits with the prefix 8 of eleven digits as
/// 7, e-mails in lower case.
std::string NormalizeCommunication(std::string_view field, std::string_view value);

}  // namespace leadsync::sandbox
