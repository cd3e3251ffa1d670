// SPDX-License-Identifier: MIT
#include "csv/scan.h"

#include <fcntl.h>

#include <iterator>
#include <thread>

#include "csv/encoding.h"
#include "csv_fixture.h"

namespace leadsync::csv {
namespace {

InputOptions From(const std::string& path, const std::filesystem::path& spool = {}) {
  InputOptions options;
  options.path = path;
  options.spool = spool;
  return options;
}

ScannedInput ScanAll(const InputOptions& options) { return Scan(options).Finish(); }

Rows RowsAgain(const ScannedInput& input) {
  const std::unique_ptr<RecordReader> reader = OpenAgain(input);
  CHECK(reader->header().names == input.header.names);
  return ReadRows(reader.get());
}

/// Puts `bytes` into standard input, a few at a time, while `action` runs.
template <typename Action>
void WithStdin(std::string bytes, Action action) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const int before = dup(STDIN_FILENO);
  dup2(ends[0], STDIN_FILENO);
  close(ends[0]);
  std::thread writer([&] {
    for (size_t i = 0; i < bytes.size(); i += 1000) {
      const std::string piece = bytes.substr(i, 1000);
      if (write(ends[1], piece.data(), piece.size()) < 0) break;
    }
    close(ends[1]);
  });
  action();
  writer.join();
  dup2(before, STDIN_FILENO);
  close(before);
}

const std::string kText = "ID;Имя\r\n1;x\r\n;\r\n\r\n2;\"y\r\nz\"\r\n";
const Rows kRows = {{"1", "x"}, {"2", "y\nz"}};

}  // namespace

TEST_CASE("the header is there at once, the rest at the end") {
  const Scratch scratch;
  const std::string path = scratch.Write("leads.csv", kText);
  Scan scan(From(path));
  CHECK(scan.name() == path);
  CHECK(scan.encoding() == "UTF-8");
  CHECK(scan.header().names == std::vector<std::string>{"ID", "Имя"});
  CHECK(DescribeDelimiter(scan.dialect()) == "semicolon (chosen from the header line)");
  Record record;
  CHECK(scan.Next(&record));
  CHECK(scan.rows() == 1);
  const ScannedInput input = scan.Finish();
  CHECK(input.name == path);
  CHECK(input.file == path);
  CHECK(input.rows == 2);
  CHECK(input.last_row == 5);
  CHECK(input.dialect.delimiter == ';');
  CHECK(input.dialect.line_end == "\r\n");
  CHECK(input.fingerprint.bytes == kText.size());
  CHECK(input.fingerprint.sha256 == Sha256::Of(kText));
  CHECK_FALSE(input.torn.has_value());
  CHECK(RowsAgain(input) == kRows);
}

TEST_CASE("gzip and standard input are read a second time from their copy") {
  const Scratch scratch;
  const auto spool = scratch.path("input.csv");
  const ScannedInput plain = ScanAll(From(scratch.Write("leads.csv", kText)));
  const auto check = [&](const ScannedInput& input, const std::string& name) {
    CHECK(input.name == name);
    CHECK(input.file == spool);
    CHECK(input.fingerprint == plain.fingerprint);
    CHECK(scratch.Read("input.csv") == kText);
    CHECK(RowsAgain(input) == kRows);
    // Resuming scans the copy, and must find the same input.
    CHECK(ScanAll(From(spool.string())).fingerprint == plain.fingerprint);
  };
  scratch.Write("input.csv", "left over from before");
  const std::string zipped = scratch.Write("leads.csv.gz", Gzip(kText));
  check(ScanAll(From(zipped, spool)), zipped);
  WithStdin(kText, [&] { check(ScanAll(From("-", spool)), "stdin"); });
  WithStdin(Gzip(kText), [&] { check(ScanAll(From("-", spool)), "stdin"); });
}

TEST_CASE("without a place for a copy there is one pass only") {
  WithStdin("a,b\n1,2\n", [] {
    Scan scan(From("-"));
    Record record;
    CHECK(scan.Next(&record));
    const ScannedInput input = scan.Finish();
    CHECK(input.rows == 1);
    CHECK_THROWS_WITH_AS(
        OpenAgain(input),
        "stdin: cannot be read a second time, because no copy of it was kept; save it as a "
        "file and name that",
        Error);
  });
}

TEST_CASE("an encoding is settled once, and the second pass reads it the same way") {
  const Scratch scratch;
  std::string bytes;
  Encoder encoder("UTF-16LE", true);
  bytes = encoder.prefix();
  encoder.Append(kText, &bytes);
  const ScannedInput input = ScanAll(From(scratch.Write("unicode.txt", bytes)));
  CHECK(input.encoding == "UTF-16LE");
  CHECK(input.byte_order_mark);
  CHECK(RowsAgain(input) == kRows);
  InputOptions options = From(scratch.Write("ansi.csv", "ID;\xc8\xec\xff\n1;\xc6\n"));
  options.encoding = "cp1251";
  const ScannedInput ansi = ScanAll(options);
  CHECK(ansi.encoding == "windows-1251");
  CHECK(ansi.header.names == std::vector<std::string>{"ID", "Имя"});
  CHECK(RowsAgain(ansi) == Rows{{"1", "Ж"}});
}

TEST_CASE("an input that changes between the passes stops the run before a changed row") {
  const Scratch scratch;
  std::string text = "ID,Name\n";
  const std::string name(500, 'x');
  for (int i = 0; text.size() < (2 << 20) + 5000; ++i)
    text += std::to_string(i) + "," + name + "\n";
  const std::string path = scratch.Write("leads.csv", text);
  const ScannedInput input = ScanAll(From(path));
  REQUIRE(input.fingerprint.blocks.size() == 3);
  CHECK(RowsAgain(input).size() == input.rows);
  const auto complaint = [&](const std::string& changed) {
    scratch.Write("leads.csv", changed);
    try {
      const std::unique_ptr<RecordReader> reader = OpenAgain(input);
      ReadRows(reader.get());
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::kFailed);
      return std::string(error.what());
    }
    return std::string();
  };
  std::string changed = text;
  changed[changed.size() - 4] = '!';
  const std::string start = path + ": the input changed while it was read (after its first ";
  CHECK(complaint(changed).starts_with(start + "2097152 bytes)"));
  changed = text;
  changed[10] = '!';
  CHECK(complaint(changed).starts_with(start + "0 bytes)"));
  CHECK(complaint(text + "7,new\n").starts_with(start + "2097152 bytes)"));
  CHECK(complaint(text.substr(0, 1 << 20)).starts_with(start + "1048576 bytes)"));
  CHECK(complaint(text.substr(0, 100)).starts_with(start + "0 bytes)"));
  CHECK(complaint(text) == "");
}

TEST_CASE("a last row without a line end and with cells missing is torn") {
  const Scratch scratch;
  const auto torn = [&](const std::string& text) {
    return ScanAll(From(scratch.Write("leads.csv", text))).torn;
  };
  const std::optional<TornRow> found = torn("a,b,c\n1,2,3\n\n4,5");
  REQUIRE(found.has_value());
  CHECK(found->row == 4);
  CHECK(found->line == 4);
  CHECK(found->cells == 2);
  for (const char* whole :
       {"a,b\n1,2", "a,b\n1,2\n3\n", "a,b\n1\n", "a,b", "a,b\n", "a,b\n1,2,3"}) {
    CAPTURE(std::string(whole));
    CHECK_FALSE(torn(whole).has_value());
  }
}

TEST_CASE("whatever is wrong with the bytes ends the scan with the file's name") {
  const Scratch scratch;
  const auto complaint = [&](const std::string& name, const std::string& bytes) {
    const std::string path = scratch.Write(name, bytes);
    const std::string text = Complaint([&] { ScanAll(From(path, scratch.path("spool"))); });
    CHECK(text.starts_with(path + ":"));
    return text.substr(std::min(text.size(), path.size()));
  };
  CHECK(complaint("a.xlsx", "PK\x03\x04 xl/workbook.xml").starts_with(": is an Excel workbook"));
  CHECK(
      complaint("b.gz", Gzip("PK\x03\x04 xl/workbook.xml")).starts_with(": is an Excel workbook"));
  CHECK(complaint("c.gz", Gzip("a,b\n1,2\n").substr(0, 20)).starts_with(": the compressed data"));
  CHECK(complaint("d.csv", "a,b\n1,\xff\n").starts_with(":2:3: the byte 0xFF is not valid UTF-8"));
  CHECK(complaint("e.csv", "a,b\n1,\"2\n").starts_with(":2:3: the quote that opens here"));
  CHECK(complaint("f.csv", "") == ": the file is empty; its first row must name the columns");
}

TEST_CASE("whatever bytes come, they are rows or refused with the file's name") {
  const std::string pieces[] = {
      "a",    "7",       ",",  ";",      "\"",   "\"\"", "\n", "\r\n", "\r", "Ж", "\xff",   "\xe9",
      "\xd0", "sep=;\n", "\t", "\ufeff", "\x1f", "\x8b", "|",  " ",    "PK", "=", "x,y\nz", "線"};
  const char* encodings[] = {"auto", "auto", "UTF-8", "windows-1251", "UTF-16LE", "GB18030"};
  const Scratch scratch;
  std::mt19937 random(11);
  for (int round = 0; round < 150; ++round) {
    std::string bytes = random() % 2 == 0 ? "h1,h2\n" : "";
    for (size_t left = random() % 40; left > 0; --left)
      bytes += pieces[random() % std::size(pieces)];
    if (round % 10 == 0) bytes += '\0';
    InputOptions options = From(scratch.Write("leads.csv", bytes), scratch.path("spool"));
    options.encoding = encodings[random() % std::size(encodings)];
    options.dialect.header_row = 1 + random() % 3;
    CAPTURE(bytes);
    CAPTURE(options.encoding);
    try {
      const ScannedInput input = ScanAll(options);
      CHECK(RowsAgain(input).size() == input.rows);
    } catch (const UsageError& error) {
      CHECK(std::string(error.what()).starts_with(options.path + ":"));
    }
  }
}

}  // namespace leadsync::csv
