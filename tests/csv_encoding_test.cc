// SPDX-License-Identifier: MIT
#include "csv/encoding.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "csv/encoding_guess.h"
#include "csv_fixture.h"

namespace leadsync::csv {
namespace {

using namespace std::string_literals;

std::string Encode(std::string_view utf8, const std::string& encoding, bool mark = false) {
  Encoder encoder(encoding, mark);
  std::string out = encoder.prefix();
  encoder.Append(utf8, &out);
  return out;
}

}  // namespace

TEST_CASE("what was written in an encoding is read back from it") {
  const std::string russian = "ID;Имя\r\n1;«Контур» № 5\r\n";
  const std::string czech = "ID;Jméno\n1;Příliš žluťoučký kůň\n";
  const std::pair<std::string, std::string> cases[] = {
      {"UTF-8", russian},          {"UTF-16LE", russian},
      {"UTF-16BE", russian},       {"windows-1251", russian},
      {"UTF-32LE", russian},       {"KOI8-R", "Имя;Ёж\n"},
      {"cp866", "Имя;Ёж ║ № 5\n"}, {"windows-1250", czech},
      {"ISO-8859-2", czech},       {"windows-1252", "Größe €\n"},
      {"windows-1255", "שלום\n"},  {"windows-1258", "Việt ế\n"},
      {"GB18030", "线索;名称\n"},  {"Shift_JIS", "会社;表\n"},
      {"UTF-7", "Имя + x\n"},
  };
  for (const auto& [encoding, text] : cases) {
    CAPTURE(encoding);
    const std::string bytes = Encode(text, encoding);
    // windows-1258 writes accents apart; the letters are the same.
    if (encoding != "windows-1258") CHECK(Decode(bytes, encoding) == text);
    CHECK(Encode(Decode(bytes, encoding), encoding) == bytes);
  }
}

TEST_CASE("every byte of a single-byte encoding goes there and back") {
  for (const char* name : {"windows-1250", "windows-1251", "windows-1252", "KOI8-R", "cp866"}) {
    CAPTURE(std::string(name));
    REQUIRE(IsSingleByte(name));
    for (int byte = 1; byte < 256; ++byte) {
      const std::string raw(1, static_cast<char>(byte));
      const std::optional<std::string> text = DecodeAll(raw, name);
      if (text) CHECK(Encode(*text, name) == raw);
    }
  }
  for (const char* name : {"UTF-8", "UTF-16LE", "GB18030", "Shift_JIS", "UTF-7"}) {
    CAPTURE(std::string(name));
    CHECK_FALSE(IsSingleByte(name));
  }
}

TEST_CASE("characters are whole however the bytes are cut into pieces") {
  std::string text = "h1,h2\n";
  std::mt19937 random(7);
  const std::string letters[] = {"a", "é", "Ж", "€", "線", "😀", "\n", ","};
  while (text.size() < 900000) text += letters[random() % 8];
  for (const char* name : {"UTF-8", "UTF-16LE", "UTF-16BE", "GB18030"}) {
    CAPTURE(std::string(name));
    CHECK(Decode(Encode(text, name), name) == text);
    CHECK(Decode("x" + Encode(text.substr(1), "UTF-8")).size() == text.size());
  }
}

TEST_CASE("a byte order mark decides, and is no text") {
  for (const char* name : {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}) {
    CAPTURE(std::string(name));
    const std::string bytes = Encode("ID,Имя\n", name, true);
    CHECK(FindByteOrderMark(bytes).encoding == name);
    for (const std::string said : {"auto", name}) {
      DecodingSource source(std::make_unique<TextSource>(bytes), said, "leads.csv");
      CHECK(source.encoding() == name);
      CHECK(source.byte_order_mark());
      CHECK(Decode(bytes, said) == "ID,Имя\n");
    }
  }
  CHECK(Decode("\xff\xfeI\0D\0"s, "UTF-16") == "ID");
  CHECK(Complaint([] { Decode("\xff\xfeI\0D\0"s, "windows-1251"); }) ==
        "leads.csv: begins with the byte order mark of UTF-16LE, but its encoding is said to be "
        "windows-1251; leave --encoding away (in the mapping: \"csv\": \"encoding\")");
  CHECK(Complaint([] { Decode("\xff\xfeI\0D\0"s, "UTF-16BE"); })
            .starts_with("leads.csv: begins with the byte order mark of UTF-16LE, but its encoding "
                         "is said to be "
                         "UTF-16BE"));
}

TEST_CASE("encodings are known by the names that people give them") {
  const std::pair<std::string, std::string> cases[] = {
      {"utf8", "UTF-8"},
      {"UTF-8-SIG", "UTF-8"},
      {"CP1251", "windows-1251"},
      {"win-1250", "windows-1250"},
      {"Windows 1252", "windows-1252"},
      {"koi8r", "KOI8-R"},
      {"IBM866", "cp866"},
      {"Unicode", "UTF-16"},
      {"utf_16_le", "UTF-16LE"},
      {"ISO-8859-5", "ISO-8859-5"},
      {"MACINTOSH", "MACINTOSH"},
  };
  for (const auto& [name, want] : cases) CHECK(CanonicalEncoding(name) == want);
  CHECK(Complaint([] { CanonicalEncoding("windows-1215"); }) ==
        "encoding «windows-1215» is not known; did you mean «windows-1251»?; write auto, UTF-8, "
        "windows-1251 or another name that the command «iconv -l» lists");
  for (const char* name : {"", "//IGNORE", "UTF-8//TRANSLIT", "klingon", "a b", "\n"}) {
    CAPTURE(std::string(name));
    CHECK_THROWS_AS(CanonicalEncoding(name), UsageError);
  }
}

TEST_CASE("auto refuses what is not UTF-8, and shows how the cell would read") {
  const std::string text = "ID;Company;City\n1;OOO;Omsk\n2;ООО «Контур»;Омск\n3;x;y\n";
  CHECK(
      Complaint([&] { Decode(Encode(text, "windows-1251")); }) ==
      "leads.csv:3:3: the byte 0xCE is not valid UTF-8, and nothing else says its encoding. The "
      "cell there would read:\n"
      "  windows-1251  «ООО «Контур»»\n"
      "  windows-1253  «ΞΞΞ «Κξνςσπ»»\n"
      "  KOI8-R        «ннн ╚йНМРСП╩»\n"
      "  cp866         «╬╬╬ л╩юэЄєЁ╗»\n"
      "Give the right one with --encoding NAME (in the mapping: \"csv\": { \"encoding\": NAME }), "
      "or save the file as «CSV UTF-8»");
  CHECK(Complaint([&] { Decode(Encode(text, "windows-1251"), "UTF-8"); })
            .starts_with("leads.csv:3:3: the byte 0xCE is not valid UTF-8, which the file is said "
                         "to be. The cell"));
}

TEST_CASE("the encoding that a text was written in is among the likeliest") {
  const std::tuple<std::string, std::string, size_t> cases[] = {
      {"windows-1251", "Иванов Пётр, ООО Ромашка, потерян", 1},
      {"KOI8-R", "Иванов Пётр, ООО Ромашка, потерян", 1},
      {"cp866", "Иванов Пётр, ООО Ромашка, потерян", 1},
      {"windows-1252", "Müller & Söhne, Größe, café", 1},
      {"windows-1250", "Příliš žluťoučký kůň, Šimon, Łódź", 2},
      {"windows-1253", "Γιώργος Παπαδόπουλος", 3},
  };
  for (const auto& [encoding, text, place] : cases) {
    CAPTURE(encoding);
    const std::string bytes = Encode(text, encoding);
    const std::vector<Reading> readings = LikelyReadings(bytes, bytes);
    const auto found = std::find_if(readings.begin(), readings.end(),
                                    [&](const Reading& r) { return r.encoding == encoding; });
    REQUIRE(found != readings.end());
    CHECK(found - readings.begin() < static_cast<int>(place));
    CHECK(found->sample == Shorten(text, 40));
  }
}

TEST_CASE("UTF-8 with a damaged byte is called damaged") {
  CHECK(Complaint([] { Decode("ID,Имя\n1,Ж\xffx\n"); }) ==
        "leads.csv:2:4: the byte 0xFF is not valid UTF-8, though the text before it is; the file "
        "is damaged, or put together from files of different encodings. Correct that line. The "
        "cell there would read:" +
            ListReadings(LikelyReadings("Ж\xffx", "Ж\xffx")));
  CHECK(Complaint([] { Decode("ID,Имя\n1,Ж\xd0"); }) ==
        "leads.csv:2:4: the file ends within a character of UTF-8, so it was probably cut off; "
        "copy or export it again");
  CHECK(Complaint([] { Decode("I\0D\0,"s, "UTF-16LE"); }) ==
        "leads.csv:1:3: the file ends within a character of UTF-16LE, so it was probably cut off; "
        "copy or export it again");
}

TEST_CASE("the place of a wrong byte is right far into a file") {
  std::string text;
  for (int i = 0; i < 70000; ++i) text += "row " + std::to_string(i) + "\n";
  REQUIRE(text.size() > 600000);
  CHECK(
      Complaint([&] { Decode(text + "abc\xe9"); }).starts_with("leads.csv:70001:4: the byte 0xE9"));
  CHECK(Complaint([&] { Decode(text + "abc\x98", "windows-1251"); }) ==
        "leads.csv:70001:4: the byte 0x98 means nothing in windows-1251; give the right one with "
        "--encoding NAME (in the mapping: \"csv\": { \"encoding\": NAME })");
  const std::string wide = "ж" + std::string(300000, 'x');
  CHECK(Complaint([&] { Decode(wide + "\xff,"); }).starts_with("leads.csv:1:300002: "));
}

TEST_CASE("UTF-8 that is said to be of single bytes is refused") {
  CHECK(Complaint([] { Decode("ID;Name\n1;Имен\n", "windows-1251"); }) ==
        "leads.csv:2:3: the file is said to be windows-1251, but it is valid UTF-8: «Имен» would "
        "be read as «Р?РјРµРЅ»; say --encoding UTF-8 or leave it away (in the mapping: \"csv\": "
        "\"encoding\")");
  // Late in the file, a single one, cut by the end of a block.
  for (size_t size : {300000u, 262143u, 262142u}) {
    CHECK(Complaint([&] { Decode(std::string(size, 'x') + "é", "windows-1252"); }) != "");
  }
  // One byte that is no UTF-8 settles it.
  CHECK(Decode("\xc3\xa9,\xe9\n", "windows-1252") == "Ã©,é\n");
  CHECK(Decode("plain\n", "windows-1252") == "plain\n");
}

TEST_CASE("UTF-16 without a byte order mark is recognised, not guessed") {
  const std::string little = Encode("ID;Имя\n1;x\n", "UTF-16LE");
  const std::string big = Encode("ID;Имя\n1;x\n", "UTF-16BE");
  CHECK(Complaint([&] { Decode("I\0D\0;\0N\0\n\0"s); }) ==
        "leads.csv:1:2: holds a NUL byte, which no text does; it looks like UTF-16LE: say "
        "--encoding UTF-16LE, or save the file as «CSV UTF-8»");
  CHECK(Complaint([&] { Decode("\0I\0D\0;\0N\0\n"s, "windows-1251"); }) ==
        "leads.csv:1:1: holds a NUL byte, which no text does; it looks like UTF-16BE: say "
        "--encoding UTF-16BE, or save the file as «CSV UTF-8»");
  CHECK(Complaint([&] { Decode(little, "UTF-16"); }) ==
        "leads.csv: has no byte order mark, so UTF-16 may mean UTF-16LE or UTF-16BE; say which one "
        "with --encoding (its bytes look like UTF-16LE)");
  CHECK(Complaint([&] { Decode(big, "UTF-16LE"); }) ==
        "leads.csv: is said to be UTF-16LE, but its bytes look like UTF-16BE; give the right one "
        "with --encoding NAME (in the mapping: \"csv\": { \"encoding\": NAME })");
  CHECK(Decode(big, "UTF-16BE") == "ID;Имя\n1;x\n");
}

TEST_CASE("NULs in a text are damage") {
  std::string text = "ID,Name\n1,a\0b\n"s;
  for (int i = 0; i < 30; ++i) text += "x\n\0\0"s;
  CHECK(Complaint([&] { Decode(text); }) ==
        "leads.csv:2:4: holds a NUL byte, which no text does; the file is damaged or no CSV file: "
        "save or copy it again");
}

TEST_CASE("a character that the encoding lacks is spelled, never dropped") {
  const std::pair<std::string, std::string> cases[] = {
      {"«да» – “нет”…", "\"да\" - \"нет\"..."},
      {"a\u2009b → c", "a b -> c"},
      {"线 😀", "<U+7EBF> <U+1F600>"},
      {"x\U000E0067y", "x<U+E0067>y"},
      {"\ufeffx", "<U+FEFF>x"},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    CHECK(Decode(Encode(text, "cp866"), "cp866") == want);
    for (const char* unicode : {"UTF-8", "UTF-16LE", "GB18030"})
      CHECK(DecodeAll(Encode(text, unicode), unicode) == text);
  }
  Encoder encoder("windows-1251", false);
  std::string out;
  CHECK(encoder.Append("«Ёж» №", &out) == 0);
  CHECK(encoder.Append("é線", &out) == 2);
}

}  // namespace leadsync::csv
