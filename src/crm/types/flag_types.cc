// SPDX-License-Identifier: MIT
#include "crm/types/flag_types.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

// Folded words: English, Russian, Ukrainian, German, Czech and Slovak, Polish, French, Spanish,
// Italian, Portuguese, Dutch, Hungarian, Romanian, Turkish, Kazakh; what Excel shows for TRUE and
// FALSE included.
constexpr auto kYes = std::to_array<std::string_view>(
    {"yes",        "true",   "1",    "y",        "t",     "on",    "да",   "д",
     "истина",     "так",    "ja",   "j",        "wahr",  "ano",   "áno",  "tak",
     "pravda",     "prawda", "oui",  "vrai",     "sí",    "si",    "sì",   "sim",
     "verdadero",  "da",     "vero", "adevărat", "evet",  "doğru", "igen", "igaz",
     "verdadeiro", "waar",   "иә",   "ақиқат",   "істина"});
constexpr auto kNo = std::to_array<std::string_view>(
    {"no",     "false",    "0",     "n",      "f",      "off",      "нет",   "н",     "ложь",
     "ні",     "хибність", "nein",  "falsch", "ne",     "nepravda", "nie",   "fałsz", "non",
     "faux",   "falso",    "não",   "nao",    "nee",    "nem",      "hamis", "nu",    "fals",
     "onwaar", "hayır",    "hayir", "yanlış", "yanliş", "жоқ",      "жалған"});

bool Contains(const auto& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

CellProblem NeitherNor(std::string_view cell) {
  return {Say(said::kNeitherYesNorNo, Shorten(cell))};
}

}  // namespace

std::optional<bool> ReadFlag(std::string_view cell) {
  if (cell == "1" || cell == "Y") return true;
  if (cell == "0" || cell == "N") return false;
  if (cell.size() > 24) return std::nullopt;
  const std::string word = Fold(cell);
  if (Contains(kYes, word)) return true;
  if (Contains(kNo, word)) return false;
  return std::nullopt;
}

std::optional<CellProblem> BooleanType::Parse(std::string_view cell, std::string* out) const {
  const std::optional<bool> flag = ReadFlag(cell);
  if (!flag) return NeitherNor(cell);
  *out = *flag ? "1" : "0";
  return std::nullopt;
}

namespace {

/// What portals show differs by version: Y, 1 and true, against N, 0, false and nothing.
bool HeldFlag(JsonValue held) {
  if (held.IsBool()) return held.boolean();
  return held.text() == "1" || held.text() == "Y";
}

}  // namespace

bool BooleanType::Same(std::string_view wanted, JsonValue held) const {
  return HeldFlag(held) == (wanted == "1");
}

bool BooleanType::Empty(JsonValue held) const { return !held.IsBool() && IsNothing(held); }

std::optional<std::string> BooleanType::Restore(JsonValue held) const {
  return std::string(HeldFlag(held) ? "1" : "0");
}

std::string BooleanType::Show(std::string_view text) const { return text == "1" ? "yes" : "no"; }

std::string BooleanType::Show(JsonValue held) const {
  if (Empty(held)) return {};
  return HeldFlag(held) ? "yes" : "no";
}

std::optional<CellProblem> CharType::Parse(std::string_view cell, std::string* out) const {
  const std::optional<bool> flag = ReadFlag(cell);
  if (!flag) return NeitherNor(cell);
  *out = *flag ? "Y" : "N";
  return std::nullopt;
}

bool CharType::Same(std::string_view wanted, JsonValue held) const { return wanted == held.text(); }

std::string CharType::Show(std::string_view text) const {
  if (text == "Y") return "yes";
  return text == "N" ? "no" : std::string(text);
}

}  // namespace leadsync::crm
