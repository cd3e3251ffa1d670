// SPDX-License-Identifier: MIT
#include "json_schema.h"

#include <regex>
#include <set>

#include "base/files.h"

namespace leadsync::testing {
namespace {

std::string TypeOf(JsonValue value) {
  switch (value.kind()) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "boolean";
    case JsonKind::kNumber:
      return value.text().find_first_of(".eE") == std::string_view::npos ? "integer" : "number";
    case JsonKind::kString:
      return "string";
    case JsonKind::kArray:
      return "array";
    case JsonKind::kObject:
      return "object";
  }
  return "";
}

bool IsOfType(JsonValue value, std::string_view type) {
  const std::string is = TypeOf(value);
  return is == type || (is == "integer" && type == "number");
}

bool Equal(JsonValue a, JsonValue b) { return a.Dump() == b.Dump(); }

/// Is the value among those of an array, by `same`?
template <typename Same>
bool Among(JsonValue list, Same same) {
  for (size_t i = 0; i < list.size(); ++i)
    if (same(list[i])) return true;
  return false;
}

const std::set<std::string_view> kKnown = {
    "$schema",  "$id",        "title",   "description", "type",
    "enum",     "const",      "minimum", "items",       "pattern",
    "required", "properties", "anyOf",   "$ref",        "additionalProperties"};

}  // namespace

JsonValue JsonSchemas::Schema(const std::string& file) {
  const auto it = schemas_.find(file);
  if (it != schemas_.end()) return it->second.root();
  return schemas_.emplace(file, JsonDocument::Parse(ReadFile(folder_ / file))).first->second.root();
}

std::vector<std::string> JsonSchemas::Problems(const std::string& file, const std::string& json) {
  Found found;
  const JsonDocument document = JsonDocument::Parse(json);
  Check(Schema(file), document.root(), "", &found);
  return found;
}

void JsonSchemas::Check(JsonValue schema, JsonValue value, const std::string& place, Found* found) {
  const auto wrong = [&](const std::string& text) { found->push_back(place + ": " + text); };
  for (size_t i = 0; i < schema.size(); ++i)
    if (kKnown.count(schema.key(i)) == 0) wrong("a word not known: " + std::string(schema.key(i)));
  if (schema["$ref"].exists())
    Check(Schema(std::string(schema["$ref"].text())), value, place, found);
  if (const JsonValue type = schema["type"]; type.exists()) {
    const bool fits = type.IsArray()
                          ? Among(type, [&](JsonValue t) { return IsOfType(value, t.text()); })
                          : IsOfType(value, type.text());
    if (!fits) wrong(TypeOf(value) + " instead of " + type.Dump());
  }
  if (schema["const"].exists() && !Equal(schema["const"], value))
    wrong(value.Dump() + " instead of " + schema["const"].Dump());
  if (schema["enum"].exists() &&
      !Among(schema["enum"], [&](JsonValue one) { return Equal(one, value); }))
    wrong(value.Dump() + " is none of " + schema["enum"].Dump());
  if (schema["minimum"].exists() && value.number() && *value.number() < *schema["minimum"].number())
    wrong(value.Dump() + " is too small");
  if (schema["pattern"].exists() && value.IsString() &&
      !std::regex_search(std::string(value.text()),
                         std::regex(std::string(schema["pattern"].text()))))
    wrong(value.Dump() + " does not look like " + schema["pattern"].Dump());
  if (const JsonValue any = schema["anyOf"]; any.exists()) {
    Found all;
    const bool fits = Among(any, [&](JsonValue one) {
      Found here;
      Check(one, value, place, &here);
      all.insert(all.end(), here.begin(), here.end());
      return here.empty();
    });
    if (!fits) found->insert(found->end(), all.begin(), all.end());
  }
  if (schema["items"].exists() && value.IsArray())
    for (size_t i = 0; i < value.size(); ++i)
      Check(schema["items"], value[i], place + "/" + std::to_string(i), found);
  if (value.IsObject() && !schema["anyOf"].exists() && !schema["$ref"].exists())
    CheckObject(schema, value, place, found);
}

void JsonSchemas::CheckObject(JsonValue schema, JsonValue value, const std::string& place,
                              Found* found) {
  const JsonValue required = schema["required"];
  for (size_t i = 0; i < required.size(); ++i)
    if (!value[required[i].text()].exists())
      found->push_back(place + ": lacks " + std::string(required[i].text()));
  const JsonValue properties = schema["properties"];
  const JsonValue others = schema["additionalProperties"];
  for (size_t i = 0; i < value.size(); ++i) {
    const std::string name(value.key(i));
    if (properties[name].exists()) {
      Check(properties[name], value[i], place + "/" + name, found);
    } else if (others.IsObject()) {
      Check(others, value[i], place + "/" + name, found);
    } else if (properties.exists()) {
      found->push_back(place + ": has " + name + ", of which the schema says nothing");
    }
  }
}

}  // namespace leadsync::testing
