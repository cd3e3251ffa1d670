// SPDX-License-Identifier: MIT
#include "codec_fixture.h"
#include "crm/types/contact_forms.h"

namespace leadsync::crm {

CellRule Writing(WriteMode write, std::string kind = "") {
  CellRule rule;
  rule.write = write;
  rule.kind = std::move(kind);
  return rule;
}

const std::string kTwoPhones = R"([
  {"ID":"11","VALUE_TYPE":"WORK","VALUE":"+79001234567","TYPE_ID":"PHONE"},
  {"ID":"12","VALUE_TYPE":"MOBILE","VALUE":"8 900 765 43 21","TYPE_ID":"PHONE"}])";

TEST_CASE("phones are compared by plus and digits") {
  const DialPlan* russia = FindDialPlan("RU");
  const DialPlan* czechia = FindDialPlan("CZ");
  const DialPlan* germany = FindDialPlan("DE");
  const DialPlan* states = FindDialPlan("US");
  const std::string same = "+79001234567";
  CHECK(NormalPhone("+7 (900) 123-45-67", nullptr) == same);
  CHECK(NormalPhone("007 900 1234567", nullptr) == same);
  CHECK(NormalPhone("8 900 123 45 67", russia) == same);
  CHECK(NormalPhone("79001234567", russia) == same);
  CHECK(NormalPhone("900 123-45-67", russia) == same);
  CHECK(NormalPhone("tel. +7\u00A0900\u2013123 4567", nullptr) == same);
  CHECK(NormalPhone("8 900 123 45 67", nullptr) == "89001234567");
  CHECK(NormalPhone("00420603123456", czechia) == "+420603123456");
  CHECK(NormalPhone("603 123 456", czechia) == "+420603123456");
  CHECK(NormalPhone("420 603 123 456", czechia) == "+420603123456");
  CHECK(NormalPhone("+420603123456", nullptr) == "+420603123456");
  CHECK(NormalPhone("030 123456", germany) == "+4930123456");
  CHECK(NormalPhone("+49 (0)30 123456", nullptr) == "+4930123456");
  CHECK(NormalPhone("123456", germany) == "123456");
  CHECK(NormalPhone("(415) 555-2671", states) == "+14155552671");
  CHECK(NormalPhone("1-415-555-2671", states) == "+14155552671");
  CHECK(NormalPhone("02", russia) == "02");
  CHECK(NormalPhone("+7 900 1234567 ext. 12", nullptr) == "+79001234567x12");
  CHECK(NormalPhone("+7 900 1234567 доб. 12", nullptr) == "+79001234567x12");
  CHECK(FindDialPlan("XX") == nullptr);
}

TEST_CASE("every national form means one international number") {
  for (const char* country : {"RU", "KZ", "BY", "UA", "CZ", "SK", "PL", "DE", "AT", "CH",
                              "FR", "GB", "US", "TR", "HU", "LV", "LT", "EE", "UZ", "IT"}) {
    CAPTURE(std::string(country));
    const DialPlan* plan = FindDialPlan(country);
    REQUIRE(plan != nullptr);
    const std::string national = std::string("345678912345").substr(0, plan->most);
    const std::string whole = "+" + std::string(plan->code) + national;
    CHECK(NormalPhone(std::string(plan->trunk) + national, plan) == whole);
    CHECK(NormalPhone("00" + std::string(plan->code) + national, plan) == whole);
    CHECK(NormalPhone(whole, plan) == whole);
  }
}

TEST_CASE("cells of phones") {
  CheckCells(
      Column("PHONE", Writing(WriteMode::kAdd, "MOBILE")),
      {{" +7 900 123 ", "MOBILE +7 900 123"},
       {"call later",
        "refused: «call later» is no phone number: write its digits, such as +7 495 123-45-67"},
       {"7,9E+10",
        "refused: «7,9E+10» is a number that a spreadsheet program has shortened: show the "
        "column there as a number with all its digits, or as text, and save the file "
        "again"}});
  CHECK(Column("PHONE").Parse(std::string(251, '1')) ==
        "refused: «111111111111111111111111111111111111111…» has 251 characters; the portal takes "
        "250: shorten it");
  CellRule rule = Writing(WriteMode::kAdd);
  rule.split = ";";
  CHECK(Column("PHONE", rule).Parse("+7900; +7 900 ;+7901") == "WORK +7900 + WORK +7901");
}

TEST_CASE("adding sends only what is missing, in whatever spelling and kind it is held") {
  CellRule rule = Writing(WriteMode::kAdd, "WORK");
  rule.country = "RU";
  const Column phone("PHONE", rule);
  CheckHeld(phone, {{"8 (900) 123-45-67", kTwoPhones, "same holds"},
                    {"+7 900 765 43 21", kTwoPhones, "same holds"},
                    {"+7 900 111 11 11", kTwoPhones, "neither"},
                    {"+7 900 111 11 11", "null", "neither"},
                    {"+7 900 111 11 11", "[]", "neither"}});
  CHECK(phone.Encode("8 (900) 123-45-67", kTwoPhones) == "");
  CHECK(phone.Encode("8 900 111 11 11", kTwoPhones) ==
        "fields[PHONE][0][VALUE]=8 900 111 11 11 & fields[PHONE][0][VALUE_TYPE]=WORK");
  CHECK_FALSE(phone.codec().Same(phone.Take("+7900"), JsonValue()));
}

TEST_CASE("without a word about writing nothing is deleted") {
  const Column phone("PHONE");
  CHECK(phone.Encode("+7 900 111 11 11", kTwoPhones) ==
        "fields[PHONE][0][VALUE]=+7 900 111 11 11 & fields[PHONE][0][VALUE_TYPE]=WORK");
}

TEST_CASE("replacing reuses IDs within its kind and leaves other kinds alone") {
  const Column phone("PHONE", Writing(WriteMode::kReplace, "WORK"));
  CHECK(phone.Encode("+7 900 111 11 11", kTwoPhones) ==
        "fields[PHONE][0][ID]=11 & fields[PHONE][0][VALUE]=+7 900 111 11 11 & "
        "fields[PHONE][0][VALUE_TYPE]=WORK");
  CHECK(phone.Encode("+7 900 123 45 67", kTwoPhones) == "");
  CheckHeld(phone, {{"+7 900 123 45 67", kTwoPhones, "same holds"},
                    {"+7 900 765 43 21", kTwoPhones, "neither"}});
  CHECK(phone.Encode(*phone.codec().Cleared(), kTwoPhones) ==
        "fields[PHONE][0][ID]=11 & fields[PHONE][0][DELETE]=Y");
  CHECK_FALSE(phone.Empty(kTwoPhones));
  CHECK(Column("PHONE", Writing(WriteMode::kReplace, "HOME")).Empty(kTwoPhones));
}

TEST_CASE("replacing deletes the surplus and adds what has no ID to take") {
  CellRule rule = Writing(WriteMode::kReplace);
  rule.split = ";";
  const Column phone("PHONE", rule);
  CHECK(phone.Encode("+79001234567", kTwoPhones) ==
        "fields[PHONE][0][ID]=12 & fields[PHONE][0][DELETE]=Y");
  CHECK(phone.Encode("+1 11;+1 22;+1 33", kTwoPhones) ==
        "fields[PHONE][0][ID]=11 & fields[PHONE][0][VALUE]=+1 11 & "
        "fields[PHONE][0][VALUE_TYPE]=WORK & fields[PHONE][1][ID]=12 & "
        "fields[PHONE][1][VALUE]=+1 22 & fields[PHONE][1][VALUE_TYPE]=MOBILE & "
        "fields[PHONE][2][VALUE]=+1 33 & fields[PHONE][2][VALUE_TYPE]=WORK");
  CheckHeld(phone, {{"+79001234567;89007654321", kTwoPhones, "same holds"},
                    {"+79001234567", kTwoPhones, "neither"}});
}

TEST_CASE("undo restores values and kinds exactly, under any rule") {
  const Column phone("PHONE", Writing(WriteMode::kAdd));
  CHECK(phone.Restore(kTwoPhones) == "WORK +79001234567 + MOBILE 8 900 765 43 21");
  const JsonDocument before = Column::Json(kTwoPhones);
  const Value old = *phone.codec().Restore(before.root());
  const std::string after = R"([{"ID":"11","VALUE_TYPE":"WORK","VALUE":"+79001234567"},
    {"ID":"14","VALUE_TYPE":"HOME","VALUE":"8 900 765 43 21"},
    {"ID":"15","VALUE_TYPE":"WORK","VALUE":"+1 11"}])";
  CHECK(phone.Judge(old, after) == "neither");
  CHECK(phone.Encode(old, after) ==
        "fields[PHONE][0][ID]=14 & fields[PHONE][0][VALUE]=8 900 765 43 21 & "
        "fields[PHONE][0][VALUE_TYPE]=MOBILE & fields[PHONE][1][ID]=15 & "
        "fields[PHONE][1][DELETE]=Y");
  CHECK(phone.Judge(old, kTwoPhones) == "same holds");
  CHECK(phone.Restore("null") == "");
  CHECK(phone.Judge(*phone.codec().Restore(JsonValue()), "null") == "same holds");
  CHECK(phone.Show(kTwoPhones) == "+79001234567, 8 900 765 43 21");
}

TEST_CASE("open lines are never seen nor touched") {
  const std::string held = R"([{"ID":"1","VALUE_TYPE":"OPENLINE","VALUE":"imol|livechat|1|67|21"},
    {"ID":"2","VALUE_TYPE":"IMOL","VALUE":"x"},{"ID":"3","VALUE_TYPE":"TELEGRAM","VALUE":"@olga"}])";
  const Column messenger("IM", Writing(WriteMode::kReplace));
  CHECK(messenger.Encode("@jan", held) ==
        "fields[IM][0][ID]=3 & fields[IM][0][VALUE]=@jan & fields[IM][0][VALUE_TYPE]=TELEGRAM");
  CHECK(messenger.Encode(*messenger.codec().Cleared(), held) ==
        "fields[IM][0][ID]=3 & fields[IM][0][DELETE]=Y");
  CHECK(messenger.Show(held) == "@olga");
  CHECK(messenger.Parse("imol|livechat|1") ==
        "refused: «imol|livechat|1» belongs to the portal's open lines; leave it out");
  CHECK(messenger.Parse("@jan") == "OTHER @jan");
  CHECK(Refusal("IM", Writing(WriteMode::kAdd, "OPENLINE")) ==
        "\"kind\": \"OPENLINE\" belongs to the portal's open lines; leave it out");
}

TEST_CASE("e-mail addresses are checked as the portal checks them") {
  CheckCells(
      Column("EMAIL"),
      {{"olga.petrova+crm@mail.example.com", "WORK olga.petrova+crm@mail.example.com"},
       {" O'Neil@Example.ORG ", "WORK O'Neil@Example.ORG"},
       {"olga",
        "refused: «olga» is no e-mail address: there is no @; write it as in name@example.com"},
       {"a@b@c.de",
        "refused: «a@b@c.de» is no e-mail address: there is more than one @; write it as in "
        "name@example.com"},
       {"a..b@c.de",
        "refused: «a..b@c.de» is no e-mail address: «a..b» cannot stand before the @; write it as "
        "in name@example.com"},
       {"ольга@c.de",
        "refused: «ольга@c.de» is no e-mail address: «ольга» cannot stand before the @; write it "
        "as in name@example.com"},
       {"@c.de",
        "refused: «@c.de» is no e-mail address: «» cannot stand before the @; write it as in "
        "name@example.com"},
       {"a@localhost",
        "refused: «a@localhost» is no e-mail address: «localhost» is no domain; write it as in "
        "name@example.com"},
       {"a@c.d",
        "refused: «a@c.d» is no e-mail address: «c.d» is no domain; write it as in "
        "name@example.com"},
       {"a@почта.рф",
        "refused: «a@почта.рф» is no e-mail address: «почта.рф» is no domain; write it as in "
        "name@example.com"},
       {"a@b.de, c@d.de",
        "refused: «a@b.de, c@d.de» is no e-mail address: it must be one address and nothing else; "
        "write it as in name@example.com"},
       {"Olga <a@b.de>",
        "refused: «Olga <a@b.de>» is no e-mail address: it must be one address and nothing else; "
        "write it as in name@example.com"}});
  CHECK(Column("EMAIL").Judge("Olga@Example.com",
                              R"([{"ID":"1","VALUE_TYPE":"HOME","VALUE":"olga@example.COM"}])") ==
        "same holds");
}

TEST_CASE("a lead's own bad e-mail is found") {
  const JsonDocument bad =
      Column::Json(R"([{"ID":"1","VALUE":"a@b.de"},{"ID":"2","VALUE":"oops"}])");
  CHECK(BadStoredEmail(bad.root()) == "oops");
  const JsonDocument good = Column::Json(R"([{"ID":"1","VALUE":"a@b.de"}])");
  CHECK_FALSE(BadStoredEmail(good.root()));
  CHECK_FALSE(BadStoredEmail(JsonValue()));
}

TEST_CASE("sites need a host, accounts of networks do not") {
  CheckCells(Column("WEB"), {{"example.com", "WORK example.com"},
                             {"https://example.com/a", "WORK https://example.com/a"},
                             {"none",
                              "refused: «none» is no web address: it must look like "
                              "https://example.com/page"}});
  CellRule rule;
  rule.complete_url = true;
  CHECK(Column("WEB", rule).Parse("example.com") == "WORK https://example.com");
  CHECK(Column("WEB", Writing(WriteMode::kAdd, "TWITTER")).Parse("olga") == "TWITTER olga");
  CHECK(Column("WEB").Judge("https://example.com",
                            R"([{"ID":"1","VALUE":"https://example.com/"}])") == "same holds");
}

TEST_CASE("rules that do not fit a multifield are refused by name") {
  CHECK(Refusal("PHONE", Writing(WriteMode::kAdd, "CAR")) ==
        "\"kind\" of PHONE («Phone») is WORK, MOBILE, FAX, HOME, PAGER, MAILING, OTHER, not "
        "\"CAR\"; write one of these");
  CellRule rule;
  rule.country = "XX";
  CHECK(Refusal("PHONE", rule) ==
        "\"country\": \"XX\": leadsync does not know how numbers are written there; leave it out "
        "and write numbers with + and country code");
  CHECK(Refusal("EMAIL", rule) == "");
  CHECK(Refusal("NAME", Writing(WriteMode::kSet, "WORK")) ==
        "\"kind\" fits only PHONE, EMAIL, WEB and IM; NAME («First name») is of type string: leave "
        "it out");
  CHECK(Refusal("LINK") ==
        "LINK («Links») cannot be written: the portal keeps these links itself; leave it out");
  rule = {};
  rule.values = {{"a", "b"}};
  CHECK(Refusal("PHONE", rule) ==
        "\"values\" fits only fields whose values are chosen or read; PHONE («Phone») takes any: "
        "leave it out");
}

}  // namespace leadsync::crm
