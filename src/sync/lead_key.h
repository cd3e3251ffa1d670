// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "crm/field_codec.h"

namespace leadsync::sync {

/// A field that takes part in identifying a lead.
struct KeyField {
  std::string code;
  std::string label;
  bool number = false;    ///< whole numbers (items of enumerations too); else exact text
  size_t max_length = 0;  ///< in code points; 0 = none
  std::shared_ptr<const crm::FieldCodec> codec;
};

/// What identifies a lead, bound to the portal's fields: its ID, the values of one or more fields,
/// or one of its phones or e-mails.
struct LeadKey {
  enum class Kind { kId, kFields, kPhone, kEmail };
  Kind kind = Kind::kId;
  std::vector<KeyField> fields;                          ///< of kPhone and kEmail the one field
  std::vector<std::pair<KeyField, std::string>> within;  ///< only leads that hold these too
  std::string country;                                   ///< of national phone numbers
  /// Adds: what new leads get as ORIGINATOR_ID; ORIGIN_ID is the key's text. Empty: none are added.
  std::string originator;

  /// Can two different keys name one lead?
  bool several_names() const { return kind == Kind::kPhone || kind == Kind::kEmail; }
};

/// A row's key as one text: the normalised value of each field, joined so that nothing is mixed up.
/// Equal texts mean the same lead.
std::string JoinKey(const std::vector<std::string>& values);
/// The values of a joined key of `fields` fields.
std::vector<std::string> SplitKey(std::string_view key, size_t fields);

/// A field's value as it stands in a key: exact text, or a whole number; "" where nothing is held.
std::string KeyValue(const KeyField& field, JsonValue held);

/// Would a batch take a part of the key for a reference to an earlier result (`$result[...]`)?
bool MangledInBatch(std::string_view key);

/// The normalised form of a phone or e-mail that is a key.
std::string ContactKey(const LeadKey& key, std::string_view cell);

}  // namespace leadsync::sync
