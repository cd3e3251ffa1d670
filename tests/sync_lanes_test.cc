// SPDX-License-Identifier: MIT
#include "sync/lanes.h"

#include <doctest/doctest.h>

#include "printers.h"
#include "sync/window.h"

using namespace leadsync;
using sync::Status;

namespace {

struct Kept : sync::OutcomeSink {
  void Emit(const sync::Outcome& outcome) override { rows.push_back(outcome.row); }
  std::vector<uint64_t> rows;
};

sync::Outcome Done(uint64_t row, Status status = Status::kUpdated) {
  sync::Outcome outcome;
  outcome.row = row;
  outcome.status = status;
  return outcome;
}

std::unique_ptr<sync::Row> Planned(uint64_t row) {
  auto planned = std::make_unique<sync::Row>();
  planned->update.row = row;
  return planned;
}

}  // namespace

TEST_CASE("rows of one lane go one after another, those of others do not wait") {
  sync::Lanes lanes;
  CHECK(lanes.Enter("17", 1));
  CHECK_FALSE(lanes.Enter("17", 2));
  CHECK(lanes.Enter("18", 3));
  CHECK_FALSE(lanes.Enter("17", 4));
  CHECK(lanes.waiting() == 2);
  CHECK(lanes.Leave("17", 1) == std::optional<uint64_t>(2));
  CHECK(lanes.Leave("17", 2) == std::optional<uint64_t>(4));
  CHECK_FALSE(lanes.Leave("17", 4));
  CHECK_FALSE(lanes.Leave("18", 3));
  CHECK(lanes.Enter("17", 5));
}

TEST_CASE("outcomes leave in input order, however they settle") {
  Kept kept;
  sync::Window window(&kept);
  const uint64_t first = window.Add(Planned(2)).seq;
  window.AddSettled(Done(3, Status::kInvalid));
  const uint64_t third = window.Add(Planned(4)).seq;
  CHECK(window.EmitReady() == 0);
  window.Settle(third, Done(4));
  CHECK(window.EmitReady() == 0);
  CHECK(window.unsettled() == 1);
  window.Settle(first, Done(2));
  CHECK(window.EmitReady() == 3);
  CHECK(kept.rows == std::vector<uint64_t>{2, 3, 4});
  CHECK(window.empty());
}

TEST_CASE("a plainly unchanged row is told again from a few bytes") {
  struct Whole : sync::OutcomeSink {
    void Emit(const sync::Outcome& outcome) override { last = outcome; }
    sync::Outcome last;
  } whole;
  sync::Window window(&whole);
  sync::Outcome outcome = Done(7, Status::kUnchanged);
  outcome.lead_id = 1001;
  outcome.key = "1001";
  outcome.finished = WallTime(std::chrono::milliseconds(5));
  window.AddSettled(outcome);
  window.EmitReady();
  CHECK(whole.last.row == 7);
  CHECK(whole.last.key == "1001");
  CHECK(whole.last.lead_id == 1001);
  CHECK(whole.last.status == Status::kUnchanged);
  CHECK(whole.last.finished == outcome.finished);
}

TEST_CASE("the window is full by bytes, and empties as rows leave") {
  Kept kept;
  sync::Window window(&kept);
  std::vector<uint64_t> rows;
  while (!window.full()) {
    auto row = Planned(rows.size() + 2);
    row->command.assign(1 << 20, 'x');
    rows.push_back(window.Add(std::move(row)).seq);
    REQUIRE(rows.size() < 100);
  }
  CHECK(rows.size() >= 30);
  for (const uint64_t seq : rows) window.Settle(seq, Done(seq + 2));
  window.EmitReady();
  CHECK_FALSE(window.full());
}

TEST_CASE("every status has a name that is read back, and only exit code 0's list is fine") {
  for (size_t i = 0; i < sync::kStatusCount; ++i) {
    const auto status = static_cast<Status>(i);
    Status read = Status::kValid;
    CHECK(sync::FromName(sync::Name(status), &read));
    CHECK(read == status);
  }
  Status unused;
  CHECK_FALSE(sync::FromName("done", &unused));
  CHECK(sync::IsFine(Status::kClosed));
  CHECK_FALSE(sync::IsFine(Status::kMismatch));
}
