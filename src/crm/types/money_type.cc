// SPDX-License-Identifier: MIT
#include "crm/types/money_type.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// What a sign may mean; the portal's own currencies decide.
struct Sign {
  std::string_view sign;
  std::string_view codes;  // three letters each, joined by blanks
};

constexpr Sign kSigns[] = {
    {"$", "USD AUD CAD NZD SGD HKD MXN TWD"},
    {"€", "EUR"},
    {"£", "GBP EGP"},
    {"¥", "JPY CNY"},
    {"₽", "RUB"},
    {"руб.", "RUB BYN"},
    {"руб", "RUB BYN"},
    {"р.", "RUB BYN"},
    {"₴", "UAH"},
    {"₸", "KZT"},
    {"₺", "TRY"},
    {"₹", "INR"},
    {"₩", "KRW"},
    {"₾", "GEL"},
    {"₼", "AZN"},
    {"zł", "PLN"},
    {"Kč", "CZK"},
    {"kr", "SEK NOK DKK ISK"},
};

bool Has(const std::vector<Currency>& currencies, std::string_view code) {
  return currencies.empty() ||
         std::any_of(currencies.begin(), currencies.end(),
                     [&](const Currency& currency) { return currency.code == code; });
}

}  // namespace

std::variant<std::string_view, CellProblem> CurrencyCode(std::string_view cell,
                                                         std::string_view currency,
                                                         const std::vector<Currency>& currencies) {
  const auto all = [&] {
    std::vector<std::string_view> codes;
    for (const Currency& one : currencies) codes.push_back(one.code);
    return fmt::format("{}", fmt::join(codes, ", "));
  };
  for (const Sign& sign : kSigns) {
    if (sign.sign != currency) continue;
    std::string_view meant;
    size_t fitting = 0;
    for (size_t i = 0; i < sign.codes.size(); i += 4) {
      if (!Has(currencies, sign.codes.substr(i, 3))) continue;
      meant = sign.codes.substr(i, 3);
      ++fitting;
    }
    if (fitting == 1 || (fitting > 1 && sign.codes.size() == 3)) return meant;
    return CellProblem{Say(said::kCurrencySign, Shorten(cell),
                           fitting == 0 ? "no" : "more than one", currency, all()),
                       fitting == 0};
  }
  if (Has(currencies, currency)) return currency;
  return CellProblem{Say(said::kNoSuchCurrency, Shorten(cell), currency, all()), true};
}

MoneyType::MoneyType(NumberFormat format, const std::vector<Currency>& currencies)
    : format_(std::move(format)), currencies_(&currencies) {
  for (const Currency& currency : currencies) {
    if (currency.base) base_ = currency.code;
  }
}

std::variant<std::string_view, CellProblem> MoneyType::Code(std::string_view cell,
                                                            std::string_view currency) const {
  if (!currency.empty()) return CurrencyCode(cell, currency, *currencies_);
  if (!base_.empty()) return base_;
  return CellProblem{Say(said::kNoBaseCurrency, Shorten(cell), Shorten(cell))};
}

std::optional<CellProblem> MoneyType::Parse(std::string_view cell, std::string* out) const {
  Decimal amount;
  std::string_view currency;
  if (auto problem = ParseNumber(cell, format_, &amount, &currency)) return CellProblem{*problem};
  auto code = Code(cell, currency);
  if (auto* problem = std::get_if<CellProblem>(&code)) return std::move(*problem);
  *out = amount.ToText();
  *out += '|';
  *out += std::get<std::string_view>(code);
  return std::nullopt;
}

std::optional<MoneyType::Money> MoneyType::Read(std::string_view text) const {
  const size_t mark = std::min(text.find('|'), text.size());
  const std::optional<Decimal> amount = Decimal::FromText(text.substr(0, mark));
  if (!amount) return std::nullopt;
  const std::string_view currency = mark < text.size() ? text.substr(mark + 1) : "";
  return Money{*amount, currency.empty() ? base_ : currency};
}

bool MoneyType::Same(std::string_view wanted, JsonValue held) const {
  const std::optional<Money> a = Read(wanted);
  const std::optional<Money> b = Read(held.text());
  return a && b && a->amount == b->amount && a->currency == b->currency;
}

std::string MoneyType::Show(std::string_view text) const {
  const std::optional<Money> money = Read(text);
  if (!money) return std::string(text);
  std::string shown = money->amount.ToText();
  if (!money->currency.empty()) shown.append(" ").append(money->currency);
  return shown;
}

}  // namespace leadsync::crm
