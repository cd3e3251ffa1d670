// SPDX-License-Identifier: MIT
#include "rest/batch_size.h"

#include <doctest/doctest.h>

#include <random>

#include "printers.h"

namespace leadsync::rest {
namespace {

/// Sends `n` batches of the advised size to a server that takes `each` seconds a command.
void Answer(double each, int n, BatchSize* size) {
  for (int i = 0; i < n; ++i)
    size->Done(size->size(), FromSeconds(each * static_cast<double>(size->size())));
}

TEST_CASE("batches begin with 10 and 25 commands, then go full on a quick server") {
  BatchSize size(49);
  CHECK(size.size() == 10);
  Answer(0.1, 1, &size);
  CHECK(size.size() == 25);
  Answer(0.1, 1, &size);
  CHECK(size.size() == 49);
  Answer(0.1, 5, &size);
  CHECK(size.size() == 49);
}

TEST_CASE("batches fill about 20 s of the server's time") {
  for (const auto& [each, want] : {std::pair{0.5, 40}, {1.0, 20}, {2.0, 10}, {5.0, 4}, {90.0, 1}}) {
    CAPTURE(each);
    BatchSize size(49);
    Answer(each, 20, &size);
    CHECK(size.size() == want);
  }
}

TEST_CASE("a time-out halves the batch, and it grows back by a quarter a batch") {
  BatchSize size(49);
  Answer(0.1, 2, &size);
  size.TimedOut(49);
  CHECK(size.size() == 24);
  std::vector<size_t> sizes;
  for (int i = 0; i < 4; ++i) {
    Answer(0.1, 1, &size);
    sizes.push_back(size.size());
  }
  CHECK(sizes == std::vector<size_t>{30, 37, 46, 49});
  // The last one in flight when the first timed out was as large.
  size.TimedOut(49);
  size.TimedOut(49);
  CHECK(size.size() == 12);
  Answer(0.1, 1, &size);
  CHECK(size.size() == 15);
}

TEST_CASE("a small batch that timed out says how small the next one must be") {
  BatchSize size(49);
  Answer(0.1, 2, &size);
  size.TimedOut(4);
  CHECK(size.size() == 2);
  for (int i = 0; i < 10; ++i) size.TimedOut(size.size());
  CHECK(size.size() == 1);
  Answer(0.1, 1, &size);
  CHECK(size.size() == 2);
}

TEST_CASE("when commands become three times dearer the second batch fits again") {
  BatchSize size(49);
  Answer(0.4, 10, &size);
  CHECK(size.size() == 49);
  Answer(1.2, 2, &size);
  CHECK(1.2 * static_cast<double>(size.size()) <= 24);
}

TEST_CASE("an empty batch and a time of nothing teach nothing wrong") {
  BatchSize size(50);
  size.Done(0, FromSeconds(1000));
  size.TimedOut(0);
  CHECK(size.size() == 10);
  size.Done(10, Duration(0));
  CHECK(size.size() == 25);
  size.Done(25, Duration(-5));
  CHECK(size.size() == 50);
}

TEST_CASE("the advised size stays between one and the most, whatever happens") {
  for (unsigned seed = 1; seed <= 50; ++seed) {
    std::mt19937 random(seed);
    const size_t most = 1 + random() % 50;
    BatchSize size(most);
    bool within = true;
    for (int i = 0; i < 200; ++i) {
      const size_t commands = random() % 60;
      if (random() % 4 == 0) {
        size.TimedOut(commands);
      } else {
        size.Done(commands, FromSeconds(static_cast<double>(random() % 100'000) / 100));
      }
      within = within && size.size() >= 1 && size.size() <= most;
    }
    CHECK(within);
  }
  CHECK(BatchSize(0).size() == 1);
}

}  // namespace
}  // namespace leadsync::rest
