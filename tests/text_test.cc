// SPDX-License-Identifier: MIT
#include "base/text.h"

#include <doctest/doctest.h>

#include <random>
#include <utility>

#include "base/utf8.h"
#include "printers.h"

namespace leadsync {
namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

/// A text of characters at which folding has something to decide.
std::string RandomText(std::mt19937* random) {
  static constexpr std::u32string_view kLetters =
      U"aZß Ёёеа\u0308\u0306\u0301\u0323 \t\u00A0\u200B\uFEFF\u00AD«»“'`´-–—\u2212İıΣςǅﬁÅ"
      U"\u212B\u3000я \u1FEF\U0001F600Й1.\u0345ᾳ\u1FBE가\u1100\u1161";
  std::string out;
  const size_t length = (*random)() % 12;
  for (size_t i = 0; i < length; ++i) {
    AppendUtf8(kLetters[(*random)() % kLetters.size()], &out);
  }
  return out;
}

TEST_CASE("trimming takes blanks of every kind off both ends and leaves inner ones") {
  const Cases cases = {
      {"", ""},
      {"a", "a"},
      {" \t\r\n a b \n", "a b"},
      {"\xC2\xA0 \xE2\x80\xAF\xEF\xBB\xBF x\xC2\xA0y \xE2\x80\xAF", "x\xC2\xA0y"},
      {" \xC2\xA0 ", ""},
      {"\xC2", "\xC2"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Trim(text) == want);
  }
}

TEST_CASE("names that people take for equal fold to equal text") {
  const Cases cases = {
      {"", ""},
      {"  In   Progress\t", "in progress"},
      {"In\xC2\xA0Progress", "in progress"},
      {"\xEF\xBB\xBFSTATUS", "status"},
      {"Отчёт", "отчет"},
      {"ОТЧЁТ", "отчет"},
      {"Отче\u0308т", "отчет"},
      {"Йод", "йод"},
      {"И\u0306од", "йод"},
      {"ООО «Ромашка»", "ооо \"ромашка\""},
      {"ООО “Ромашка”", "ооо \"ромашка\""},
      {"ООО \"Ромашка\"", "ооо \"ромашка\""},
      {"O’Neil", "o\"neil"},
      {"O'Neil", "o\"neil"},
      {"2020—2021", "2020-2021"},
      {"2020−2021", "2020-2021"},
      {"STRASSE", "strasse"},
      {"Straße", "strasse"},
      {"Cafe\u0301", "café"},
      {"ΣΊΣΥΦΟΣ", "σίσυφοσ"},
      {"σίσυφος", "σίσυφοσ"},
      {"Lo\u00ADst\u200B", "lost"},
      {"\u3000東京 ", "東京"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Fold(text) == want);
  }
}

TEST_CASE("names that differ in more than spelling stay different when folded") {
  const Cases cases = {
      {"m2", "m²"}, {"Lost", "Last"}, {"и", "й"}, {"Контур", "Kонтур"}, {"a b", "ab"}, {"1", "١"},
  };
  for (const auto& [a, b] : cases) {
    CAPTURE(a);
    CHECK(Fold(a) != Fold(b));
  }
}

TEST_CASE("folding what is folded changes nothing, whatever the characters") {
  std::mt19937 random(301);
  for (int i = 0; i < 5000; ++i) {
    const std::string text = RandomText(&random);
    CAPTURE(text);
    const std::string folded = Fold(text);
    CHECK(Fold(folded) == folded);
    CHECK(FindInvalidUtf8(folded) == std::string_view::npos);
    // A name of its own beside it must not change how the text is folded: short cuts for common
    // letters agree with the long way.
    CHECK(Fold(text + " x \u0416") == Trim(folded + (folded.empty() ? "" : " ") + "x ж"));
    CHECK(Fold(text + " 東") == Trim(folded + (folded.empty() ? "" : " ") + "東"));
  }
}

TEST_CASE("folding survives text that is no UTF-8") {
  CHECK(Fold("\xFFzA\xD0") == "\uFFFDza\uFFFD");
  CHECK(FoldCase("A\xFF") == "a\uFFFD");
}

TEST_CASE("folding the case leaves everything else as it is") {
  const Cases cases = {
      {"", ""},
      {" A  B\t", " a  b\t"},
      {"ЁЖ «Ы»", "ёж «ы»"},
      {"E\u0301", "e\u0301"},
      {"É", "é"},
      {"ß", "ss"},
      {"abcdefghIJKLмН", "abcdefghijklмн"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(FoldCase(text) == want);
  }
}

TEST_CASE("the first byte that is no UTF-8 is found wherever it stands") {
  const std::vector<std::string> valid = {
      "",
      "a",
      "абв",
      "€",
      "\U0001F600",
      "\xEF\xBF\xBF",
      "\xF4\x8F\xBF\xBF",
      "\xED\x9F\xBF",
      "\xEE\x80\x80",
      std::string("\0x", 2),
  };
  const std::vector<std::string> invalid = {
      "\x80",              // a tail alone
      "\xC0\x80",          // overlong
      "\xC1\xBF",          // overlong
      "\xE0\x9F\xBF",      // overlong
      "\xF0\x8F\xBF\xBF",  // overlong
      "\xED\xA0\x80",      // a surrogate
      "\xED\xBF\xBF",      // a surrogate
      "\xF4\x90\x80\x80",  // beyond Unicode
      "\xF5\x80\x80\x80",  // beyond Unicode
      "\xFF",              //
      "\xD0",              // cut off
      "\xE2\x82",          // cut off
      "\xF0\x9F\x98",      // cut off
      "\xD0"
      "a",  // cut off by a letter
  };
  for (size_t lead = 0; lead < 20; ++lead) {
    CAPTURE(lead);
    const std::string before(lead, 'x');
    for (const std::string& text : valid) {
      CAPTURE(text);
      CHECK(FindInvalidUtf8(before + text + "yyyyyyyyyz") == std::string_view::npos);
      CHECK(FindInvalidUtf8(before + text) == std::string_view::npos);
    }
    for (const std::string& text : invalid) {
      CHECK(FindInvalidUtf8(before + text) == lead);
      CHECK(FindInvalidUtf8(before + text + "yyyyyyyyyz") == lead);
      CHECK(FindInvalidUtf8(before + "я" + text) == lead + 2);
    }
  }
}

TEST_CASE("every code point survives encoding and decoding, surrogates do not exist") {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x900 ? 1 : 37) {
    std::string text;
    AppendUtf8(c, &text);
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    const std::u32string want(1, surrogate ? kReplacement : c);
    if (ToCodePoints(text) != want) FAIL("code point " << static_cast<unsigned>(c));
    if (FindInvalidUtf8(text) != std::string_view::npos) FAIL(static_cast<unsigned>(c));
  }
  std::string text;
  AppendUtf8(0x110000, &text);
  CHECK(text == "\uFFFD");
}

TEST_CASE("lengths are counted in characters, not in bytes") {
  CHECK(Utf8Length("") == 0);
  CHECK(Utf8Length("abc") == 3);
  CHECK(Utf8Length("абв€\U0001F600") == 5);
}

TEST_CASE("a long text is shortened to what fits, the ellipsis included") {
  CHECK(Shorten("", 5) == "");
  CHECK(Shorten("абвгд", 5) == "абвгд");
  CHECK(Shorten("абвгде", 5) == "абвг…");
  CHECK(Shorten("ab", 1) == "…");
  CHECK(Shorten("ab", 0) == "");
  CHECK(Utf8Length(Shorten(std::string(1000, 'x'))) == 60);
}

TEST_CASE("a shortened text shows no control characters: it goes to terminals and logs") {
  CHECK(Shorten("a\nb\x1B[31m\u0085z") == "a b [31m z");
  CHECK(Shorten("\xFF") == "\uFFFD");
}

TEST_CASE("a distance counts inserted, deleted, replaced and swapped characters") {
  const std::vector<std::pair<std::pair<std::string, std::string>, size_t>> cases = {
      {{"", ""}, 0},         {{"", "абв"}, 3},           {{"lost", "lost"}, 0},
      {{"lost", "lots"}, 1}, {{"kitten", "sitting"}, 3}, {{"Потерян", "Потрян"}, 1},
      {{"ab", "ba"}, 1},     {{"ca", "abc"}, 3},
  };
  for (const auto& [texts, want] : cases) {
    CAPTURE(texts.first);
    CHECK(EditDistance(texts.first, texts.second) == want);
    CHECK(EditDistance(texts.second, texts.first) == want);
  }
}

TEST_CASE("the nearest names come first and strangers not at all") {
  const std::vector<std::string> stages = {"New",    "In progress",     "Lost: no budget",
                                           "Lost",   "Lost: rival won", "Good lead",
                                           "Контур", "Потерян",         "Потеряно"};
  using Names = std::vector<std::string>;
  CHECK(Nearest("Lsot", stages) == Names{"Lost"});
  CHECK(Nearest("in progres", stages) == Names{"In progress"});
  CHECK(Nearest("LOST", stages) == Names{"Lost", "Lost: no budget", "Lost: rival won"});
  CHECK(Nearest("LOST", stages, 1) == Names{"Lost"});
  CHECK(Nearest("потеряна", stages) == Names{"Потерян", "Потеряно"});
  CHECK(Nearest("KOHTYP", stages) == Names{"Контур"});  // Latin letters
  CHECK(Nearest("Won", stages) == Names{"Lost: rival won"});
  CHECK(Nearest("Stage", stages) == Names{});
  CHECK(Nearest("", stages) == Names{});
  CHECK(Nearest("a", {"b"}) == Names{});
  CHECK(Nearest("Lost", {"Lost", "Lost"}) == Names{"Lost"});
  CHECK(Nearest(std::string(100000, 'x'), {std::string(100001, 'x')}) == Names{});
}

TEST_CASE("letters of another alphabet are pointed at") {
  const std::vector<std::pair<std::pair<std::string, std::string>, std::string>> cases = {
      {{"Kонтур", "Контур"}, "the first letter is Latin K"},
      {{" kонтур ", "Контур"}, "the first letter is Latin k"},
      {{"Контуp", "Контур"}, "the last letter is Latin p"},
      {{"Кoнтур", "Контур"}, "the second letter is Latin o"},
      {{"Kонтуp", "Контур"}, "the first letter is Latin K, the last is Latin p"},
      {{"BEPA", "Вера"}, "4 letters are of another alphabet: Latin B, Latin E, Latin P, Latin A"},
      {{"Lоst", "Lost"}, "the second letter is Cyrillic о"},
      {{"Βank card", "Bank card"}, "the first letter is Greek Β"},
      {{"Итоговый oтчет", "Итоговый отчёт"}, "the 10th letter is Latin o"},
      {{"CОBEPШEHHO", "Совершенно"},
       "8 letters are of another alphabet: Latin C, Latin B, Latin E, Latin P, Latin E, …"},
  };
  for (const auto& [texts, want] : cases) {
    CAPTURE(texts.first);
    CHECK(LookAlikeHint(texts.first, texts.second) == want);
  }
}

TEST_CASE("other differences are no matter of alphabets") {
  for (const auto& [wrong, right] : Cases{{"Контур", "Контур"},
                                          {"контур", "Контур"},
                                          {"Контура", "Контур"},
                                          {"Lost", "Last"},
                                          {"", ""},
                                          {"Отчет", "Отчёт"}}) {
    CAPTURE(wrong);
    CHECK(LookAlikeHint(wrong, right) == std::nullopt);
  }
}

TEST_CASE("names are listed as in a sentence") {
  CHECK(ListNames({}) == "");
  CHECK(ListNames({"a"}) == "«a»");
  CHECK(ListNames({"a", "b"}) == "«a» and «b»");
  CHECK(ListNames({"a", "b", "c"}) == "«a», «b» and «c»");
}

TEST_CASE("letters become capital or small in every alphabet") {
  struct Row {
    std::string text, upper, lower, title;
  };
  for (const auto& [text, upper, lower, title] : std::initializer_list<Row>{
           {"", "", "", ""},
           {"anna MARIA", "ANNA MARIA", "anna maria", "Anna Maria"},
           {"пётр ИЛЬИЧ", "ПЁТР ИЛЬИЧ", "пётр ильич", "Пётр Ильич"},
           {"římský", "ŘÍMSKÝ", "římský", "Římský"},
           {"Weiß", "WEISS", "weiß", "Weiß"},
           {"ΟΔΥΣΣΕΥΣ Σ", "ΟΔΥΣΣΕΥΣ Σ", "οδυσσευς σ", "Οδυσσευς Σ"},
           {"ǆep", "ǄEP", "ǆep", "ǅep"},
           {"ﬁn", "FIN", "ﬁn", "Fin"},
           {"e\u0301TUDE", "E\u0301TUDE", "e\u0301tude", "E\u0301tude"},
           {"線 3RD 1A", "線 3RD 1A", "線 3rd 1a", "線 3rd 1a"},
           {"a\xFFz", "A\uFFFDZ", "a\uFFFDz", "A\uFFFDZ"},
       }) {
    CAPTURE(text);
    CHECK(ToUpper(text) == upper);
    CHECK(ToLower(text) == lower);
    CHECK(ToTitle(text) == title);
  }
}

TEST_CASE("a capital begins each word, and an apostrophe begins one only in names") {
  for (const auto& [text, want] : Cases{
           {"римский-корсаков", "Римский-Корсаков"},
           {"anna/maria (kuhn), «ромашка»", "Anna/Maria (Kuhn), «Ромашка»"},
           {"o'brien d’artagnan l'oréal", "O'Brien D’Artagnan L'Oréal"},
           {"DON'T i'll в'ячеслав п’ять", "Don't I'll В'ячеслав П’ять"},
           {"rock 'n' roll, 'quoted'", "Rock 'N' Roll, 'Quoted'"},
           {"co\u00ADoperate", "Co\u00ADoperate"},
       }) {
    CAPTURE(text);
    CHECK(ToTitle(text) == want);
  }
}

TEST_CASE("changing the case twice changes nothing more, and leaves valid text") {
  std::mt19937 random(17);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = RandomText(&random) + RandomText(&random);
    CAPTURE(text);
    for (const auto change : {ToUpper, ToLower, ToTitle}) {
      const std::string once = change(text);
      CHECK(FindInvalidUtf8(once) == std::string_view::npos);
      CHECK(change(once) == once);
    }
  }
}

}  // namespace
}  // namespace leadsync
