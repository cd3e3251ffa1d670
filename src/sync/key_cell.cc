// SPDX-License-Identifier: MIT
// Cells of keys that are not the lead's ID.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/damaged_cell.h"
#include "sync/key.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

bool HasControl(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// Filters give such beginnings a meaning of their own, and no way to mean the text.
bool IsMisread(std::string_view text) { return text.starts_with("^%^") || text.starts_with("^&^"); }

/// Digits with an optional sign, without leading zeros.
std::string WholeNumber(std::string_view text) {
  const bool minus = text.starts_with('-');
  if (minus) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  return text.empty() ? "0" : fmt::format("{}{}", minus ? "-" : "", text);
}

}  // namespace

std::variant<std::string, crm::CellProblem> ParseKeyCell(const LeadKey& key, const KeyField& field,
                                                         std::string_view cell) {
  if (auto damage = crm::DamagedCell(cell)) return crm::CellProblem{std::move(*damage)};
  if (HasControl(cell)) return crm::CellProblem{Say(said::kKeyControl)};
  auto parsed = field.codec->Parse(cell);
  if (auto* problem = std::get_if<crm::CellProblem>(&parsed)) return std::move(*problem);
  const crm::Value& value = std::get<crm::Value>(parsed);
  std::string text = value.items.empty() ? std::string() : value.items[0].text;
  if (key.several_names()) return ContactKey(key, text);
  if (field.number) {
    text = WholeNumber(text);
    if (text == "0") return crm::CellProblem{Say(said::kKeyZero)};
    return text;
  }
  if (IsMisread(text))
    return crm::CellProblem{Say(said::kKeyMisread, Shorten(text), text.substr(0, 3))};
  return text;
}

}  // namespace leadsync::sync
