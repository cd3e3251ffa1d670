// SPDX-License-Identifier: MIT
// Leads are found by what identifies them elsewhere: order numbers, several fields, phones.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/collation.h"
#include "key_world.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::testing;
using sync::Status;

namespace {

constexpr const char* kOrders = R"({
  "key": { "column": "Order", "field": "ORIGIN_ID", "within": { "ORIGINATOR_ID": "ERP" } },
  "columns": { "Why": "STATUS_DESCRIPTION" }
})";

std::string Problems(const std::string& mapping, const std::string& header = "Order,Why\n") {
  try {
    KeyWorld(mapping).File(header + "1,2\n");
    return "";
  } catch (const UsageError& error) {
    return error.what();
  }
}

std::string Erp(const std::string& origin) {
  return R"("ORIGINATOR_ID":"ERP","ORIGIN_ID":")" + origin + "\"";
}

}  // namespace

TEST_CASE("a lead is found by the key of another system, and by nothing that only looks like it") {
  KeyWorld job(kOrders);
  const int64_t one = job.AddLead(Erp("A-1"));
  job.AddLead(R"("ORIGINATOR_ID":"Shop","ORIGIN_ID":"A-1")");
  const int64_t small = job.AddLead(Erp("b-2"));
  const int64_t first = job.AddLead(Erp("C-3"));
  const int64_t second = job.AddLead(Erp("C-3"));
  job.File("Order,Why\nA-1,late\nB-2,late\nC-3,late\nD-4,late\n,late\n");
  CHECK(Show(job.Sync(), true) ==
        fmt::format(
            "2 updated {}\n"
            "3 not_found 0 | no lead has this key exactly as it is written; lead {} differs in "
            "case, accents or blanks\n"
            "4 ambiguous 0 | leads {} and {} have this key; leave it to one of them, or name the "
            "lead by its ID\n"
            "5 not_found 0 | no lead has this key, or the portal user whose access is used may not "
            "read it; check the key\n"
            "6 invalid 0 | Order: is empty, so the row names no lead; fill it in",
            one, small, first, second));
  CHECK(job.Text(one, "STATUS_DESCRIPTION") == "late");
  CHECK(Show(job.Sync()).starts_with(fmt::format("2 unchanged {}\n", one)));
  CHECK(job.updates() == 1);
}

TEST_CASE("preview finds leads by key and changes nothing") {
  KeyWorld job(kOrders);
  const int64_t one = job.AddLead(Erp("A-1"));
  job.File("Order,Why\nA-1,late\nA-1,late\nB,x\n");
  CHECK(Show(job.Preview()) ==
        fmt::format("2 would_update {}\n3 unchanged {}\n4 not_found 0", one, one));
  CHECK(job.updates() == 0);
}

TEST_CASE("a preview says of rows behind one that is left alone what a sync says of them") {
  KeyWorld job(kOrders);
  job.settings.flow.compare.reopen = false;
  job.AddLead(Erp("A-1") + R"(,"STATUS_ID":"JUNK")");
  job.File("Order,Why\nA-1,late\nA-1,late\n");
  const auto foreseen = job.Preview();
  CHECK(foreseen[0].status == Status::kClosed);
  CHECK(foreseen[1].status == Status::kClosed);
  CHECK(Show(foreseen) == Show(job.Sync()));
}

TEST_CASE("a page that is full may have been cut off: it is read again in halves") {
  KeyWorld job(kOrders, QuickPortal(), 0);
  std::string csv = "Order,Why\n";
  // 49 keys that the portal takes for the same as 98 others.
  for (int i = 0; i < 49; ++i) {
    job.AddLead(Erp(fmt::format("key-{}", i)));
    job.AddLead(Erp(fmt::format("KEY-{}", i)));
    csv += fmt::format("KEY-{},late\n", i);
  }
  job.File(csv);
  for (const sync::Outcome& o : job.Sync()) CHECK(o.status == Status::kUpdated);
  CHECK(job.world.counts.reads > 2);
  CHECK(job.updates() == 49);
}

TEST_CASE("one key of more leads than a page shows is ambiguous") {
  KeyWorld job(kOrders, QuickPortal(), 0);
  for (int i = 0; i < 60; ++i) job.AddLead(Erp("same"));
  job.File("Order,Why\nsame,late\nother,late\n");
  const auto outcomes = job.Sync();
  CHECK(outcomes[0].status == Status::kAmbiguous);
  CHECK(outcomes[0].problems[0].text.starts_with(
      "at least 50 leads have this key, or one that the portal takes for the same: leads "));
  CHECK(outcomes[1].status == Status::kNotFound);
}

TEST_CASE("a key that a batch would take for a reference is asked for on its own") {
  KeyWorld job(kOrders);
  const int64_t odd = job.AddLead(Erp("$result[c00][0]"));
  const int64_t plain = job.AddLead(Erp("A-1"));
  job.File("Order,Why\nA-1,late\n$result[c00][0],late\nB-1,late\n");
  CHECK(Show(job.Sync()) == fmt::format("2 updated {}\n3 updated {}\n4 not_found 0", plain, odd));
}

TEST_CASE("keys that the portal would misread are refused with the remedy") {
  KeyWorld job(R"({"key": {"column": "Staff", "field": "UF_CRM_1700000007"},
                   "columns": {"Why": "STATUS_DESCRIPTION"}})");
  const int64_t lead = job.AddLead("\"UF_CRM_1700000007\":\"4711\"");
  job.File("Staff,Why\n12abc,x\n04711,late\n0,x\n4711.0,later\n");
  const auto outcomes = job.Sync();
  CHECK(outcomes[0].status == Status::kInvalid);
  CHECK(outcomes[0].problems[0].text.find("12abc") != std::string::npos);
  CHECK(outcomes[1].status == Status::kUpdated);
  CHECK(outcomes[1].lead_id == lead);
  CHECK(outcomes[2].problems[0].text ==
        "0 cannot be a key: empty fields read as 0; fill in the number, or leave the row out");
  // The same key as row 3: compared after it.
  CHECK(outcomes[3].lead_id == lead);
  CHECK(job.Text(lead, "STATUS_DESCRIPTION") == "later");

  KeyWorld text(kOrders);
  text.File("Order,Why\n^%^x,1\n" + std::string(256, 'x') + ",1\n\"a\nb\",1\n");
  const auto refused = text.Sync();
  CHECK(refused[0].problems[0].text ==
        "«^%^x» begins with ^%^, to which the portal's filters give another meaning; name the lead "
        "by its ID");
  CHECK(refused[1].status == Status::kInvalid);
  CHECK(refused[2].problems[0].text.starts_with("holds a line break"));
}

TEST_CASE("several columns are one key, and items of lists are named by their names") {
  KeyWorld job(R"({
    "key": { "column": ["Region", "Segment"], "field": ["UF_CRM_1700000017", "Segment"] },
    "columns": { "Why": "STATUS_DESCRIPTION" }
  })");
  const auto add = [&](const std::string& region, int segment) {
    return job.AddLead(
        fmt::format("\"UF_CRM_1700000017\":\"{}\",\"UF_CRM_1700000021\":\"{}\"", region, segment));
  };
  const int64_t north_small = add("North", 131);
  const int64_t north_medium = add("North", 133);
  const int64_t south_medium = add("South", 133);
  add("South", 131);
  add("a|b", 131);
  job.File(
      "Region,Segment,Why\nNorth,Small,1\nSouth,medium,2\nNorth,Enterprise,3\nWest,Tiny,4\n"
      "North,Medium,5\n");
  CHECK(Show(job.Sync()) == fmt::format("2 updated {}\n3 updated {}\n4 not_found 0\n5 invalid 0\n"
                                        "6 updated {}",
                                        north_small, south_medium, north_medium));
  CHECK(sync::SplitKey(sync::JoinKey({"a|b", "c\\", ""}), 3) ==
        std::vector<std::string>{"a|b", "c\\", ""});
  CHECK(sync::JoinKey({"a|b", "c"}) != sync::JoinKey({"a", "b|c"}));
}

TEST_CASE("zeros that a spreadsheet has eaten are put back into a key") {
  KeyWorld job(R"({"key": {"column": "Order", "field": "ORIGIN_ID",
                           "within": {"ORIGINATOR_ID": "ERP"}, "pad": 6},
                   "columns": {"Why": "STATUS_DESCRIPTION"}})");
  const int64_t lead = job.AddLead(Erp("000017"));
  job.File("Order,Why\n17,late\n");
  CHECK(Show(job.Sync()) == fmt::format("2 updated {}", lead));
}

TEST_CASE("rows of one key go one after another, and doubles are told by the normalised key") {
  KeyWorld job(kOrders);
  const int64_t lead = job.AddLead(Erp("A-1"));
  job.File("Order,Why\nA-1,first\n A-1 ,second\nA-1,second\n");
  CHECK(Show(job.Sync()) ==
        fmt::format("2 updated {}\n3 updated {}\n4 unchanged {}", lead, lead, lead));
  job.duplicates = sync::Duplicates::kReject;
  CHECK(Show(job.Sync()) == "2 invalid 0\n3 invalid 0\n4 invalid 0");
  job.duplicates = sync::Duplicates::kLast;
  CHECK(Show(job.Sync()) == fmt::format("2 superseded 0\n3 superseded 0\n4 unchanged {}", lead));
}

TEST_CASE("a phone or an e-mail names a lead, however it is written") {
  KeyWorld job(R"({"key": {"column": "Phone", "field": "PHONE"}, "country": "RU",
                   "columns": {"Why": "STATUS_DESCRIPTION"}})");
  const auto phone = [](const std::string& value) {
    return "\"PHONE\":[{\"VALUE\":\"" + value + "\",\"VALUE_TYPE\":\"WORK\"}]";
  };
  const int64_t one = job.AddLead(phone("+7 900 123-45-67"));
  const int64_t two = job.AddLead(phone("+49 30 1234567"));
  const int64_t three = job.AddLead(phone("+49 30 1234567"));
  job.File("Phone,Why\n8 (900) 123-45-67,late\n+49301234567,late\n+1 212 555 0100,late\nabc,x\n");
  CHECK(Show(job.Sync(), true) ==
        fmt::format("2 updated {}\n"
                    "3 ambiguous 0 | leads {} and {} have this key; leave it to one of them, or "
                    "name the lead by its ID\n"
                    "4 not_found 0 | no lead has this key, or the portal user whose access is used "
                    "may not read it; check the key\n"
                    "5 invalid 0 | Phone: «abc» is no phone number: write its digits, such as +7 "
                    "495 123-45-67",
                    one, two, three));

  KeyWorld mail(R"({"key": {"column": "Mail", "field": "EMAIL"},
                    "columns": {"Why": "STATUS_DESCRIPTION"}})");
  const int64_t anna =
      mail.AddLead("\"EMAIL\":[{\"VALUE\":\"Anna@Acme.example\",\"VALUE_TYPE\":\"WORK\"}]");
  mail.File("Mail,Why\nanna@acme.EXAMPLE,late\nanna,x\n");
  const auto outcomes = mail.Sync();
  CHECK(outcomes[0].lead_id == anna);
  CHECK(outcomes[0].status == Status::kUpdated);
  CHECK(outcomes[1].status == Status::kInvalid);
}

TEST_CASE("two phones of one lead are two keys of it: their rows keep the file's order") {
  for (unsigned seed = 1; seed <= 15; ++seed) {
    CAPTURE(seed);
    KeyWorld job(R"({"key": {"column": "Phone", "field": "PHONE"},
                     "columns": {"Why": "STATUS_DESCRIPTION"}})",
                 QuickPortal(), 20, seed);
    job.settings.limits.batch_size = 3;
    std::string csv = "Phone,Why\n";
    std::map<int64_t, std::string> last;
    std::vector<int64_t> leads;
    std::string expected;
    for (int i = 0; i < 8; ++i)
      leads.push_back(
          job.AddLead(fmt::format("\"PHONE\":[{{\"VALUE\":\"+491000{0}\",\"VALUE_TYPE\":\"WORK\"}},"
                                  "{{\"VALUE\":\"+492000{0}\",\"VALUE_TYPE\":\"HOME\"}}]",
                                  100 + i)));
    std::mt19937 random(seed);
    for (int row = 2; row < 50; ++row) {
      const int i = static_cast<int>(random() % 8);
      const std::string why = fmt::format("why {}", random() % 3);
      csv += fmt::format("+49{}000{},{}\n", 1 + random() % 2, 100 + i, why);
      const int64_t lead = leads[static_cast<size_t>(i)];
      expected += fmt::format("{}{} {} {}", expected.empty() ? "" : "\n", row,
                              last[lead] == why ? "unchanged" : "updated", lead);
      last[lead] = why;
    }
    job.File(csv);
    std::string would = expected;
    for (size_t at = would.find("updated"); at != std::string::npos;
         at = would.find("updated", at + 12))
      would.replace(at, 7, "would_update");
    CHECK(Show(job.Preview()) == would);
    const auto outcomes =
        seed % 2 ? job.Sync() : job.SyncKilled(3 + seed, [&] { return job.kills > 6 ? 0u : 5u; });
    CHECK(Show(outcomes) == expected);
    for (const auto& [lead, why] : last) CHECK(job.Text(lead, "STATUS_DESCRIPTION") == why);
  }
}

TEST_CASE("a portal that drops the filter stops the run before anything is changed") {
  KeyWorld job(R"({"key": {"column": "Region", "field": "UF_CRM_1700000917"},
                   "columns": {"Why": "STATUS_DESCRIPTION"}})");
  // The field was there when the fields were read; the portal drops filters by unknown fields.
  std::string fields = job.world.catalog.ToJson();
  fields.replace(fields.find("UF_CRM_1700000017"), 17, "UF_CRM_1700000917");
  job.world.catalog = crm::Catalog::FromJson(JsonDocument::Parse(fields).root());
  job.File("Region,Why\nNorth,late\n");
  const auto outcomes = job.Sync();
  CHECK(job.stop.code == ExitCode::kFailed);
  CHECK(job.stop.text ==
        "the portal answered with leads that were not asked for (it ignored the filter by "
        "UF_CRM_1700000917): nothing it says can be relied on, so the run stops here; ask whoever "
        "runs "
        "the portal what changes its answers");
  CHECK(Show(outcomes) == "2 not_sent 0");
  CHECK(job.updates() == 0);
}

TEST_CASE("a key that cannot work is refused when the mapping is bound") {
  const auto key = [](const std::string& text, const std::string& more = "") {
    return Problems("{\"key\": " + text + ", \"columns\": {\"Why\": \"STATUS_DESCRIPTION\"}" +
                    more + "}");
  };
  CHECK(key(R"({"column": "Order", "field": "ORIGIN_ID"})") ==
        "m.json:1: «key»: ORIGIN_ID identifies a lead only within one ORIGINATOR_ID, since every "
        "system that writes leads counts anew; add \"within\": {\"ORIGINATOR_ID\": \"ERP\"}");
  CHECK(
      key(R"({"column": "Order", "field": "UF_CRM_1700000011"})") ==
      "m.json:1: «key»: UF_CRM_1700000011 «Tags» holds several values, so that it cannot identify "
      "a lead; name another field");
  CHECK(key(R"({"column": "Order", "field": "OPPORTUNITY"})") ==
        "m.json:1: «key»: OPPORTUNITY «Amount» cannot identify a lead; a text, a whole number, an "
        "item of a list, PHONE or EMAIL can");
  CHECK(key(R"({"column": "Order", "field": "ORIGIN"})")
            .starts_with("m.json:1: «key»: no lead field «ORIGIN» on this portal"));
  CHECK(key(R"({"column": "Order", "field": "STATUS_DESCRIPTION"})") ==
        "m.json:1: column «Why»: STATUS_DESCRIPTION belongs to the key: a lead that is found holds "
        "it already, and a new one gets it; leave this rule out");
  CHECK(key(R"({"column": ["Order", "Why"], "field": ["PHONE", "TITLE"]})") ==
        "m.json:1: «key»: PHONE and EMAIL can only be a key by themselves; leave the key's other "
        "fields out");
}

TEST_CASE("texts that a database takes for the same have one form") {
  CHECK(Collated("  Straße É ") == Collated("STRASSE e"));
  CHECK(Collated("ЁЖ") == Collated("еж"));
  CHECK(Collated("a\U0001F600") == Collated("A\U0001F601"));
  CHECK(Collated("a") != Collated("b"));
}
