// SPDX-License-Identifier: MIT
#include "csv/record_reader.h"

#include <algorithm>
#include <utility>

#include "csv_fixture.h"

namespace leadsync::csv {

TEST_CASE("cells are split as spreadsheets write them") {
  const std::pair<std::string, std::vector<std::string>> cases[] = {
      {"1,2,3", {"1", "2", "3"}},
      {"1,,", {"1", "", ""}},
      {",x,", {"", "x", ""}},
      {" 1 ,\t2", {" 1 ", "\t2"}},
      {"\"a,b\",c", {"a,b", "c"}},
      {"\"a\"\"b\",\"\"\"\"", {"a\"b", "\""}},
      {"\"\",\"\",x", {"", "", "x"}},
      {"x,\"\"", {"x", ""}},
      {"x,\"a\",", {"x", "a", ""}},
      {"\"two\nlines\",x", {"two\nlines", "x"}},
      {"\"two\r\nlines\",\"\r\n\n\"", {"two\nlines", "\n\n"}},
      {"\"a\n\"\"b\"\"\n,c\",d", {"a\n\"b\"\n,c", "d"}},
      {"5\" pipe,6\", 7\"", {"5\" pipe", "6\"", " 7\""}},
      {"a\"b,c\"d", {"a\"b", "c\"d"}},
      {"Привет,«мир»", {"Привет", "«мир»"}},
      {"a\rb,c", {"a\rb", "c"}},
  };
  for (const auto& [line, want] : cases) {
    for (const char* end : {"", "\n", "\r\n"}) {
      CAPTURE(line);
      RecordReader reader = Open("h1,h2\n" + line + end, With(','));
      Record record;
      REQUIRE(reader.Next(&record));
      CHECK(Cells(record) == want);
      CHECK(record.problem() == "");
      CHECK_FALSE(reader.Next(&record));
      CHECK(reader.unfinished() == (std::string_view(end) == ""));
    }
  }
}

TEST_CASE("rows may have fewer or more cells than the header") {
  CHECK(ReadRows("a,b\n1\n1,2\n1,2,3\n") == Rows{{"1"}, {"1", "2"}, {"1", "2", "3"}});
}

TEST_CASE("rows are counted as a spreadsheet program shows them") {
  RecordReader reader = Open("sep=;\r\na;b\r\n1;\"x\r\ny\"\r\n\r\n;\r\n2;z\r\n\n\n3;q");
  CHECK(reader.header().row == 1);
  CHECK(reader.header().line == 2);
  std::vector<std::pair<uint64_t, uint64_t>> places;
  Record record;
  while (reader.Next(&record)) places.emplace_back(record.row(), record.line());
  CHECK(places == std::vector<std::pair<uint64_t, uint64_t>>{{2, 3}, {5, 7}, {8, 10}});
}

TEST_CASE("wrong quoting is the row's problem, and the next row is read as ever") {
  const std::pair<std::string, std::string> cases[] = {
      {"1,\"a\"b",
       "Name: there is text after the closing quote: «b»; a quote within a quoted cell must be "
       "doubled"},
      {"1,\"He said \"hi\" to me\"",
       "Name: there is text after the closing quote: «hi\" to me\"»; a quote within a quoted cell "
       "must be doubled"},
      {"1, \"Smith\"", "Name: there is a blank before the opening quote; remove it"},
      {"\"1\" ,\"a\"b,\"c\"d",
       "ID: there is text after the closing quote: « »; a quote within a quoted cell must be "
       "doubled | Name: there is text after the closing quote: «b»; a quote within a quoted cell "
       "must be doubled | column 3: there is text after the closing quote: «d»; a quote within a "
       "quoted cell must be doubled"},
  };
  for (const auto& [line, want] : cases) {
    CAPTURE(line);
    RecordReader reader = Open("ID,Name\n" + line + "\n7,fine\n");
    Record record;
    REQUIRE(reader.Next(&record));
    CHECK(record.problem() == want);
    REQUIRE(reader.Next(&record));
    CHECK(record.problem() == "");
    CHECK(Cells(record) == std::vector<std::string>{"7", "fine"});
  }
}

TEST_CASE("a quote that is never closed ends the run and names where it opened") {
  RecordReader reader = Open("ID,Name\n1,x\n2,\"y\n3,z\n");
  Record record;
  CHECK(reader.Next(&record));
  for (int again = 0; again < 2; ++again) {
    CHECK_THROWS_WITH_AS(reader.Next(&record),
                         "leads.csv:3:3: the quote that opens here is never closed; close it, or "
                         "double it if it is part of the text (or the file was cut off)",
                         UsageError);
  }
}

TEST_CASE("a row may have 4 MiB, not more") {
  const std::string mib(1 << 20, 'x');
  const std::string limit = "1," + mib + mib + mib + mib.substr(2);
  CHECK(ReadRows("a,b\n" + limit + "\n")[0][1].size() == (4 << 20) - 2);
  CHECK_THROWS_WITH_AS(ReadRows("a,b\n1,2\n" + limit + "y\n"),
                       "leads.csv:3: the line is longer than 4 MiB; no cell of a lead can hold "
                       "that, so the file is damaged or no CSV file",
                       UsageError);
  const std::string lines = mib + "\n" + mib + "\n" + mib + "\n" + mib;
  CHECK_THROWS_WITH_AS(ReadRows("a,b\n1,\"" + lines + "\"\n"),
                       "leads.csv:2:3: the row is longer than 4 MiB, and the quote that opens here "
                       "is not closed yet; close it, or double it if it is part of the text",
                       UsageError);
}

TEST_CASE("a line of more than 16 MiB is refused like any that is too long") {
  CHECK_THROWS_WITH_AS(ReadRows("a,b\n" + std::string(17 << 20, 'x')),
                       "leads.csv:2: the line is longer than 4 MiB; no cell of a lead can hold "
                       "that, so the file is damaged or no CSV file",
                       UsageError);
}

TEST_CASE("lines above the header are kept as they are") {
  RecordReader reader =
      Open("sep=,\r\nLeads, \"as of\" May\r\n\"Sales\r\nNorth\"\r\n\r\nID,Name\r\n1,x\r\n",
           With('\0', 4));
  CHECK(reader.header().preamble == "sep=,\r\nLeads, \"as of\" May\r\n\"Sales\r\nNorth\"\r\n\r\n");
  CHECK(reader.header().names == std::vector<std::string>{"ID", "Name"});
  CHECK(reader.header().row == 4);
  CHECK(reader.header().line == 6);
  CHECK(reader.dialect().line_end == "\r\n");
  Record record;
  REQUIRE(reader.Next(&record));
  CHECK(record.row() == 5);
}

TEST_CASE("a file without a header is refused with a way out") {
  const auto opens = [](std::string text, uint64_t row) {
    return Complaint([&] { Open(std::move(text), With('\0', row)); });
  };
  CHECK(opens("", 1) == "leads.csv: the file is empty; its first row must name the columns");
  CHECK(opens("a,b\n1,2", 5) ==
        "leads.csv: ends with row 2, but the header is said to be row 5 (in the mapping: \"csv\": "
        "\"header_row\")");
  CHECK(opens("\n,\nID,Name\n", 1) ==
        "leads.csv:1: row 1 should name the columns, but it is empty; the next row with text is 3: "
        "if that is the header, say so in the mapping: \"csv\": { \"header_row\": 3 }");
  CHECK(opens("\n\n", 1) ==
        "leads.csv: the file holds no text at all; its first row must name the columns");
  CHECK(opens("\"ID\"x,Name\n1,2\n", 1) ==
        "leads.csv:1: the header is not quoted properly: column 1: there is text after the closing "
        "quote: «x»; a quote within a quoted cell must be doubled; correct that line");
}

TEST_CASE("doubled and missing names of columns are told, spelling is kept") {
  const RecordReader reader = Open("ID, Name,name,,Name ,ID,\u00a0\n");
  const Header& header = reader.header();
  CHECK(header.names ==
        std::vector<std::string>{"ID", " Name", "name", "", "Name ", "ID", "\u00a0"});
  CHECK(header.Doubled() == std::vector<std::vector<size_t>>{{0, 5}, {1, 4}});
  CHECK(header.Unnamed() == std::vector<size_t>{3, 6});
  CHECK(header.Find("Name") == std::vector<size_t>{1, 4});
  CHECK(header.Find("Names").empty());
  CHECK(header.Name(1) == "Name");
  CHECK(header.Name(3) == "column 4");
  CHECK(header.Name(99) == "column 100");
}

TEST_CASE("a source that fails fails the reader, again and again") {
  struct Failing : ByteSource {
    size_t Read(char* buffer, size_t size) override {
      if (left < size) throw Error("disk gone");
      std::fill_n(buffer, size, 'x');
      for (size_t i = 0; i < size; i += 64 << 10) buffer[i] = '\n';
      buffer[0] = 'h';
      left -= size;
      return size;
    }
    size_t left = 33 << 20;
  };
  RecordReader reader(std::make_unique<Failing>(), With(','), "leads.csv");
  Record record;
  CHECK(Complaint([&] {
          while (reader.Next(&record)) {
          }
        }) == "disk gone");
  CHECK_THROWS_WITH_AS(reader.Next(&record), "disk gone", Error);
}

}  // namespace leadsync::csv
