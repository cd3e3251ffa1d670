// SPDX-License-Identifier: MIT
// What a portal checks when its option rest_enable_req_uf_check is on (bitrix24 docs:
// api-reference/crm/leads/crm-lead-add.md; server: main/lib/userfield/types/*.php), and the
// countries of addresses.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <regex>

#include "base/text.h"
#include "sandbox/world.h"
#include "sandbox/world_draft.h"

namespace leadsync::sandbox {
namespace {

struct Country {
  std::string_view code;
  std::string_view english;
  std::string_view russian;
};

constexpr std::array<Country, 24> kCountries = {{{"AT", "Austria", "Австрия"},
                                                 {"BE", "Belgium", "Бельгия"},
                                                 {"BR", "Brazil", "Бразилия"},
                                                 {"BY", "Belarus", "Беларусь"},
                                                 {"CH", "Switzerland", "Швейцария"},
                                                 {"CN", "China", "Китай"},
                                                 {"CZ", "Czech Republic", "Чехия"},
                                                 {"DE", "Germany", "Германия"},
                                                 {"EE", "Estonia", "Эстония"},
                                                 {"ES", "Spain", "Испания"},
                                                 {"FI", "Finland", "Финляндия"},
                                                 {"FR", "France", "Франция"},
                                                 {"GB", "United Kingdom", "Великобритания"},
                                                 {"IN", "India", "Индия"},
                                                 {"IT", "Italy", "Италия"},
                                                 {"KZ", "Kazakhstan", "Казахстан"},
                                                 {"LT", "Lithuania", "Литва"},
                                                 {"LV", "Latvia", "Латвия"},
                                                 {"NL", "Netherlands", "Нидерланды"},
                                                 {"PL", "Poland", "Польша"},
                                                 {"RU", "Russia", "Россия"},
                                                 {"SE", "Sweden", "Швеция"},
                                                 {"UA", "Ukraine", "Украина"},
                                                 {"US", "USA", "США"}}};

double SettingNumber(const LeadField& field, const char* name, bool* given) {
  const PhpValue* value = field.settings.Find(name);
  *given = value != nullptr && !value->IsNull() && !(value->IsString() && value->string().empty());
  return *given ? value->ToDouble() : 0;
}

/// PCRE with delimiters, "/^a+$/i". What std::regex cannot read counts as matching.
bool MatchesPattern(const std::string& pattern, std::string_view text) {
  if (pattern.size() < 2 || text.size() > 1000) return true;
  size_t end = pattern.rfind(pattern[0]);
  if (end == 0 || end == std::string::npos) return true;
  auto flags = std::regex::ECMAScript;
  if (pattern.find('i', end) != std::string::npos) flags |= std::regex::icase;
  try {
    std::regex expression(pattern.substr(1, end - 1), flags);
    return std::regex_search(text.begin(), text.end(), expression);
  } catch (const std::regex_error&) {
    return true;
  }
}

bool FitsSettings(const LeadField& field, std::string_view stored) {
  bool given = false;
  if (field.kind == FieldKind::kText || field.kind == FieldKind::kUrl) {
    double length = static_cast<double>(Utf8Length(stored));
    double least = SettingNumber(field, "MIN_LENGTH", &given);
    if (given && length < least) return false;
    double most = SettingNumber(field, "MAX_LENGTH", &given);
    if (given && most > 0 && length > most) return false;
    const PhpValue* pattern = field.settings.Find("REGEXP");
    return pattern == nullptr || !pattern->IsString() || pattern->string().empty() ||
           MatchesPattern(pattern->string(), stored);
  }
  if (field.kind != FieldKind::kInteger && field.kind != FieldKind::kDouble) return true;
  double number = 0;
  std::from_chars(stored.data(), stored.data() + stored.size(), number);
  double least = SettingNumber(field, "MIN_VALUE", &given);
  if (given && number < least) return false;
  double most = SettingNumber(field, "MAX_VALUE", &given);
  // Zero means "no limit" only for the upper end.
  return !given || most == 0 || number <= most;
}

}  // namespace

bool IsCountryOf(std::string_view code, std::string_view name) {
  for (const Country& country : kCountries) {
    if (country.code == code && (country.english == name || country.russian == name)) return true;
  }
  return false;
}

std::optional<RestError> World::CheckRequired(const Lead* lead, const Draft& draft) const {
  const Draft::Change* stage = draft.Find(known_.status);
  std::string_view old_stage;
  if (lead != nullptr && known_.status >= 0) {
    old_stage = lead->row.Text(static_cast<size_t>(known_.status));
  }
  bool moves = lead == nullptr || (stage != nullptr && stage->value != old_stage);
  auto required_here = [&](const LeadField& field) {
    return std::any_of(options_.required_at.begin(), options_.required_at.end(), [&](auto& rule) {
      return rule.second == field.code &&
             rule.first == (stage != nullptr ? std::string_view(stage->value) : old_stage);
    });
  };
  // Who loses a lead need not fill its form.
  char semantics = statuses_.Semantics(stage != nullptr ? stage->value : old_stage);
  std::string text;
  auto complain = [&](const std::string& sentence) {
    if (!text.empty()) text += ", ";
    text += sentence;
  };
  for (size_t i = 0; i < fields_->size(); ++i) {
    const LeadField& field = (*fields_)[i];
    bool at_stage = required_here(field);
    if (!field.dynamic && !at_stage) continue;
    const Draft::Change* change = draft.Find(static_cast<int>(i));
    if ((field.required || at_stage) && semantics != 'F' && (change != nullptr || moves)) {
      std::string_view value = change != nullptr ? std::string_view(change->value)
                               : lead != nullptr ? lead->row.Text(i)
                                                 : std::string_view();
      if (IsEmptyStored(field, value)) {
        complain(fmt::format("The \"{}\" field is required.", field.title));
        continue;
      }
    }
    if (field.dynamic && change != nullptr && !change->value.empty() && !field.multiple &&
        !FitsSettings(field, change->value)) {
      complain(fmt::format("Invalid value for field \"{}\".", field.title));
    }
  }
  if (text.empty()) return std::nullopt;
  return RestError{400, "", text, {}};
}

}  // namespace leadsync::sandbox
