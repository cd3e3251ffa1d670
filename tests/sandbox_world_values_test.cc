// SPDX-License-Identifier: MIT
// What a portal does with values. bitrix24 docs: api-reference/crm/data-types.md,
// api-reference/data-types.md; server: crm/classes/general/restservice.php (internalizeFields,
// externalizeFields), main/lib/userfield/types/*.php, rest/classes/general/rest_util.php.
#include <string>
#include <vector>

#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

struct Case {
  std::string field;
  std::string sent;
  std::string read;
};

void CheckAll(WorldFixture& portal, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    CAPTURE(one.field);
    CAPTURE(one.sent);
    CHECK(portal.RoundTrip(one.field, one.sent) == one.read);
  }
}

std::string Uf(int number) { return "UF_CRM_" + std::to_string(1700000000 + number); }

TEST_CASE_FIXTURE(WorldFixture, "texts are kept, cast or cut in silence") {
  // Server: main/lib/orm/fields/stringfield.php cuts; PHP casts what is no text.
  CheckAll(*this,
           {{"NAME", "\"Anna\"", "\"Anna\""},
            {"NAME", "\"  Anna \"", "\"  Anna \""},
            {"NAME", "12.5", "\"12.5\""},
            {"NAME", "true", "\"1\""},
            {"NAME", "[\"a\",\"b\"]", "\"Array\""},
            {"NAME", "\"\"", "null"},
            {"NAME", "null", "null"},
            {"POST", "\"<b> & 'x' \\/ y\"", "\"\\u003Cb\\u003E \\u0026 \\u0027x\\u0027 \\/ y\""},
            {Uf(17), "[\"a\",\"b\"]", "\"a\""},
            {Uf(17), "\"😀\"", "\"😀\""}});
  int64_t lead = Add(R"({"NAME":"x"})");
  Update(lead, R"({"NAME":null})");
  CHECK(Listed(lead, "NAME") == "\"\"");
  std::string fifty(60, 'x');
  CHECK(RoundTrip("NAME", "\"" + fifty + "\"") == "\"" + fifty.substr(0, 50) + "\"");
  std::string cyrillic;
  for (int i = 0; i < 60; ++i) cyrillic += "ё";
  CHECK(RoundTrip("LAST_NAME", "\"" + cyrillic + "\"") == "\"" + cyrillic.substr(0, 100) + "\"");
}

TEST_CASE_FIXTURE(WorldFixture, "numbers pass through PHP's casts") {
  CheckAll(*this, {{"OPPORTUNITY", "\"1234.56\"", "\"1234.56\""},
                   {"OPPORTUNITY", "1500", "\"1500.00\""},
                   {"OPPORTUNITY", "\"1234,56\"", "\"1234.00\""},
                   {"OPPORTUNITY", "\"1 234\"", "\"1.00\""},
                   {"OPPORTUNITY", "\"abc\"", "\"0.00\""},
                   {"OPPORTUNITY", "\"\"", "\"0.00\""},
                   {"OPPORTUNITY", "1.005", "\"1.01\""},
                   {"OPPORTUNITY", "\"-0.001\"", "\"0.00\""},
                   {Uf(8), "\"12,50\"", "\"12.5\""},
                   {Uf(8), "\"1 234.567\"", "\"1234.57\""},
                   {Uf(8), "\"abc\"", "\"0\""},
                   {Uf(8), "\"\"", "null"},
                   {Uf(7), "\"12abc\"", "\"12\""},
                   {Uf(7), "\"abc\"", "\"0\""},
                   {Uf(7), "\"\"", "null"},
                   {"COMPANY_ID", "\"15\"", "\"15\""},
                   {"COMPANY_ID", "null", "null"},
                   {"COMPANY_ID", "[7]", "\"1\""},
                   {Uf(14), "\"31\"", "\"31\""},
                   {Uf(12), "\"9999\"", "\"9999\""}});
}

TEST_CASE_FIXTURE(WorldFixture, "crm.lead.get shows numbers of user fields as numbers") {
  int64_t lead =
      Add("{\"" + Uf(7) + "\":\"12\",\"" + Uf(8) + "\":\"12,5\",\"" + Uf(5) + "\":\"Y\"}");
  CHECK(Got(lead, Uf(7)) == "12");
  CHECK(Got(lead, Uf(8)) == "12.5");
  CHECK(Got(lead, Uf(5)) == "\"1\"");
  CHECK(Listed(lead, Uf(7)) == "\"12\"");
  CHECK(Listed(lead, Uf(5)) == "true");
}

TEST_CASE_FIXTURE(WorldFixture, "only few spellings of yes are yes") {
  // Server: main/lib/userfield/types/booleantype.php; char: restservice.php.
  CheckAll(*this, {{Uf(5), "\"Y\"", "true"},
                   {Uf(5), "\"1\"", "true"},
                   {Uf(5), "1", "true"},
                   {Uf(5), "true", "true"},
                   {Uf(5), "\"true\"", "false"},
                   {Uf(5), "\"yes\"", "false"},
                   {Uf(5), "\"y\"", "false"},
                   {Uf(5), "\"N\"", "false"},
                   {Uf(5), "\"\"", "false"},
                   {Uf(5), "null", "false"},
                   {"OPENED", "\"Y\"", "\"Y\""},
                   {"OPENED", "\"N\"", "\"N\""},
                   {"OPENED", "\"n\"", "\"Y\""},
                   {"OPENED", "\"no\"", "\"Y\""},
                   {"OPENED", "\"0\"", "\"N\""},
                   {"OPENED", "false", "\"N\""},
                   {"OPENED", "\"\"", "\"N\""}});
  CHECK(Listed(Add(), Uf(5)) == "null");
}

TEST_CASE_FIXTURE(WorldFixture, "dates read as moments of the server's zone") {
  CheckAll(*this, {{"BIRTHDATE", "\"2024-03-05\"", "\"2024-03-05T03:00:00+03:00\""},
                   {Uf(4), "\"05.03.2024\"", "\"2024-03-05T03:00:00+03:00\""},
                   {Uf(4), "\"31.02.2024\"", "\"2024-03-02T03:00:00+03:00\""},
                   {Uf(4), "\"01\\/02\\/2024\"", "\"2024-01-02T03:00:00+03:00\""},
                   {Uf(4), "\"2024-03-05T23:00:00Z\"", "\"2024-03-06T03:00:00+03:00\""},
                   {Uf(4), "\"tomorrow\"", "\"2026-04-02T03:00:00+03:00\""},
                   {Uf(4), "\"\"", "\"\""},
                   {Uf(6), "\"2024-03-05T14:00:00+05:00\"", "\"2024-03-05T12:00:00+03:00\""},
                   {Uf(20), "\"2024-03-05 14:00\"", "\"2024-03-05T14:00:00+03:00\""},
                   {Uf(6), "\"\"", "\"\""}});
}

TEST_CASE("west of Greenwich a date reads as the day before") {
  WorldOptions options;
  options.server_offset_minutes = -300;
  WorldFixture portal(options);
  CHECK(portal.RoundTrip("BIRTHDATE", "\"2024-03-05\"") == "\"2024-03-04T19:00:00-05:00\"");
  CHECK(portal.Listed(portal.Add(), "DATE_CREATE") == "\"2026-04-01T07:00:00-05:00\"");
}

TEST_CASE_FIXTURE(WorldFixture, "a malformed or null date leaves the field alone") {
  int64_t lead = Add("{\"" + Uf(4) + "\":\"2024-03-05\"}");
  for (std::string bad : {"\"soon\"", "null", "\"32.13.2024\""}) {
    CAPTURE(bad);
    CHECK(Update(lead, "{\"" + Uf(4) + "\":" + bad + "}") == "true");
    CHECK(Listed(lead, Uf(4)) == "\"2024-03-05T03:00:00+03:00\"");
  }
}

TEST_CASE_FIXTURE(WorldFixture, "a moment is the writer's wall clock unless the field uses zones") {
  // Server: main/lib/userfield/types/datetimetype.php, USE_TIMEZONE.
  world.SetUserOffset(9, 300);
  user = 9;
  int64_t lead = Add("{\"" + Uf(6) + "\":\"2024-03-05T14:00:00+03:00\",\"" + Uf(20) +
                     "\":\"2024-03-05T14:00:00+03:00\"}");
  CHECK(Got(lead, Uf(6)) == "\"2024-03-05T14:00:00+03:00\"");
  CHECK(Got(lead, Uf(20)) == "\"2024-03-05T14:00:00+03:00\"");
  // Without an offset it is the writer's zone.
  Update(lead, "{\"" + Uf(20) + "\":\"2024-03-05 14:00\"}");
  CHECK(Got(lead, Uf(20)) == "\"2024-03-05T12:00:00+03:00\"");
  // Somebody in another zone reads another moment.
  user = 1;
  CHECK(Got(lead, Uf(6)) == "\"2024-03-05T16:00:00+03:00\"");
  CHECK(Got(lead, Uf(20)) == "\"2024-03-05T12:00:00+03:00\"");
}

TEST_CASE_FIXTURE(WorldFixture, "items of lists are not looked up") {
  CheckAll(*this, {{Uf(1), "\"45\"", "\"45\""},
                   {Uf(1), "99999", "\"99999\""},
                   {Uf(1), "\"SalesHarbor\"", "\"0\""},
                   {Uf(1), "\"\"", "\"\""},
                   {Uf(3), "[\"101\",\"103\"]", "[101,103]"},
                   {Uf(3), "\"101\"", "[101]"},
                   {Uf(3), "[\"No budget\"]", "[]"},
                   {Uf(3), "[\"\"]", "[]"},
                   {Uf(3), "[]", "[]"},
                   {Uf(3), "\"\"", "[]"},
                   {Uf(3), "null", "false"},
                   {Uf(11), "[\"a\",\"\",\"b\"]", "[\"a\",\"b\"]"},
                   {Uf(22), "[7,9]", "[\"7\",\"9\"]"},
                   {Uf(16), "[\"2024-03-05\",\"soon\"]", "[\"2024-03-05T03:00:00+03:00\"]"},
                   {Uf(16), "[\"soon\"]", "false"},
                   {Uf(16), "[]", "false"},
                   {Uf(16), "\"\"", "[]"}});
  CHECK(Listed(Add(), Uf(3)) == "false");
}

TEST_CASE_FIXTURE(WorldFixture, "directories are looked up for stages only") {
  CheckAll(*this, {{"STATUS_ID", "\"IN_PROCESS\"", "\"IN_PROCESS\""},
                   {"STATUS_ID", "\"in_process\"", "\"NEW\""},
                   {"STATUS_ID", "\"Lost\"", "\"NEW\""},
                   {"STATUS_ID", "\"\"", "\"NEW\""},
                   {"SOURCE_ID", "\"NOWHERE\"", "\"NOWHERE\""},
                   {"HONORIFIC", "\"Dr\"", "\"Dr\""},
                   {Uf(19), "\"Banking\"", "\"Banking\""}});
}

TEST_CASE_FIXTURE(WorldFixture, "money that does not fit its pattern is emptied") {
  // Server: currency/lib/userfield/types/moneytype.php
  CheckAll(*this, {{Uf(9), "\"100.5|EUR\"", "\"100.5|EUR\""},
                   {Uf(9), "\"100\"", "\"100|USD\""},
                   {Uf(9), "\"-3|USD\"", "\"-3|USD\""},
                   {Uf(9), "\"1 000|USD\"", "\"\""},
                   {Uf(9), "\"100,5|USD\"", "\"\""},
                   {Uf(9), "\"100.|USD\"", "\"\""},
                   {Uf(9), "\"100|usd\"", "\"\""}});
}

TEST_CASE_FIXTURE(WorldFixture, "urls are trimmed and not checked, bindings are kept") {
  CheckAll(*this, {{Uf(2), "\" https:\\/\\/a.example\\/x \"", "\"https:\\/\\/a.example\\/x\""},
                   {Uf(2), "\"no url\"", "\"no url\""},
                   {Uf(13), "\"D_12\"", "\"D_12\""},
                   {Uf(13), "12", "\"12\""},
                   {Uf(15), "\"Riga, Brivibas 1\"", "\"Riga, Brivibas 1|;|501\""},
                   {Uf(15), "\"Riga|56.9;24.1\"", "\"Riga|56.9;24.1|502\""},
                   {Uf(23), "\"contract.pdf\"", "null"}});
}

TEST_CASE_FIXTURE(WorldFixture, "comments become BB-code with entities") {
  // Server: crm/lib/format/texthelper.php (convertHtmlToBbCode, sanitizeBbCode)
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"plain text", "plain text"},
      {"a\r\nb\rc", "a\nb\nc"},
      {"A & B", "A &amp; B"},
      {"\"x\" > y", "&quot;x&quot; &gt; y"},
      {"1 < 2", "1 &lt; 2"},
      {"1 <2 and so on", "1 "},
      {"<b>x</b><br>y", "[b]x[/b]\ny"},
      {"<p>one</p><p>two</p>", "one\n\ntwo"},
      {"<ul><li>a</li></ul>", "[list][*]a[/list]"},
      {"<a href=\"https://a.example\">a</a>", "[url=https://a.example]a[/url]"},
      {"<script>x</script>", "x"},
      {"&lt;b&gt;x", "x"},
      {"[b]x[/b] [list=1] [*]", "[b]x[/b] [list=1] [*]"},
      {"[color=red]x[/color]", "x"},
      {"[see contract] y", " y"},
      {"[см. договор] y", " y"},
      {"a [ b ] [] [1", "a [ b ] [] [1"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(RewriteComments(text) == want);
  }
}

}  // namespace
}  // namespace leadsync::sandbox
