// SPDX-License-Identifier: MIT
#include "codec_fixture.h"

namespace leadsync::crm {

TEST_CASE("enumerations are named and sent as IDs") {
  const Column product("UF_ENUM");
  CheckCells(product, {{"Contour CRM", "45"},
                       {"  contour   crm ", "45"},
                       {"КОНТУР", "47"},
                       {"47", "47"},
                       {"own work & tools", "49"}});
  for (const char* wrong : {"Red", "99", "Kонтур"}) {
    CAPTURE(std::string(wrong));
    const auto parsed = product.codec().Parse(wrong);
    REQUIRE(std::holds_alternative<CellProblem>(parsed));
    CHECK(std::get<CellProblem>(parsed).unknown_name);
  }
  CHECK(product.Encode("Contour CRM") == "fields[UF_ENUM]=45");
}

TEST_CASE("enumerations are compared by ID; 0 and nothing are alike") {
  const Column product("UF_ENUM");
  CheckHeld(product, {{"45", R"("45")", "same holds"},
                      {"45", "45", "same holds"},
                      {"45", R"("47")", "neither"},
                      {"45", "null", "neither"}});
  for (const char* held : {"null", "\"\"", "\"0\"", "0", "false"}) {
    CAPTURE(std::string(held));
    CHECK(product.Empty(held));
    CHECK(product.Judge(*product.codec().Cleared(), held) == "same holds");
    CHECK(product.Restore(held) == "");
  }
  CHECK(product.Show("45") == "Contour CRM");
  CHECK(product.Show("\"49\"") == "Own work & tools");
  CHECK(product.Show("\"99999\"") == "99999 (no such item)");
  CHECK(product.Show("\"0\"") == "");
  CHECK(product.Restore("99999") == "99999");
  CHECK(product.codec().Show(product.Take("contour crm")) == "Contour CRM");
}

TEST_CASE("several items in a cell") {
  CellRule rule;
  rule.split = "|";
  const Column reasons("UF_ENUMS", rule);
  CHECK(reasons.Encode("Price | went silent|price") ==
        "fields[UF_ENUMS][0]=51 & fields[UF_ENUMS][1]=55");
  CheckHeld(reasons, {{"Price|Went silent", R"(["51","55"])", "same holds"},
                      {"Price|Went silent", "[55,51]", "same holds"},
                      {"Price", R"(["51","0"])", "same holds"},
                      {"Price", R"(["51","55"])", "neither"},
                      {"Price", "false", "neither"}});
  CHECK(reasons.Show("[55,51]") == "Went silent, Price");
  CHECK(reasons.Restore("[55,51]") == "55 + 51");
}

TEST_CASE("stages and sources are sent as codes") {
  const Column stage("STATUS_ID");
  CheckCells(stage, {{"In progress", "IN_PROCESS"}, {"in progress", "IN_PROCESS"}, {"NEW", "NEW"}});
  CHECK(stage.Encode("Lost") == "fields[STATUS_ID]=LOST");
  CheckHeld(stage, {{"Lost", R"("LOST")", "same holds"}, {"Lost", R"("NEW")", "neither"}});
  CHECK(stage.Show("\"LOST\"") == "Lost");
  CHECK(stage.Show("\"GONE\"") == "GONE (no such item)");
  const Column source("SOURCE_ID");
  CHECK(source.Encode(*source.codec().Cleared()) == "fields[SOURCE_ID]=");
  CHECK(Refusal("UF_NOWHERE") ==
        "UF_NOWHERE («Nowhere») cannot be written: it belongs to no list of the portal; leave it "
        "out");
}

TEST_CASE("a mapping's own words stand for items") {
  CellRule rule;
  rule.values = {{"www", "WEB"}, {"N/A", "Call"}, {"#N/A", "Call"}};
  CheckCells(
      Column("SOURCE_ID", rule),
      {{"www", "WEB"}, {"WWW ", "WEB"}, {"n/a", "CALL"}, {"#N/A", "CALL"}, {"Call", "CALL"}});
  rule.values = {{"won", "yes"}};
  CHECK(Column("UF_BOOL", rule).Parse("Won") == "1");
  rule.split = "|";
  rule.values = {{"cheap|late", "Price"}, {"slow", "Delivery time"}};
  CHECK(Column("UF_ENUMS", rule).Parse("cheap|late") == "51");
  CHECK(Column("UF_ENUMS", rule).Parse("slow|Price") == "53 + 51");
}

TEST_CASE("own words that stand for nothing are refused at once") {
  CellRule rule;
  rule.values = {{"www", "Wbsite"}};
  CHECK(Refusal("SOURCE_ID", rule).starts_with("\"values\": «www»: "));
  rule.values = {{"www", "WEB"}, {"WWW", "CALL"}};
  CHECK(Refusal("SOURCE_ID", rule) ==
        "\"values\": «www» and «WWW» are the same cell with two meanings; leave one of them");
  rule.values = {{"www", " "}};
  CHECK(Refusal("SOURCE_ID", rule) ==
        "\"values\": «www» stands for nothing; name what it stands for");
}

TEST_CASE("currencies go by code or name") {
  CheckCells(Column("CURRENCY_ID"), {{"USD", "USD"}, {"usd", "USD"}, {"us dollar", "USD"}});
  CHECK(Column("CURRENCY_ID").Parse("XYZ").starts_with("refused: "));
  CheckHeld(Column("CURRENCY_ID"), {{"USD", R"("USD")", "same holds"}, {"USD", "null", "neither"}});
}

}  // namespace leadsync::crm
