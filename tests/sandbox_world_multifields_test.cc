// SPDX-License-Identifier: MIT
// PHONE, EMAIL, ... bitrix24 docs: api-reference/crm/data-types.md (crm_multifield),
// api-reference/crm/leads/crm-lead-update.md; server: crm/classes/general/crm_field_multi.php,
// crm/lib/Multifield.
#include <string>

#include "sandbox/multifields.h"
#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

struct PhoneFixture : WorldFixture {
  explicit PhoneFixture(const WorldOptions& options = {}) : WorldFixture(options) {
    lead = Add(R"({"PHONE":[{"VALUE":" +79001234567 ","VALUE_TYPE":"WORK"},
                            {"VALUE":"8 900 765 43 21","VALUE_TYPE":"MOBILE"}]})");
  }
  /// The phones as "ID TYPE VALUE", by commas, after an update with these.
  std::string Write(std::string_view phones) {
    std::string answer = Update(lead, "{\"PHONE\":" + std::string(phones) + "}");
    return answer == "true" ? Phones() : answer;
  }
  std::string Phones() {
    std::string out;
    for (const Multivalue& one : UnpackMultivalues(
             world.leads().Find(lead)->row.Text(static_cast<size_t>(world.known().phone)))) {
      if (!out.empty()) out += ", ";
      out += std::to_string(one.id) + " " + one.type + " " + one.value;
    }
    return out;
  }
  int64_t lead = 0;
};

TEST_CASE_FIXTURE(PhoneFixture, "phones read as a list of objects") {
  CHECK(Listed(lead, "PHONE") ==
        R"([{"ID":"11658","VALUE_TYPE":"WORK","VALUE":"+79001234567","TYPE_ID":"PHONE"},)"
        R"({"ID":"11659","VALUE_TYPE":"MOBILE","VALUE":"8 900 765 43 21","TYPE_ID":"PHONE"}])");
  CHECK(Got(lead, "HAS_PHONE") == "\"Y\"");
  CHECK(Listed(lead, "EMAIL") == "absent");
}

TEST_CASE_FIXTURE(PhoneFixture, "values are merged by ID") {
  CHECK(Write(R"([{"VALUE":"111","VALUE_TYPE":"HOME"}])") ==
        "11658 WORK +79001234567, 11659 MOBILE 8 900 765 43 21, 11660 HOME 111");
  CHECK(Write(R"([{"ID":"11660","VALUE":"112","VALUE_TYPE":"HOME"}])") ==
        "11658 WORK +79001234567, 11659 MOBILE 8 900 765 43 21, 11660 HOME 112");
  // Without VALUE_TYPE the type falls back.
  CHECK(Write(R"([{"ID":"11660","VALUE":"112"}])") ==
        "11658 WORK +79001234567, 11659 MOBILE 8 900 765 43 21, 11660 WORK 112");
  CHECK(Write(R"([{"ID":"11660","VALUE":""},{"ID":"11659","DELETE":"Y"}])") ==
        "11658 WORK +79001234567");
  CHECK(Write(R"([{"ID":"999","VALUE":"5"}])") == "11658 WORK +79001234567, 11661 WORK 5");
  CHECK(Write(R"([{"ID":"11658","VALUE":null},{"ID":11661,"VALUE":""}])") == "");
  CHECK(Listed(lead, "PHONE") == "absent");
  CHECK(Got(lead, "HAS_PHONE") == "\"N\"");
}

TEST_CASE_FIXTURE(PhoneFixture, "anything but a list of objects is ignored") {
  std::string before = Phones();
  for (std::string sent : {R"([])", R"("+7900")", R"(["+7900"])", R"({"VALUE":"1"})",
                           R"([{"VALUE":""}])", R"([{"VALUE":"  "}])", "null", "5"}) {
    CAPTURE(sent);
    CHECK(Write(sent) == before);
  }
}

TEST_CASE_FIXTURE(PhoneFixture, "an exact double is skipped, another spelling is added") {
  std::string before = Phones();
  CHECK(Write(R"([{"VALUE":"+79001234567","VALUE_TYPE":"WORK"}])") == before);
  CHECK(Write(R"([{"VALUE":"+7 900 1234567","VALUE_TYPE":"WORK"}])") ==
        before + ", 11660 WORK +7 900 1234567");
}

TEST_CASE("older portals appended doubles") {
  WorldOptions options;
  options.append_equal_multifields = true;
  PhoneFixture portal(options);
  CHECK(portal.Write(R"([{"VALUE":"+79001234567","VALUE_TYPE":"WORK"}])") ==
        "11658 WORK +79001234567, 11659 MOBILE 8 900 765 43 21, 11660 WORK +79001234567");
}

TEST_CASE_FIXTURE(PhoneFixture, "a bad e-mail refuses the whole call") {
  CHECK(Update(lead, R"({"NAME":"x","EMAIL":[{"VALUE":"no mail"}]})") ==
        ": The field \"Work E-mail\" contains an incorrect address.");
  CHECK(Got(lead, "NAME") == "null");
  std::string longer(251, '1');
  CHECK(Write("[{\"VALUE\":\"" + longer + "\"}]") ==
        ": The field \"Work Phone\" must not exceed 250 characters.");
}

TEST_CASE_FIXTURE(PhoneFixture, "a bad e-mail that is stored already refuses any change") {
  world.LoadLead({"ID", "EMAIL"}, {"5000", "HOME: not@valid"}, now);
  CHECK(Update(5000, R"({"NAME":"x"})") ==
        ": The field \"Home E-mail\" contains an incorrect address.");
}

TEST_CASE("what counts as an e-mail address") {
  for (std::string good : {"a@b.co", "anna.smith+crm@mail.example", "o'brien@x-y.example"}) {
    CAPTURE(good);
    CHECK(IsEmail(good));
  }
  for (std::string bad : {"", "a", "a@b", "@b.co", "a@.co", "a@b.c", "a b@c.de", "a@b..de",
                          "a@b.de.", ".a@b.de", "a@b.de, c@d.de", "анна@пример.рф", "a@@b.de"}) {
    CAPTURE(bad);
    CHECK_FALSE(IsEmail(bad));
  }
}

TEST_CASE_FIXTURE(PhoneFixture, "messengers fall back to OTHER and open lines are noticed") {
  Update(lead, R"({"IM":[{"VALUE":"imol|livechat|1|67|21"}]})");
  CHECK(Listed(lead, "IM") ==
        R"([{"ID":"11660","VALUE_TYPE":"OTHER","VALUE":"imol|livechat|1|67|21","TYPE_ID":"IM"}])");
  CHECK(Got(lead, "HAS_IMOL") == "\"Y\"");
}

TEST_CASE_FIXTURE(PhoneFixture, "duplicates are found by normalized phones and e-mails") {
  // docs: api-reference/crm/duplicates/crm-duplicate-find-by-comm.md
  auto find = [&](std::string type, std::string values) {
    return Call("crm.duplicate.findbycomm",
                "{\"type\":\"" + type + "\",\"values\":" + values + ",\"entity_type\":\"LEAD\"}");
  };
  CHECK(find("PHONE", R"(["8 (900) 123-45-67"])") == R"({"LEAD":[1001]})");
  CHECK(find("PHONE", R"(["+7 900 765-43-21","5"])") == R"({"LEAD":[1001]})");
  CHECK(find("PHONE", R"(["5"])") == "[]");
  int64_t second = Add(R"({"EMAIL":[{"VALUE":"Anna@Mail.example"}]})");
  CHECK(find("EMAIL", R"(["anna@mail.EXAMPLE"])") == R"({"LEAD":[1002]})");
  Update(second, R"({"EMAIL":[{"VALUE":"new@mail.example"}]})");
  CHECK(find("EMAIL", R"(["new@mail.example"])") == R"({"LEAD":[1002]})");
  CHECK(find("", "[]") == ": Communication type is not defined.");
  CHECK(find("FAX", "[]") == ": Communication type 'FAX' is not supported in current context.");
  CHECK(find("PHONE", "[]") == ": Communication values is not defined.");
  CHECK(Call("crm.duplicate.findbycomm",
             R"({"type":"PHONE","values":["+79001234567"],"entity_type":"CONTACT"})") == "[]");
}

TEST_CASE_FIXTURE(WorldFixture, "only the first twenty distinct values are looked at") {
  int64_t lead = Add(R"({"PHONE":[{"VALUE":"777"}]})");
  std::string values;
  for (int i = 1; i <= 20; ++i) values += "\"" + std::to_string(1000 + i) + "\",";
  CHECK(Call("crm.duplicate.findbycomm",
             "{\"type\":\"PHONE\",\"values\":[" + values + "\"777\"]}") == "[]");
  CHECK(Call("crm.duplicate.findbycomm",
             "{\"type\":\"PHONE\",\"values\":[\"1001\"," + values + "\"1001\",\"777\"]}") == "[]");
  CHECK(lead == 1001);
}

}  // namespace
}  // namespace leadsync::sandbox
