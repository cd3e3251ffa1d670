// SPDX-License-Identifier: MIT
// Fields that point to something else in the portal, or hold money or places.
#include "codec_fixture.h"

namespace leadsync::crm {

/// Three users, asked as the portal's list would be.
class FewUsers : public UserDirectory {
 public:
  std::variant<std::string, CellProblem> Resolve(std::string_view by,
                                                 std::string_view cell) const override {
    if (by == "email" && cell == "olga@example.com") return "7";
    if (by == "name" && cell == "Olga Petrova") return "7";
    if (by == "name" && cell == "Jan Novák") {
      return CellProblem{"«Jan Novák» is the name of two users, 8 and 9"};
    }
    return CellProblem{"nobody has the " + std::string(by) + " «" + std::string(cell) + "»", true};
  }
  std::string NameOf(std::string_view id) const override { return id == "7" ? "Olga Petrova" : ""; }
};

CellRule By(std::vector<std::string> by) {
  CellRule rule;
  rule.by = std::move(by);
  return rule;
}

TEST_CASE("people go by ID without further ado") {
  CheckCells(Column("ASSIGNED_BY_ID"), {{"7", "7"},
                                        {"007", "7"},
                                        {"Olga",
                                         "refused: «Olga» is no ID; if people are named so, add "
                                         "\"by\": [\"email\", \"name\"] to the column's rule"},
                                        {"0", "refused: «0» is no ID: IDs begin at 1"}});
  CheckHeld(Column("ASSIGNED_BY_ID"), {{"7", R"("7")", "same holds"},
                                       {"7", "7", "same holds"},
                                       {"7", R"("8")", "neither"},
                                       {"7", "null", "neither"}});
  CHECK_FALSE(Column("ASSIGNED_BY_ID").codec().Cleared());
  CHECK(Column("ASSIGNED_BY_ID").Restore("\"7\"") == "7");
  CHECK(Column("ASSIGNED_BY_ID").Show("\"7\"") == "7");
}

TEST_CASE("people go by e-mail and name where the portal's users are known") {
  const FewUsers users;
  CheckCells(Column("ASSIGNED_BY_ID", By({"email", "name"}), &users),
             {{"olga@example.com", "7"},
              {"Olga Petrova", "7"},
              {"ghost@example.com", "refused: nobody has the email «ghost@example.com»"},
              {"Ghost", "refused: nobody has the name «Ghost»"},
              {"Jan Novák", "refused: «Jan Novák» is the name of two users, 8 and 9"},
              {"7", "refused: nobody has the name «7»"}});
  CheckCells(Column("ASSIGNED_BY_ID", By({"id", "email"}), &users),
             {{"12", "12"}, {"olga@example.com", "7"}});
  CHECK(Column("ASSIGNED_BY_ID", {}, &users).Show("7") == "Olga Petrova");
  CHECK(Column("ASSIGNED_BY_ID", {}, &users).Show("\"8\"") == "8");
  CHECK(Refusal("ASSIGNED_BY_ID", By({"email"})) ==
        "ASSIGNED_BY_ID («Responsible person»): \"by\": \"email\" needs the portal's users, and no "
        "portal is asked here: do this with a portal, or write IDs and leave \"by\" out");
  CHECK(Refusal("ASSIGNED_BY_ID", By({"phone"}), &users) ==
        "\"by\" is \"id\", \"email\" or \"name\", not \"phone\"; write one of these");
  CHECK(Refusal("ASSIGNED_BY_ID", By({"id"})) == "");
  CHECK(Refusal("NAME", By({"email"}), &users) ==
        "\"by\" fits only people; NAME («First name») is of type string: leave it out");
}

TEST_CASE("several people in a cell") {
  CellRule rule;
  rule.split = ",";
  CHECK(Column("UF_PEOPLE", rule).Encode("7, 9,7") ==
        "fields[UF_PEOPLE][0]=7 & fields[UF_PEOPLE][1]=9");
}

TEST_CASE("other things of the portal go by ID; 0 is none") {
  for (const char* code : {"COMPANY_ID", "PARENT_ID_128", "UF_ELEMENT"}) {
    CAPTURE(std::string(code));
    const Column column(code);
    CHECK(column.Parse("15") == "15");
    CHECK(column.Parse("ACME") == "refused: «ACME» is no ID: an ID has digits only");
    CHECK(column.Judge("15", "\"15\"") == "same holds");
    CHECK(column.Judge("15", "15") == "same holds");
    CHECK(column.Judge("15", "null") == "neither");
    for (const char* held : {"null", "\"0\"", "0", "\"\""}) {
      CAPTURE(std::string(held));
      CHECK(column.Judge(*column.codec().Cleared(), held) == "same holds");
      CHECK(column.Empty(held));
    }
  }
}

TEST_CASE("a binding of one kind is a number, with or without its letter") {
  const Column deal("UF_DEAL");
  CheckCells(deal,
             {{"12", "12"},
              {"D_12", "12"},
              {"d_012", "12"},
              {"C_12", "refused: «C_12» is of a kind that the field does not take: it takes D_12"},
              {"deal", "refused: «deal» is no ID of the portal: write D_12"},
              {"1,2E+3",
               "refused: «1,2E+3» is a number that a spreadsheet program has shortened: show the "
               "column there as a number with all its digits, or as text, and save the file "
               "again"}});
  CheckHeld(deal, {{"12", R"("12")", "same holds"},
                   {"12", "12", "same holds"},
                   {"12", R"("D_12")", "same holds"},
                   {"12", R"("C_12")", "neither"},
                   {"12", R"("13")", "neither"},
                   {"12", "null", "neither"}});
}

TEST_CASE("a binding of several kinds names its kind") {
  CellRule rule;
  rule.split = ";";
  const Column related("UF_BINDING", rule);
  CheckCells(
      related,
      {{"C_2;CO_3", "C_2 + CO_3"},
       {"t80_6", "T80_6"},
       {"12", "refused: «12» does not say of what kind it is: write C_12 or CO_12 or T80_12"},
       {"D_1",
        "refused: «D_1» is of a kind that the field does not take: it takes C_1 or "
        "CO_1 or T80_1"}});
  CheckHeld(related,
            {{"C_2;CO_3", R"(["CO_3","C_2"])", "same holds"}, {"C_2", R"(["C_3"])", "neither"}});
}

TEST_CASE("money has an amount and a currency") {
  const Column lost("UF_MONEY");
  CheckCells(
      lost,
      {{"100.5|USD", "100.5|USD"},
       {"100.50", "100.5|EUR"},
       {"1 500 RUB", "1500|RUB"},
       {"USD 99", "99|USD"},
       {"$99", "99|USD"},
       {"€ 1'000", "1000|EUR"},
       {"-5 руб.", "-5|RUB"},
       {"0", "0|EUR"},
       {"100|CHF", "refused: «100|CHF»: the portal has no currency CHF; it has EUR, USD, RUB"},
       {"£5",
        "refused: «£5»: no currency of the portal is meant by £; write a code: EUR, USD, RUB"},
       {"100 dollars", "refused: «100 dollars» is no number: write digits, such as 1500"},
       {"1,5 EUR",
        "refused: «1,5 EUR» contains «,», but the decimal mark of this column is «.»: say "
        "\"decimal\": \",\" if it stands before decimals, \"group\": \",\" if it groups "
        "thousands"}});
  CellRule comma;
  comma.decimal = ',';
  comma.group = ".";
  CheckCells(Column("UF_MONEY", comma), {{"1.234,56 EUR", "1234.56|EUR"}});
}

TEST_CASE("money compares by amount and currency") {
  const Column lost("UF_MONEY");
  CheckHeld(lost, {{"100.5|USD", R"("100.5|USD")", "same holds"},
                   {"100.5|USD", R"("100.50|USD")", "same holds"},
                   {"100", R"("100")", "same holds"},
                   {"100", R"("100|EUR")", "same holds"},
                   {"100", R"("100|USD")", "neither"},
                   {"100", R"("")", "neither"},
                   {"100", "null", "neither"}});
  CHECK(lost.Show("\"100.50|USD\"") == "100.5 USD");
  CHECK(lost.Restore("\"100.50|USD\"") == "100.50|USD");
  CHECK(lost.Encode("$5") == "fields[UF_MONEY]=5|USD");
  CHECK(lost.Judge(*lost.codec().Cleared(), "\"\"") == "same holds");
  CellRule rule;
  rule.split = ";";
  CHECK(Column("UF_MONEYS", rule).Encode("5 USD; 7") ==
        "fields[UF_MONEYS][0]=5|USD & fields[UF_MONEYS][1]=7|EUR");
}

TEST_CASE("a user field of type address compares its text") {
  const Column warehouse("UF_ADDRESS");
  CheckCells(warehouse, {{"Riga, Brivibas 1", "Riga, Brivibas 1"},
                         {"Riga|56.95;24.11", "Riga|56.95;24.11"},
                         {"Riga|here",
                          "refused: «Riga|here» is no address: write the text alone, or "
                          "text|latitude;longitude"},
                         {"Riga|56.95;24.11|7",
                          "refused: «Riga|56.95;24.11|7» is no address: write the text "
                          "alone, or text|latitude;longitude"}});
  CheckHeld(warehouse, {{"Riga", R"("Riga|;|0")", "same holds"},
                        {"Riga", R"("Riga|56.95;24.11|42")", "same holds"},
                        {"Riga|56.95;24.11", R"("Riga|56.95;24.11|42")", "same holds"},
                        {"Riga|56.95;24.11", R"("Riga|1;2|42")", "same"},
                        {"Riga", R"("Paris|;|0")", "neither"},
                        {"Riga", "null", "neither"}});
  CHECK(warehouse.Show(R"("Riga|56.95;24.11|42")") == "Riga");
  CHECK(warehouse.Restore(R"("Riga|56.95;24.11|42")") == "Riga|56.95;24.11");
  CHECK(warehouse.Restore(R"("Riga|;|0")") == "Riga");
  CHECK(warehouse.Empty(R"("|;|")"));
}

/// What a row's values are sent as over a lead.
std::string EncodeAll(const std::vector<std::pair<const Column*, Value>>& values,
                      std::string_view lead) {
  std::vector<FieldWrite> writes;
  for (const auto& [column, value] : values) writes.push_back({&column->codec(), &value});
  const JsonDocument json = Column::Json(lead);
  std::vector<rest::Param> params;
  const JsonValue root = json.root();
  if (auto problem = EncodeRow(writes, root.IsNull() ? JsonValue() : root, &params)) {
    return "refused: " + *problem;
  }
  return Column::Text(params);
}

TEST_CASE("one changed part of an address sends all eight") {
  const Column city("ADDRESS_CITY");
  const Column street("ADDRESS");
  const Column name("NAME");
  const std::string lead = R"({"NAME":"x","ADDRESS":"Main 1","ADDRESS_2":null,"ADDRESS_CITY":"Oslo",
    "ADDRESS_POSTAL_CODE":"0150","ADDRESS_REGION":"","ADDRESS_PROVINCE":null,
    "ADDRESS_COUNTRY":"Norway","ADDRESS_COUNTRY_CODE":"NO"})";
  CHECK(EncodeAll({{&city, city.Take("Riga")},
                   {&name, name.Take("Olga")},
                   {&street, street.Take("Brivibas 1")}},
                  lead) ==
        "fields[ADDRESS]=Brivibas 1 & fields[ADDRESS_2]= & fields[ADDRESS_CITY]=Riga & "
        "fields[ADDRESS_POSTAL_CODE]=0150 & fields[ADDRESS_REGION]= & fields[ADDRESS_PROVINCE]= & "
        "fields[ADDRESS_COUNTRY]=Norway & fields[ADDRESS_COUNTRY_CODE]=NO & fields[NAME]=Olga");
  CHECK(city.codec().Reads().size() == 8);
  CHECK(name.codec().Reads() == std::vector<std::string>{"NAME"});
}

TEST_CASE("a new lead gets only the address parts that a row has") {
  const Column city("ADDRESS_CITY");
  CHECK(EncodeAll({{&city, city.Take("Riga")}}, "null") == "fields[ADDRESS_CITY]=Riga");
}

TEST_CASE("a whole address cannot be emptied, and parts that were not read are not overwritten") {
  const Column city("ADDRESS_CITY");
  const Value empty = *city.codec().Cleared();
  const std::string only_city = R"({"ADDRESS":null,"ADDRESS_2":null,"ADDRESS_CITY":"Oslo",
    "ADDRESS_POSTAL_CODE":"","ADDRESS_REGION":"","ADDRESS_PROVINCE":null,"ADDRESS_COUNTRY":null,
    "ADDRESS_COUNTRY_CODE":null})";
  CHECK(EncodeAll({{&city, empty}}, only_city) ==
        "refused: the portal ignores it when a whole address is emptied: leave a part, or empty it "
        "there");
  CHECK(EncodeAll({{&city, city.Take("Riga")}}, R"({"ADDRESS_CITY":"Oslo"})") ==
        "refused: the address cannot be written: its ADDRESS was not read and would be emptied; "
        "run the row again");
}

TEST_CASE("two columns of one multifield share a list") {
  CellRule rule;
  rule.kind = "WORK";
  const Column work("PHONE", rule);
  rule.kind = "MOBILE";
  const Column mobile("PHONE", rule);
  CHECK(EncodeAll({{&work, work.Take("+371 111")}, {&mobile, mobile.Take("+371 222")}}, "{}") ==
        "fields[PHONE][0][VALUE]=+371 111 & fields[PHONE][0][VALUE_TYPE]=WORK & "
        "fields[PHONE][1][VALUE]=+371 222 & fields[PHONE][1][VALUE_TYPE]=MOBILE");
  CHECK(EncodeAll({{&work, work.Take("+371 111")}, {&mobile, mobile.Take("+371111")}}, "{}") ==
        "fields[PHONE][0][VALUE]=+371 111 & fields[PHONE][0][VALUE_TYPE]=WORK");
}

}  // namespace leadsync::crm
