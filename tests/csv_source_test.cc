// SPDX-License-Identifier: MIT
#include "csv/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "csv/file_kind.h"
#include "csv/fingerprint.h"
#include "csv/hash64.h"
#include "csv_fixture.h"

namespace leadsync::csv {
namespace {

std::string ReadAll(ByteSource* source, size_t piece = 1000) {
  std::string text;
  std::string buffer(piece, '\0');
  for (size_t got = piece; got == piece;) {
    got = source->Read(buffer.data(), piece);
    text.append(buffer, 0, got);
  }
  return text;
}

std::string Unzip(std::string bytes, size_t piece = 1000) {
  GzipSource source(std::make_unique<TextSource>(std::move(bytes)), "leads.csv.gz");
  return ReadAll(&source, piece);
}

std::string Numbers(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += std::to_string(i * 7919) + ",";
  return text;
}

}  // namespace

TEST_CASE("a file gives its bytes, those that were peeked at included") {
  const Scratch scratch;
  const std::string text = Numbers(1000);
  FileSource file(scratch.Write("a.csv", text));
  CHECK(file.Peek(2) == text.substr(0, 2));
  CHECK(file.Peek(10) == text.substr(0, 10));
  CHECK(file.Peek(4) == text.substr(0, 4));
  CHECK(file.rereadable());
  CHECK(ReadAll(&file, 7) == text);
  FileSource tiny(scratch.Write("b.csv", "x"));
  CHECK(tiny.Peek(10) == "x");
  CHECK(ReadAll(&tiny) == "x");
}

TEST_CASE("a pipe that gives a few bytes at a time is read to its end") {
  const Scratch scratch;
  const std::string path = scratch.path("pipe").string();
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const std::string text = Numbers(300);
  std::thread writer([&] {
    const int fd = open(path.c_str(), O_WRONLY);
    for (size_t i = 0; i < text.size(); i += 6) {
      const std::string piece = text.substr(i, 6);
      if (write(fd, piece.data(), piece.size()) < 0) break;
      std::this_thread::yield();
    }
    close(fd);
  });
  FileSource source(path);
  CHECK_FALSE(source.rereadable());
  CHECK(ReadAll(&source, 100000) == text);
  writer.join();
}

TEST_CASE("what cannot be read is said with the reason") {
  const Scratch scratch;
  CHECK(Complaint([&] { FileSource("/nowhere/leads.csv"); }) ==
        "/nowhere/leads.csv: cannot be opened: No such file or directory: is the name right?");
  const std::string folder = scratch.path("").string();
  CHECK(Complaint([&] { FileSource{folder}; }) ==
        folder + ": is a folder; name the CSV file inside it");
  // Address 0 of a process is never mapped: the kernel answers EIO.
  FileSource broken("/proc/self/mem");
  char buffer[10];
  CHECK_THROWS_WITH_AS(broken.Read(buffer, sizeof(buffer)),
                       "/proc/self/mem: cannot be read to its end: Input/output error: the disk or "
                       "the network drive fails",
                       Error);
}

TEST_CASE("gzip is undone, member after member, whatever the pieces") {
  const std::string text = Numbers(100000);
  const std::string zipped = Gzip(text);
  CHECK(GzipSource::Recognises(zipped));
  for (size_t piece : {size_t{1000}, text.size(), text.size() * 2})
    CHECK(Unzip(zipped, piece) == text);
  CHECK(Unzip(zipped + Gzip("more") + Gzip("") + Gzip("!")) == text + "more!");
  CHECK(Unzip(Gzip("x") + std::string(512, '\0')) == "x");
  CHECK(Unzip(Gzip("")) == "");
}

TEST_CASE("damaged gzip is never taken for a shorter file") {
  const std::string zipped = Gzip(Numbers(2000));
  for (size_t size = 2; size < zipped.size(); size += size < 30 ? 1 : 97) {
    CAPTURE(size);
    CHECK(Complaint([&] { Unzip(zipped.substr(0, size)); }) ==
          "leads.csv.gz: the compressed data ends too early (the file was cut off); copy or "
          "download the file again");
  }
  std::string flipped = zipped;
  flipped[flipped.size() - 6] ^= 1;  // in the checksum
  const std::string damaged =
      "leads.csv.gz: the compressed data is damaged; copy or download the file again";
  CHECK(Complaint([&] { Unzip(flipped); }) == damaged);
  CHECK(Complaint([&] { Unzip(zipped + "tail"); }) == damaged);
}

TEST_CASE("files that are no CSV are named as what they are") {
  using namespace std::string_literals;
  const std::string save_as =
      "open it in the spreadsheet program and save it with File > Save As as «CSV UTF-8»";
  const std::pair<std::string, std::string> cases[] = {
      {"PK\x03\x04\x14\0\x06\0[Content_Types].xml"s,
       "is an Excel workbook (.xlsx), not CSV; " + save_as},
      {"PK\x03\x04...mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
       "is an OpenDocument workbook (.ods), not CSV; " + save_as},
      {"PK\x03\x04.......leads.csv", "is a zip archive; unpack it and name the CSV file inside"},
      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel workbook (.xls), not CSV; " + save_as},
      {"\xef\xbb\xbf\n <HTML><head>",
       "is a web page (HTML or XML), as some programs export for Excel, not CSV; " + save_as},
      {"<table><tr>",
       "is a web page (HTML or XML), as some programs export for Excel, not CSV; " + save_as},
      {"%PDF-1.7", "is a PDF document, not CSV; export the table as CSV"},
      {"BZh91AY&SY", "is compressed with bzip2; unpack it first (only .gz is read directly)"},
      {"\xfd"
       "7zXZ\0"s,
       "is compressed with xz; unpack it first (only .gz is read directly)"},
      {"\x28\xb5\x2f\xfd", "is compressed with zstd; unpack it first (only .gz is read directly)"},
      {"7z\xbc\xaf\x27\x1c", "is an archive; unpack it and name the CSV file inside"},
      {"\x1f\x8b\x08", "is compressed twice; unpack it once"},
  };
  for (const auto& [head, want] : cases)
    CHECK(Complaint([&] { RefuseOtherKinds(head, "f"); }) == "f: " + want);
  for (const auto& [head, want] : cases)
    for (size_t size = 0; size < head.size(); ++size)
      CHECK_NOTHROW(Complaint([&] { RefuseOtherKinds(head.substr(0, size), "f"); }));
  for (const std::string fine : {"", "ID,Name", "PK,Name", "<b>,x", "BZh9,x", "  ", "<"})
    CHECK(Complaint([&] { RefuseOtherKinds(fine, "f"); }) == "");
}

TEST_CASE("hashes differ where bytes differ") {
  std::string text = Numbers(40);
  std::vector<uint64_t> hashes;
  for (size_t size = 0; size < 200; ++size) hashes.push_back(Hash64(text.substr(0, size)));
  for (size_t bit = 0; bit < 200 * 8; ++bit) {
    text[bit / 8] ^= static_cast<char>(1 << bit % 8);
    hashes.push_back(Hash64(std::string_view(text).substr(0, 200)));
    text[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  std::sort(hashes.begin(), hashes.end());
  CHECK(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
}

TEST_CASE("only the bytes that were fingerprinted pass a second time") {
  std::string text = Numbers(1000);
  while (text.size() < 3 << 20) text += text;
  text.resize((2 << 20) + 77);
  FingerprintSource first(std::make_unique<TextSource>(text), nullptr);
  CHECK(ReadAll(&first) == text);
  const Fingerprint print = first.fingerprint();
  CHECK(print.bytes == text.size());
  CHECK(print.blocks.size() == 3);
  CHECK(print.sha256 == Sha256::Of(text));

  const auto verify = [&](std::string changed, size_t* passed) {
    VerifyingSource source(std::make_unique<TextSource>(std::move(changed)), print.blocks, "l.csv");
    char byte[16];
    *passed = 0;
    return Complaint([&] {
      while (size_t got = source.Read(byte, sizeof(byte))) *passed += got;
    });
  };
  const auto changed_after = [](size_t bytes) {
    return "l.csv: the input changed while it was read (after its first " + std::to_string(bytes) +
           " bytes); no row behind that place was sent. Close it in other programs, or work on a "
           "copy, and start again";
  };
  size_t passed = 0;
  CHECK(verify(text, &passed) == "");
  CHECK(passed == text.size());
  const size_t mib = 1 << 20;
  std::string changed = text;
  changed[mib + 5] ^= 1;
  CHECK(verify(changed, &passed) == changed_after(mib));
  CHECK(passed == mib);
  CHECK(verify(text + "x", &passed) == changed_after(2 * mib));
  CHECK(verify(text.substr(0, text.size() - 1), &passed) == changed_after(2 * mib));
  CHECK(verify(text.substr(0, mib), &passed) == changed_after(mib));
  CHECK(verify("", &passed) == changed_after(0));
}

}  // namespace leadsync::csv
