// SPDX-License-Identifier: MIT
#include "codec_fixture.h"

namespace leadsync::crm {

TEST_CASE("text is sent as it stands, blanks and all") {
  CheckCells(Column("NAME"), {{"Olga", "Olga"},
                              {"  two  blanks ", "  two  blanks "},
                              {"line\r\nbreak", "line\r\nbreak"},
                              {"1,04E+04", "1,04E+04"},
                              {"<b>$result[x]", "<b>$result[x]"}});
}

TEST_CASE("text that the portal would cut is refused, counted in characters") {
  const std::string fifty = "Ольга Петровна Константинопольская-Рождественская12";
  CheckCells(Column("NAME"),
             {{fifty,
               "refused: «Ольга Петровна Константинопольская-Рожд…» has 51 characters; the field "
               "holds 50 and the portal would cut the rest: shorten it"},
              {fifty.substr(0, fifty.size() - 1), fifty.substr(0, fifty.size() - 1)}});
}

TEST_CASE("a user field's own lengths count") {
  CheckCells(
      Column("UF_TEXT"),
      {{"ab", "ab"},
       {"a", "refused: «a» has 1 of the 2 characters that the field asks for at least: write more"},
       {"abcdef",
        "refused: «abcdef» has 6 characters; the field holds 5 and the portal would cut the "
        "rest: shorten it"}});
}

TEST_CASE("damaged cells are refused by every type") {
  for (const char* code : {"NAME", "OPPORTUNITY", "UF_DATE", "UF_ENUM", "UF_BOOL", "UF_URL",
                           "OPENED", "UF_TIME", "STATUS_ID", "UF_INT", "UF_TEXTS", "COMMENTS"}) {
    CAPTURE(std::string(code));
    const Column column(code);
    CHECK(column.Parse("#REF!").starts_with("refused: "));
    CHECK(column.Parse("Smi\uFFFDth").starts_with("refused: "));
    CHECK(column.Parse(std::string_view("a\0b", 3)) ==
          "refused: «a b» contains the control character 0x00: delete it");
  }
}

TEST_CASE("text is compared but for the spelling of line ends") {
  CheckHeld(Column("NAME"), {{"Olga", R"("Olga")", "same holds"},
                             {"a\r\nb", R"("a\nb")", "same holds"},
                             {"a\nb", R"("a\r\nb")", "same holds"},
                             {"a\rb", R"("a\nb")", "same holds"},
                             {"a\n\nb", R"("a\nb")", "neither"},
                             {"Olga ", R"("Olga")", "neither"},
                             {"Olga", R"("olga")", "neither"},
                             {"Olga", "null", "neither"},
                             {"7", "7", "same holds"}});
}

TEST_CASE("an empty text is null, empty or absent") {
  const Column name("NAME");
  const Value empty = *name.codec().Cleared();
  for (const char* held : {"null", "\"\"", "false", "[]"}) {
    CAPTURE(std::string(held));
    CHECK(name.Judge(empty, held) == "same holds");
    CHECK(name.Empty(held));
    CHECK(name.Restore(held) == "");
  }
  CHECK(name.Judge(empty, "\"x\"") == "neither");
  CHECK(name.codec().Same(empty, JsonValue()));
  CHECK(name.Encode(empty) == "fields[NAME]=");
}

TEST_CASE("what no write can empty says so") {
  for (const char* code :
       {"TITLE", "STATUS_ID", "ASSIGNED_BY_ID", "CURRENCY_ID", "OPENED", "UF_BOOL"}) {
    CAPTURE(std::string(code));
    const Column column(code);
    CHECK_FALSE(column.codec().Cleared());
    CHECK(column.Restore("null") == "nothing");
  }
}

TEST_CASE("comments refuse what the portal would delete") {
  const std::string_view tail =
      ", which the portal deletes or rewrites in comments: take it out, "
      "or write other brackets";
  const auto refused = [&](std::string_view what) {
    return "refused: " + std::string(what) + std::string(tail);
  };
  CheckCells(Column("COMMENTS"), {{"plain & simple, 3 < 5", "plain & simple, 3 < 5"},
                                  {"[b]bold[/b] [*] [url=https://a.b]x[/url]",
                                   "[b]bold[/b] [*] [url=https://a.b]x[/url]"},
                                  {"a [ ] b", "a [ ] b"},
                                  {"lost [ open", "lost [ open"},
                                  {"<b>x</b>", refused("«<b>» is html")},
                                  {"x</p>", refused("«</p>» is html")},
                                  {"a <!-- b", refused("«<!-- b» is html")},
                                  {"see [draft] 2", refused("«[draft]» is what looks like a tag")},
                                  {"[черновик]", refused("«[черновик]» is what looks like a tag")},
                                  {"[bold]", refused("«[bold]» is what looks like a tag")},
                                  {"[1]", refused("«[1]» is what looks like a tag")}});
}

TEST_CASE("comments undo entities and line breaks, and nothing else, when verified") {
  CheckHeld(Column("COMMENTS"), {{"a & b", R"("a &amp; b")", "same holds"},
                                 {"a\nb", R"("a<br>b")", "same holds"},
                                 {"a\nb", R"("a<br />\r\nb")", "same holds"},
                                 {"3 < 5", R"("3 &lt; 5")", "same holds"},
                                 {"a  b", R"("a b")", "same"},
                                 {"bold", R"("[b]bold[/b]")", "same"},
                                 {"bold", R"("<b>bold</b>")", "same"},
                                 {"[b]bold[/b]", R"("bold")", "neither"},
                                 {"a", R"("b")", "neither"},
                                 {"a", "null", "neither"}});
}

TEST_CASE("text of a multiple field is one value, or split as the rule says") {
  CHECK(Column("UF_TEXTS").Parse("a; b") == "a; b");
  CellRule rule;
  rule.split = ";";
  const Column tags("UF_TEXTS", rule);
  CheckCells(
      tags,
      {{"a; b ;;a", "a + b"},
       {"one", "one"},
       {" ; ;",
        "refused: « ; ;» holds only separators; write values between them, or empty the cell"},
       {"a;#REF!", tags.Parse("#REF!")}});
  CHECK(tags.Encode("a;b") == "fields[UF_TEXTS][0]=a & fields[UF_TEXTS][1]=b");
  CHECK(tags.Encode(*tags.codec().Cleared()) == "fields[UF_TEXTS]=");
  std::string many;
  for (int i = 0; i < 501; ++i) many += std::to_string(i) + ";";
  CHECK(tags.Parse(many) ==
        "refused: the cell holds 501 values; a field takes at most 500 at once: write fewer");
}

TEST_CASE("multiple fields compare as sets") {
  CellRule rule;
  rule.split = ";";
  CheckHeld(Column("UF_TEXTS", rule), {{"a;b", R"(["a","b"])", "same holds"},
                                       {"a;b", R"(["b","a"])", "same holds"},
                                       {"a;b", R"({"1":"b","3":"a"})", "same holds"},
                                       {"a", R"(["a","a"])", "same"},
                                       {"a", R"("a")", "same holds"},
                                       {"a;b", R"(["a"])", "neither"},
                                       {"a", R"(["a","b"])", "neither"},
                                       {"a", "false", "neither"},
                                       {"a", "[]", "neither"}});
  const Column tags("UF_TEXTS", rule);
  for (const char* held : {"false", "[]", "null", "\"\"", R"([""])"}) {
    CAPTURE(std::string(held));
    CHECK(tags.Judge(*tags.codec().Cleared(), held) == "same holds");
    CHECK(tags.Empty(held));
  }
  CHECK(tags.Restore(R"(["x","y"])") == "x + y");
}

TEST_CASE("a multiple field can be added to") {
  CellRule rule;
  rule.split = ";";
  rule.write = WriteMode::kAdd;
  const Column tags("UF_TEXTS", rule);
  CheckHeld(tags, {{"a", R"(["a","b"])", "same holds"}, {"a;c", R"(["a","b"])", "neither"}});
  CHECK(tags.Encode("a;c", R"(["a","b"])") ==
        "fields[UF_TEXTS][0]=a & fields[UF_TEXTS][1]=b & fields[UF_TEXTS][2]=c");
  const Value empty = *tags.codec().Cleared();
  CHECK(tags.Encode(empty, R"(["a","b"])") == "fields[UF_TEXTS]=");
  CHECK(tags.Judge(empty, R"(["a"])") == "neither");
}

TEST_CASE("web addresses need a scheme and a host") {
  CheckCells(
      Column("UF_URL"),
      {{"https://a.example/x?y=1#z", "https://a.example/x?y=1#z"},
       {"http://localhost:8080", "http://localhost:8080"},
       {"https://пример.рф/стр", "https://пример.рф/стр"},
       {"ftp://u:p@host.example/", "ftp://u:p@host.example/"},
       {"http://[::1]:80/", "http://[::1]:80/"},
       {"a.example/x",
        "refused: «a.example/x» is no web address: it has no scheme; write https://a.example/x, or "
        "say \"complete\": true"},
       {"none", "refused: «none» is no web address: it must look like https://example.com/page"},
       {"me@example.com",
        "refused: «me@example.com» is no web address: it must look like https://example.com/page"},
       {"https://a b.example",
        "refused: «https://a b.example» is no web address: it contains a blank; write it as in "
        "https://example.com/page"},
       {"javascript://a.example",
        "refused: «javascript://a.example» is no web address: «javascript» is not one of http, "
        "https and ftp; write it as in https://example.com/page"},
       {"https:///x",
        "refused: «https:///x» is no web address: it has no host; write it as in "
        "https://example.com/page"},
       {"https://-a.example",
        "refused: «https://-a.example» is no web address: «-a.example» is no host; write it as in "
        "https://example.com/page"},
       {"https://a..b",
        "refused: «https://a..b» is no web address: «a..b» is no host; write it as in "
        "https://example.com/page"}});
  CellRule rule;
  rule.complete_url = true;
  CheckCells(Column("UF_URL", rule), {{"a.example/x", "https://a.example/x"},
                                      {"//a.example", "https://a.example"},
                                      {"http://a.example", "http://a.example"}});
}

TEST_CASE("web addresses compare without case of the host and hold as written") {
  CheckHeld(Column("UF_URL"), {{"https://a.example/x", R"("https://a.example/x")", "same holds"},
                               {"https://a.example/x", R"(" https://a.example/x ")", "same holds"},
                               {"https://a.example", R"("https://A.example/")", "same"},
                               {"https://a.example/x", R"("https://a.example/X")", "neither"},
                               {"https://a.example/x", "\"\"", "neither"}});
}

}  // namespace leadsync::crm
