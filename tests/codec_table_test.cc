// SPDX-License-Identifier: MIT
// One table a type: spellings that are taken and what they become, spellings that are refused with
// the whole message, the parameters that write a value, and what a read-back means.
#include <fmt/format.h>

#include <set>

#include "codec_fixture.h"

namespace leadsync::crm {
namespace {

struct TypeTable {
  std::string field;
  CellRule rule;
  std::vector<CellCase> accepted;
  std::vector<CellCase> refused;
  std::string encoded;  ///< of the first accepted cell, over an empty field
  /// Of the first accepted cell, too: what a lead shows, and "same holds", "same" or "neither".
  std::vector<CellCase> held;
};

CellRule Rule(std::optional<std::string> split = {}, std::string time_zone = {}) {
  CellRule rule;
  rule.split = std::move(split);
  rule.time_zone = std::move(time_zone);
  return rule;
}

CellRule Decimal(char mark, std::string group = {}) {
  CellRule rule;
  rule.decimal = mark;
  rule.group = std::move(group);
  return rule;
}

CellRule Kind(std::string kind, std::string country = {}) {
  CellRule rule;
  rule.kind = std::move(kind);
  rule.country = std::move(country);
  rule.split = ";";
  return rule;
}

std::vector<TypeTable> Tables() {
  return {
      {"NAME",
       {},
       {{"Ann", "Ann"}, {"  Ann ", "  Ann "}, {"Анна-Мария", "Анна-Мария"}, {"a\r\nb", "a\r\nb"}},
       {{std::string(51, 'x'),
         "«xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…» has 51 characters; the field holds 50 and the "
         "portal would cut the rest: shorten it"},
        {"#N/A",
         "«#N/A» is an error of the spreadsheet program, not a value: mend the formula or empty "
         "the cell, then save the file again"},
        {std::string("a\x01z"), "«a z» contains the control character 0x01: delete it"}},
       "fields[NAME]=Ann",
       {{R"("Ann")", "same holds"},
        {R"("ann")", "neither"},
        {R"("Ann ")", "neither"},
        {"null", "neither"},
        {R"("")", "neither"}}},
      {"UF_TEXTS",
       Rule("|"),
       {{"a|b", "a + b"}, {"a", "a"}, {"a| a |", "a"}},
       {{"||", "«||» holds only separators; write values between them, or empty the cell"}},
       "fields[UF_TEXTS][0]=a & fields[UF_TEXTS][1]=b",
       {{R"(["a","b"])", "same holds"},
        {R"(["b","a"])", "same holds"},
        {R"({"0":"a","2":"b"})", "same holds"},
        {R"(["a"])", "neither"},
        {R"(["a","b","c"])", "neither"},
        {"false", "neither"},
        {"[]", "neither"}}},
      {"COMMENTS",
       {},
       {{"a \"b\"\nc", "a \"b\"\nc"}, {"1 < 2", "1 < 2"}, {"[b]x[/b]", "[b]x[/b]"}},
       {{"see <br>",
         "«<br>» is html, which the portal deletes or rewrites in comments: take it out, or write "
         "other brackets"},
        {"[draft]",
         "«[draft]» is what looks like a tag, which the portal deletes or rewrites in comments: "
         "take it out, or write other brackets"}},
       "fields[COMMENTS]=a \"b\"\nc",
       {{R"("a &quot;b&quot;<br>c")", "same holds"},
        {R"("a \"b\"\r\nc")", "same holds"},
        {R"("a \"b\" c")", "same"},
        {R"("[p]a \"b\"\nc[/p]")", "same"},
        {R"("a b c")", "neither"},
        {"null", "neither"}}},
      {"UF_INT",
       {},
       {{"1 200", "1200"}, {"-5", "-5"}, {"0", "0"}, {"007", "7"}, {"1'000", "1000"}},
       {{"1.5", "«1.5» is no whole number: round it in the file"},
        {"1,5",
         "«1,5» contains «,», but the decimal mark of this column is «.»: say \"decimal\": \",\" "
         "if it stands before decimals, \"group\": \",\" if it groups thousands"},
        {"12abc", "«12abc» is no number: write digits, such as 1500"},
        {"5 EUR", "«5 EUR» names a currency, which this field does not hold: take it out"},
        {"-6", "«-6» is less than the field's least value, -5: write a greater one"},
        {"1000001",
         "«1000001» is more than the field's greatest value, 1000000: write a smaller one"},
        {"1,04E+04",
         "«1,04E+04» is a number that a spreadsheet program has shortened: show the column there "
         "as a number with all its digits, or as text, and save the file again"}},
       "fields[UF_INT]=1200",
       {{R"("1200")", "same holds"},
        {"1200", "same holds"},
        {R"("1200.0")", "same holds"},
        {R"("120")", "neither"},
        {"null", "neither"}}},
      {"UF_INTS",
       Rule(","),
       {{"1,2", "1 + 2"}, {"2, 2", "2"}},
       {{"1,x", "«x» is no number: write digits, such as 1500"}},
       "fields[UF_INTS][0]=1 & fields[UF_INTS][1]=2",
       {{"[1,2]", "same holds"}, {R"(["2","1"])", "same holds"}, {"[1]", "neither"}}},
      {"OPPORTUNITY",
       Decimal(','),
       {{"1 234,50", "1234.50"},
        {"1\u00A0234,5", "1234.50"},
        {"1\u202F234,5", "1234.50"},
        {"€ 99", "99.00"},
        {"-0,5", "-0.50"},
        {"12 руб.", "12.00"}},
       {{"12.500",
         "«12.500» contains «.», but the decimal mark of this column is «,»: say \"decimal\": "
         "\".\" if it stands before decimals, \"group\": \".\" if it groups thousands"},
        {"1,555", "«1,555» has 3 decimals; the field keeps 2: round it in the file"},
        {"(5)", "«(5)» stands in parentheses: say \"parentheses\": true if they mean a minus"},
        {"5 EUR",
         "«5 EUR» names a currency, which this field does not hold: let the column fill the lead's "
         "currency too, as in [\"OPPORTUNITY\", \"CURRENCY_ID\"]"},
        {"12 34", "«12 34» is no number: thousands are groups of three digits"},
        {"abc", "«abc» is no number: write digits, such as 1500"}},
       "fields[OPPORTUNITY]=1234.50",
       {{R"("1234.50")", "same holds"},
        {"1234.5", "same holds"},
        {R"("1234.00")", "neither"},
        {R"("0.00")", "neither"},
        {"null", "neither"}}},
      {"UF_DOUBLE",
       Decimal('.', ","),
       {{"1,234.125", "1234.125"}, {"0.1", "0.1"}},
       {{"0.1234", "«0.1234» has 4 decimals; the field keeps 3: round it in the file"},
        {"1,23", "«1,23» is no number: thousands are groups of three digits"},
        {"1234567890123456",
         "«1234567890123456» has more than 15 digits, too many for the portal: round it in the "
         "file"}},
       "fields[UF_DOUBLE]=1234.125",
       {{"1234.125", "same holds"},
        {R"("1234.125")", "same holds"},
        {"1234.1250000000001", "same holds"},
        {"1234.12", "neither"}}},
      {"UF_DOUBLES",
       Rule(";"),
       {{"1.5;2", "1.5 + 2"}},
       {{"1.555", "«1.555» has 3 decimals; the field keeps 2: round it in the file"}},
       "fields[UF_DOUBLES][0]=1.5 & fields[UF_DOUBLES][1]=2",
       {{"[2,1.5]", "same holds"}, {"[1.5]", "neither"}}},
      {"UF_BOOL",
       {},
       {{"yes", "1"}, {"ДА", "1"}, {"Y", "1"}, {"0", "0"}, {"nein", "0"}, {"FALSE", "0"}},
       {{"maybe", "«maybe» is neither yes nor no: write yes or no, true or false, 1 or 0"},
        {"2", "«2» is neither yes nor no: write yes or no, true or false, 1 or 0"}},
       "fields[UF_BOOL]=1",
       {{R"("1")", "same holds"},
        {"true", "same holds"},
        {R"("Y")", "same holds"},
        {"1", "same holds"},
        {"false", "neither"},
        {R"("0")", "neither"},
        {"null", "neither"}}},
      {"UF_BOOLS",
       Rule(","),
       {{"yes,no", "1 + 0"}},
       {{"yes,?", "«?» is neither yes nor no: write yes or no, true or false, 1 or 0"}},
       "fields[UF_BOOLS][0]=1 & fields[UF_BOOLS][1]=0",
       {{R"(["0","1"])", "same holds"}, {R"(["1"])", "neither"}}},
      {"OPENED",
       {},
       {{"yes", "Y"}, {"N", "N"}, {"нет", "N"}},
       {{"x", "«x» is neither yes nor no: write yes or no, true or false, 1 or 0"}},
       "fields[OPENED]=Y",
       {{R"("Y")", "same holds"}, {R"("N")", "neither"}, {"null", "neither"}}},
      {"BIRTHDATE",
       {},
       {{"2024-03-05", "2024-03-05"}, {"05.03.2024", "2024-03-05"}, {"5.3.2024", "2024-03-05"}},
       {{"31.02.2024", "«31.02.2024» is no date: February 2024 has 29 days; correct it"},
        {"01/02/2024",
         "«01/02/2024» has two readings, 2024-02-01 and 2024-01-02: say \"format\": \"%d/%m/%Y\" "
         "or \"format\": \"%m/%d/%Y\""},
        {"13/02/2024",
         "«13/02/2024» is written in a way that others read differently: say \"format\": "
         "\"%d/%m/%Y\""},
        {"05.03.24", "«05.03.24» has a year of two digits: say \"format\": \"%d.%m.%y\""},
        {"45356", "«45356» may be a spreadsheet's day number: say \"format\": \"excel\""},
        {"05.03.2024 10:00",
         "«05.03.2024 10:00» has a time; the field holds a date: say \"format\": \"%d.%m.%Y "
         "%H:%M\" to drop the time"},
        {"soon",
         "«soon» is no date: write 2024-03-05 or 05.03.2024, or say by \"format\" how this column "
         "writes dates"}},
       "fields[BIRTHDATE]=2024-03-05",
       {{R"("2024-03-05T03:00:00+03:00")", "same holds"},
        {R"("2024-03-04T19:00:00-05:00")", "same holds"},
        {R"("2024-03-05")", "same holds"},
        {R"("2024-03-06T03:00:00+03:00")", "neither"},
        {R"("")", "neither"}}},
      {"UF_DATES",
       Rule(","),
       {{"2024-03-05, 06.03.2024", "2024-03-05 + 2024-03-06"}},
       {{"2024-03-05,30.02.2024",
         "«30.02.2024» is no date: February 2024 has 29 days; correct it"}},
       "fields[UF_DATES][0]=2024-03-05 & fields[UF_DATES][1]=2024-03-06",
       {{R"(["2024-03-06T03:00:00+03:00","2024-03-05T03:00:00+03:00"])", "same holds"},
        {R"(["2024-03-05T03:00:00+03:00"])", "neither"}}},
      {"UF_TIME",
       Rule({}, "Europe/Berlin"),
       {{"2024-03-05 14:00", "2024-03-05T14:00:00+01:00"},
        {"05.07.2024 14:00:30", "2024-07-05T14:00:30+02:00"},
        {"2024-03-05T14:00:00Z", "2024-03-05T14:00:00+00:00"},
        {"2024-10-27 02:30", "2024-10-27T02:30:00+02:00"},
        {"05.03.2024", "2024-03-05T00:00:00+01:00"}},
       {{"2024-03-31 02:30",
         "«2024-03-31 02:30» never was in Europe/Berlin: clocks went from 02:00 to 03:00; write a "
         "time outside, or an offset"},
        {"2024-03-05 24:00", "«2024-03-05 24:00» is no date: there is no hour 24; correct it"}},
       "fields[UF_TIME]=2024-03-05T14:00:00+01:00",
       {{R"("2024-03-05T16:00:00+03:00")", "same holds"},
        {R"("2024-03-05T13:00:00+00:00")", "same holds"},
        {R"("2024-03-05T14:00:00+03:00")", "neither"},
        {R"("2024-03-05 14:00:00")", "neither"},
        {R"("")", "neither"}}},
      {"UF_TIMES",
       Rule(";", "UTC"),
       {{"2024-03-05 14:00;2024-03-05 15:00",
         "2024-03-05T14:00:00+00:00 + 2024-03-05T15:00:00+00:00"}},
       {{"14:00",
         "«14:00» is no date: write 2024-03-05 or 05.03.2024, or say by \"format\" how this "
         "column writes dates"}},
       "fields[UF_TIMES][0]=2024-03-05T14:00:00+00:00 & "
       "fields[UF_TIMES][1]=2024-03-05T15:00:00+00:00",
       {{R"(["2024-03-05T18:00:00+03:00","2024-03-05T17:00:00+03:00"])", "same holds"},
        {R"(["2024-03-05T18:00:00+03:00"])", "neither"}}},
      {"UF_URL",
       {},
       {{"https://a.example/x", "https://a.example/x"}, {"ftp://a.example", "ftp://a.example"}},
       {{"a.example",
         "«a.example» is no web address: it has no scheme; write https://a.example, or say "
         "\"complete\": true"},
        {"https:///x",
         "«https:///x» is no web address: it has no host; write it as in https://example.com/page"},
        {"javascript://a.example",
         "«javascript://a.example» is no web address: «javascript» is not one of http, https and "
         "ftp; write it as in https://example.com/page"},
        {"none", "«none» is no web address: it must look like https://example.com/page"}},
       "fields[UF_URL]=https://a.example/x",
       {{R"("https://a.example/x")", "same holds"},
        {R"("HTTPS://A.example/x")", "same"},
        {R"(" https://a.example/x ")", "same holds"},
        {R"("https://a.example/X")", "neither"},
        {"null", "neither"}}},
      {"UF_URLS",
       Rule(" "),
       {{"https://a.example https://b.example", "https://a.example + https://b.example"}},
       {{"https://a.example b",
         "«b» is no web address: it must look like https://example.com/page"}},
       "fields[UF_URLS][0]=https://a.example & fields[UF_URLS][1]=https://b.example",
       {{R"(["https://b.example","https://a.example"])", "same holds"},
        {R"(["https://b.example","https://a.example/"])", "same"},
        {R"(["https://a.example"])", "neither"}}},
      {"UF_ENUM",
       {},
       {{"Contour CRM", "45"}, {"contour  crm", "45"}, {"47", "47"}, {"Own work & tools", "49"}},
       {{"Contor CRM", "no item «Contor CRM»; did you mean «Contour CRM»?"},
        {"Kонтур",
         "no item «Kонтур», but «Контур»: the first letter is Latin K; write it in the same "
         "letters"},
        {"99", "no item «99»; the field has «Contour CRM», «Контур» and «Own work & tools»"}},
       "fields[UF_ENUM]=45",
       {{R"("45")", "same holds"},
        {"45", "same holds"},
        {R"("47")", "neither"},
        {R"("0")", "neither"},
        {"null", "neither"}}},
      {"UF_ENUMS",
       Rule("|"),
       {{"Price|went silent", "51 + 55"}, {"51", "51"}},
       {{"Price|No", "no item «No»; the field has «Price», «Delivery time» and «Went silent»"}},
       "fields[UF_ENUMS][0]=51 & fields[UF_ENUMS][1]=55",
       {{R"(["55","51"])", "same holds"},
        {"[51,55]", "same holds"},
        {R"(["51"])", "neither"},
        {"false", "neither"}}},
      {"STATUS_ID",
       {},
       {{"Lost", "LOST"}, {"IN_PROCESS", "IN_PROCESS"}, {"in  progress", "IN_PROCESS"}},
       {{"Done", "no item «Done»; the field has «New», «In progress» and «Lost»"}},
       "fields[STATUS_ID]=LOST",
       {{R"("LOST")", "same holds"}, {R"("NEW")", "neither"}, {"null", "neither"}}},
      {"UF_STATUSES",
       Rule(","),
       {{"Website, call", "WEB + CALL"}},
       {{"Fax", "no item «Fax»; the field has «Website» and «Call»"}},
       "fields[UF_STATUSES][0]=WEB & fields[UF_STATUSES][1]=CALL",
       {{R"(["CALL","WEB"])", "same holds"}, {R"(["CALL"])", "neither"}}},
      {"CURRENCY_ID",
       {},
       {{"EUR", "EUR"}, {"usd", "USD"}, {"Russian rouble", "RUB"}},
       {{"GBP", "no item «GBP»; the field has «Euro», «US Dollar» and «Russian Rouble»"}},
       "fields[CURRENCY_ID]=EUR",
       {{R"("EUR")", "same holds"}, {R"("USD")", "neither"}, {"null", "neither"}}},
      {"UF_MONEY",
       Decimal(','),
       {{"1 500,5 USD", "1500.5|USD"}, {"5", "5|EUR"}, {"$9", "9|USD"}, {"100|RUB", "100|RUB"}},
       {{"5 GBP", "«5 GBP»: the portal has no currency GBP; it has EUR, USD, RUB"},
        {"£5", "«£5»: no currency of the portal is meant by £; write a code: EUR, USD, RUB"},
        {"much", "«much» is no number: write digits, such as 1500"}},
       "fields[UF_MONEY]=1500.5|USD",
       {{R"("1500.5|USD")", "same holds"},
        {R"("1500.50|USD")", "same holds"},
        {R"("1500.5|EUR")", "neither"},
        {R"("1500.5")", "neither"},
        {R"("")", "neither"}}},
      {"UF_MONEYS",
       Rule(";"),
       {{"5;6 USD", "5|EUR + 6|USD"}},
       {{"5;x", "«x» is no number: write digits, such as 1500"}},
       "fields[UF_MONEYS][0]=5|EUR & fields[UF_MONEYS][1]=6|USD",
       {{R"(["6|USD","5|EUR"])", "same holds"}, {R"(["5|EUR"])", "neither"}}},
      {"ASSIGNED_BY_ID",
       {},
       {{"7", "7"}, {"0012", "12"}},
       {{"Olga",
         "«Olga» is no ID; if people are named so, add \"by\": [\"email\", \"name\"] to the "
         "column's rule"},
        {"0", "«0» is no ID: IDs begin at 1"}},
       "fields[ASSIGNED_BY_ID]=7",
       {{R"("7")", "same holds"}, {"7", "same holds"}, {R"("8")", "neither"}, {"null", "neither"}}},
      {"UF_PEOPLE",
       Rule(","),
       {{"7, 9", "7 + 9"}},
       {{"7,x",
         "«x» is no ID; if people are named so, add \"by\": [\"email\", \"name\"] to the column's "
         "rule"}},
       "fields[UF_PEOPLE][0]=7 & fields[UF_PEOPLE][1]=9",
       {{R"(["9","7"])", "same holds"}, {"[7]", "neither"}, {"false", "neither"}}},
      {"COMPANY_ID",
       {},
       {{"15", "15"}},
       {{"CO_15", "«CO_15» is no ID: an ID has digits only"}},
       "fields[COMPANY_ID]=15",
       {{R"("15")", "same holds"}, {R"("0")", "neither"}, {"null", "neither"}}},
      {"CONTACT_ID",
       {},
       {{"15", "15"}},
       {{"1.5", "«1.5» is no ID: an ID has digits only"}},
       "fields[CONTACT_ID]=15",
       {{R"("15")", "same holds"}, {R"("16")", "neither"}}},
      {"PARENT_ID_128",
       {},
       {{"8", "8"}},
       {{"-8", "«-8» is no ID: an ID has digits only"}},
       "fields[PARENT_ID_128]=8",
       {{R"("8")", "same holds"}, {"null", "neither"}}},
      {"UF_ELEMENT",
       {},
       {{"31", "31"}},
       {{"31,5", "«31,5» is no ID: an ID has digits only"}},
       "fields[UF_ELEMENT]=31",
       {{R"("31")", "same holds"}, {"31", "same holds"}, {R"("32")", "neither"}}},
      {"UF_SECTION",
       {},
       {{"31", "31"}},
       {{"x", "«x» is no ID: an ID has digits only"}},
       "fields[UF_SECTION]=31",
       {{R"("31")", "same holds"}, {"false", "neither"}}},
      {"UF_RECORDS",
       Rule(","),
       {{"31,32", "31 + 32"}},
       {{"31,x", "«x» is no ID: an ID has digits only"}},
       "fields[UF_RECORDS][0]=31 & fields[UF_RECORDS][1]=32",
       {{R"(["32","31"])", "same holds"}, {R"(["31"])", "neither"}}},
      {"UF_DEAL",
       {},
       {{"D_12", "12"}, {"12", "12"}, {"d_12", "12"}},
       {{"C_12", "«C_12» is of a kind that the field does not take: it takes D_12"},
        {"D_x", "«D_x» is no ID of the portal: write D_12"}},
       "fields[UF_DEAL]=12",
       {{R"("12")", "same holds"},
        {R"("D_12")", "same holds"},
        {R"("13")", "neither"},
        {"null", "neither"}}},
      {"UF_BINDING",
       Rule(";"),
       {{"C_2;co_3", "C_2 + CO_3"}, {"T80_6", "T80_6"}},
       {{"12", "«12» does not say of what kind it is: write C_12 or CO_12 or T80_12"}},
       "fields[UF_BINDING][0]=C_2 & fields[UF_BINDING][1]=CO_3",
       {{R"(["CO_3","C_2"])", "same holds"}, {R"(["C_2"])", "neither"}}},
      {"UF_ADDRESS",
       {},
       {{"Main st. 5|56.9;24.1", "Main st. 5|56.9;24.1"}, {"Main st. 5", "Main st. 5"}},
       {{"Main|x", "«Main|x» is no address: write the text alone, or text|latitude;longitude"}},
       "fields[UF_ADDRESS]=Main st. 5|56.9;24.1",
       {{R"("Main st. 5|56.9;24.1|501")", "same holds"},
        {R"("Main st. 5|;|501")", "same"},
        {R"("Main st. 6|56.9;24.1|501")", "neither"},
        {"null", "neither"}}},
      {"UF_ADDRESSES",
       Rule("#"),
       {{"Main st. 5#Low st. 1", "Main st. 5 + Low st. 1"}},
       {{"a|b", "«a|b» is no address: write the text alone, or text|latitude;longitude"}},
       "fields[UF_ADDRESSES][0]=Main st. 5 & fields[UF_ADDRESSES][1]=Low st. 1",
       {{R"(["Low st. 1|;|502","Main st. 5|;|501"])", "same holds"},
        {R"(["Main st. 5|;|501"])", "neither"}}},
      {"PHONE",
       Kind("WORK", "CZ"),
       {{"777 123 456; 00420 605 111 222", "WORK 777 123 456 + WORK 00420 605 111 222"},
        {"777123456;+420 777 123 456", "WORK 777123456"}},
       {{"none", "«none» is no phone number: write its digits, such as +7 495 123-45-67"},
        {"4,2E+11",
         "«4,2E+11» is a number that a spreadsheet program has shortened: show the column there "
         "as a number with all its digits, or as text, and save the file again"}},
       "fields[PHONE][0][VALUE]=777 123 456 & fields[PHONE][0][VALUE_TYPE]=WORK & "
       "fields[PHONE][1][VALUE]=00420 605 111 222 & fields[PHONE][1][VALUE_TYPE]=WORK",
       {{R"([{"ID":"1","VALUE":"+420777123456","VALUE_TYPE":"MOBILE"},
             {"ID":"2","VALUE":"605111222","VALUE_TYPE":"WORK"}])",
         "same holds"},
        {R"([{"ID":"1","VALUE":"+420777123456","VALUE_TYPE":"WORK"}])", "neither"},
        {"null", "neither"}}},
      {"EMAIL",
       Kind("HOME"),
       {{"Ann@Example.com", "HOME Ann@Example.com"},
        {"a@b.cz;c@d.cz", "HOME a@b.cz + HOME c@d.cz"}},
       {{"ann", "«ann» is no e-mail address: there is no @; write it as in name@example.com"},
        {"a@b@c.d",
         "«a@b@c.d» is no e-mail address: there is more than one @; write it as in "
         "name@example.com"},
        {"a..b@c.de",
         "«a..b@c.de» is no e-mail address: «a..b» cannot stand before the @; write it as in "
         "name@example.com"},
        {"a@b", "«a@b» is no e-mail address: «b» is no domain; write it as in name@example.com"},
        {"Ann <a@b.cz>",
         "«Ann <a@b.cz>» is no e-mail address: it must be one address and nothing else; write it "
         "as in name@example.com"}},
       "fields[EMAIL][0][VALUE]=Ann@Example.com & fields[EMAIL][0][VALUE_TYPE]=HOME",
       {{R"([{"ID":"1","VALUE":"ann@example.com","VALUE_TYPE":"WORK"}])", "same holds"},
        {R"([{"ID":"1","VALUE":"bob@example.com","VALUE_TYPE":"HOME"}])", "neither"},
        {"null", "neither"}}},
      {"WEB",
       Kind(""),
       {{"example.com/a/", "WORK example.com/a/"}, {"https://a.example", "WORK https://a.example"}},
       {{"nowhere", "«nowhere» is no web address: it must look like https://example.com/page"}},
       "fields[WEB][0][VALUE]=example.com/a/ & fields[WEB][0][VALUE_TYPE]=WORK",
       {{R"([{"ID":"1","VALUE":"example.com/a","VALUE_TYPE":"OTHER"}])", "same holds"},
        {R"([{"ID":"1","VALUE":"example.com/b","VALUE_TYPE":"WORK"}])", "neither"}}},
      {"IM",
       Kind("TELEGRAM"),
       {{"@ann", "TELEGRAM @ann"}},
       {{"imol|livechat|1|2|3",
         "«imol|livechat|1|2|3» belongs to the portal's open lines; leave it out"}},
       "fields[IM][0][VALUE]=@ann & fields[IM][0][VALUE_TYPE]=TELEGRAM",
       {{R"([{"ID":"1","VALUE":"@ann","VALUE_TYPE":"TELEGRAM"}])", "same holds"},
        {R"([{"ID":"1","VALUE":"@ann","VALUE_TYPE":"OPENLINE"}])", "neither"},
        {R"([{"ID":"1","VALUE":"@bob","VALUE_TYPE":"TELEGRAM"}])", "neither"}}},
  };
}

TEST_CASE("every type has a table: what it takes, refuses, sends, and how it reads back") {
  std::set<std::pair<std::string, bool>> covered;
  for (const TypeTable& table : Tables()) {
    CAPTURE(table.field);
    const Field& field = *FixtureCatalog().Find(table.field);
    covered.insert({field.type, field.multiple});
    const Column column(table.field, table.rule);
    REQUIRE_FALSE(table.accepted.empty());
    REQUIRE_FALSE(table.refused.empty());
    CheckCells(column, table.accepted);
    for (const CellCase& one : table.refused) {
      CAPTURE(one.cell);
      CHECK(column.Parse(one.cell) == "refused: " + one.want);
    }
    const std::string& cell = table.accepted.front().cell;
    CHECK(column.Encode(cell) == table.encoded);
    bool held = false;
    bool neither = false;
    for (const CellCase& one : table.held) {
      CAPTURE(one.cell);
      CHECK(column.Judge(cell, one.cell) == one.want);
      held = held || one.want == "same holds";
      neither = neither || one.want == "neither";
    }
    CHECK(held);
    CHECK(neither);
  }
  // A field of a type that can be written and has no table would be forgotten.
  for (const Field& field : FixtureCatalog().fields()) {
    CellRule rule;
    rule.on_update = false;
    if (!Refusal(field.code, rule).empty()) continue;
    CAPTURE(field.code);
    CHECK(covered.count({field.type, field.multiple}) == 1);
  }
}

}  // namespace
}  // namespace leadsync::crm
