// SPDX-License-Identifier: MIT
#include "crm/types/address_types.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/types/decimal.h"

namespace leadsync::crm {
namespace {

/// "text", "latitude;longitude" and what the portal adds.
struct AddressText {
  std::string_view text;
  std::string_view place;

  explicit AddressText(std::string_view whole) {
    const size_t first = std::min(whole.find('|'), whole.size());
    text = Trim(whole.substr(0, first));
    if (first == whole.size()) return;
    whole.remove_prefix(first + 1);
    place = Trim(whole.substr(0, whole.find('|')));
  }
};

bool IsPlace(std::string_view place) {
  const size_t mark = place.find(';');
  if (mark == std::string_view::npos) return false;
  return Decimal::FromText(Trim(place.substr(0, mark))).has_value() &&
         Decimal::FromText(Trim(place.substr(mark + 1))).has_value();
}

}  // namespace

std::optional<CellProblem> AddressTextType::Parse(std::string_view cell, std::string* out) const {
  const AddressText address(cell);
  const size_t bar = cell.find('|');
  if (bar != std::string_view::npos && (address.text.empty() || !IsPlace(address.place) ||
                                        cell.find('|', bar + 1) != std::string_view::npos)) {
    return CellProblem{Say(said::kNoAddress, Shorten(cell))};
  }
  out->assign(cell);
  return std::nullopt;
}

bool AddressTextType::Same(std::string_view wanted, JsonValue held) const {
  return AddressText(wanted).text == AddressText(held.text()).text;
}

bool AddressTextType::Holds(std::string_view sent, JsonValue held) const {
  const AddressText a(sent);
  const AddressText b(held.text());
  return a.text == b.text && (a.place.empty() || a.place == b.place);
}

bool AddressTextType::Empty(JsonValue held) const {
  return IsNothing(held) || (held.IsString() && AddressText(held.text()).text.empty());
}

std::optional<std::string> AddressTextType::Restore(JsonValue held) const {
  const AddressText address(held.text());
  if (address.text.empty()) return std::nullopt;
  if (!IsPlace(address.place)) return std::string(address.text);
  return fmt::format("{}|{}", address.text, address.place);
}

std::string AddressTextType::Show(std::string_view text) const {
  return std::string(AddressText(text).text);
}

std::vector<std::string> AddressPartCodec::Reads() const {
  return {kAddressParts.begin(), kAddressParts.end()};
}

std::optional<std::string> AddressPartCodec::EncodeUnit(std::span<const FieldWrite> writes,
                                                        JsonValue lead,
                                                        std::vector<rest::Param>* out) const {
  bool any = false;
  for (std::string_view part : kAddressParts) {
    const auto write = std::find_if(writes.begin(), writes.end(), [&](const FieldWrite& one) {
      return one.codec->code() == part;
    });
    std::string text;
    if (write != writes.end()) {
      if (!write->value->items.empty()) text = write->value->items.front().text;
    } else if (!lead.exists()) {
      continue;  // a new lead has nothing to lose
    } else if (const JsonValue held = lead[part]; held.exists()) {
      text = held.text();
    } else {
      return Say(said::kAddressUnread, part);
    }
    any = any || !text.empty();
    out->push_back({fmt::format("fields[{}]", part), std::move(text)});
  }
  if (any) return std::nullopt;
  return Say(said::kAddressEmptied);
}

}  // namespace leadsync::crm
