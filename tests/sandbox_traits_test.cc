// SPDX-License-Identifier: MIT
// How portals differ: what `leadsync sandbox --trait` takes, and what a client then meets.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "practice_portal.h"
#include "printers.h"
#include "sandbox/proactive_filter.h"
#include "sandbox/traits.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::sandbox;  // NOLINT: a test

namespace {

/// A portal with traits.
struct Unlike {
  explicit Unlike(std::vector<std::string> traits) {
    for (const std::string& trait : traits) ApplyTrait(trait, &options, &world);
  }
  PracticePortal Make() const { return PracticePortal(options, 60, world); }
  PortalOptions options;
  WorldOptions world;
};

std::string Refused(const Answer& answer) {
  return std::to_string(answer.status) + " " + answer.body;
}

std::string HeaderOf(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return "none";
}

}  // namespace

TEST_CASE("a trait that cannot be read is refused with what there is") {
  PortalOptions portal;
  WorldOptions world;
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"https-only=1", "trait «https-only=1»: https-only takes no value; leave the = away"},
      {"scopes", "trait «scopes»: scopes needs a value: scopes=..."},
      {"scopes=,", "trait «scopes=,»: scopes=«»: scopes such as crm,user are needed"},
      {"cut=loud", "trait «cut=loud»: cut=«loud»: say html or reset"},
      {"moved=a/b", "trait «moved=a/b»: moved=«a/b»: a host such as acme.example is needed"},
      {"owner-zone=900",
       "trait «owner-zone=900»: owner-zone=«900»: a whole number from -840 to 840 is needed"},
      {"kind",
       "no trait «kind»: there are https-only, scopes=, overloaded, deleted, moved=, "
       "costs-not-waited, jitter=, cut=, integer-times, no-reset-at, max-input-vars=, "
       "post-max-size=, body-limit=, proactive-filter, exact-errors, simple-crm, "
       "merged-address, doubled-phones, russian, owner-zone=, required-at=, no-admin, no-add, "
       "no-delete"}};
  for (const auto& [text, want] : rows) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(ApplyTrait(text, &portal, &world), want.c_str(), UsageError);
  }
}

// docs: error-codes.md, settings/how-to-call-rest-api/change-domen.md; server:
// rest/lib/apauth/auth.php
TEST_CASE("a portal may let nobody in, each in its own words") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"https-only", R"(401 {"error":"INVALID_REQUEST","error_description":"Https required."})"},
      {"scopes=user,task",
       R"(401 {"error":"insufficient_scope","error_description":"The request requires higher )"
       R"(privileges than provided by the webhook token"})"},
      {"overloaded",
       R"(401 {"error":"OVERLOAD_LIMIT","error_description":"REST API is blocked due to )"
       R"(overload."})"},
      {"deleted", R"(403 {"error":"PORTAL_DELETED","error_description":"Portal was deleted"})"}};
  for (const auto& [trait, want] : rows) {
    CAPTURE(trait);
    PracticePortal portal = Unlike({trait}).Make();
    CHECK(Refused(portal.Post("crm.lead.get", R"({"id":1001})")) == want);
    // What the server does not know it says first: methods are looked up before credentials.
    if (trait != "deleted") CHECK(portal.Post("crm.lead.nothing", "{}").status == 404);
  }
  PracticePortal moved = Unlike({"moved=new.example"}).Make();
  Answer answer = moved.Post("crm.lead.get.json", R"({"id":1001})");
  CHECK(answer.status == 302);
  CHECK(HeaderOf(answer, "Location") == "https://new.example/rest/1/practice/crm.lead.get.json");
  CHECK(moved.portal.world().witness().counters().saves == 0);
}

TEST_CASE("time may be whole, lack its reset, and pass without being waited for") {
  PracticePortal older = Unlike({"no-reset-at"}).Make();
  CHECK(older.Post("profile", "{}")
            .body.ends_with(R"("date_finish":"2026-04-01T15:00:00+03:00","operating":0}})"));
  Unlike quick({"costs-not-waited", "integer-times"});
  quick.options.costs.push_back(ParseCost("crm.lead.get=1.5"));
  PracticePortal portal = quick.Make();
  Answer answer = portal.Post("crm.lead.get", R"({"id":1001})");
  CHECK(answer.takes == Duration(0));
  CHECK(answer.body.find(R"("time":{"start":1775044800,"finish":1775044801.5,"duration":1.5,)"
                         R"("processing":1,)") != std::string::npos);
  CHECK(answer.body.find(R"("operating":1.5)") != std::string::npos);
}

TEST_CASE("a request over its time is cut with a page or without a word") {
  for (const auto& [trait, fate] : {std::pair<std::string, Fate>{"cut=html", Fate::kAnswer},
                                    std::pair<std::string, Fate>{"cut=reset", Fate::kReset}}) {
    CAPTURE(trait);
    Unlike slow({trait});
    slow.options.costs.push_back(ParseCost("crm.lead.update=61"));
    PracticePortal portal = slow.Make();
    CHECK(portal.Post("crm.lead.update", R"({"id":1001,"fields":{"POST":"x"}})").fate == fate);
  }
}

TEST_CASE("the CRM may be simple, Russian, older, or its owner nobody in particular") {
  PracticePortal simple = Unlike({"simple-crm"}).Make();
  CHECK(PracticePortal::WithoutTime(simple.Post("crm.settings.mode.get", "{}").body) ==
        R"({"result":2})");
  PracticePortal russian = Unlike({"russian"}).Make();
  CHECK(russian.Post("crm.lead.fields", "{}").body.find("Название лида") != std::string::npos);
  PracticePortal clerk = Unlike({"no-admin", "no-add", "no-delete"}).Make();
  CHECK(clerk.Post("profile", "{}").body.find("\"ADMIN\":false") != std::string::npos);
  // docs: api-reference/crm/leads/crm-lead-add.md, crm-lead-delete.md, crm-lead-get.md
  std::string denied = R"(400 {"error":"","error_description":"Access denied."})";
  CHECK(Refused(clerk.Post("crm.lead.add", R"({"fields":{}})")) == denied);
  CHECK(Refused(clerk.Post("crm.lead.delete", R"({"id":1001})")) == denied);
  CHECK(Refused(clerk.Post("crm.lead.get", R"({"id":7})")) == denied);
}

TEST_CASE("an owner's zone shifts moments that are written without an offset") {
  PracticePortal portal = Unlike({"owner-zone=-300"}).Make();
  std::string id = portal.LeadText(0);
  portal.Post("crm.lead.update",
              R"({"id":)" + id + R"(,"fields":{"UF_CRM_1700000020":"2024-03-05 14:00"}})");
  // 14:00 at UTC-5 is 22:00 at the server's UTC+3.
  CHECK(portal.Held(0, "UF_CRM_1700000020") == "2024-03-05T22:00:00+03:00");
}

// server: security/classes/general/filter.php; docs: settings/how-to-call-rest-api/batch.md
TEST_CASE("the proactive filter takes texts apart that look like attacks, and only those") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"Acme <script>alert(1)</script>", "Acme <sc ript>alert(1)</script>"},
      {"see JavaScript:void(0)", "see Java Script:void(0)"},
      {"select name from leads", "sel ect name fr om leads"},
      {"1 UNION SELECT 2", "1 UNI ON SEL ECT 2"},
      {"we selected two, from Riga", "we selected two, from Riga"},
      {"drop the table tennis", "dr op the ta ble tennis"},
      {"update the set", "upd ate the s et"},
      {"A-1_b.c,d", "A-1_b.c,d"},
      {"from select", "from select"},
      {"", ""}};
  for (const auto& [text, want] : rows) {
    CAPTURE(text);
    CHECK(FilteredText(text) == want);
  }
  PracticePortal portal = Unlike({"proactive-filter"}).Make();
  portal.Batch(R"({"cmd":{"a":"crm.lead.update?id=)" + portal.LeadText(0) +
               R"(&fields[POST]=select%20a%20from%20b"}})");
  CHECK(portal.Held(0, "POST") == "sel ect a fr om b");
}
