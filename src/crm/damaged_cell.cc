// SPDX-License-Identifier: MIT
#include "crm/damaged_cell.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/wrong_encoding.h"

namespace leadsync::crm {
namespace {

// What Excel, LibreOffice and Google Sheets leave in a cell whose formula failed, by language.
constexpr std::string_view kErrors[] = {
    // English, and what all languages share
    "#N/A",
    "#N/A!",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
    "#EXTERNAL!",
    "#PYTHON!",
    "#GETTING_DATA",
    "#ERROR!",
    // Russian, Ukrainian
    "#Н/Д",
    "#ССЫЛКА!",
    "#ССЫЛ!",
    "#ЗНАЧ!",
    "#ЗНАЧЕН!",
    "#ДЕЛ/0!",
    "#ИМЯ?",
    "#ЧИСЛО!",
    "#ПУСТО!",
    "#ПЕРЕНОС!",
    "#ВЫЧИСЛ!",
    "#ПОЛЕ!",
    "#БЛОКИРОВАНО!",
    "#ПОДКЛЮЧЕНИЕ!",
    "#НЕИЗВЕСТНО!",
    "#ОЖИДАНИЕ_ДАННЫХ",
    "#ЗАГРУЗКА_ДАННЫХ",
    "#ОШИБКА!",
    "#ПОСИЛАННЯ!",
    "#ПОСИЛ!",
    "#ЗНАЧЕННЯ!",
    "#ДІЛ/0!",
    "#ІМ'Я?",
    // German
    "#NV",
    "#BEZUG!",
    "#WERT!",
    "#ZAHL!",
    "#ÜBERLAUF!",
    "#KALK!",
    "#FEHLER!",
    // French
    "#VALEUR!",
    "#NOM?",
    "#NOMBRE!",
    "#NUL!",
    "#PROPAGATION!",
    "#EPARS!",
    // Spanish, Portuguese, Italian
    "#N/D",
    "#¡REF!",
    "#¡VALOR!",
    "#¡DIV/0!",
    "#¿NOMBRE?",
    "#¡NUM!",
    "#¡NULO!",
    "#¡DESBORDAMIENTO!",
    "#¡CALC!",
    "#VALOR!",
    "#NOME?",
    "#NÚM!",
    "#NULO!",
    "#DESPEJAR!",
    "#DERRAMAR!",
    "#RIF!",
    "#VALORE!",
    "#NULLO!",
    "#ESPANSIONE!",
    // Czech, Slovak, Polish
    "#NENÍ_K_DISPOZICI",
    "#ODKAZ!",
    "#HODNOTA!",
    "#DĚLENÍ_NULOU!",
    "#NÁZEV?",
    "#ČÍSLO!",
    "#PŘESAH!",
    "#NEDOSTUPNÝ",
    "#DELENIENULOU!",
    "#NÁZOV?",
    "#NEPLATNÝ!",
    "#ADR!",
    "#ARG!",
    "#DZIEL/0!",
    "#NAZWA?",
    "#LICZBA!",
    "#ZERO!",
    "#ROZLANIE!",
    // Dutch, Turkish, Hungarian
    "#N/B",
    "#VERW!",
    "#WAARDE!",
    "#DEEL/0!",
    "#NAAM?",
    "#GETAL!",
    "#LEEG!",
    "#OVERLOOP!",
    "#YOK",
    "#BAŞV!",
    "#DEĞER!",
    "#SAYI/0!",
    "#AD?",
    "#SAYI!",
    "#BOŞ!",
    "#TAŞMA!",
    "#HIÁNYZIK",
    "#HIV!",
    "#ÉRTÉK!",
    "#ZÉRÓOSZTÓ!",
    "#NÉV?",
    "#SZÁM!",
    "#NULLA!",
    // Swedish, Norwegian, Danish, Finnish
    "#SAKNAS!",
    "#REFERENS!",
    "#VÄRDEFEL!",
    "#DIVISION/0!",
    "#NAMN?",
    "#OGILTIGT!",
    "#SKÄRNING!",
    "#I/T",
    "#VERDI!",
    "#NAVN?",
    "#REFERENCE!",
    "#VÆRDI!",
    "#PUUTTUU!",
    "#VIITTAUS!",
    "#ARVO!",
    "#JAKO/0!",
    "#NIMI?",
    "#LUKU!",
    "#TYHJÄ!",
};

bool AllAre(char c, std::string_view text) {
  return text.find_first_not_of(c) == std::string_view::npos;
}

/// LibreOffice numbers its errors: Err:502.
bool IsNumberedError(std::string_view text) {
  if (text.front() != 'E' && text.front() != 'C' && static_cast<unsigned char>(text.front()) < 0x80)
    return false;
  for (const std::string_view word : {"Err:", "Err :", "Ошибка:", "Ош:", "Chyba:"}) {
    if (!text.starts_with(word)) continue;
    const std::string_view number = text.substr(word.size());
    return number.size() == 3 && number[0] == '5' &&
           number.find_first_not_of("0123456789") == std::string_view::npos;
  }
  return false;
}

bool IsSpreadsheetError(std::string_view text) {
  static const std::unordered_set<std::string> kFolded = [] {
    std::unordered_set<std::string> set;
    for (const std::string_view error : kErrors) set.insert(Fold(error));
    return set;
  }();
  if (text.front() != '#') return text.size() < 32 && IsNumberedError(text);
  return text.size() < 64 && kFolded.contains(Fold(text));
}

/// Letters that an encoding lacks are saved as question marks: such a text has many of them and
/// no letter. Fewer than five may well be meant.
bool IsAllQuestionMarks(std::string_view text) {
  if (text.find_first_not_of("? 0123456789.,:;-+()\"'/\\") != std::string_view::npos) return false;
  return std::count(text.begin(), text.end(), '?') >= 5;
}

}  // namespace

std::optional<std::string> DamagedCell(std::string_view cell) {
  const std::string_view text = Trim(cell);
  if (text.empty()) return std::nullopt;
  if (IsSpreadsheetError(text)) {
    return Say(said::kSpreadsheetError, text);
  }
  if (text.size() >= 3 && AllAre('#', text)) {
    return Say(said::kNarrowColumn, Shorten(text, 12));
  }
  if (IsAllQuestionMarks(text)) {
    return Say(said::kQuestionMarks, Shorten(text));
  }
  const bool foreign = std::any_of(text.begin(), text.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (!foreign) return std::nullopt;
  if (text.find("\uFFFD") != std::string_view::npos) {
    return Say(said::kLostLetter, Shorten(text));
  }
  return WrongEncoding(cell);
}

}  // namespace leadsync::crm
