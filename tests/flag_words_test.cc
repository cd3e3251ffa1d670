// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "crm/types/flag_types.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::crm;

TEST_CASE("yes and no are read in sixteen languages, as people and as Excel write them") {
  struct Language {
    std::string name, yes, no, shown_true, shown_false;
  };
  static const std::array<Language, 16> kLanguages = {{
      {"English", "Yes", "No", "TRUE", "FALSE"},
      {"Russian", "Да", "Нет", "ИСТИНА", "ЛОЖЬ"},
      {"Ukrainian", "Так", "Ні", "ІСТИНА", "ХИБНІСТЬ"},
      {"German", "Ja", "Nein", "WAHR", "FALSCH"},
      {"Czech", "Ano", "Ne", "PRAVDA", "NEPRAVDA"},
      {"Slovak", "Áno", "Nie", "TRUE", "FALSE"},
      {"Polish", "Tak", "Nie", "PRAWDA", "FAŁSZ"},
      {"French", "Oui", "Non", "VRAI", "FAUX"},
      {"Spanish", "Sí", "No", "VERDADERO", "FALSO"},
      {"Italian", "Sì", "No", "VERO", "FALSO"},
      {"Portuguese", "Sim", "Não", "VERDADEIRO", "FALSO"},
      {"Dutch", "Ja", "Nee", "WAAR", "ONWAAR"},
      {"Hungarian", "Igen", "Nem", "IGAZ", "HAMIS"},
      {"Romanian", "Da", "Nu", "ADEVĂRAT", "FALS"},
      {"Turkish", "Evet", "HAYIR", "DOĞRU", "YANLIŞ"},
      {"Kazakh", "Иә", "Жоқ", "АҚИҚАТ", "ЖАЛҒАН"},
  }};
  for (const Language& language : kLanguages) {
    CAPTURE(language.name);
    CHECK(ReadFlag(language.yes) == true);
    CHECK(ReadFlag(language.no) == false);
    CHECK(ReadFlag(language.shown_true) == true);
    CHECK(ReadFlag(language.shown_false) == false);
  }
  CHECK(ReadFlag("maybe") == std::nullopt);
}
