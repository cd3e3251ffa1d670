// SPDX-License-Identifier: MIT
// The catalog from what portals answer (bitrix24's crm.lead.fields and its companions). Portals of
// different ages differ: flags may be booleans, "Y" or "1", numbers may be text, an empty map is
// [], and any member may be missing.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.h"
#include "crm/catalog.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// Standard fields whose text portals cut without a word, in characters.
struct SilentLimit {
  std::string_view code;
  size_t length;
};
constexpr SilentLimit kSilentLimits[] = {
    {"TITLE", 255},    {"HONORIFIC", 128},     {"NAME", 50},           {"SECOND_NAME", 50},
    {"LAST_NAME", 50}, {"COMPANY_TITLE", 255}, {"SOURCE_ID", 50},      {"STATUS_ID", 50},
    {"POST", 255},     {"CURRENCY_ID", 50},    {"ORIGINATOR_ID", 255}, {"ORIGIN_ID", 255},
};

bool Yes(JsonValue value) {
  if (value.IsBool()) return value.boolean();
  const std::string_view text = value.text();
  return text == "Y" || text == "y" || text == "1" || text == "true";
}

std::string Text(JsonValue value) { return std::string(Trim(value.text())); }

size_t Count(JsonValue value) {
  const std::optional<int64_t> n = value.integer();
  return n && *n > 0 ? static_cast<size_t>(*n) : 0;
}

int Sort(JsonValue value) {
  const int64_t n = value.integer().value_or(0);
  return static_cast<int>(
      std::clamp<int64_t>(n, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

/// Portals take 0 for "no limit", at both ends.
std::optional<double> Limit(JsonValue value) {
  const std::optional<double> n = value.number();
  return n && *n != 0 ? n : std::nullopt;
}

FieldSettings ParseSettings(const std::string& type, JsonValue json) {
  FieldSettings settings;
  settings.min_length = Count(json["MIN_LENGTH"]);
  settings.max_length = Count(json["MAX_LENGTH"]);
  settings.regexp = std::string(json["REGEXP"].text());
  settings.min_value = Limit(json["MIN_VALUE"]);
  settings.max_value = Limit(json["MAX_VALUE"]);
  if (const std::optional<int64_t> precision = json["PRECISION"].integer()) {
    settings.precision = static_cast<int>(std::clamp<int64_t>(*precision, 0, 12));
  }
  settings.use_time_zone = Yes(json["USE_TIMEZONE"]);
  if (type == "crm" && json.IsObject()) {
    for (size_t i = 0; i < json.size(); ++i) {
      if (Yes(json[i])) settings.binding_types.emplace_back(json.key(i));
    }
  }
  return settings;
}

std::vector<Item> ParseItems(JsonValue json) {
  std::vector<Item> items;
  for (size_t i = 0; i < json.size(); ++i) {
    Item item;
    item.id = Text(json[i]["ID"]);
    item.name = std::string(json[i]["VALUE"].text());
    if (!item.id.empty()) items.push_back(std::move(item));
  }
  return items;
}

/// A user field's `title` is its code again; people know its form, list and filter labels.
void ParseLabels(JsonValue json, Field* field) {
  std::vector<std::string> labels;
  const auto add = [&](std::string label) {
    if (label.empty() || label == field->code) return;
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
      labels.push_back(std::move(label));
    }
  };
  for (const char* name : {"formLabel", "listLabel", "filterLabel", "title"}) {
    add(Text(json[name]));
  }
  if (labels.empty()) {
    field->label = field->code;
    return;
  }
  field->label = labels.front();
  field->other_labels.assign(labels.begin() + 1, labels.end());
}

std::string StatusType(const Field& field, JsonValue json) {
  if (field.type != "crm_status") return {};
  if (std::string type = Text(json["statusType"]); !type.empty()) return type;
  if (std::string type = Text(json["settings"]["ENTITY_TYPE"]); !type.empty()) return type;
  if (field.code == "STATUS_ID") return "STATUS";
  if (field.code == "SOURCE_ID") return "SOURCE";
  return field.code == "HONORIFIC" ? "HONORIFIC" : "";
}

Field ParseField(std::string_view code, JsonValue json) {
  Field field;
  field.code = std::string(Trim(code));
  field.type = Text(json["type"]);
  field.required = Yes(json["isRequired"]);
  field.read_only = Yes(json["isReadOnly"]);
  field.immutable = Yes(json["isImmutable"]);
  field.multiple = Yes(json["isMultiple"]);
  field.dynamic = Yes(json["isDynamic"]) || field.code.starts_with("UF_");
  field.deprecated = Yes(json["isDeprecated"]);
  ParseLabels(json, &field);
  field.status_type = StatusType(field, json);
  if (field.type == "enumeration") field.items = ParseItems(json["items"]);
  for (const SilentLimit& limit : kSilentLimits) {
    if (!field.dynamic && limit.code == field.code) field.max_length = limit.length;
  }
  field.settings = ParseSettings(field.type, json["settings"]);
  return field;
}

/// SEMANTICS is null, "S" or "F"; older and newer portals also say it in words, in EXTRA.
char Semantics(std::string_view directory, const std::string& id, JsonValue json) {
  const std::string_view letter = json["SEMANTICS"].text();
  if (letter == "S" || letter == "F" || letter == "P") return letter.front();
  const std::string_view word = json["EXTRA"]["SEMANTICS"].text();
  if (word == "success") return 'S';
  if (word == "failure" || word == "apology") return 'F';
  if (word.empty() && directory == "STATUS") {
    if (id == "CONVERTED") return 'S';  // the system's own final stages, on every portal
    if (id == "JUNK") return 'F';
  }
  return 'P';
}

std::string PersonName(JsonValue profile, const std::string& id) {
  const std::string first = Text(profile["NAME"]);
  const std::string last = Text(profile["LAST_NAME"]);
  if (first.empty() && last.empty()) return id.empty() ? "" : fmt::format("user {}", id);
  return first + (first.empty() || last.empty() ? "" : " ") + last;
}

}  // namespace

Catalog Catalog::FromAnswers(JsonValue fields, JsonValue statuses, JsonValue currencies,
                             JsonValue mode, JsonValue profile) {
  Catalog catalog;
  for (size_t i = 0; fields.IsObject() && i < fields.size(); ++i) {
    if (fields[i].IsObject()) catalog.Add(ParseField(fields.key(i), fields[i]));
  }
  if (catalog.fields_.empty()) {
    Raise(said::kNoFieldInAnswer, Shorten(fields.exists() ? fields.Dump() : "nothing", 200));
  }
  for (size_t i = 0; i < statuses.size(); ++i) {
    const JsonValue json = statuses[i];
    const std::string directory = Text(json["ENTITY_ID"]);
    Item item;
    item.id = Text(json["STATUS_ID"]);
    if (directory.empty() || item.id.empty()) continue;
    item.name = std::string(json["NAME"].text());
    if (Trim(item.name).empty()) item.name = item.id;
    item.semantics = Semantics(directory, item.id, json);
    item.sort = Sort(json["SORT"]);
    catalog.directories_[directory].push_back(std::move(item));
  }
  for (auto& [name, items] : catalog.directories_) {
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.sort < b.sort; });
  }
  for (size_t i = 0; i < currencies.size(); ++i) {
    const JsonValue json = currencies[i];
    Currency currency{Text(json["CURRENCY"]), Text(json["FULL_NAME"]), Yes(json["BASE"])};
    if (currency.name.empty()) currency.name = currency.code;
    if (!currency.code.empty()) catalog.currencies_.push_back(std::move(currency));
  }
  catalog.simple_crm_ = mode.integer() == 2;
  catalog.owner_.id = Text(profile["ID"]);
  catalog.owner_.name = PersonName(profile, catalog.owner_.id);
  catalog.owner_.admin = Yes(profile["ADMIN"]);
  return catalog;
}

}  // namespace leadsync::crm
