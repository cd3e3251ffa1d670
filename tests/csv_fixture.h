// SPDX-License-Identifier: MIT
// What the tests of csv/ share: texts become rows, files and pipes come and go.
#pragma once

#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "csv/decoding_source.h"
#include "csv/record_reader.h"
#include "printers.h"

namespace leadsync::csv {

using Rows = std::vector<std::vector<std::string>>;

inline std::vector<std::string> Cells(const Record& record) {
  std::vector<std::string> cells;
  for (size_t i = 0; i < record.size(); ++i) cells.emplace_back(record[i]);
  return cells;
}

inline RecordReader Open(std::string text, Dialect dialect = {}) {
  return RecordReader(std::make_unique<TextSource>(std::move(text)), dialect, "leads.csv");
}

inline Dialect With(char delimiter, uint64_t header_row = 1) {
  Dialect dialect;
  dialect.delimiter = delimiter;
  dialect.header_row = header_row;
  return dialect;
}

/// All rows below the header.
inline Rows ReadRows(RecordReader* reader) {
  Rows rows;
  Record record;
  while (reader->Next(&record)) rows.push_back(Cells(record));
  return rows;
}
inline Rows ReadRows(std::string text, Dialect dialect = {}) {
  RecordReader reader = Open(std::move(text), dialect);
  return ReadRows(&reader);
}

inline std::string Decode(std::string bytes, std::string_view encoding = "auto") {
  DecodingSource source(std::make_unique<TextSource>(std::move(bytes)), encoding, "leads.csv");
  std::string text;
  char buffer[1000];
  for (size_t got = 1; got > 0;) text.append(buffer, got = source.Read(buffer, sizeof(buffer)));
  return text;
}

/// A folder that goes away.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "csv-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::filesystem::path path(const std::string& name) const { return path_ / name; }
  /// The path of a new file with that content.
  std::string Write(const std::string& name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name).string();
  }
  std::string Read(const std::string& name) const {
    std::ifstream file(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  bool empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::filesystem::path path_;
};

/// One gzip member.
inline std::string Gzip(std::string text) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// What is thrown, as text; empty if nothing is.
template <typename Action>
std::string Complaint(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace leadsync::csv
