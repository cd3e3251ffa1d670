// SPDX-License-Identifier: MIT
#include "crm/catalog_loader.h"

#include <fmt/format.h>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

// The order of CatalogCalls.
enum Part : size_t { kFields, kStatuses, kCurrencies, kMode, kProfile };

/// Why a part did not come; empty if it came.
std::string Lack(const std::vector<CatalogAnswer>& answers, Part part) {
  const std::string method = CatalogCalls()[part].method;
  if (part >= answers.size()) return fmt::format("the portal's answer lacks {}", method);
  const CatalogAnswer& answer = answers[part];
  if (answer.error) {
    const std::string text = Shorten(*answer.error, 300);
    return fmt::format("the portal refused {}{}{}", method, text.empty() ? "" : ": ", text);
  }
  if (!answer.result.exists()) return fmt::format("the portal's answer lacks {}", method);
  return {};
}

void Require(const std::vector<CatalogAnswer>& answers, Part part) {
  const std::string lack = Lack(answers, part);
  if (lack.empty()) return;
  Raise(said::kNoLeadFields, lack);
}

/// The part's result, or nothing and a warning.
template <typename Warning>
JsonValue Welcome(const std::vector<CatalogAnswer>& answers, Part part, const Warning& without,
                  std::vector<std::string>* warnings) {
  const std::string lack = Lack(answers, part);
  if (lack.empty()) return answers[part].result;
  warnings->push_back(Say(without, lack));
  return {};
}

}  // namespace

std::vector<rest::Call> CatalogCalls() {
  return {{"crm.lead.fields", {}},
          {"crm.status.list", {}},
          {"crm.currency.list", {}},
          {"crm.settings.mode.get", {}},
          {"profile", {}}};
}

Catalog CatalogFromBatch(const std::vector<CatalogAnswer>& answers,
                         std::vector<std::string>* warnings) {
  for (const Part part : {kFields, kStatuses, kMode}) Require(answers, part);
  const JsonValue mode = answers[kMode].result;
  const std::optional<int64_t> number = mode.integer();
  if (number != 1 && number != 2) {
    Raise(said::kOddMode, Shorten(mode.Dump()));
  }
  if (number == 2) Raise(said::kSimpleCrm);
  const JsonValue currencies = Welcome(answers, kCurrencies, said::kNoCurrencies, warnings);
  const JsonValue profile = Welcome(answers, kProfile, said::kNoProfile, warnings);
  Catalog catalog = Catalog::FromAnswers(answers[kFields].result, answers[kStatuses].result,
                                         currencies, mode, profile);
  if (catalog.Directory("STATUS").empty()) {
    Raise(said::kNoStages, Shorten(answers[kStatuses].result.Dump(), 200));
  }
  return catalog;
}

}  // namespace leadsync::crm
