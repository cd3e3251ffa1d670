// SPDX-License-Identifier: MIT
#include "crm/field_codec.h"

#include <fmt/format.h>

#include <algorithm>

#include "crm/types/address_types.h"
#include "crm/types/item_codec.h"
#include "crm/types/multifield_codec.h"
#include "crm/types/type_maker.h"

namespace leadsync::crm {

std::optional<std::string> FieldCodec::EncodeUnit(std::span<const FieldWrite> writes,
                                                  JsonValue lead,
                                                  std::vector<rest::Param>* out) const {
  for (const FieldWrite& write : writes) {
    write.codec->Encode(*write.value, lead[write.codec->code()], out);
  }
  return std::nullopt;
}

// Writes without a unit go out at once. The first write of each unit gathers the others.
std::optional<std::string> EncodeRow(std::span<const FieldWrite> writes, JsonValue lead,
                                     std::vector<rest::Param>* out) {
  for (size_t i = 0; i < writes.size(); ++i) {
    const FieldCodec& codec = *writes[i].codec;
    const std::string_view unit = codec.unit();
    if (unit.empty()) {
      codec.Encode(*writes[i].value, lead[codec.code()], out);
      continue;
    }
    const auto is_of_unit = [&](const FieldWrite& write) { return write.codec->unit() == unit; };
    if (std::any_of(writes.begin(), writes.begin() + static_cast<std::ptrdiff_t>(i), is_of_unit)) {
      continue;
    }
    std::vector<FieldWrite> together;
    std::copy_if(writes.begin() + static_cast<std::ptrdiff_t>(i), writes.end(),
                 std::back_inserter(together), is_of_unit);
    if (auto problem = codec.EncodeUnit(together, lead, out)) return problem;
  }
  return std::nullopt;
}

namespace {

/// Can the portal empty the field? An empty TITLE, stage, currency or responsible person it
/// ignores or refuses; yes-or-no fields have no third state that could be written.
bool CanBeEmptied(const Field& field) {
  if (field.type == "boolean" || field.type == "char") return false;
  if (field.dynamic) return true;
  constexpr std::string_view kNever[] = {"TITLE", "STATUS_ID", "ASSIGNED_BY_ID", "CURRENCY_ID"};
  return std::find(std::begin(kNever), std::end(kNever), field.code) == std::end(kNever);
}

bool IsAddressPart(const Field& field) {
  return !field.dynamic &&
         std::find(kAddressParts.begin(), kAddressParts.end(), field.code) != kAddressParts.end();
}

}  // namespace

std::variant<std::unique_ptr<FieldCodec>, std::string> MakeFieldCodec(const Catalog& catalog,
                                                                      const Field& field,
                                                                      const CellRule& rule,
                                                                      const UserDirectory* users) {
  if (auto reason = WhyUnsupported(field, rule)) return std::move(*reason);
  if (auto misfit = FindMisfit(field, rule)) return std::move(*misfit);
  if (field.type == "crm_multifield") return MultifieldCodec::Make(field, rule);
  const CodecRequest request{catalog, field, rule, users};
  auto made = MakeItemType(request);
  if (auto* problem = std::get_if<std::string>(&made)) return std::move(*problem);
  auto type = std::get<std::unique_ptr<ItemType>>(std::move(made));
  auto aliases = Aliases::Make(rule.values, *type);
  if (auto* problem = std::get_if<std::string>(&aliases)) return std::move(*problem);
  Aliases words = std::get<Aliases>(std::move(aliases));
  if (field.multiple) {
    return std::make_unique<ListCodec>(field.code, std::move(type), std::move(words), rule.split,
                                       rule.write);
  }
  if (IsAddressPart(field)) {
    return std::make_unique<AddressPartCodec>(field.code, std::move(type), std::move(words), true);
  }
  return std::make_unique<SingleCodec>(field.code, std::move(type), std::move(words),
                                       CanBeEmptied(field));
}

}  // namespace leadsync::crm
