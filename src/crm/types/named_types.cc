// SPDX-License-Identifier: MIT
#include "crm/types/named_types.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/types/money_type.h"

namespace leadsync::crm {
namespace {

std::optional<CellProblem> ParseBy(const ItemIndex& index, std::string_view cell,
                                   std::string* out) {
  auto found = index.Resolve(cell);
  if (auto* problem = std::get_if<CellProblem>(&found)) return std::move(*problem);
  *out = std::get<const Item*>(found)->id;
  return std::nullopt;
}

}  // namespace

std::optional<CellProblem> NamedType::Parse(std::string_view cell, std::string* out) const {
  return ParseBy(index_, cell, out);
}

bool NamedType::Same(std::string_view wanted, JsonValue held) const {
  return wanted == held.text();
}

bool NamedType::Empty(JsonValue held) const {
  return ids_ == Ids::kNumbers ? IsZeroOrNothing(held) : IsNothing(held);
}

std::string NamedType::Show(std::string_view text) const {
  const Item* item = index_.ById(text);
  return item != nullptr ? WithoutEntities(item->name) : fmt::format("{} (no such item)", text);
}

namespace {

std::vector<Item> ItemsOf(const std::vector<Currency>& currencies) {
  std::vector<Item> items;
  for (const Currency& currency : currencies) {
    Item& item = items.emplace_back();
    item.id = currency.code;
    item.name = currency.name.empty() ? currency.code : currency.name;
  }
  return items;
}

}  // namespace

CurrencyType::CurrencyType(const std::vector<Currency>& currencies,
                           std::optional<NumberFormat> amounts)
    : currencies_(&currencies),
      amounts_(std::move(amounts)),
      items_(ItemsOf(currencies)),
      index_(items_) {}

std::optional<CellProblem> CurrencyType::Parse(std::string_view cell, std::string* out) const {
  std::string code(cell.substr(0, 3));
  for (char& c : code) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 0x20);
  }
  if (cell.size() == 3 && index_.ById(code) != nullptr) {
    *out = std::move(code);
    return std::nullopt;
  }
  auto problem = ParseBy(index_, cell, out);
  // The mapping's "values" stand for a plain code or name even here.
  return problem && amounts_ ? ParseBesideAmount(cell, out) : problem;
}

std::optional<CellProblem> CurrencyType::ParseBesideAmount(std::string_view cell,
                                                           std::string* out) const {
  Decimal amount;
  std::string_view currency;
  if (auto problem = ParseNumber(cell, *amounts_, &amount, &currency)) return CellProblem{*problem};
  if (currency.empty()) {
    return CellProblem{Say(said::kCurrencyMissing, Shorten(cell), Shorten(cell),
                           currencies_->empty() ? "EUR" : currencies_->front().code)};
  }
  auto code = CurrencyCode(cell, currency, *currencies_);
  if (auto* problem = std::get_if<CellProblem>(&code)) return std::move(*problem);
  *out = std::get<std::string_view>(code);
  return std::nullopt;
}

bool CurrencyType::Same(std::string_view wanted, JsonValue held) const {
  return wanted == held.text();
}

}  // namespace leadsync::crm
