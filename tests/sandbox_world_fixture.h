// SPDX-License-Identifier: MIT
// A small practice portal without HTTP: calls as JSON text in, answers as JSON text out.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>

#include "printers.h"
#include "sandbox/methods.h"
#include "sandbox/php_json.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {

inline std::string Json(const PhpValue& value) {
  std::string out;
  value.AppendJson(&out);
  return out;
}

inline PhpValue FromJson(std::string_view text) {
  auto value = DecodePhpJson(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text));
  return *value;
}

struct WorldFixture {
  explicit WorldFixture(const WorldOptions& options = {}) : world(World::Sample(0, 1, options)) {}

  /// The method's result as JSON, or "code: description" of its error.
  std::string Call(std::string_view method, std::string_view params = "{}") {
    PhpValue given = FromJson(params);
    MethodCall call;
    call.method = method;
    call.params = &given.array();
    call.start = start;
    call.user = user;
    call.now = now;
    call.request = ++request;
    last = RunMethod(world, call);
    if (last.error) return last.error->code + ": " + last.error->description;
    return Json(last.result);
  }
  /// A new lead with these fields; its ID.
  int64_t Add(std::string_view fields = "{}") {
    Call("crm.lead.add", "{\"fields\":" + std::string(fields) + "}");
    REQUIRE_FALSE(last.error);
    return last.result.ToInt();
  }
  std::string Update(int64_t lead, std::string_view fields, std::string_view params = "{}") {
    return Call("crm.lead.update", "{\"id\":" + std::to_string(lead) +
                                       ",\"fields\":" + std::string(fields) +
                                       ",\"params\":" + std::string(params) + "}");
  }
  /// One field as crm.lead.list shows it; "absent" if the row lacks it.
  std::string Listed(int64_t lead, const std::string& field) {
    Call("crm.lead.list", "{\"select\":[\"ID\",\"" + field + "\"],\"filter\":{\"@ID\":[" +
                              std::to_string(lead) + "]}}");
    REQUIRE_FALSE(last.error);
    if (last.result.array().empty()) return "no lead";
    const PhpValue* value = last.result.array().begin()->value.array().Find(field);
    return value == nullptr ? "absent" : Json(*value);
  }
  /// One field as crm.lead.get shows it.
  std::string Got(int64_t lead, const std::string& field) {
    std::string answer = Call("crm.lead.get", "{\"id\":" + std::to_string(lead) + "}");
    if (last.error) return answer;
    const PhpValue* value = last.result.array().Find(field);
    return value == nullptr ? "absent" : Json(*value);
  }
  /// Writes one field of a new lead and reads it back from the list. "error" texts come through.
  std::string RoundTrip(const std::string& field, std::string_view value) {
    int64_t lead = Add("{\"TITLE\":\"x\"}");
    std::string answer = Update(lead, "{\"" + field + "\":" + std::string(value) + "}");
    return answer == "true" ? Listed(lead, field) : answer;
  }
  /// IDs that a filter finds, joined by blanks.
  std::string Found(std::string_view filter, std::string_view order = "{\"ID\":\"ASC\"}") {
    std::string answer =
        Call("crm.lead.list", "{\"select\":[\"ID\"],\"filter\":" + std::string(filter) +
                                  ",\"order\":" + std::string(order) + "}");
    if (last.error) return answer;
    std::string ids;
    for (const auto& [key, row] : last.result.array()) {
      if (!ids.empty()) ids += ' ';
      ids += row.array().Find("ID")->ToString();
    }
    return ids;
  }

  World world;
  int64_t user = 1;
  /// 2026-04-01T15:00:00+03:00
  WallTime now{std::chrono::seconds{1775044800}};
  std::optional<int64_t> start;
  uint64_t request = 0;
  MethodResult last;
};

}  // namespace leadsync::sandbox
