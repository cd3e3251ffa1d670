// SPDX-License-Identifier: MIT
#include "sandbox/lead_store.h"

#include <map>
#include <string>

#include "base/error.h"
#include "sandbox_world_fixture.h"

namespace leadsync::sandbox {
namespace {

TEST_CASE("a row holds what a map holds, whatever is done to it") {
  LeadRow row;
  std::map<size_t, std::string> model;
  uint64_t state = 11;
  auto draw = [&](size_t n) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>(state >> 33) % n;
  };
  for (int step = 0; step < 5000; ++step) {
    size_t field = draw(20) * 1000;
    if (draw(4) == 0) {
      CHECK(row.Erase(field) == (model.erase(field) > 0));
    } else if (draw(50) == 0) {
      row.Shrink();
    } else {
      std::string value(draw(draw(10) == 0 ? 3000 : 20), static_cast<char>('a' + draw(26)));
      auto old = model.find(field);
      CHECK(row.Set(field, value) == (old == model.end() || old->second != value));
      model[field] = value;
    }
    size_t probe = draw(20) * 1000;
    auto want = model.find(probe);
    CHECK(row.Get(probe).has_value() == (want != model.end()));
    if (want != model.end()) CHECK(row.Text(probe) == want->second);
  }
  auto next = model.begin();
  row.ForEach([&](size_t field, std::string_view value) {
    REQUIRE(next != model.end());
    CHECK(field == next->first);
    CHECK(value == next->second);
    ++next;
  });
  CHECK(next == model.end());
  LeadRow moved = std::move(row);
  CHECK(moved.Text(model.begin()->first) == model.begin()->second);
}

TEST_CASE("leads stand in the order of their IDs, however they came") {
  LeadStore store;
  for (int64_t id : {50, 10, 40, 20, 30}) store.Insert(id).row.Set(1, std::to_string(id));
  store.Delete(40);
  std::string ids;
  for (const Lead& lead : store.all()) ids += std::to_string(lead.id) + (lead.deleted ? "x " : " ");
  CHECK(ids == "10 20 30 40x 50 ");
  CHECK(store.size() == 4);
  CHECK(store.NextId() == 51);
  CHECK(store.Find(40) == nullptr);
  CHECK(store.Find(30)->row.Text(1) == "30");
  CHECK(store.LowerBound(21) == 2);
  CHECK_THROWS_WITH_AS(store.Insert(10), "lead 10 exists already; IDs must differ", UsageError);
}

TEST_CASE("packed lists give back their items, and torn ones do no harm") {
  std::string list;
  std::string large(300, 'x');
  for (std::string item : {std::string("a"), std::string(), large}) PackItem(item, &list);
  std::string seen;
  ForEachItem(list, [&](std::string_view item) { seen += std::to_string(item.size()) + " "; });
  CHECK(seen == "1 0 300 ");
  for (size_t cut = 0; cut < list.size(); ++cut) {
    ForEachItem(std::string_view(list).substr(0, cut), [](std::string_view) {});
  }
  ForEachItem("\xff\xff\xff\xff\xff\xff", [](std::string_view) { CHECK(false); });
}

TEST_CASE("a text index offers each lead once") {
  TextIndex index;
  index.Add("a", 2);
  index.Add("a", 1);
  index.Add("a", 2);
  index.Add("b", 3);
  CHECK(index.Find("a") == std::vector<int64_t>{1, 2});
  CHECK(index.Find("c").empty());
}

}  // namespace
}  // namespace leadsync::sandbox
