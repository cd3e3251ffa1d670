// SPDX-License-Identifier: MIT
#include "crm/types/type_maker.h"

#include <algorithm>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/types/address_types.h"
#include "crm/types/date_types.h"
#include "crm/types/flag_types.h"
#include "crm/types/id_types.h"
#include "crm/types/money_type.h"
#include "crm/types/named_types.h"
#include "crm/types/number_types.h"
#include "crm/types/text_types.h"
#include "crm/types/url_type.h"

namespace leadsync::crm {
namespace {

using Made = std::variant<std::unique_ptr<ItemType>, std::string>;

/// The stricter of the lengths at which the portal cuts and which the field's settings name.
size_t MostCharacters(const Field& field) {
  const size_t cut = field.max_length;
  const size_t set = field.settings.max_length;
  return cut == 0 || (set > 0 && set < cut) ? set : cut;
}

Made MakeString(const CodecRequest& request) {
  const Field& field = request.field;
  if (field.code == "COMMENTS" && !field.dynamic) return std::make_unique<CommentsType>();
  return std::make_unique<StringType>(field.settings.min_length, MostCharacters(field));
}

std::variant<NumberFormat, std::string> FormatOf(const CellRule& rule) {
  NumberFormat format{rule.decimal, rule.group, rule.parentheses};
  if (auto problem = format.Problem()) return std::move(*problem);
  return format;
}

Made MakeInteger(const CodecRequest& request) {
  auto format = FormatOf(request.rule);
  if (auto* problem = std::get_if<std::string>(&format)) return std::move(*problem);
  return std::make_unique<IntegerType>(std::get<NumberFormat>(std::move(format)),
                                       request.field.settings);
}

Made MakeDouble(const CodecRequest& request) {
  auto format = FormatOf(request.rule);
  if (auto* problem = std::get_if<std::string>(&format)) return std::move(*problem);
  std::optional<size_t> decimals;
  if (!request.field.dynamic) decimals = 2;  // OPPORTUNITY
  if (request.field.dynamic && request.field.settings.precision) {
    decimals = static_cast<size_t>(std::max(0, *request.field.settings.precision));
  }
  return std::make_unique<DoubleType>(std::get<NumberFormat>(std::move(format)),
                                      request.field.settings, decimals, !request.field.dynamic,
                                      request.rule.with_currency);
}

Made MakeDate(const CodecRequest& request) {
  const bool times = request.field.type == "datetime";
  auto made = DateReader::Make(request.rule.formats, times);
  if (auto* problem = std::get_if<std::string>(&made)) return std::move(*problem);
  DateReader reader = std::get<DateReader>(std::move(made));
  if (!times) return std::make_unique<DateType>(std::move(reader));
  std::optional<TimeZone> zone;
  if (!request.rule.time_zone.empty()) {
    auto found = TimeZone::Find(request.rule.time_zone);
    if (auto* problem = std::get_if<std::string>(&found)) return std::move(*problem);
    zone = std::get<TimeZone>(found);
  }
  return std::make_unique<DateTimeType>(std::move(reader), zone);
}

Made MakeUrl(const CodecRequest& request) {
  return std::make_unique<UrlType>(request.rule.complete_url, MostCharacters(request.field));
}

Made MakeStatus(const CodecRequest& request) {
  if (request.field.status_type.empty()) {
    return Say(said::kFieldRefused, NameOf(request.field), "it belongs to no list of the portal");
  }
  return std::make_unique<NamedType>(request.catalog.ItemsOf(request.field),
                                     NamedType::Ids::kCodes);
}

Made MakeEnumeration(const CodecRequest& request) {
  return std::make_unique<NamedType>(request.catalog.ItemsOf(request.field),
                                     NamedType::Ids::kNumbers);
}

Made MakeCurrency(const CodecRequest& request) {
  std::optional<NumberFormat> amounts;
  if (request.rule.with_currency) {
    auto format = FormatOf(request.rule);
    if (auto* problem = std::get_if<std::string>(&format)) return std::move(*problem);
    amounts = std::get<NumberFormat>(std::move(format));
  }
  return std::make_unique<CurrencyType>(request.catalog.currencies(), std::move(amounts));
}

Made MakeMoney(const CodecRequest& request) {
  auto format = FormatOf(request.rule);
  if (auto* problem = std::get_if<std::string>(&format)) return std::move(*problem);
  return std::make_unique<MoneyType>(std::get<NumberFormat>(std::move(format)),
                                     request.catalog.currencies());
}

Made MakeUser(const CodecRequest& request) {
  for (const std::string& way : request.rule.by) {
    if (way == "id") continue;
    if (way != "email" && way != "name") {
      return Say(said::kBadBy, Shorten(way));
    }
    if (request.users == nullptr) {
      return Say(said::kByNeedsPortal, NameOf(request.field), way);
    }
  }
  return std::make_unique<UserType>(request.rule.by, request.users);
}

Made MakeBinding(const CodecRequest& request) {
  return std::make_unique<BindingType>(request.field.settings.binding_types);
}

template <typename Type>
Made MakePlain(const CodecRequest&) {
  return std::make_unique<Type>();
}

struct Maker {
  std::string_view type;
  Made (*make)(const CodecRequest&);
};

constexpr Maker kMakers[] = {
    {"string", MakeString},
    {"integer", MakeInteger},
    {"double", MakeDouble},
    {"boolean", MakePlain<BooleanType>},
    {"char", MakePlain<CharType>},
    {"date", MakeDate},
    {"datetime", MakeDate},
    {"url", MakeUrl},
    {"enumeration", MakeEnumeration},
    {"crm_status", MakeStatus},
    {"crm_currency", MakeCurrency},
    {"money", MakeMoney},
    {"user", MakeUser},
    {"employee", MakeUser},
    {"crm", MakeBinding},
    {"address", MakePlain<AddressTextType>},
    {"crm_company", MakePlain<IdType>},
    {"crm_contact", MakePlain<IdType>},
    {"crm_entity", MakePlain<IdType>},
    {"iblock_element", MakePlain<IdType>},
    {"iblock_section", MakePlain<IdType>},
    {"hlblock", MakePlain<IdType>},
};

}  // namespace

Made MakeItemType(const CodecRequest& request) {
  for (const Maker& maker : kMakers) {
    if (maker.type == request.field.type) return maker.make(request);
  }
  return Say(said::kTypeUnknown, NameOf(request.field), request.field.type,
             "not known to leadsync");
}

}  // namespace leadsync::crm
