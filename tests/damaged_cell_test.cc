// SPDX-License-Identifier: MIT
#include "crm/damaged_cell.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "crm/wrong_encoding.h"
#include "printers.h"

namespace leadsync::crm {
namespace {

std::string Said(std::string_view cell) { return DamagedCell(cell).value_or("sound"); }

TEST_CASE("errors of spreadsheet programs are no values, in any language") {
  CHECK(Said("#N/A") ==
        "«#N/A» is an error of the spreadsheet program, not a value: mend the formula or empty the "
        "cell, then save the file again");
  for (const std::string cell :
       {" #n/a ",         "#REF!",      "#VALUE!", "#DIV/0!",   "#NAME?",    "#NUM!",
        "#NULL!",         "#SPILL!",    "#Н/Д",    "#ССЫЛКА!",  "#ЗНАЧ!",    "#ДЕЛ/0!",
        "#ИМЯ?",          "#ЧИСЛО!",    "#ПУСТО!", "#знач!",    "#NV",       "#BEZUG!",
        "#WERT!",         "#ÜBERLAUF!", "#¡REF!",  "#¿NOMBRE?", "#ODKAZ!",   "#HODNOTA!",
        "#DĚLENÍ_NULOU!", "#ADR!",      "#YOK",    "Err:502",   "Ошибка:508"}) {
    CAPTURE(cell);
    CHECK(Said(cell).find(" is an error of the spreadsheet program") != std::string::npos);
  }
}

TEST_CASE("a column that was too narrow leaves number signs") {
  CHECK(Said("########") ==
        "«########» is what a spreadsheet shows when the column is too narrow, not a value: widen "
        "the column, then save the file again");
}

TEST_CASE("lost letters are noticed") {
  CHECK(Said("Ив\uFFFDнов") ==
        "«Ив\uFFFDнов» has the mark \uFFFD where a letter was lost in a conversion: save the file "
        "anew from its source as CSV UTF-8");
  CHECK(Said("???? ??????") ==
        "«???? ??????» is what is left of letters that the file's encoding lacks: save the file "
        "anew from its source as CSV UTF-8");
}

TEST_CASE("text read in a wrong encoding is told from sound text, with what it was") {
  CHECK(Said("CafÃ© CrÃ¨me") ==
        "«CafÃ© CrÃ¨me» seems to be «Café Crème» read in a wrong encoding (UTF-8 taken for "
        "windows-1252): save the file anew from its source as CSV UTF-8");
  CHECK(Said("РџСЂРёРІРµС‚") ==
        "«РџСЂРёРІРµС‚» seems to be «Привет» read in a wrong encoding (UTF-8 taken for "
        "windows-1251): save the file anew from its source as CSV UTF-8");
  CHECK(Said("Ïðèâåò") ==
        "«Ïðèâåò» seems to be «Привет» read in a wrong encoding (windows-1251 taken for "
        "windows-1252): save the file anew from its source as CSV UTF-8; if the file itself is "
        "right, \"encoding\": \"windows-1251\" under \"csv\" in the mapping says so");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"Ð°Ð±", "аб"},
      {"ÐžÐžÐž", "ООО"},
      {"MÃ¼ller & SÃ¶hne", "Müller & Söhne"},
      {"itâ€™s", "it’s"},
      {"100 â‚¬", "100 €"},
      {"20 Â°C", "20 °C"},
      {"ðŸ˜€ ok", "😀 ok"},
      {"\u00D0\u009F\u00D1\u0080\u00D0\u00B8", "При"},  // ISO 8859-1 keeps the controls
      {"РћРћРћ В«Р\u00A0РѕРјР°С€РєР°В»", "ООО «Ромашка»"},
      {"ÎÎÎ «Ðîìàøêà»", "ООО «Ромашка»"},
      {"Àííà ¹5 – ¸ëêà", "Анна №5 – ёлка"},
  };
  for (const auto& [cell, was] : cases) {
    CAPTURE(cell);
    CHECK(Said(cell).find("» seems to be «" + was + "» read in a wrong encoding") !=
          std::string::npos);
  }
}

TEST_CASE("sound cells pass, odd as they may be") {
  for (const std::string cell : {
           "",
           " ",
           "x",
           "#",
           "##",
           "#1",
           "#sale",
           "№ 5",
           "#N/A in text",
           "N/A",
           "Error:502",
           "Err:404",
           "Err:5021",
           "?",
           "???",
           "????",
           "what?????",
           "Кто? Где? Когда? Куда? Зачем?",
           "Привет",
           "ПРИВЕТ",
           "Рё",
           "Рёв",
           "СССР",
           "РС№1",
           "РФ «С»",
           "ООО «Ромашка» — №1…",
           "Съешь ещё этих мягких французских булок",
           "Ђорђевић",
           "Їжак і ґава",
           "Ў",
           "Р°",
           "café",
           "Crème brûlée",
           "Müller",
           "ÄÖÜß",
           "äöüÄÖÜß",
           "áéíóú",
           "ÉTÉ",
           "NESTLÉ®",
           "NESTLÉ® NESCAFÉ®",
           "MINHA IRM\u00C3\u00BB",
           "IRMÃ",
           "«IRMû",
           "são paulo",
           "Ærø",
           "Ðór",
           "LÓŽA",
           "PÍŠTĚK",
           "5×3÷2",
           "it’s",
           "100 €",
           "20 °C",
           "😀",
           "東京",
           "ÆØÅ",
           "Ñandú",
           "Ελλάδα",
           "żółć",
           "naïve — “quoted”",
           "\xC2\xA0",
       }) {
    CAPTURE(cell);
    CHECK(Said(cell) == "sound");
  }
}

TEST_CASE("a huge cell costs little and is shown shortened") {
  std::string cell;
  for (int i = 0; i < 500'000; ++i) cell += "Ð°";
  CHECK(Said(cell).size() < 400);
  CHECK(Said(std::string(3'000'000, '#')).starts_with("«###########…» is what"));
}

}  // namespace
}  // namespace leadsync::crm
