// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include "crm/types/item_codec.h"

namespace leadsync::crm {

/// A user field of type address: text, perhaps `text|latitude;longitude`. The portal adds an ID of
/// its own behind a further bar. The text is compared; what was sent of the rest must hold.
class AddressTextType : public ItemType {
 public:
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool Holds(std::string_view sent, JsonValue held) const override;
  bool Empty(JsonValue held) const override;
  std::optional<std::string> Restore(JsonValue held) const override;
  std::string Show(std::string_view text) const override;
  using ItemType::Show;
};

/// The parts of a lead's address. A call that names some of them empties the others, so all eight
/// are sent when one differs.
inline constexpr std::array<std::string_view, 8> kAddressParts = {
    "ADDRESS",        "ADDRESS_2",        "ADDRESS_CITY",    "ADDRESS_POSTAL_CODE",
    "ADDRESS_REGION", "ADDRESS_PROVINCE", "ADDRESS_COUNTRY", "ADDRESS_COUNTRY_CODE"};

class AddressPartCodec : public SingleCodec {
 public:
  using SingleCodec::SingleCodec;
  std::string_view unit() const override { return "ADDRESS"; }
  std::vector<std::string> Reads() const override;
  std::optional<std::string> EncodeUnit(std::span<const FieldWrite> writes, JsonValue lead,
                                        std::vector<rest::Param>* out) const override;
};

}  // namespace leadsync::crm
