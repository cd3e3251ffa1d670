// SPDX-License-Identifier: MIT
#include "codec_fixture.h"
#include "crm/types/decimal.h"
#include "crm/types/number_format.h"

namespace leadsync::crm {

TEST_CASE("decimals are exact and normalised") {
  const std::vector<CellCase> cases = {
      {"0", "0"},
      {"-0.00", "0"},
      {"007", "7"},
      {"1500.00", "1500"},
      {".5", "0.5"},
      {"-12.50", "-12.5"},
      {"0.05", "0.05"},
      {"1e3", "1000"},
      {"1.25E-2", "0.0125"},
      {"1.0e+20", "100000000000000000000"},
      {"123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"}};
  for (const CellCase& one : cases) {
    CAPTURE(one.cell);
    const std::optional<Decimal> number = Decimal::FromText(one.cell);
    REQUIRE(number);
    CHECK(number->ToText() == one.want);
    CHECK(*Decimal::FromText(one.want) == *number);
  }
  for (const char* text : {"", "-", ".", "1.2.3", "1e", "1e+", "1 2", "abc", "0x10", "1e99999",
                           "12345678901234567890123456789012345678901"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(Decimal::FromText(text));
  }
}

TEST_CASE("rounding goes half away from zero and carries") {
  const auto rounded = [](const char* text, size_t decimals) {
    return Decimal::FromText(text)->Rounded(decimals).ToText();
  };
  CHECK(rounded("1.005", 2) == "1.01");
  CHECK(rounded("-1.005", 2) == "-1.01");
  CHECK(rounded("9.999", 2) == "10");
  CHECK(rounded("0.004", 2) == "0");
  CHECK(rounded("0.005", 2) == "0.01");
  CHECK(rounded("0.0005", 2) == "0");
  CHECK(rounded("12.5", 0) == "13");
  CHECK(rounded("0.5", 0) == "1");
  CHECK(Decimal::FromText("12.300000000000001")->RoundedToDigits(15).ToText() == "12.3");
  CHECK(Decimal::FromText("9999999999999999")->RoundedToDigits(15).ToText() == "10000000000000000");
  CHECK(Decimal::FromText("1.5")->ToText(2) == "1.50");
  CHECK(Decimal().ToText(2) == "0.00");
}

TEST_CASE("decimals are ordered as numbers") {
  const std::vector<std::string> ascending = {"-100", "-12.5", "-12", "-0.05", "0",  "0.004",
                                              "0.05", "1",     "1.5", "12",    "100"};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      CAPTURE(ascending[i]);
      CAPTURE(ascending[j]);
      CHECK((*Decimal::FromText(ascending[i]) < *Decimal::FromText(ascending[j])) == (i < j));
    }
  }
}

TEST_CASE("amounts with a decimal point") {
  CheckCells(
      Column("OPPORTUNITY"),
      {{"1500", "1500.00"},
       {"1234.5", "1234.50"},
       {"12.500", "12.50"},
       {"-7", "-7.00"},
       {"\u22127", "-7.00"},
       {"+7", "7.00"},
       {"$1 234.50", "1234.50"},
       {"-$5", "-5.00"},
       {"$-5", "-5.00"},
       {"99 €", "99.00"},
       {"1 234 567.89", "1234567.89"},
       {"1\u00A0234", "1234.00"},
       {"1\u202F234", "1234.00"},
       {"1'234.5", "1234.50"},
       {"1\u2019234", "1234.00"},
       {"10 000 руб.", "10000.00"},
       {"0.1", "0.10"},
       {"1,5",
        "refused: «1,5» contains «,», but the decimal mark of this column is «.»: say \"decimal\": "
        "\",\" if it stands before decimals, \"group\": \",\" if it groups thousands"},
       {"1,234.56",
        "refused: «1,234.56» contains «,», but the decimal mark of this column is «.»: say "
        "\"decimal\": \",\" if it stands before decimals, \"group\": \",\" if it groups thousands"},
       {"12 34", "refused: «12 34» is no number: thousands are groups of three digits"},
       {"1234 567", "refused: «1234 567» is no number: thousands are groups of three digits"},
       {"1 234'567", "refused: «1 234'567» is no number: thousands are groups of three digits"},
       {"12.345", "refused: «12.345» has 3 decimals; the field keeps 2: round it in the file"},
       {"abc", "refused: «abc» is no number: write digits, such as 1500"},
       {"12abc", "refused: «12abc» is no number: write digits, such as 1500"},
       {"1.2.3", "refused: «1.2.3» is no number: write digits, such as 1500"},
       {"12%",
        "refused: «12%» is a share, which may mean hundredths or not: say \"replace\": {\"%\": "
        "\"\"} "
        "if the field holds percents, else write a plain number"},
       {"5.", "refused: «5.» is no number: write digits, such as 1500"},
       {"--5", "refused: «--5» is no number: write digits, such as 1500"},
       {"$", "refused: «$» is no number: write digits, such as 1500"},
       {"(12.50)",
        "refused: «(12.50)» stands in parentheses: say \"parentheses\": true if they "
        "mean a minus"},
       {"100 USD",
        "refused: «100 USD» names a currency, which this field does not hold: let the column fill "
        "the lead's currency too, as in [\"OPPORTUNITY\", \"CURRENCY_ID\"]"},
       {"1,04E+04",
        "refused: «1,04E+04» is a number that a spreadsheet program has shortened: show the column "
        "there as a number with all its digits, or as text, and save the file again"},
       {"12345678901234.56",
        "refused: «12345678901234.56» has more than 15 digits, too many for the portal: round it "
        "in the file"}});
}

TEST_CASE("amounts with a decimal comma") {
  CellRule rule;
  rule.decimal = ',';
  CheckCells(Column("OPPORTUNITY", rule),
             {{"1234,5", "1234.50"},
              {"1 234,56", "1234.56"},
              {"12.500",
               "refused: «12.500» contains «.», but the decimal mark of this column is «,»: say "
               "\"decimal\": \".\" if it stands before decimals, \"group\": \".\" if it groups "
               "thousands"}});
  rule.group = ".";
  CheckCells(Column("OPPORTUNITY", rule),
             {{"12.500", "12500.00"},
              {"1.234.567,89", "1234567.89"},
              {"12.50", "refused: «12.50» is no number: thousands are groups of three digits"}});
}

TEST_CASE("parentheses mean a minus where the rule says so") {
  CellRule rule;
  rule.parentheses = true;
  CheckCells(Column("OPPORTUNITY", rule),
             {{"(12.50)", "-12.50"},
              {"($12.50)", "-12.50"},
              {"$(12)", "-12.00"},
              {"(0)", "0.00"},
              {"-(5)", "refused: «-(5)» is no number: write digits, such as 1500"},
              {"(-5)", "refused: «(-5)» is no number: write digits, such as 1500"},
              {"(5", "refused: «(5» is no number: write digits, such as 1500"},
              {"()", "refused: «()» is no number: write digits, such as 1500"}});
}

TEST_CASE("number formats that contradict themselves are refused") {
  CellRule rule;
  rule.group = ".";
  CHECK(Refusal("OPPORTUNITY", rule) ==
        "\"group\" and \"decimal\" are both \".\"; they must differ");
  rule.group = "";
  rule.decimal = ';';
  CHECK(Refusal("OPPORTUNITY", rule) ==
        "\"decimal\" is \".\" or \",\", not \";\"; write one of these");
  rule.decimal = '.';
  rule.group = "12";
  CHECK(Refusal("UF_INT", rule) ==
        "\"group\" is one mark such as \".\" or \",\", not \"12\"; write one mark");
}

TEST_CASE("amounts are compared as numbers") {
  CheckHeld(Column("OPPORTUNITY"), {{"1500", R"("1500.00")", "same holds"},
                                    {"1500", "1500", "same holds"},
                                    {"1500.5", "1500.5", "same holds"},
                                    {"12.3", "12.300000000000001", "same holds"},
                                    {"0", R"("0.00")", "same holds"},
                                    {"0", "null", "neither"},
                                    {"1500", R"("1500.01")", "neither"},
                                    {"1500", R"("")", "neither"},
                                    {"1500", R"("abc")", "neither"}});
  const Column amount("OPPORTUNITY");
  for (const char* held : {"null", "\"\"", "\"0.00\"", "0"}) {
    CAPTURE(std::string(held));
    CHECK(amount.Judge(*amount.codec().Cleared(), held) == "same holds");
    CHECK(amount.Empty(held));
  }
  CHECK(amount.Encode("1 500") == "fields[OPPORTUNITY]=1500.00");
  CHECK(amount.Restore("\"12.00\"") == "12.00");
  CHECK(amount.Show("\"12.5\"") == "12.50");
}

TEST_CASE("a user field keeps as many decimals as its settings say") {
  CheckCells(Column("UF_DOUBLE"),
             {{"1.250", "1.25"},
              {"0.125", "0.125"},
              {"1.2345",
               "refused: «1.2345» has 4 decimals; the field keeps 3: round it in the "
               "file"}});
  CheckCells(Column("UF_ANY_DOUBLE"), {{"0.123456789", "0.123456789"}});
  const Column weight("UF_DOUBLE");
  CheckHeld(weight, {{"12.5", "12.5", "same holds"},
                     {"12.5", R"("12.50")", "same holds"},
                     {"12", R"("12")", "same holds"},
                     {"0", "null", "neither"}});
  CHECK_FALSE(weight.Empty("0"));
  CHECK(weight.Judge(*weight.codec().Cleared(), "0") == "same holds");
}

TEST_CASE("whole numbers and their range") {
  CheckCells(
      Column("UF_INT"),
      {{"12", "12"},
       {"012", "12"},
       {"12.0", "12"},
       {"1 000", "1000"},
       {"-5", "-5"},
       {"12.5", "refused: «12.5» is no whole number: round it in the file"},
       {"-6", "refused: «-6» is less than the field's least value, -5: write a greater one"},
       {"1000001",
        "refused: «1000001» is more than the field's greatest value, 1000000: write a smaller one"},
       {"12abc", "refused: «12abc» is no number: write digits, such as 1500"}});
  CheckCells(Column("UF_BIGINT"), {{"999999999999999999", "999999999999999999"},
                                   {"1000000000000000001",
                                    "refused: «1000000000000000001» has more than 18 digits, too "
                                    "many for the portal: round it in the file"}});
  const Column count("UF_INT");
  CheckHeld(count, {{"12", R"("12")", "same holds"},
                    {"12", "12", "same holds"},
                    {"12", R"("12.0")", "same holds"},
                    {"12", R"("13")", "neither"},
                    {"0", "null", "neither"},
                    {"0", "0", "same holds"}});
  const Value empty = *count.codec().Cleared();
  for (const char* held : {"null", "\"\"", "0", "\"0\""})
    CHECK(count.Judge(empty, held) == "same holds");
  CHECK(count.Encode("12") == "fields[UF_INT]=12");
  CHECK(count.Restore("12") == "12");
}

TEST_CASE("IDs have digits only") {
  std::string id;
  CHECK_FALSE(ParseId("0017", &id));
  CHECK(id == "17");
  CHECK(*ParseId("12abc", &id) == "«12abc» is no ID: an ID has digits only");
  CHECK(*ParseId("-1", &id) == "«-1» is no ID: an ID has digits only");
  CHECK(*ParseId("0", &id) == "«0» is no ID: IDs begin at 1");
  CHECK(*ParseId("1234567890123456789", &id) ==
        "«1234567890123456789» is too long for an ID: it has at most 18 digits");
  CHECK(*ParseId("1,04E+04", &id) ==
        "«1,04E+04» is a number that a spreadsheet program has shortened: show the column there as "
        "a number with all its digits, or as text, and save the file again");
}

TEST_CASE("exponent forms are told from other texts") {
  for (const char* text : {"1E5", "1,04E+04", "1.5e-3", "+7.9E+10", "-1E10"}) {
    CAPTURE(std::string(text));
    CHECK(ExponentForm(text));
  }
  for (const char* text : {"E5", "1E", "12", "1e5x", "x1e5", "1E+", "e", "", "1E12345"}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(ExponentForm(text));
  }
}

TEST_CASE("yes and no in many words") {
  const Column partner("UF_BOOL");
  for (const char* yes : {"yes", "Yes", "TRUE", "true", "да", "ДА", "1", "Y", "y", "ja", "Ano",
                          "tak", "ИСТИНА", "wahr", " on "}) {
    CAPTURE(std::string(yes));
    CHECK(partner.Parse(yes) == "1");
    CHECK(Column("OPENED").Parse(yes) == "Y");
  }
  for (const char* no : {"no", "False", "нет", "0", "N", "nein", "ne", "nie", "ложь", "off"}) {
    CAPTURE(std::string(no));
    CHECK(partner.Parse(no) == "0");
    CHECK(Column("OPENED").Parse(no) == "N");
  }
  CheckCells(partner, {{"maybe",
                        "refused: «maybe» is neither yes nor no: write yes or no, true or "
                        "false, 1 or 0"},
                       {"2",
                        "refused: «2» is neither yes nor no: write yes or no, true or false, "
                        "1 or 0"}});
}

TEST_CASE("yes and no are compared as such") {
  CheckHeld(Column("UF_BOOL"), {{"yes", R"("1")", "same holds"},
                                {"yes", "1", "same holds"},
                                {"yes", R"("Y")", "same holds"},
                                {"yes", "true", "same holds"},
                                {"yes", R"("0")", "neither"},
                                {"yes", "null", "neither"},
                                {"no", R"("0")", "same holds"},
                                {"no", "false", "same holds"},
                                {"no", "null", "same holds"},
                                {"no", R"("1")", "neither"}});
  CheckHeld(Column("OPENED"), {{"yes", R"("Y")", "same holds"}, {"yes", R"("N")", "neither"}});
  const Column partner("UF_BOOL");
  CHECK(partner.Encode("yes") == "fields[UF_BOOL]=1");
  CHECK(partner.Show("\"0\"") == "no");
  CHECK(partner.Show("true") == "yes");
  CHECK(partner.Show("null") == "");
  CHECK(partner.Restore("false") == "0");
  CHECK(partner.Restore("null") == "nothing");
  CHECK_FALSE(partner.Empty("false"));
  CHECK(Column("OPENED").Show("\"Y\"") == "yes");
}

}  // namespace leadsync::crm
