// SPDX-License-Identifier: MIT
// New leads: found again by their key, never added twice, whatever becomes of the answers.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "key_world.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::testing;
using sync::Status;

namespace {

std::string Mapping(const std::string& mode, const std::string& more = "",
                    const std::string& columns = R"("Why": "STATUS_DESCRIPTION")") {
  return R"({"key": { "column": "Order", "field": "ORIGIN_ID", "within": { "ORIGINATOR_ID": "ERP" } },
  "mode": ")" +
         mode + R"(", "set": { "Segment": "Small" }, "columns": { )" + columns + " }" + more + "}";
}

std::string Erp(const std::string& origin, const std::string& why = "") {
  return fmt::format(R"("ORIGINATOR_ID":"ERP","ORIGIN_ID":"{}","STATUS_DESCRIPTION":"{}",)"
                     R"("UF_CRM_1700000021":"131")",
                     origin, why);
}

std::string Changed(const sync::Outcome& outcome) {
  std::string text;
  for (const sync::Change& change : outcome.changes)
    text += (text.empty() ? "" : " ") + change.field.text() + "=" + change.held_text;
  return text;
}

}  // namespace

TEST_CASE("an upsert changes what is there, adds what is not, and does nothing the second time") {
  KeyWorld job(Mapping("upsert"));
  const int64_t there = job.AddLead(Erp("A-1"));
  const int64_t same = job.AddLead(Erp("A-2", "late"));
  job.File("Order,Why\nA-1,late\nA-2,late\nB-1,late\nB-2,\n");
  CHECK(
      Show(job.Preview()) ==
      fmt::format("2 would_update {}\n3 unchanged {}\n4 would_add 0\n5 would_add 0", there, same));
  const uint64_t before = job.adds();
  const auto outcomes = job.Sync();
  REQUIRE(outcomes.size() == 4);
  CHECK(outcomes[0].status == Status::kUpdated);
  CHECK(outcomes[1].status == Status::kUnchanged);
  for (const size_t i : {2u, 3u}) {
    CHECK(outcomes[i].status == Status::kAdded);
    CHECK(job.WithOrigin(outcomes[i].key) == std::vector<int64_t>{outcomes[i].lead_id});
  }
  CHECK(Changed(outcomes[2]) ==
        "STATUS_DESCRIPTION=late UF_CRM_1700000021=Small ORIGINATOR_ID=ERP ORIGIN_ID=B-1");
  CHECK(job.adds() == before + 2);
  const uint64_t updates = job.updates();
  for (const sync::Outcome& o : job.Sync()) CHECK(o.status == Status::kUnchanged);
  CHECK(job.adds() == before + 2);
  CHECK(job.updates() == updates);
}

TEST_CASE("a mapping that only adds leaves leads that are there alone") {
  KeyWorld job(Mapping("add"));
  const int64_t there = job.AddLead(Erp("A-1"));
  job.File("Order,Why\nA-1,late\nB-1,late\nB-1,later\n");
  CHECK(Show(job.Preview(), true) ==
        fmt::format("2 skipped {0} | lead {0} has this key already, and the mapping only adds\n"
                    "3 would_add 0\n"
                    "4 skipped 0 | an earlier row adds this lead, and the mapping only adds",
                    there));
  const auto outcomes = job.Sync();
  const int64_t lead = outcomes[1].lead_id;
  CHECK(Show(outcomes) == fmt::format("2 skipped {}\n3 added {}\n4 skipped {}", there, lead, lead));
  CHECK(job.Text(lead, "STATUS_DESCRIPTION") == "late");
}

TEST_CASE("a second row of a key that is being added waits, and changes the new lead") {
  KeyWorld job(Mapping("upsert"));
  job.File("Order,Why\nB-1,late\nB-1,later\nB-1,later\n");
  CHECK(Show(job.Preview()) == "2 would_add 0\n3 would_update 0\n4 unchanged 0");
  const auto outcomes = job.Sync();
  const int64_t lead = outcomes[0].lead_id;
  CHECK(Show(outcomes) == fmt::format("2 added {0}\n3 updated {0}\n4 unchanged {0}", lead));
  CHECK(job.WithOrigin("B-1").size() == 1);
}

TEST_CASE("some fields are written to new leads only, some to old ones only, some if empty") {
  KeyWorld job(Mapping("upsert", "",
                       R"("New": {"field": "NAME", "on": "add"},
                          "Old": {"field": "LAST_NAME", "on": "update"},
                          "Both": {"field": "POST", "write": "if_empty"})"));
  const int64_t there = job.AddLead(Erp("A-1") + R"(,"POST":"Boss")");
  job.File("Order,New,Old,Both\nA-1,n,o,b\nB-1,n,o,b\n");
  const auto outcomes = job.Sync();
  CHECK(Changed(outcomes[0]) == "LAST_NAME=o");
  CHECK(job.Text(there, "POST") == "Boss");
  const int64_t lead = outcomes[1].lead_id;
  CHECK(job.Text(lead, "NAME") == "n");
  CHECK(job.Text(lead, "LAST_NAME") == "");
  CHECK(job.Text(lead, "POST") == "b");
}

TEST_CASE("a new lead must have what the portal says it must") {
  KeyWorld job(R"({"key": {"column": "Order", "field": "ORIGIN_ID",
                           "within": {"ORIGINATOR_ID": "ERP"}},
                   "mode": "upsert", "columns": {"Segment": "Segment"}})");
  const int64_t there = job.AddLead(Erp("A-1"));
  job.File("Order,Segment\nA-1,\nB-1,\nB-2,medium\n");
  const auto outcomes = job.Sync();
  CHECK(outcomes[0].lead_id == there);
  CHECK(outcomes[0].status == Status::kUnchanged);
  CHECK(outcomes[1].status == Status::kInvalid);
  CHECK(
      outcomes[1].problems[0].text ==
      "a new lead must have UF_CRM_1700000021 «Segment», which this row leaves empty; fill it in");
  CHECK(outcomes[2].status == Status::kAdded);
}

TEST_CASE("an import writes dates and authors of creation") {
  KeyWorld job(Mapping("add", R"(, "add": {"import": true}, "time_zone": "UTC")",
                       R"("Made": {"field": "DATE_CREATE", "format": "%Y-%m-%d %H:%M"},
                          "By": "CREATED_BY_ID")"));
  job.File("Order,Made,By\nB-1,2019-05-04 10:30,7\n");
  const auto outcomes = job.Sync();
  CHECK(Show(outcomes, true) == fmt::format("2 added {}", outcomes[0].lead_id));
  CHECK(job.Text(outcomes[0].lead_id, "CREATED_BY_ID") == "7");
  CHECK(job.Text(outcomes[0].lead_id, "DATE_CREATE").starts_with("2019-05-04T13:30:00"));

  const auto problem = [](const std::string& mapping) -> std::string {
    try {
      KeyWorld(mapping).File("Order,By\n1,2\n");
      return "";
    } catch (const UsageError& error) {
      return error.what();
    }
  };
  const std::string by = R"("By": "CREATED_BY_ID")";
  CHECK(problem(Mapping("add", "", by)).find("is read-only") != std::string::npos);
  CHECK(problem(Mapping("upsert", R"(, "add": {"import": true})", by))
            .find("can be written only when a lead is made") != std::string::npos);
}

TEST_CASE("a key of another field is written with the lead, and the lead is found by it") {
  KeyWorld job(R"({"key": {"column": ["Region", "No"], "field": ["UF_CRM_1700000017",
                                                                "UF_CRM_1700000007"]},
                   "mode": "upsert", "set": {"Segment": "Small"},
                   "columns": {"Why": "STATUS_DESCRIPTION"}})");
  job.File("Region,No,Why\nNorth,7,late\nNorth,8,late\n");
  const auto outcomes = job.Sync();
  CHECK(outcomes[0].status == Status::kAdded);
  CHECK(job.Text(outcomes[0].lead_id, "UF_CRM_1700000017") == "North");
  CHECK(job.Text(outcomes[0].lead_id, "ORIGINATOR_ID") == "leadsync");
  CHECK(job.Text(outcomes[0].lead_id, "ORIGIN_ID") == "North|7");
  for (const sync::Outcome& o : job.Sync()) CHECK(o.status == Status::kUnchanged);
}

TEST_CASE("a new phone makes a new lead that has it") {
  KeyWorld job(R"({"key": {"column": "Phone", "field": "PHONE"}, "country": "RU", "mode": "upsert",
                   "set": {"Segment": "Small"},
                   "columns": {"Phone": {"field": "PHONE", "kind": "MOBILE", "write": "add"},
                               "Why": "STATUS_DESCRIPTION"}})");
  job.File("Phone,Why\n8 900 123-45-67,late\n+79001234567,later\n");
  const auto outcomes = job.Sync();
  const int64_t lead = outcomes[0].lead_id;
  CHECK(Show(outcomes) == fmt::format("2 added {0}\n3 updated {0}", lead));
  CHECK(job.Ask("crm.lead.get", fmt::format("{{\"id\":{}}}", lead))
            .root()["result"]["PHONE"]
            .size() == 1);
  CHECK(Show(job.Sync()) == fmt::format("2 updated {0}\n3 updated {0}", lead));
}

TEST_CASE("a refused add is told with the portal's words, and adds nothing") {
  sandbox::PortalOptions options = QuickPortal();
  options.stale_exceptions = true;
  KeyWorld job(Mapping("upsert"), options);
  job.world.portal->world().options().may_add = false;
  job.File("Order,Why\nB-1,late\nB-2,late\n");
  const auto outcomes = job.Sync();
  CHECK(outcomes[0].status == Status::kRejected);
  CHECK(outcomes[0].problems[0].text == "Access denied.");
  CHECK(outcomes[1].status == Status::kRejected);
  CHECK(job.WithOrigin("B-1").empty());
}

TEST_CASE("a lead that is added and then cannot be seen is not added again by any later process") {
  KeyWorld job(Mapping("upsert"));
  job.File("Order,Why\nB-1,late\n");
  job.world.portal->SetFaults({sandbox::ParseFaultRule("hide method=crm.lead.add when=after")});
  const auto outcomes = job.Sync();
  REQUIRE(outcomes[0].status == Status::kUnknown);
  CHECK(outcomes[0].lead_id > 0);
  CHECK(job.adds() == 1);
}
