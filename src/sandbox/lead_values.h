// SPDX-License-Identifier: MIT
// How the server turns a sent value into a stored one, and a stored one into an answer. Almost
// nothing is refused here: bad values are cast, cut, dropped or emptied, and the call succeeds
// (bitrix24 docs: api-reference/crm/data-types.md; server: crm/classes/general/restservice.php
// internalizeFields and externalizeFields, main/lib/userfield/types/*.php,
// currency/lib/userfield/types/moneytype.php, main/lib/orm/fields/stringfield.php).
//
// Stored forms: a single value is text (a date 2024-03-05, a moment Unix seconds, a number in
// decimal); several are a packed list (lead_store.h); multifields see multifields.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/lead_fields.h"
#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// What values depend on besides their field.
struct ValueRules {
  int64_t now = 0;                ///< Unix time
  int server_offset_minutes = 0;  ///< the server's zone, east of UTC
  int user_offset_minutes = 0;    ///< that of the calling user
  std::string_view base_currency;
  int64_t* next_location = nullptr;  ///< IDs of location addresses
};

enum class CastResult {
  kStore,  ///< `stored` is what the field gets
  kDrop,   ///< the field stays as it is
};

/// Any kind but kMultifield. STATUS_ID, TITLE, ASSIGNED_BY_ID, CURRENCY_ID and the parts of the
/// address have rules of their own on top (world_save.cc).
CastResult CastValue(const LeadField& field, const PhpValue& value, const ValueRules& rules,
                     std::string* stored);

/// Which method asks: their answers spell some types differently.
enum class Reading { kGet, kList };

/// `stored` is nothing if the field was never written. Any kind but kMultifield.
PhpValue ReadValue(const LeadField& field, std::optional<std::string_view> stored,
                   const ValueRules& rules, Reading reading);

/// For the witness and for people: plain text, or a JSON list.
std::string ShowStored(const LeadField& field, std::string_view stored, int server_offset_minutes);

/// True for "", an empty list, and what counts as empty for required fields.
bool IsEmptyStored(const LeadField& field, std::string_view stored);

/// html as BB-code, tags that the portal does not know removed, entities for & < > and quotes,
/// line breaks as LF (server: crm/lib/format/texthelper.php convertHtmlToBbCode, sanitizeBbCode).
std::string RewriteComments(std::string_view text);

/// The first `length` characters of a UTF-8 text.
std::string_view CutCharacters(std::string_view text, size_t length);

}  // namespace leadsync::sandbox
