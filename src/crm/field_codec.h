// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "crm/catalog.h"
#include "rest/call.h"

namespace leadsync::crm {

/// What a cell asks a field to become, in the portal's own spelling: item IDs, `2024-03-05`,
/// `1500.00`. A single field has one item ("" empties it), a multiple one any number (none empties
/// it). `kind` is used by units of several parts only: PHONE's value type, an address part's code.
struct Value {
  struct Item {
    std::string text;
    std::string kind;
    bool operator==(const Item&) const = default;
  };
  std::vector<Item> items;
  bool operator==(const Value&) const = default;
};

enum class WriteMode { kSet, kIfEmpty, kAdd, kReplace };

/// How a mapping rule wants cells of one column read. All optional; whoever makes a codec refuses
/// what does not fit the field's type.
struct CellRule {
  std::vector<std::string> formats;  ///< of dates, strftime style, tried in order; "excel"
  char decimal = '.';                ///< "." or ","
  std::string group;                 ///< grouping mark of numbers, "" = blanks only
  bool parentheses = false;          ///< (12.50) means -12.50
  std::optional<std::string> split;  ///< separator of several values in a cell
  std::vector<std::pair<std::string, std::string>> values;  ///< cell text -> item name, ID or code
  std::vector<std::string> by;       ///< users: "id", "email", "name"
  std::string kind;                  ///< multifields: WORK, MOBILE, ...
  WriteMode write = WriteMode::kSet;
  bool complete_url = false;
  std::string country;    ///< of national phone numbers
  std::string time_zone;  ///< IANA name for datetimes without offset
};

/// Why a cell cannot be sent; a sentence without column name: what is wrong and what would be right.
struct CellProblem {
  std::string text;
  bool unknown_name = false;  ///< an item that a fresher catalog may know
};

/// Everything that the tool knows about one field under one rule. Immutable.
class FieldCodec {
 public:
  virtual ~FieldCodec() = default;

  /// A non-empty cell (of valid UTF-8) as a value. Called only with trimmed-nonempty cells;
  /// emptiness is the mapping's business.
  virtual std::variant<Value, CellProblem> Parse(std::string_view cell) const = 0;
  /// The value that empties the field, or nothing if the portal cannot empty it.
  virtual std::optional<Value> Cleared() const = 0;
  /// Compare: nothing to change? Lenient in spelling. `held` as crm.lead.list shows it; absent =
  /// the answer had no such key (multifields: none).
  virtual bool Same(const Value& wanted, JsonValue held) const = 0;
  /// Verify: does the portal hold what was sent? Strict, undoing only known conversions.
  virtual bool Holds(const Value& sent, JsonValue held) const = 0;
  /// Is nothing stored in the field?
  virtual bool Empty(JsonValue held) const = 0;
  /// Parameters of crm.lead.update/add that write the value over `held`, appended to `out`.
  virtual void Encode(const Value& value, JsonValue held, std::vector<rest::Param>* out) const = 0;
  /// The value whose writing puts `held` back, or nothing if no write can.
  virtual std::optional<Value> Restore(JsonValue held) const = 0;
  /// For people: names of items, not their IDs.
  virtual std::string Show(const Value& value) const = 0;
  virtual std::string Show(JsonValue held) const = 0;
};

/// The codec of `field` under `rule`. Throws nothing; answers a sentence when the type is not
/// supported or the rule does not fit it. `catalog` must outlive the codec.
std::variant<std::unique_ptr<FieldCodec>, std::string> MakeFieldCodec(const Catalog& catalog,
                                                                      const Field& field,
                                                                      const CellRule& rule);

}  // namespace leadsync::crm
