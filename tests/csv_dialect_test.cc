// SPDX-License-Identifier: MIT
#include "csv/dialect.h"

#include <utility>

#include "csv_fixture.h"

namespace leadsync::csv {

TEST_CASE("the delimiter is chosen from the header line, with a look at the rows") {
  const std::pair<std::string, char> cases[] = {
      {"ID,Name\n", ','},
      {"ID;Name\r\n1;x\r\n", ';'},
      {"ID\tName, first\tStage\n", '\t'},
      {"ID|Name\n", '|'},
      {"\"ID, the;lead's\";Name\n", ';'},
      {"\"a\"\"b,c,d\",Name\n", ','},
      {"\"two\n,,,lines\";b\n", ';'},
      {"ID;Сумма, руб.\n1;5\n", ';'},
      {"a;b,c,d\n1;2\n3;4,5\n", ';'},
      {"5\" pipe,x\n", ','},
      {"x\"\"y;\"a,b,c\"\n", ';'},
      {"a,b|c\n1,2|3\n4,5\n", ','},
  };
  for (const auto& [text, want] : cases) {
    CAPTURE(text);
    const Dialect dialect = ResolveDialect(text, {}, "leads.csv");
    CHECK(std::string(1, dialect.delimiter) == std::string(1, want));
    CHECK(dialect.origin == Dialect::Origin::kHeader);
  }
}

TEST_CASE("two delimiters that are equally likely are refused") {
  for (const std::string text : {"ID;Sum,EUR\n1;2,50\n", "a,b;c", "a,b;c|d\n", "a|b;c\n1|2;3"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(
        ResolveDialect(text, {}, "leads.csv"),
        "leads.csv: the header line does not tell which character separates the cells; say "
        "--delimiter comma, semicolon, tab or pipe (in the mapping: \"csv\": { \"delimiter\": "
        "\";\" })",
        UsageError);
  }
}

TEST_CASE("a sep= line names the delimiter and is no row") {
  CHECK(ReadRows("sep=;\nID;a,b,c\n1;2\n") == Rows{{"1", "2"}});
  CHECK(ReadRows("SEP=\t\r\nID\ta\r\n1\t2\r\n") == Rows{{"1", "2"}});
  CHECK(ReadRows("sep=^\nID^a\n1^2\n") == Rows{{"1", "2"}});
  // What the user says wins, and the line is still no row.
  CHECK(ReadRows("sep=;\nID,a\n1,2\n", With(',')) == Rows{{"1", "2"}});
  // These are names of columns.
  CHECK(Open("sep=;;\n1;2\n").header().names == std::vector<std::string>{"sep=", "", ""});
  CHECK(Open("\"sep=;\"\n1\n").header().names == std::vector<std::string>{"sep=;"});
}

TEST_CASE("what was chosen is said in words") {
  const std::pair<std::string, std::string> cases[] = {
      {"a;b\n", "semicolon (chosen from the header line)"},
      {"sep=|\na|b\n", "pipe (from the file's sep= line)"},
      {"sep=^\na^b\n", "«^» (from the file's sep= line)"},
      {"Lead ID\n", "none (the header line is one cell)"},
  };
  for (const auto& [text, want] : cases) CHECK(DescribeDelimiter(Open(text).dialect()) == want);
  CHECK(DescribeDelimiter(Open("a,b\n", With('\t')).dialect()) == "tab (as told)");
}

TEST_CASE("the wrong delimiter is noticed") {
  CHECK(Open("ID;Name;Stage\n", With(',')).header().hint ==
        "the header line has no comma but 2 times a semicolon: try --delimiter semicolon");
  CHECK(Open("ID;Name\n").header().hint == "");
}

TEST_CASE("delimiters have names") {
  const std::pair<std::string, char> cases[] = {{"auto", '\0'}, {"comma", ','}, {";", ';'},
                                                {"tab", '\t'},  {"\\t", '\t'},  {"pipe", '|'}};
  for (const auto& [text, want] : cases) CHECK(ParseDelimiter(text) == want);
  for (const char* text : {"", "x", "dot", ",,"}) CHECK_FALSE(ParseDelimiter(text).has_value());
}

TEST_CASE("lines that end with CR alone are refused") {
  CHECK_THROWS_WITH_AS(Open("a,b\r1,2\r"),
                       "leads.csv: its lines end with CR alone, as on Macintosh computers of old; "
                       "save it as «CSV UTF-8» or «CSV (MS-DOS)»",
                       UsageError);
  CHECK(Open("a,b\r").header().names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("rows that the head cuts in two do not mislead the choice") {
  std::string text = "ID;a,b\n";
  while (text.size() < 200000) text += "1;two\n\"" + std::string(40000, ',') + "\";x\n";
  CHECK(Open(text).dialect().delimiter == ';');
}

}  // namespace leadsync::csv
