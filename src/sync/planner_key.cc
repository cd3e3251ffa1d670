// SPDX-License-Identifier: MIT
// What identifies a row's lead, and what a new lead gets beside the mapping's own rules.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/names.h"
#include "sync/key.h"
#include "sync/messages.h"
#include "sync/planner_parts.h"

namespace leadsync::sync {
namespace {

/// What new leads get as ORIGINATOR_ID where the key says nothing else.
constexpr std::string_view kOriginator = "leadsync";
constexpr size_t kMostOrigin = 255;

class KeyBinder {
 public:
  KeyBinder(const Mapping& mapping, const crm::Catalog& catalog, PlannerParts* parts,
            std::vector<MappingProblem>* problems)
      : mapping_(mapping), catalog_(catalog), parts_(*parts), problems_(*problems) {}

  void Bind() {
    parts_.key_pad = mapping_.key.pad;
    parts_.adds.mode = mapping_.mode;
    parts_.adds.import = mapping_.import;
    LeadKey& key = parts_.key;
    if (mapping_.key.fields.empty()) return;
    key.kind = LeadKey::Kind::kFields;
    for (const std::string& name : mapping_.key.fields) BindField(name);
    for (const auto& [name, value] : mapping_.key.within) BindWithin(name, value);
    if (key.fields.size() > 1 && key.several_names()) Problem(Say(said::kContactWithOthers));
    const bool origin = Has(key.fields, "ORIGIN_ID");
    const bool originator = std::any_of(key.within.begin(), key.within.end(), [](const auto& one) {
      return one.first.code == "ORIGINATOR_ID";
    });
    if (origin && !originator) Problem(Say(said::kOriginAlone));
    if (mapping_.mode == Mode::kUpdate) return;
    key.originator = kOriginator;
    for (const auto& [field, value] : key.within)
      if (field.code == "ORIGINATOR_ID") key.originator = value;
    for (const crm::Field& field : catalog_.fields())
      if (field.required && !field.read_only)
        parts_.adds.required.emplace_back(field.code, field.label);
  }

  /// Fields that a new lead gets from its key are targets like any other, for new leads only.
  void BindAdds() {
    const LeadKey& key = parts_.key;
    if (key.originator.empty()) return;
    for (size_t i = 0; i < key.fields.size(); ++i) {
      const std::string& column = parts_.header[parts_.key_columns[i]];
      const auto target = AddTarget(key.fields[i].code, column);
      if (target) parts_.key_writes.push_back({*target, static_cast<int>(i)});
    }
    for (const auto& [field, value] : key.within) AddConstant(field.code, value);
    if (!Has(key.fields, "ORIGINATOR_ID") && !HasWithin("ORIGINATOR_ID"))
      AddConstant("ORIGINATOR_ID", key.originator);
    if (!Has(key.fields, "ORIGIN_ID"))
      if (const auto target = AddTarget("ORIGIN_ID", "ORIGIN_ID"))
        parts_.key_writes.push_back({*target, -1});
  }

 private:
  static bool Has(const std::vector<KeyField>& fields, std::string_view code) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const KeyField& field) { return field.code == code; });
  }
  bool HasWithin(std::string_view code) const {
    return std::any_of(parts_.key.within.begin(), parts_.key.within.end(),
                       [&](const auto& one) { return one.first.code == code; });
  }

  std::optional<KeyField> Field(const std::string& name, std::string_view what) {
    auto found = crm::ResolveField(catalog_, Trim(name), crm::FieldName::kCodeOrLabel);
    if (found.index() == 1) {
      Problem(std::string(what) + std::get<1>(found));
      return std::nullopt;
    }
    const crm::Field& field = *std::get<0>(found);
    KeyField bound{field.code, field.label, false, field.max_length, nullptr};
    bound.number = field.type == "integer" || field.type == "enumeration";
    const bool contact = !field.dynamic && (field.code == "PHONE" || field.code == "EMAIL");
    const bool text = field.type == "string" || field.type == "crm_status";
    if (field.multiple && !contact) {
      Problem(Say(said::kKeyOfMany, what, field.code, field.label));
      return std::nullopt;
    }
    if (field.code == "COMMENTS" || (!bound.number && !text && !contact)) {
      Problem(Say(said::kNoKeyType, what, field.code, field.label));
      return std::nullopt;
    }
    crm::CellRule rule;
    rule.country = mapping_.country;
    rule.on_update = false;
    auto codec = crm::MakeFieldCodec(catalog_, field, rule);
    if (codec.index() == 1) {
      Problem(std::string(what) + std::get<1>(codec));
      return std::nullopt;
    }
    bound.codec = std::get<0>(std::move(codec));
    return bound;
  }

  void BindField(const std::string& name) {
    auto field = Field(name, "");
    if (!field) return;
    LeadKey& key = parts_.key;
    if (field->code == "PHONE" || field->code == "EMAIL") {
      key.kind = field->code == "PHONE" ? LeadKey::Kind::kPhone : LeadKey::Kind::kEmail;
      key.country = mapping_.country;
    }
    if (Has(key.fields, field->code)) Problem(Say(said::kKeyFieldTwice, field->code));
    key.fields.push_back(std::move(*field));
  }

  void BindWithin(const std::string& name, const std::string& value) {
    auto field = Field(name, "«within»: ");
    if (!field) return;
    if (field->code == "PHONE" || field->code == "EMAIL") {
      Problem(Say(said::kWithinMany, field->code));
      return;
    }
    if (parts_.key.several_names()) {
      Problem(Say(said::kWithinContact));
      return;
    }
    const std::string_view trimmed = Trim(value);
    if (trimmed.empty()) {
      Problem(Say(said::kWithinEmpty, field->code));
      return;
    }
    auto parsed = ParseKeyCell(parts_.key, *field, trimmed);
    if (parsed.index() == 1) {
      Problem(fmt::format("«within»: {}: {}", field->code, std::get<1>(parsed).text));
      return;
    }
    parts_.key.within.emplace_back(std::move(*field), std::get<0>(std::move(parsed)));
  }

  std::optional<uint16_t> AddTarget(const std::string& code, const std::string& column) {
    const crm::Field* field = catalog_.Find(code);
    if (!field) {
      Problem(Say(said::kNoOriginField, code));
      return std::nullopt;
    }
    crm::CellRule rule;
    rule.country = mapping_.country;
    rule.on_update = false;
    auto codec = crm::MakeFieldCodec(catalog_, *field, rule);
    if (codec.index() == 1) {
      Problem(std::get<1>(codec));
      return std::nullopt;
    }
    Target target;
    target.column = column;
    target.field = code;
    target.label = field->label;
    target.on_update = false;
    target.codec = std::get<0>(std::move(codec));
    parts_.targets.push_back(std::move(target));
    return static_cast<uint16_t>(parts_.targets.size() - 1);
  }

  void AddConstant(const std::string& code, const std::string& value) {
    const auto target = AddTarget(code, code);
    if (!target) return;
    SetStep step;
    step.target = *target;
    step.constant = crm::Value{{{value, ""}}};
    parts_.sets.push_back(std::move(step));
  }

  void Problem(const std::string& text) {
    problems_.push_back({mapping_.key.line, "«key»: " + text});
  }

  const Mapping& mapping_;
  const crm::Catalog& catalog_;
  PlannerParts& parts_;
  std::vector<MappingProblem>& problems_;
};

std::string_view CellOr(const csv::Record& record, size_t column) {
  return column < record.size() ? record[column] : std::string_view();
}

/// Zeros that a spreadsheet has eaten.
std::string Padded(std::string_view cell, size_t pad) {
  const size_t length = pad > 0 ? Utf8Length(cell) : 0;
  return length < pad ? std::string(pad - length, '0').append(cell) : std::string(cell);
}

}  // namespace

void BindKey(const Mapping& mapping, const crm::Catalog& catalog, PlannerParts* parts,
             std::vector<MappingProblem>* problems) {
  KeyBinder(mapping, catalog, parts, problems).Bind();
}

void BindAdds(const Mapping& mapping, const crm::Catalog& catalog, PlannerParts* parts,
              std::vector<MappingProblem>* problems) {
  KeyBinder(mapping, catalog, parts, problems).BindAdds();
}

std::optional<std::string> WhyKeyOwns(const LeadKey& key, std::string_view code) {
  if (key.kind == LeadKey::Kind::kId) return std::nullopt;
  const bool owned = (!key.several_names() &&
                      std::any_of(key.fields.begin(), key.fields.end(),
                                  [&](const KeyField& field) { return field.code == code; })) ||
                     std::any_of(key.within.begin(), key.within.end(),
                                 [&](const auto& one) { return one.first.code == code; });
  if (owned) return Say(said::kKeyOwns, code);
  if (!key.originator.empty() && (code == "ORIGINATOR_ID" || code == "ORIGIN_ID"))
    return Say(said::kKeyWrites, code);
  return std::nullopt;
}

std::string WrittenKey(const PlannerParts& parts, const csv::Record& record) {
  std::string key;
  for (size_t i = 0; i < parts.key_columns.size(); ++i) {
    if (i > 0) key += " / ";
    const std::string_view cell = Trim(CellOr(record, parts.key_columns[i]));
    key += parts.key_pad > 0 && !cell.empty() ? Padded(cell, parts.key_pad) : std::string(cell);
  }
  return key;
}

std::vector<std::string> ReadKeyValues(const PlannerParts& parts, const csv::Record& record,
                                       std::vector<KeyProblem>* problems) {
  std::vector<std::string> values;
  for (size_t i = 0; i < parts.key.fields.size(); ++i) {
    const KeyField& field = parts.key.fields[i];
    const size_t column = parts.key_columns[i];
    const std::string_view cell = Trim(CellOr(record, column));
    if (IsEmptyCell(parts, cell)) {
      problems->push_back({column, std::string(cell), Say(said::kKeyEmpty), false});
      continue;
    }
    const std::string text = Padded(cell, parts.key_pad);
    auto parsed = ParseKeyCell(parts.key, field, text);
    if (auto* problem = std::get_if<crm::CellProblem>(&parsed)) {
      problems->push_back(
          {column, std::string(cell), std::move(problem->text), problem->unknown_name});
      continue;
    }
    values.push_back(std::get<0>(std::move(parsed)));
  }
  if (!problems->empty() || parts.key.originator.empty()) return values;
  if (const size_t length = Utf8Length(JoinKey(values)); length > kMostOrigin)
    problems->push_back({parts.key_columns[0], WrittenKey(parts, record),
                         Say(said::kKeyTooLong, length, kMostOrigin), false});
  return values;
}

}  // namespace leadsync::sync
