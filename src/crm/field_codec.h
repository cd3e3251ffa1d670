// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <span>
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
/// it). `kind` is used by units of several parts only: PHONE's value type.
struct Value {
  struct Item {
    std::string text;
    std::string kind;
    bool operator==(const Item&) const = default;
  };
  std::vector<Item> items;
  /// The field becomes exactly this, whatever the rule's `write` says: made by `Cleared` and
  /// `Restore`. Must survive wherever values are kept.
  bool exact = false;
  bool operator==(const Value&) const = default;
};

/// How a value meets what the lead holds. kIfEmpty is the caller's business (`Empty`). On
/// multifields kSet means kAdd: nothing is deleted unless a rule says so.
enum class WriteMode { kSet, kIfEmpty, kAdd, kReplace };

/// How a mapping rule wants cells of one column read. All optional; whoever makes a codec refuses
/// what does not fit the field's type. `country` and `time_zone` are the mapping's and fit all.
struct CellRule {
  std::vector<std::string> formats;  ///< of dates, strftime style, tried in order; "excel"
  char decimal = '.';                ///< "." or ","
  std::string group;                 ///< grouping mark of numbers, "" = blanks only
  bool parentheses = false;          ///< (12.50) means -12.50
  std::optional<std::string> split;  ///< separator of several values in a cell
  std::vector<std::pair<std::string, std::string>> values;  ///< cell text -> item name, ID or code
  std::vector<std::string> by;                              ///< users: "id", "email", "name"
  std::string kind;                                         ///< multifields: WORK, MOBILE, ...
  WriteMode write = WriteMode::kSet;
  bool complete_url = false;
  bool with_currency = false;  ///< OPPORTUNITY and CURRENCY_ID are filled from one column: 99 EUR
  std::string country;         ///< ISO code, of national phone numbers
  std::string time_zone;       ///< IANA name for datetimes without offset
  bool importing = false;  ///< new leads are made as an import does: their dates and authors too
  bool on_update = true;   ///< false = only for new leads: immutable fields are allowed
};

/// Why a cell cannot be sent; a sentence without column name: what is wrong and what would be
/// right.
struct CellProblem {
  std::string text;
  bool unknown_name = false;  ///< an item that a fresher catalog may know
  std::string nearest = {};   ///< what it may have meant: names, joined by " | "
};

/// The portal's users, for fields that name a person by e-mail or name. Implementations answer
/// from memory: they are asked for every cell.
class UserDirectory {
 public:
  virtual ~UserDirectory() = default;
  /// The ID of the one user whose `by` ("email" or "name") is `cell`; else why there is none.
  virtual std::variant<std::string, CellProblem> Resolve(std::string_view by,
                                                         std::string_view cell) const = 0;
  /// For people; "" if unknown.
  virtual std::string NameOf(std::string_view id) const = 0;
};

class FieldCodec;

/// A value on its way to the portal, and the codec that made it.
struct FieldWrite {
  const FieldCodec* codec = nullptr;
  const Value* value = nullptr;
};

/// Everything that the tool knows about one field under one rule. Immutable.
class FieldCodec {
 public:
  virtual ~FieldCodec() = default;

  /// The field's code: `held` below is the lead's member of that name.
  virtual std::string_view code() const { return {}; }
  /// Fields that the portal writes together have the same, non-empty unit: "PHONE" for columns of
  /// several kinds, "ADDRESS" for its eight parts. Such values must go through EncodeRow.
  virtual std::string_view unit() const { return {}; }
  /// What crm.lead.list must select for comparing and writing; more than the field itself for the
  /// parts of a unit.
  virtual std::vector<std::string> Reads() const { return {std::string(code())}; }

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
  /// Parameters of crm.lead.update/add that write the value over `held`, appended to `out`. Of one
  /// field by itself; rows go through EncodeRow.
  virtual void Encode(const Value& value, JsonValue held, std::vector<rest::Param>* out) const = 0;
  /// The value whose writing puts `held` back, or nothing if no write can.
  virtual std::optional<Value> Restore(JsonValue held) const = 0;
  /// For people: names of items, not their IDs.
  virtual std::string Show(const Value& value) const = 0;
  virtual std::string Show(JsonValue held) const = 0;

  /// Encodes all of a row's values of this codec's unit; `lead` is the whole lead as read (absent
  /// for a new one). Answers why the portal would ignore the write, if it would.
  virtual std::optional<std::string> EncodeUnit(std::span<const FieldWrite> writes, JsonValue lead,
                                                std::vector<rest::Param>* out) const;
};

/// The parameters of all values that one row changes: what `Encode` does, with the parts of a unit
/// put together (two columns of PHONE share one list; one changed address part sends all eight).
/// `lead` is the lead as crm.lead.list shows it, or absent for crm.lead.add. Answers a sentence,
/// with `out` unspecified, when the portal would silently ignore a part of the write.
std::optional<std::string> EncodeRow(std::span<const FieldWrite> writes, JsonValue lead,
                                     std::vector<rest::Param>* out);

/// The first of a lead's e-mails (its EMAIL member) that the portal itself would refuse: while the
/// lead holds it, the portal refuses every update of that lead, whatever it sends.
std::optional<std::string> BadStoredEmail(JsonValue emails);

/// The codec of `field` under `rule`. Throws nothing; answers a sentence when the type is not
/// supported or the rule does not fit it. `catalog`, `field` and `users` must outlive the codec;
/// without `users`, people are known by ID only.
std::variant<std::unique_ptr<FieldCodec>, std::string> MakeFieldCodec(
    const Catalog& catalog, const Field& field, const CellRule& rule,
    const UserDirectory* users = nullptr);

}  // namespace leadsync::crm
