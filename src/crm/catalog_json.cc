// SPDX-License-Identifier: MIT
// The catalog's own form: a signed, versioned JSON object. What is false, zero or empty is left
// out.
//
//   {"format":"leadsync lead fields","version":1,"owner":{...},"simple_crm":true,
//    "fields":[{"code":"STATUS_ID","type":"crm_status","label":"Stage","status_type":"STATUS"},...],
//    "directories":{"STATUS":[{"id":"NEW","name":"New","sort":10},...]},
//    "currencies":[{"code":"EUR","name":"Euro","base":true}]}
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "base/files.h"
#include "crm/catalog.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

constexpr std::string_view kFormat = "leadsync lead fields";  // never change
constexpr int64_t kVersion = 1;

void Put(std::string_view name, const std::string& text, JsonWriter* out) {
  if (!text.empty()) out->Key(name).String(text);
}
void Put(std::string_view name, bool flag, JsonWriter* out) {
  if (flag) out->Key(name).Bool(true);
}
void Put(std::string_view name, size_t n, JsonWriter* out) {
  if (n != 0) out->Key(name).Int(static_cast<int64_t>(n));
}
void Put(std::string_view name, const std::optional<double>& n, JsonWriter* out) {
  if (n) out->Key(name).Double(*n);
}
void Put(std::string_view name, const std::vector<std::string>& texts, JsonWriter* out) {
  if (texts.empty()) return;
  out->Key(name).BeginArray();
  for (const std::string& text : texts) out->String(text);
  out->EndArray();
}

void PutItems(std::string_view name, const std::vector<Item>& items, JsonWriter* out) {
  out->Key(name).BeginArray();
  for (const Item& item : items) {
    out->BeginObject();
    out->Key("id").String(item.id);
    out->Key("name").String(item.name);
    if (item.semantics != 'P') out->Key("semantics").String({&item.semantics, 1});
    if (item.sort != 0) out->Key("sort").Int(item.sort);
    out->EndObject();
  }
  out->EndArray();
}

void PutSettings(const FieldSettings& settings, JsonWriter* out) {
  out->Key("settings").BeginObject();
  Put("min_length", settings.min_length, out);
  Put("max_length", settings.max_length, out);
  Put("regexp", settings.regexp, out);
  Put("min_value", settings.min_value, out);
  Put("max_value", settings.max_value, out);
  if (settings.precision) out->Key("precision").Int(*settings.precision);
  Put("use_time_zone", settings.use_time_zone, out);
  Put("binding_types", settings.binding_types, out);
  out->EndObject();
}

void PutField(const Field& field, JsonWriter* out) {
  out->BeginObject();
  out->Key("code").String(field.code);
  out->Key("label").String(field.label);
  Put("other_labels", field.other_labels, out);
  out->Key("type").String(field.type);
  Put("required", field.required, out);
  Put("read_only", field.read_only, out);
  Put("immutable", field.immutable, out);
  Put("multiple", field.multiple, out);
  Put("dynamic", field.dynamic, out);
  Put("deprecated", field.deprecated, out);
  Put("status_type", field.status_type, out);
  Put("max_length", field.max_length, out);
  if (field.type == "enumeration") PutItems("items", field.items, out);
  PutSettings(field.settings, out);
  out->EndObject();
}

void PutCurrencies(const std::vector<Currency>& currencies, JsonWriter* out) {
  out->Key("currencies").BeginArray();
  for (const Currency& currency : currencies) {
    out->BeginObject();
    out->Key("code").String(currency.code);
    out->Key("name").String(currency.name);
    Put("base", currency.base, out);
    out->EndObject();
  }
  out->EndArray();
}

std::string Text(JsonValue value) { return std::string(value.text()); }

size_t Count(JsonValue value) {
  const int64_t n = value.integer().value_or(0);
  return n > 0 ? static_cast<size_t>(n) : 0;
}

int Int(JsonValue value) {
  return static_cast<int>(std::clamp<int64_t>(value.integer().value_or(0),
                                              std::numeric_limits<int>::min(),
                                              std::numeric_limits<int>::max()));
}

std::vector<std::string> Texts(JsonValue json) {
  std::vector<std::string> out;
  for (size_t i = 0; i < json.size(); ++i) out.push_back(Text(json[i]));
  return out;
}

std::vector<Item> ReadItems(JsonValue json, std::string_view whose) {
  std::vector<Item> items;
  for (size_t i = 0; i < json.size(); ++i) {
    Item item;
    item.id = Text(json[i]["id"]);
    item.name = Text(json[i]["name"]);
    const std::string_view semantics = json[i]["semantics"].text();
    if (semantics == "S" || semantics == "F") item.semantics = semantics.front();
    item.sort = Int(json[i]["sort"]);
    if (item.id.empty()) Raise(said::kItemWithoutId, whose);
    items.push_back(std::move(item));
  }
  return items;
}

Field ReadField(JsonValue json) {
  Field field;
  field.code = Text(json["code"]);
  if (field.code.empty()) Raise(said::kFieldWithoutCode);
  field.label = json["label"].text().empty() ? field.code : Text(json["label"]);
  field.other_labels = Texts(json["other_labels"]);
  field.type = Text(json["type"]);
  field.required = json["required"].boolean();
  field.read_only = json["read_only"].boolean();
  field.immutable = json["immutable"].boolean();
  field.multiple = json["multiple"].boolean();
  field.dynamic = json["dynamic"].boolean();
  field.deprecated = json["deprecated"].boolean();
  field.status_type = Text(json["status_type"]);
  field.max_length = Count(json["max_length"]);
  field.items = ReadItems(json["items"], field.code);
  const JsonValue settings = json["settings"];
  field.settings.min_length = Count(settings["min_length"]);
  field.settings.max_length = Count(settings["max_length"]);
  field.settings.regexp = Text(settings["regexp"]);
  field.settings.min_value = settings["min_value"].number();
  field.settings.max_value = settings["max_value"].number();
  if (settings["precision"].exists()) {
    field.settings.precision = std::clamp(Int(settings["precision"]), 0, 12);
  }
  field.settings.use_time_zone = settings["use_time_zone"].boolean();
  field.settings.binding_types = Texts(settings["binding_types"]);
  return field;
}

void CheckSignature(JsonValue json) {
  if (json["format"].text() != kFormat) {
    if (json["result"].exists()) Raise(said::kAnswerNotFields);
    Raise(said::kNotFields);
  }
  const std::optional<int64_t> version = json["version"].integer();
  if (version != kVersion) {
    Raise(said::kFieldsVersion, version ? std::to_string(*version) : "unknown", kVersion);
  }
}

/// What decides how cells are checked and encoded, in an order that portals cannot disturb.
std::string Shape(const Catalog& catalog) {
  std::string text;
  JsonWriter out(&text);
  std::vector<Field> fields = catalog.fields();
  std::sort(fields.begin(), fields.end(),
            [](const Field& a, const Field& b) { return a.code < b.code; });
  const auto settle = [](std::vector<Item> items) {
    for (Item& item : items) item.sort = 0;
    std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
      return std::tie(a.id, a.name) < std::tie(b.id, b.name);
    });
    return items;
  };
  out.BeginObject().Key("fields").BeginArray();
  for (Field& field : fields) {
    field.items = settle(std::move(field.items));
    PutField(field, &out);
  }
  out.EndArray();
  out.Key("directories").BeginObject();
  for (const auto& [name, items] : catalog.directories()) PutItems(name, settle(items), &out);
  out.EndObject();
  std::vector<Currency> currencies = catalog.currencies();
  std::sort(currencies.begin(), currencies.end(),
            [](const Currency& a, const Currency& b) { return a.code < b.code; });
  PutCurrencies(currencies, &out);
  Put("simple_crm", catalog.simple_crm(), &out);
  out.EndObject();
  return text;
}

}  // namespace

std::string Catalog::ToJson() const {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject();
  out.Key("format").String(kFormat);
  out.Key("version").Int(kVersion);
  out.Key("owner").BeginObject();
  out.Key("id").String(owner_.id);
  out.Key("name").String(owner_.name);
  out.Key("admin").Bool(owner_.admin);
  out.EndObject();
  out.Key("simple_crm").Bool(simple_crm_);
  out.Key("fields").BeginArray();
  for (const Field& field : fields_) PutField(field, &out);
  out.EndArray();
  out.Key("directories").BeginObject();
  for (const auto& [name, items] : directories_) PutItems(name, items, &out);
  out.EndObject();
  PutCurrencies(currencies_, &out);
  out.EndObject();
  return text;
}

Catalog Catalog::FromJson(JsonValue json) {
  CheckSignature(json);
  Catalog catalog;
  const JsonValue fields = json["fields"];
  for (size_t i = 0; i < fields.size(); ++i) catalog.Add(ReadField(fields[i]));
  if (catalog.fields_.empty()) Raise(said::kEmptyFields);
  const JsonValue directories = json["directories"];
  for (size_t i = 0; directories.IsObject() && i < directories.size(); ++i) {
    const std::string name(directories.key(i));
    catalog.directories_[name] = ReadItems(directories[i], name);
  }
  const JsonValue currencies = json["currencies"];
  for (size_t i = 0; i < currencies.size(); ++i) {
    Currency currency{Text(currencies[i]["code"]), Text(currencies[i]["name"]),
                      currencies[i]["base"].boolean()};
    if (!currency.code.empty()) catalog.currencies_.push_back(std::move(currency));
  }
  catalog.simple_crm_ = json["simple_crm"].boolean();
  const JsonValue owner = json["owner"];
  catalog.owner_ = {Text(owner["id"]), Text(owner["name"]), owner["admin"].boolean()};
  return catalog;
}

std::string Fingerprint(const Catalog& catalog) { return Sha256::Of(Shape(catalog)); }

bool SameShape(const Catalog& a, const Catalog& b) { return Shape(a) == Shape(b); }

}  // namespace leadsync::crm
