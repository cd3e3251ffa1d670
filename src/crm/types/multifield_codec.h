// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crm/field_codec.h"
#include "crm/types/contact_forms.h"

namespace leadsync::crm {

/// PHONE, EMAIL, WEB and IM: lists of objects that the portal merges by their IDs.
///
/// A rule's `kind` (WORK, MOBILE, ...) is the scope of replacing, emptying and restoring; without
/// one that is the whole field. Adding looks at all kinds: a number that the lead has as MOBILE is
/// not added as WORK. Values are compared normalised; those that are held already keep their
/// spelling. Values of open lines (OPENLINE, imol|...) are never seen nor touched.
class MultifieldCodec : public FieldCodec {
 public:
  /// Answers what does not fit.
  static std::variant<std::unique_ptr<FieldCodec>, std::string> Make(const Field& field,
                                                                     const CellRule& rule);

  std::string_view code() const override { return code_; }
  std::string_view unit() const override { return code_; }
  std::variant<Value, CellProblem> Parse(std::string_view cell) const override;
  std::optional<Value> Cleared() const override { return Value{{}, true}; }
  bool Same(const Value& wanted, JsonValue held) const override;
  bool Holds(const Value& sent, JsonValue held) const override;
  bool Empty(JsonValue held) const override;
  void Encode(const Value& value, JsonValue held, std::vector<rest::Param>* out) const override;
  std::optional<Value> Restore(JsonValue held) const override;
  std::string Show(const Value& value) const override;
  std::string Show(JsonValue held) const override;
  std::optional<std::string> EncodeUnit(std::span<const FieldWrite> writes, JsonValue lead,
                                        std::vector<rest::Param>* out) const override;

 private:
  enum class What { kPhone, kEmail, kWeb, kMessenger };
  struct Stored {
    std::string_view id;
    std::string_view value;
    std::string_view kind;
  };
  /// One object of the list to be sent: a new value, a changed one, or one to delete.
  struct Edit {
    std::string_view id;  // empty = new
    std::string_view value;
    std::string_view kind;
    bool remove = false;
  };

  MultifieldCodec() = default;
  std::optional<CellProblem> Check(std::string_view text, std::string* out) const;
  bool Adds(const Value& value) const { return !value.exact && !replace_; }
  bool InScope(const Stored& stored) const { return kind_.empty() || stored.kind == kind_; }
  std::string Normal(std::string_view text) const;
  bool Alike(const Value::Item& item, const Stored& stored, bool exact) const;
  /// Those in scope, or all (open lines aside).
  std::vector<Stored> StoredOf(JsonValue held, bool all) const;
  void PlanAdd(const Value& value, JsonValue held, std::vector<Edit>* edits) const;
  void PlanReplace(const Value& value, JsonValue held, std::vector<Edit>* edits) const;
  void Write(const std::vector<Edit>& edits, std::vector<rest::Param>* out) const;

  std::string code_;
  What what_ = What::kPhone;
  std::string kind_;          // the rule's; "" = all
  std::string default_kind_;  // of new values
  std::optional<std::string> split_;
  bool replace_ = false;
  bool complete_ = false;
  const DialPlan* home_ = nullptr;
};

}  // namespace leadsync::crm
