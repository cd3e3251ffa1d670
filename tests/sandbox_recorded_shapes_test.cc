// SPDX-License-Identifier: MIT
// Shapes that real portals were seen to answer, with invented data: the same member of a batch
// answer as [], as a list and as an object, `operating` without `operating_reset_at`, fractions of
// seconds, TITLE as a required field. Whole files in tests/data/recorded; what is compared is every
// key in its order, the kind of every value, and every word that is not a number or a time.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "base/files.h"
#include "practice_portal.h"
#include "printers.h"
#include "sandbox/php_json.h"
#include "sandbox/traits.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::sandbox;  // NOLINT: a test

namespace {

bool IsTime(const std::string& key) {
  return key == "start" || key == "finish" || key == "duration" || key == "processing" ||
         key == "operating" || key == "date_start" || key == "date_finish";
}

/// Keys in order, texts as they are; times and numbers only by their kind.
void AppendShape(const PhpValue& value, const std::string& key, std::string* out) {
  if (value.IsArray()) {
    std::string json;
    value.AppendJson(&json);
    *out += json[0];
    for (const PhpArray::Entry& entry : value.array()) {
      std::string name = json[0] == '{' ? entry.key.ToString() : "";
      *out += name + ":";
      AppendShape(entry.value, name, out);
      *out += ' ';
    }
    *out += json[0] == '{' ? '}' : ']';
  } else if (IsTime(key)) {
    *out += value.IsString() ? "date" : "number";
  } else {
    value.AppendJson(out);
  }
}

std::string ShapeOf(const std::string& json) {
  auto value = DecodePhpJson(json);
  REQUIRE(value);
  std::string out;
  AppendShape(*value, "", &out);
  return out;
}

std::string Recorded(const std::string& name) {
  return ReadFile(std::string(LEADSYNC_SOURCE_DIR) + "/tests/data/recorded/" + name);
}

/// A portal of 2022 with these fields.
class OldPortal : public PracticePortal {
 public:
  explicit OldPortal(const std::string& fields) : PracticePortal(Options(), 0) {
    portal.world() = World::FromFieldsFile(fields);
  }

 private:
  static PortalOptions Options() {
    PortalOptions options;
    WorldOptions world;
    ApplyTrait("no-reset-at", &options, &world);
    return options;
  }
};

}  // namespace

// docs: api-reference/crm/leads/crm-lead-fields.md
TEST_CASE("a portal that begins with an answer of crm.lead.fields gives the same answer") {
  OldPortal portal(Recorded("crm.lead.fields.json"));
  CHECK(ShapeOf(portal.Post("crm.lead.fields", "{}").body) ==
        ShapeOf(Recorded("crm.lead.fields.json")));
}

// docs: settings/how-to-call-rest-api/batch.md; api-reference/crm/leads/crm-lead-get.md,
// crm-lead-list.md
TEST_CASE("batches have the shapes that were recorded for the same situation") {
  OldPortal portal(R"({"result":{"ID":{"type":"integer","isReadOnly":true}}})");
  REQUIRE(portal.Post("crm.lead.add", "{}").status == 200);
  const std::pair<std::string, std::string> rows[] = {
      {"batch-mixed.json",
       R"({"halt":0,"cmd":{"1001":"crm.lead.get?ID=1001","0":"crm.lead.get?ID=",)"
       R"("1":"crm.lead.get?ID=77"}})"},
      {"batch-one-error.json", R"({"cmd":["crm.lead.get?ID="]})"},
      {"batch-two-errors.json", R"({"cmd":["crm.lead.get?ID=a","crm.lead.get?ID=77"]})"},
      {"batch-empty-list.json",
       R"({"cmd":{"order0000000000":"crm.lead.list?filter[ID]=5&start=0"}})"}};
  for (const auto& [file, request] : rows) {
    CAPTURE(file);
    CHECK(ShapeOf(portal.Post("batch.json", request).body) == ShapeOf(Recorded(file)));
  }
}
