// SPDX-License-Identifier: MIT
#include "crm/names.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include "base/files.h"
#include "printers.h"

namespace leadsync::crm {
namespace {

std::vector<Item> Stages() {
  return {{"NEW", "Не обработан"}, {"IN_PROCESS", "В работе"}, {"LOST", "Потерян"},
          {"1", "Отчёт   готов"},  {"2", "ООО «Ромашка»"},     {"3", "Контур"}};
}

/// The item's ID, or the problem's text; unknown names with a leading "? ".
std::string Resolve(const std::vector<Item>& items, std::string_view cell) {
  const auto found = ResolveItem(items, cell);
  if (const std::string* id = std::get_if<std::string>(&found)) return *id;
  const CellProblem& problem = std::get<CellProblem>(found);
  return (problem.unknown_name ? "? " : "! ") + problem.text;
}

TEST_CASE("an item is found by its exact name, by its name as people write it, and by its ID") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Потерян", "LOST"},
      {" Потерян ", "LOST"},
      {"ПОТЕРЯН", "LOST"},
      {"в  работе", "IN_PROCESS"},
      {"отчет готов", "1"},
      {"ооо \"ромашка\"", "2"},
      {"ООО “Ромашка”", "2"},
      {"LOST", "LOST"},
      {"1", "1"},
      {"В\xC2\xA0работе", "IN_PROCESS"},
  };
  const std::vector<Item> stages = Stages();
  for (const auto& [cell, want] : cases) {
    CAPTURE(cell);
    CHECK(Resolve(stages, cell) == want);
  }
}

TEST_CASE("an exact name wins over a name that is merely alike") {
  const std::vector<Item> items = {{"45", "Lost"}, {"47", "LOST"}};
  CHECK(Resolve(items, "Lost") == "45");
  CHECK(Resolve(items, "LOST") == "47");
  CHECK(Resolve(items, "lost") ==
        "! «lost» can be more than one item: «Lost» (ID 45) and «LOST» (ID 47); write the ID");
  CHECK(Resolve(items, "47") == "47");
}

TEST_CASE("a name that two items bear is refused with both IDs") {
  CHECK(Resolve({{"45", "Lost"}, {"47", "Lost"}, {"49", " lost"}}, "Lost") ==
        "! «Lost» can be more than one item: «Lost» (ID 45), «Lost» (ID 47) and «lost» (ID 49); "
        "write the ID");
  std::vector<Item> many;
  for (int i = 1; i < 9; ++i) many.push_back({fmt::to_string(i), "A"});
  CHECK(Resolve(many, "a") ==
        "! «a» can be more than one item: «A» (ID 1), «A» (ID 2), «A» (ID 3), «A» (ID 4) and "
        "others; write the ID");
  CHECK(Resolve({{"45", "Lost"}, {"45", "Lost"}}, "Lost") == "45");  // one item, listed twice
}

TEST_CASE("text that is one item's name and another's ID is refused by naming both") {
  const std::vector<Item> items = {{"51", "45"}, {"45", "Red"}, {"WEB", "Site"}, {"2", "Web"}};
  CHECK(Resolve(items, "45") ==
        "! «45» is the name of one item (its ID is 51) and the ID of another («Red»): write 51 for "
        "the first, «Red» for the other");
  CHECK(Resolve(items, "51") == "51");
  CHECK(Resolve(items, "Red") == "45");
  CHECK(Resolve(items, "WEB") ==
        "! «WEB» is the name of one item (its ID is 2) and the ID of another («Site»): write 2 for "
        "the first, «Site» for the other");
  CHECK(Resolve(items, "Web") == "2");
  CHECK(Resolve({{"45", "45"}}, "45") == "45");  // its own ID
}

TEST_CASE("names that a portal shows with html entities are found as people write them") {
  const std::vector<Item> items = {{"1", "R&amp;D &quot;North&quot;"}, {"2", "A &#8212; B &#x41;"}};
  CHECK(Resolve(items, "R&D \"North\"") == "1");
  CHECK(Resolve(items, "r&d «north»") == "1");
  CHECK(Resolve(items, "R&amp;D &quot;North&quot;") == "1");
  CHECK(Resolve(items, "a - b a") == "2");
  CHECK(WithoutEntities("& &amp &; &#; &#x; &#0; &#1234567890; &amp;lt; &unknown;") ==
        "& &amp &; &#; &#x; &#0; &#1234567890; &lt; &unknown;");
  CHECK(WithoutEntities("&#x110000;&#xD800;") == "\uFFFD\uFFFD");
}

TEST_CASE("an unknown item comes with the nearest names") {
  const std::vector<Item> stages = Stages();
  CHECK(Resolve(stages, "Потеряна") == "? no item «Потеряна»; did you mean «Потерян»?");
  CHECK(Resolve(stages, "lots") == "? no item «lots»; did you mean «LOST»?");
  CHECK(Resolve(stages, "Архив") ==
        "? no item «Архив»; the field has «Не обработан», «В работе», «Потерян», «Отчёт   готов», "
        "«ООО «Ромашка»» and «Контур»");
  CHECK(Resolve({}, "x") == "? no item «x»: the field has no items on this portal; add them there");
  std::vector<Item> many;
  for (int i = 10; i < 30; ++i) many.push_back({fmt::to_string(i), fmt::format("Region {}", i)});
  CHECK(Resolve(many, "Kamchatka") ==
        "? no item «Kamchatka» among the field's 20; `leadsync fields` lists them");
  CHECK(Resolve(many, "Regoin 11") ==
        "? no item «Regoin 11»; did you mean «Region 11», «Region 10» or «Region 12»?");
  CHECK(Resolve(many, "9") == "? no item «9» among the field's 20; `leadsync fields` lists them");
}

TEST_CASE("a letter of another alphabet is pointed at, even where all letters are wrong") {
  CHECK(Resolve(Stages(), "Kонтур") ==
        "? no item «Kонтур», but «Контур»: the first letter is Latin K; write it in the same "
        "letters");
  CHECK(Resolve({{"1", "Вера"}}, "BEPA") ==
        "? no item «BEPA», but «Вера»: 4 letters are of another alphabet: Latin B, Latin E, Latin "
        "P, Latin A; write it in the same letters");
}

TEST_CASE("an index answers the same the second time and looks items up by ID") {
  const std::vector<Item> stages = Stages();
  const ItemIndex index(stages);
  for (int i = 0; i < 2; ++i) {
    CHECK(std::get<const Item*>(index.Resolve("Потерян")) == &stages[2]);
    CHECK(std::get<CellProblem>(index.Resolve("Потеряна")).text ==
          "no item «Потеряна»; did you mean «Потерян»?");
  }
  CHECK(index.ById("IN_PROCESS") == &stages[1]);
  CHECK(index.ById("in_process") == nullptr);
}

TEST_CASE("a huge wrong cell is shortened in what is said about it") {
  const std::string text = Resolve({{"1", "A"}}, std::string(5'000'000, 'x'));
  CHECK(text == "? no item «" + std::string(59, 'x') + "…»; the field has «A»");
}

struct FieldFixture {
  FieldFixture() {
    const JsonDocument fields = JsonDocument::Parse(
        ReadFile(std::string(LEADSYNC_SOURCE_DIR) + "/tests/data/crm.lead.fields.json"));
    catalog = Catalog::FromAnswers(fields.root()["result"], {}, {}, {}, {});
  }
  std::string Resolve(std::string_view name, FieldName kind = FieldName::kCodeOrLabel) const {
    const auto found = ResolveField(catalog, name, kind);
    if (const Field* const* field = std::get_if<const Field*>(&found)) return (*field)->code;
    return std::get<std::string>(found);
  }
  Catalog catalog;
};

TEST_CASE_FIXTURE(FieldFixture, "a field is named by its code, or else by its label") {
  CHECK(Resolve("STATUS_ID") == "STATUS_ID");
  CHECK(Resolve(" STATUS_ID ") == "STATUS_ID");
  CHECK(Resolve("Статус") == "STATUS_ID");
  CHECK(Resolve("конкурент") == "UF_CRM_1700000001");
  CHECK(Resolve("Звонок") == "UF_CRM_1700000010");  // the label of lists and exports
  CHECK(Resolve("Статус", FieldName::kLabel) == "STATUS_ID");
  CHECK(Resolve("UF_CRM_1700000013") == "UF_CRM_1700000013");  // it has no label
}

TEST_CASE_FIXTURE(FieldFixture, "text that is one field's code and another's label is refused") {
  CHECK(Resolve("NAME") ==
        "«NAME» is the code of one lead field («Имя» (NAME)) and the label of another "
        "(UF_CRM_1700000015): write {\"field\": \"NAME\"} or {\"field\": \"UF_CRM_1700000015\"}");
  CHECK(Resolve("NAME", FieldName::kCode) == "NAME");
  CHECK(Resolve("NAME", FieldName::kLabel) == "UF_CRM_1700000015");
}

TEST_CASE_FIXTURE(FieldFixture, "a label that two fields bear is refused with both codes") {
  CHECK(Resolve("паспорт") ==
        "2 lead fields are labelled «паспорт»: UF_CRM_1700000011 and UF_CRM_1700000012; write the "
        "code of the one you mean");
}

TEST_CASE_FIXTURE(FieldFixture, "an unknown field comes with the nearest ones") {
  CHECK(Resolve("Статусс") ==
        "no lead field «Статусс» on this portal; did you mean «Статус» (STATUS_ID)?");
  CHECK(Resolve("STATUS_IDD") ==
        "no lead field «STATUS_IDD» on this portal; did you mean «Статус» (STATUS_ID)?");
  CHECK(Resolve("status_id", FieldName::kCode) ==
        "no lead field with the code «status_id» on this portal; did you mean «Статус» "
        "(STATUS_ID)?");
  CHECK(Resolve("STATUS_ID", FieldName::kLabel) ==
        "no lead field labelled «STATUS_ID» on this portal; `leadsync fields` lists them");
  CHECK(Resolve("Cумма") ==
        "no lead field «Cумма» on this portal, but «Сумма»: the first letter is Latin C; write it "
        "in the same letters");
  CHECK(Resolve("Zebra") == "no lead field «Zebra» on this portal; `leadsync fields` lists them");
  CHECK(Resolve("") == "no lead field «» on this portal; `leadsync fields` lists them");
}

}  // namespace
}  // namespace leadsync::crm

TEST_CASE("what an unknown name may have meant is told apart from the sentence, for values.csv") {
  const std::vector<leadsync::crm::Item> items = {{"1", "Lost"}, {"2", "Last"}, {"3", "Контур"}};
  const auto nearest = [&](std::string_view cell) {
    return std::get<leadsync::crm::CellProblem>(leadsync::crm::ResolveItem(items, cell)).nearest;
  };
  CHECK(nearest("Losst") == "Lost");
  CHECK(nearest("Lsst") == "Lost | Last");
  CHECK(nearest("Kонтур") == "Контур");
  CHECK(nearest("something else") == "");
}
