// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "crm/field_codec.h"

namespace leadsync::crm {

/// What a field type knows about one value. Single and multiple fields are built of it by
/// MakeSingleCodec and MakeListCodec, which see to aliases, damaged cells, emptying and
/// parameters. Immutable.
class ItemType {
 public:
  virtual ~ItemType() = default;

  /// A cell, not blank, into the spelling that is sent. `out` is empty when called.
  virtual std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const = 0;
  /// Does the lead hold `wanted` (never empty)? Lenient.
  virtual bool Same(std::string_view wanted, JsonValue held) const = 0;
  /// The same, strictly.
  virtual bool Holds(std::string_view sent, JsonValue held) const { return Same(sent, held); }
  /// Is nothing stored?
  virtual bool Empty(JsonValue held) const;
  /// Does the field look as it does after it was emptied?
  virtual bool Blank(JsonValue held) const { return Empty(held); }
  /// What to write to get `held` (not empty) back; nothing if no text does.
  virtual std::optional<std::string> Restore(JsonValue held) const;
  /// For people; `text` is never empty.
  virtual std::string Show(std::string_view text) const { return std::string(text); }
  virtual std::string Show(JsonValue held) const;
  /// Are blanks around the cell's text a part of the value?
  virtual bool KeepsBlanks() const { return false; }
};

/// null, absent, "", and what PHP sends for an empty list: false and [].
bool IsNothing(JsonValue held);

/// Whole numbers, IDs: 0, null, "" and absent are alike.
bool IsZeroOrNothing(JsonValue held);

}  // namespace leadsync::crm
