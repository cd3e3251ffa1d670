// SPDX-License-Identifier: MIT
#include "csv/duplicate_index.h"

#include <map>

#include "csv_fixture.h"

namespace leadsync::csv {

TEST_CASE("keys that occur more than once are found, with their first and last row") {
  const Scratch scratch;
  DuplicateIndex index(scratch.path(""));
  const std::string keys[] = {"17", "18", "17", "", "19", "18", "17"};
  for (uint64_t row = 0; row < std::size(keys); ++row) index.Add(keys[row], row + 2);
  index.Finish(DuplicateIndex::Keep::kRows);
  CHECK(index.doubled_keys() == 2);
  CHECK(index.doubled_rows() == 5);
  REQUIRE(index.Find("17") != nullptr);
  CHECK(index.Find("17")->first_row == 2);
  CHECK(index.Find("17")->last_row == 8);
  REQUIRE(index.Find("18") != nullptr);
  CHECK(index.Find("18")->last_row == 7);
  for (const char* single : {"19", "", "20", "017"}) CHECK(index.Find(single) == nullptr);
}

TEST_CASE("nothing was added, nothing is found") {
  DuplicateIndex index("/nowhere");
  index.Finish(DuplicateIndex::Keep::kRows);
  CHECK(index.doubled_keys() == 0);
  CHECK(index.Find("1") == nullptr);
}

TEST_CASE("random keys are counted as a map counts them") {
  std::mt19937 random(3);
  const Scratch scratch;
  DuplicateIndex index(scratch.path(""));
  std::map<std::string, std::vector<uint64_t>> rows_of;
  for (uint64_t row = 2; row < 60000; ++row) {
    const std::string key = "key " + std::to_string(random() % 40000);
    index.Add(key, row);
    rows_of[key].push_back(row);
  }
  CHECK(scratch.empty());  // the file on disk has no name
  index.Finish(DuplicateIndex::Keep::kRows);
  uint64_t keys = 0;
  uint64_t rows = 0;
  size_t wrong = 0;
  for (const auto& [key, at] : rows_of) {
    const DuplicateIndex::Doubled* found = index.Find(key);
    wrong += (found != nullptr) != (at.size() > 1);
    if (found == nullptr) continue;
    ++keys;
    rows += at.size();
    wrong += found->first_row != at.front() || found->last_row != at.back();
  }
  CHECK(wrong == 0);
  CHECK(index.doubled_keys() == keys);
  CHECK(index.doubled_rows() == rows);
}

TEST_CASE("a million keys of which one is doubled") {
  const Scratch scratch;
  DuplicateIndex index(scratch.path(""));
  for (uint64_t row = 2; row < 1000002; ++row)
    index.Add(std::to_string(row == 900000 ? 5 : row), row);
  index.Finish(DuplicateIndex::Keep::kRows);
  CHECK(index.doubled_keys() == 1);
  CHECK(index.doubled_rows() == 2);
  REQUIRE(index.Find("5") != nullptr);
  CHECK(index.Find("5")->first_row == 5);
  CHECK(index.Find("5")->last_row == 900000);
}

TEST_CASE("counts can be had without keeping the rows") {
  const Scratch scratch;
  DuplicateIndex index(scratch.path(""));
  for (uint64_t row = 0; row < 10; ++row) index.Add("same", row);
  index.Finish(DuplicateIndex::Keep::kCounts);
  CHECK(index.doubled_keys() == 1);
  CHECK(index.doubled_rows() == 10);
  CHECK(index.Find("same") == nullptr);
}

TEST_CASE("a folder that cannot hold the file is named") {
  DuplicateIndex index("/nowhere");
  CHECK_THROWS_WITH_AS(
      [&] {
        for (uint64_t row = 0; row < 100000; ++row) index.Add(std::to_string(row), row);
      }(),
      "/nowhere: cannot make a temporary file there: No such file or directory: is the name right?",
      Error);
}

}  // namespace leadsync::csv
