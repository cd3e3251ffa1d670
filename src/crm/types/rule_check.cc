// SPDX-License-Identifier: MIT
// Which fields can be written at all, and which options of a rule fit which type.
#include <fmt/format.h>

#include <algorithm>

#include "crm/messages.h"
#include "crm/types/type_maker.h"

namespace leadsync::crm {
namespace {

enum Option : unsigned {
  kPlain = 0,
  kDates = 1,
  kNumbers = 2,
  kPeople = 4,
  kUrls = 8,
  kParts = 16,  // several values: kind, add, replace
};

struct KnownType {
  std::string_view name;
  unsigned options;
};

constexpr KnownType kKnownTypes[] = {
    {"string", kPlain},         {"integer", kNumbers},
    {"double", kNumbers},       {"boolean", kPlain},
    {"char", kPlain},           {"date", kDates},
    {"datetime", kDates},       {"url", kUrls},
    {"enumeration", kPlain},    {"crm_status", kPlain},
    {"money", kNumbers},        {"crm_currency", kPlain},
    {"user", kPeople},          {"employee", kPeople},
    {"crm_company", kPlain},    {"crm_contact", kPlain},
    {"crm_entity", kPlain},     {"crm", kPlain},
    {"iblock_element", kPlain}, {"iblock_section", kPlain},
    {"hlblock", kPlain},        {"address", kPlain},
    {"crm_multifield", kParts},
};

struct Refusal {
  std::string_view name;
  std::string_view reason;
};

constexpr Refusal kRefusedTypes[] = {
    {"file", "a cell cannot carry a file"},
    {"disk_file", "a cell cannot carry a file of the portal's drive"},
    {"location", "a location has no form that a cell could hold"},
    {"resourcebooking", "bookings are made in the portal's calendar"},
    {"vote", "a poll has no form that a cell could hold"},
    {"mail_message", "a message has no form that a cell could hold"},
    {"video", "a video has no form that a cell could hold"},
};

constexpr Refusal kRefusedFields[] = {
    {"CONTACT_IDS",
     "the portal does not show reliably what it holds, so that nothing could be verified"},
    {"LINK", "the portal keeps these links itself"},
    {"ADDRESS_LOC_ADDR_ID", "the portal keeps this number of its map itself"},
};

const KnownType* FindType(std::string_view name) {
  const KnownType* end = std::end(kKnownTypes);
  const KnownType* found = std::find_if(std::begin(kKnownTypes), end,
                                        [&](const KnownType& type) { return type.name == name; });
  return found == end ? nullptr : found;
}

}  // namespace

std::string NameOf(const Field& field) {
  if (field.label.empty() || field.label == field.code) return field.code;
  return fmt::format("{} («{}»)", field.code, field.label);
}

std::optional<std::string> WhyUnsupported(const Field& field, const CellRule& rule) {
  for (const Refusal& refusal : kRefusedFields) {
    if (refusal.name == field.code && !field.dynamic) {
      return Say(said::kFieldRefused, NameOf(field), refusal.reason);
    }
  }
  constexpr std::string_view kImported[] = {"DATE_CREATE", "DATE_MODIFY", "CREATED_BY_ID",
                                            "MODIFY_BY_ID"};
  const bool imported =
      std::find(std::begin(kImported), std::end(kImported), field.code) != std::end(kImported);
  if (field.read_only && imported && rule.importing && rule.on_update) {
    return Say(said::kOnlyWhenMade, NameOf(field));
  }
  if (field.read_only && !(imported && rule.importing)) {
    return Say(said::kReadOnly, NameOf(field));
  }
  if (FindType(field.type) != nullptr) return std::nullopt;
  for (const Refusal& refusal : kRefusedTypes) {
    if (refusal.name == field.type) {
      return Say(said::kFieldRefused, NameOf(field),
                 fmt::format("it is of type {}, and {}", field.type, refusal.reason));
    }
  }
  return Say(said::kTypeUnknown, NameOf(field), field.type,
             field.type.starts_with("rest_") ? "an application's own" : "not known to leadsync");
}

std::optional<std::string> FindMisfit(const Field& field, const CellRule& rule) {
  const KnownType* type = FindType(field.type);
  const unsigned fits =
      (type == nullptr ? kPlain : type->options) | (rule.with_currency ? kNumbers : kPlain);
  const bool several = field.multiple || (fits & kParts) != 0;
  const auto misfit = [&](std::string_view option, std::string_view what) {
    return Say(said::kMisfit, option, what, NameOf(field), field.type);
  };
  if (field.immutable && rule.on_update) {
    return Say(said::kOnlyWhenMade, NameOf(field));
  }
  if (!rule.formats.empty() && !(fits & kDates)) return misfit("format", "dates");
  if (rule.decimal != '.' && !(fits & kNumbers)) return misfit("decimal", "numbers");
  if (!rule.group.empty() && !(fits & kNumbers)) return misfit("group", "numbers");
  if (rule.parentheses && !(fits & kNumbers)) return misfit("parentheses", "numbers");
  if (!rule.by.empty() && !(fits & kPeople)) return misfit("by", "people");
  if (rule.complete_url && !(fits & kUrls) && field.code != "WEB") {
    return misfit("complete", "web addresses");
  }
  if (!rule.kind.empty() && !(fits & kParts)) return misfit("kind", "PHONE, EMAIL, WEB and IM");
  if (several) {
    if (rule.split && rule.split->empty()) return Say(said::kEmptySplit);
    return std::nullopt;
  }
  const auto fits_several = [&](std::string_view option) {
    return Say(said::kFitsSeveral, option, NameOf(field));
  };
  if (rule.split) return fits_several("\"split\"");
  if (rule.write == WriteMode::kAdd) return fits_several("\"write\": \"add\"");
  if (rule.write == WriteMode::kReplace) return fits_several("\"write\": \"replace\"");
  return std::nullopt;
}

}  // namespace leadsync::crm
