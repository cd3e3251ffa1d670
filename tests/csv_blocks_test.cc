// SPDX-License-Identifier: MIT
// io::LineReader reads blocks of 16 MiB, three of them at most at a time. Debian's version loses
// or repeats rows there if it is not fed well: rows must come out right wherever a block ends.
#include <fmt/format.h>

#include <algorithm>

#include "csv_fixture.h"

namespace leadsync::csv {
namespace {

constexpr uint64_t kBlock = 16 << 20;
constexpr uint64_t kRow = 512 << 10;

/// Rows `n,xxxx` with CRLF, so long that one ends `shifts[i]` bytes behind the end of block i, and
/// two short ones follow it, but for the last block. The last row may lack its line end.
class EdgeSource : public ByteSource {
 public:
  EdgeSource(const std::vector<int64_t>& shifts, bool last_line_end) {
    pending_ = "number,text\r\n";
    at_ = pending_.size();
    for (size_t block = 0; block < shifts.size(); ++block) {
      if (block > 0) Plan(20);
      if (block > 0) Plan(20);
      const uint64_t edge = (block + 1) * kBlock + static_cast<uint64_t>(shifts[block]);
      while (edge - at_ > 2 * kRow) Plan(kRow);
      Plan(edge - at_);
    }
    if (!last_line_end) cut_ = 2;
  }
  size_t Read(char* buffer, size_t size) override {
    size_t count = 0;
    while (count < size) {
      if (used_ == pending_.size() && !MakeRow()) break;
      const size_t got = pending_.copy(buffer + count, size - count, used_);
      used_ += got;
      count += got;
    }
    return count;
  }
  const std::vector<size_t>& sizes() const { return sizes_; }
  static std::string Row(size_t number, size_t size) {
    std::string row = fmt::format("{},", number);
    row.resize(size - 2, static_cast<char>('a' + number % 26));
    return row + "\r\n";
  }

 private:
  void Plan(uint64_t size) {
    sizes_.push_back(size);
    at_ += size;
  }
  bool MakeRow() {
    if (row_ == sizes_.size()) return false;
    pending_ = Row(row_, sizes_[row_]);
    if (++row_ == sizes_.size()) pending_.resize(pending_.size() - cut_);
    used_ = 0;
    return true;
  }

  std::vector<size_t> sizes_;
  uint64_t at_ = 0;
  size_t row_ = 0;
  size_t cut_ = 0;
  std::string pending_;
  size_t used_ = 0;
};

void CheckEdges(const std::vector<int64_t>& shifts, bool last_line_end) {
  CAPTURE(shifts.back());
  CAPTURE(last_line_end);
  auto source = std::make_unique<EdgeSource>(shifts, last_line_end);
  const std::vector<size_t> sizes = source->sizes();
  RecordReader reader(std::move(source), {}, "leads.csv");
  Record record;
  size_t row = 0;
  size_t wrong = 0;
  for (; reader.Next(&record); ++row) {
    REQUIRE(row < sizes.size());
    const std::string text = EdgeSource::Row(row, sizes[row]);
    const size_t comma = text.find(',');
    wrong += record.size() != 2 || record.row() != row + 2 || record[0] != text.substr(0, comma) ||
             record[1] != std::string_view(text).substr(comma + 1, text.size() - comma - 3);
  }
  CHECK(wrong == 0);
  CHECK(row == sizes.size());
  CHECK(reader.unfinished() == !last_line_end);
}

}  // namespace

TEST_CASE("a row may end anywhere near the end of a block") {
  CheckEdges({0, -3, -2, -1, 0, 1, 2, 3}, false);
}

TEST_CASE("a file may end anywhere near the end of a block, with a line end or without") {
  CheckEdges({7, 0}, true);
  // Without CRLF, these files end one byte before, at and one byte behind the end.
  for (const int64_t shift : {1, 2, 3}) CheckEdges({7, shift}, false);
}

TEST_CASE("a quoted cell may reach over the end of a block") {
  const std::string filler(kRow - 1, 'x');
  std::string text = "a,b\n";
  while (text.size() + kRow < 2 * kBlock) text += filler + "\n";
  text += "1,\"";
  while (text.size() < 2 * kBlock + 1000) text += "line \"\"x\"\"\r\n";
  text += "\"\n2,end\n";
  const Rows rows = ReadRows(std::move(text));
  REQUIRE(rows.size() > 2);
  CHECK(rows.back() == std::vector<std::string>{"2", "end"});
  const std::string& cell = rows[rows.size() - 2][1];
  CHECK(cell.starts_with("line \"x\"\nline \"x\"\n"));
  CHECK(cell.size() % 9 == 0);
  CHECK(static_cast<size_t>(std::count(cell.begin(), cell.end(), '\n')) == cell.size() / 9);
}

}  // namespace leadsync::csv
