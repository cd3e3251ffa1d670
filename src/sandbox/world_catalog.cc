// SPDX-License-Identifier: MIT
// A practice portal in the shape of a real one: the JSON that `leadsync fields --json` writes.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "sandbox/messages.h"
#include "sandbox/sample_data.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {
namespace {

std::string Text(JsonValue value) { return std::string(value.text()); }

/// SETTINGS as crm.lead.fields shows them, as far as the catalog keeps them.
PhpArray SettingsOf(JsonValue settings, const LeadField& field) {
  PhpArray out;
  auto count = [&](const char* name) { return settings[name].integer().value_or(0); };
  auto number = [&](const char* name) {
    auto value = settings[name].number();
    if (!value) return PhpValue();
    return *value == static_cast<double>(
                         static_cast<int32_t>(std::clamp(*value, -2147483648.0, 2147483647.0)))
               ? PhpValue(static_cast<int64_t>(*value))
               : PhpValue(*value);
  };
  if (field.kind == FieldKind::kText || field.kind == FieldKind::kUrl) {
    out.Set("SIZE", 20);
    if (field.kind == FieldKind::kText) {
      out.Set("ROWS", 1);
      out.Set("REGEXP", settings["regexp"].text());
    }
    out.Set("MIN_LENGTH", count("min_length"));
    out.Set("MAX_LENGTH", count("max_length"));
    out.Set("DEFAULT_VALUE", PhpValue());
  } else if (field.kind == FieldKind::kInteger || field.kind == FieldKind::kDouble) {
    if (field.kind == FieldKind::kDouble) out.Set("PRECISION", field.precision);
    out.Set("SIZE", 20);
    out.Set("MIN_VALUE", number("min_value"));
    out.Set("MAX_VALUE", number("max_value"));
    out.Set("DEFAULT_VALUE", PhpValue());
  } else if (field.kind == FieldKind::kDate || field.kind == FieldKind::kDatetime) {
    PhpArray by_default;
    by_default.Set("TYPE", "NONE");
    by_default.Set("VALUE", "");
    out.Set("DEFAULT_VALUE", std::move(by_default));
    if (field.kind == FieldKind::kDatetime) {
      out.Set("USE_TIMEZONE", field.use_time_zone ? "Y" : "N");
    }
  } else if (field.kind == FieldKind::kStatus) {
    out.Set("ENTITY_TYPE", field.status_type);
  } else if (field.kind == FieldKind::kBinding) {
    JsonValue types = settings["binding_types"];
    for (size_t i = 0; i < types.size(); ++i) out.Set(types[i].text(), "Y");
  } else if (field.kind == FieldKind::kEnumeration) {
    out.Set("DISPLAY", "LIST");
    out.Set("LIST_HEIGHT", 1);
  }
  return out;
}

LeadField FieldOf(JsonValue json) {
  LeadField field;
  field.code = Text(json["code"]);
  field.type = Text(json["type"]);
  if (field.code.empty()) Raise(said::kFieldWithoutCode);
  if (field.type.empty()) Raise(said::kFieldWithoutType, field.code);
  field.title = json["label"].text().empty() ? field.code : Text(json["label"]);
  field.required = json["required"].boolean();
  field.read_only = json["read_only"].boolean();
  field.immutable = json["immutable"].boolean();
  field.multiple = json["multiple"].boolean();
  field.dynamic = json["dynamic"].boolean();
  field.deprecated = json["deprecated"].boolean();
  field.kind = KindOf(field.type, field.code, field.dynamic);
  field.status_type = Text(json["status_type"]);
  field.max_length = field.dynamic ? 0 : StandardLength(field.code);
  if (field.max_length == 0) {
    int64_t length = json["max_length"].integer().value_or(0);
    if (length > 0) field.max_length = static_cast<size_t>(length);
  }
  JsonValue items = json["items"];
  for (size_t i = 0; i < items.size(); ++i) {
    auto id = items[i]["id"].integer();
    if (!id) Raise(said::kItemWithoutId, field.code, items[i]["name"].text());
    field.items.push_back({*id, Text(items[i]["name"]), ""});
  }
  JsonValue settings = json["settings"];
  field.precision =
      static_cast<int>(std::clamp<int64_t>(settings["precision"].integer().value_or(4), 0, 12));
  field.use_time_zone = settings["use_time_zone"].boolean();
  if (field.dynamic) field.settings = SettingsOf(settings, field);
  return field;
}

std::vector<Status> StatusesOf(JsonValue directories) {
  std::vector<Status> out;
  int64_t id = 1;
  bool stages = false;
  for (size_t d = 0; directories.IsObject() && d < directories.size(); ++d) {
    JsonValue items = directories[d];
    for (size_t i = 0; i < items.size(); ++i) {
      Status status;
      status.id = id;
      id += 2;
      status.entity = std::string(directories.key(d));
      status.status_id = Text(items[i]["id"]);
      status.name = Text(items[i]["name"]);
      status.sort =
          static_cast<int>(std::clamp<int64_t>(items[i]["sort"].integer().value_or(0), 0, 1000000));
      if (status.sort == 0) status.sort = static_cast<int>(std::min<size_t>(i + 1, 100000)) * 10;
      std::string_view semantics = items[i]["semantics"].text();
      if (semantics == "S" || semantics == "F") status.semantics = semantics[0];
      status.system = status.status_id == "NEW" || status.status_id == "CONVERTED" ||
                      status.status_id == "JUNK";
      if (status.entity == "STATUS") {
        stages = true;
        status.color = status.semantics == 'S'   ? "#7BD500"
                       : status.semantics == 'F' ? "#FF5752"
                                                 : "#39A8EF";
      }
      out.push_back(std::move(status));
    }
  }
  if (!stages) {
    for (Status& status : SampleStatuses()) {
      if (status.entity == "STATUS") out.push_back(std::move(status));
    }
  }
  return out;
}

/// The owner as the catalog names him, then the invented people.
std::vector<User> UsersOf(JsonValue owner, int64_t id) {
  User first;
  first.id = id;
  std::string name = Text(owner["name"]);
  size_t blank = name.find(' ');
  first.name = name.substr(0, blank);
  if (blank != std::string::npos) first.last_name = name.substr(blank + 1);
  first.email = fmt::format("user{}@portal.example", id);
  first.admin = owner["admin"].boolean();
  std::vector<User> users = {first};
  for (User& user : SampleUsers()) {
    if (user.id != id) users.push_back(std::move(user));
  }
  return users;
}

}  // namespace

World World::FromCatalog(JsonValue catalog, const WorldOptions& options) {
  if (catalog["format"].text() != "leadsync lead fields" ||
      catalog["version"].integer() != int64_t{1}) {
    Raise(said::kNotFields);
  }
  std::vector<LeadField> fields;
  JsonValue listed = catalog["fields"];
  for (size_t i = 0; i < listed.size() && i < 65000; ++i) fields.push_back(FieldOf(listed[i]));
  if (fields.empty()) Raise(said::kNoFields);
  std::vector<Currency> currencies;
  JsonValue money = catalog["currencies"];
  for (size_t i = 0; i < money.size(); ++i) {
    currencies.push_back(
        {Text(money[i]["code"]), Text(money[i]["name"]), money[i]["base"].boolean(), "1.0000"});
  }
  if (currencies.empty()) currencies = SampleCurrencies();
  WorldOptions mine = options;
  mine.simple_crm = mine.simple_crm || catalog["simple_crm"].boolean();
  if (auto owner = catalog["owner"]["id"].integer(); owner && *owner > 0) mine.owner = *owner;
  std::vector<User> users = UsersOf(catalog["owner"], mine.owner);
  return World(LeadFields(std::move(fields)), StatusesOf(catalog["directories"]),
               std::move(currencies), std::move(users), mine);
}

}  // namespace leadsync::sandbox
