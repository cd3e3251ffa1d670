// SPDX-License-Identifier: MIT
#include "sync/key.h"

#include <doctest/doctest.h>

#include "printers.h"

using leadsync::sync::ParseLeadKey;

namespace {

std::string Key(const std::string& cell, const std::string& host = "acme.bitrix24.com") {
  const auto parsed = ParseLeadKey(cell, host);
  if (parsed.index() == 1) return std::get<1>(parsed);
  return std::to_string(std::get<0>(parsed));
}

}  // namespace

TEST_CASE("a lead is named by its ID, however a spreadsheet writes whole numbers") {
  for (const auto& [cell, id] : std::vector<std::pair<std::string, std::string>>{
           {"17", "17"},
           {"017", "17"},
           {"000000000000000000000017", "17"},
           {"17.0", "17"},
           {"17,0", "17"},
           {"999999999999999999", "999999999999999999"},
       }) {
    CAPTURE(cell);
    CHECK(Key(cell) == id);
  }
}

TEST_CASE("a lead is named by a link to its page on this portal") {
  for (const std::string cell : {
           "https://acme.bitrix24.com/crm/lead/details/17/",
           "https://acme.bitrix24.com/crm/lead/details/17",
           "https://acme.bitrix24.com/crm/lead/show/17/",
           "http://acme.bitrix24.com/crm/lead/details/17/",
           "HTTPS://Acme.Bitrix24.com/CRM/lead/details/017/",
           "https://acme.bitrix24.com:443/crm/lead/details/17/",
           "https://acme.bitrix24.com/crm/lead/details/17/?IFRAME=Y&IFRAME_TYPE=SIDE_SLIDER",
           "https://acme.bitrix24.com/crm/lead/details/17/#tab_history",
       }) {
    CAPTURE(cell);
    CHECK(Key(cell) == "17");
  }
  CHECK(Key("http://127.0.0.1:8080/crm/lead/details/17/", "127.0.0.1:8080") == "17");
  CHECK(Key("https://any.example/crm/lead/details/17/", "") == "17");
}

TEST_CASE("what is no lead of this portal is refused with the remedy") {
  for (const auto& [cell, want] : std::vector<std::pair<std::string, std::string>>{
           {"1,04E+04",
            "«1,04E+04» is a number that a spreadsheet has shortened, so its last digits may be "
            "lost; give the column the number format 0 and save the CSV again"},
           {"1.04e4",
            "«1.04e4» is a number that a spreadsheet has shortened, so its last digits may be "
            "lost; give the column the number format 0 and save the CSV again"},
           {"1.000",
            "«1.000» is not a lead ID; write a whole number such as 17, or a link to the lead"},
           {"-17",
            "«-17» is not a lead ID; write a whole number such as 17, or a link to the lead"},
           {"17a",
            "«17a» is not a lead ID; write a whole number such as 17, or a link to the lead"},
           {"1 017",
            "«1 017» is not a lead ID; write a whole number such as 17, or a link to the lead"},
           {"0", "no lead can have the ID «0»; correct it"},
           {"9999999999999999999", "no lead can have the ID «9999999999999999999»; correct it"},
           {"https://other.bitrix24.com/crm/lead/details/17/",
            "«https://other.bitrix24.com/crm/lead/details/17/» is a link to a lead of "
            "other.bitrix24.com, but the leads are on acme.bitrix24.com; name a lead of that "
            "portal"},
           {"https://acme.bitrix24.com@evil.example/crm/lead/details/17/",
            "«https://acme.bitrix24.com@evil.example/crm/lead/details/17/» is a link to a lead of "
            "acme.bitrix24.com@evil.example, but the leads are on acme.bitrix24.com; name a lead "
            "of that portal"},
           {"https://acme.bitrix24.com/crm/deal/details/17/",
            "«https://acme.bitrix24.com/crm/deal/details/17/» is not a link to a lead; such a link "
            "ends in /crm/lead/details/17/"},
           {"https://acme.bitrix24.com/crm/lead/details/0/",
            "«https://acme.bitrix24.com/crm/lead/details/0/» is not a link to a lead; such a link "
            "ends in /crm/lead/details/17/"},
           {"https://",
            "«https://» is not a link to a lead; such a link ends in /crm/lead/details/17/"},
       }) {
    CAPTURE(cell);
    CHECK(Key(cell) == want);
  }
}
