// SPDX-License-Identifier: MIT
#include "rest/operating_budget.h"

#include <doctest/doctest.h>

#include <limits>

#include "printers.h"

namespace leadsync::rest {
namespace {

using Billing = OperatingBudget::Billing;

constexpr std::string_view kUpdate = "crm.lead.update";
constexpr std::string_view kList = "crm.lead.list";
constexpr double kServer = 1.775e9;  // the server's clock at our second 0

TimePoint At(double seconds) { return TimePoint(FromSeconds(seconds)); }

/// What an answer says of `commands` that took `each` seconds.
MethodReport Part(std::string_view method, size_t commands, double each,
                  std::optional<double> operating) {
  MethodReport m;
  m.method = method;
  m.commands = commands;
  m.seconds = each * static_cast<double>(commands);
  m.hidden = each <= 0.1 ? m.seconds : 0;
  m.operating = operating;
  return m;
}

struct BudgetFixture {
  OperatingBudget budget{{}};

  /// How long a request of these commands has to wait.
  double Wait(std::string_view method, size_t commands, double now) {
    const Use uses[] = {{method, commands}};
    return Seconds(budget.NextSlot(uses, At(now)) - At(now));
  }
  uint64_t Start(std::string_view method, size_t commands, double now) {
    const Use uses[] = {{method, commands}};
    return budget.Reserve(uses, At(now));
  }
  /// One request, sent at `now` and answered when its commands were done.
  void Request(const std::vector<MethodReport>& parts, double now,
               std::optional<double> outer = std::nullopt, std::optional<double> clock = kServer) {
    std::vector<Use> uses;
    OperatingReport report;
    double seconds = 0;
    for (const MethodReport& part : parts) {
      uses.push_back({part.method, part.commands + part.refused});
      seconds += part.seconds;
    }
    const uint64_t ticket = budget.Reserve(uses, At(now));
    report.methods = parts;
    report.seconds = seconds;
    report.operating = outer;
    if (clock) report.server_now = *clock + now + seconds;
    budget.Settle(ticket, report, At(now + seconds));
  }
  /// The server bills by method; updates cost 0.2 s, and `used` seconds of them are on record.
  void Spend(double used, double now) {
    Request({Part(kUpdate, 5, 0.2, 1.0), Part(kList, 1, 0.2, 0.2)}, now);
    for (double sum = 11; sum <= used; sum += 10) Request({Part(kUpdate, 50, 0.2, sum)}, now);
    REQUIRE(budget.billing() == Billing::kByMethod);
  }
};

TEST_CASE_FIXTURE(BudgetFixture, "before anything is known a batch may go") {
  CHECK(Wait(kUpdate, 10, 5) == 0);
  CHECK(budget.Affordable(kUpdate, At(5)) == 50);
  CHECK(budget.billing() == Billing::kUnknown);
  CHECK_FALSE(budget.Binding(At(5)));
}

TEST_CASE_FIXTURE(BudgetFixture, "what is spent counts for ten minutes and then is free again") {
  Spend(411, 0);
  CHECK(budget.Used(kUpdate, At(20)) == doctest::Approx(411));
  CHECK(budget.Binding(At(20)));
  const double wait = Wait(kUpdate, 50, 20);
  CHECK(wait >= 580);
  CHECK(wait <= 592);
  CHECK(budget.Used(kUpdate, At(599)) == doctest::Approx(411));
  CHECK(budget.Used(kUpdate, At(612)) == doctest::Approx(0));
  CHECK(Wait(kUpdate, 50, 612) == 0);
  CHECK_FALSE(budget.Binding(At(612)));
  // Lists have an account of their own.
  CHECK(Wait(kList, 50, 20) == 0);
}

TEST_CASE_FIXTURE(BudgetFixture, "a request counts from its start until its ticket comes back") {
  Spend(391, 0);
  CHECK(Wait(kUpdate, 50, 20) == 0);
  const uint64_t ticket = Start(kUpdate, 50, 20);
  CHECK(budget.Used(kUpdate, At(20)) > 400);
  CHECK(Wait(kUpdate, 50, 20) > 100);
  SUBCASE("released: it never ran") {
    budget.Release(ticket, At(21));
    CHECK(budget.Used(kUpdate, At(21)) == doctest::Approx(391));
    CHECK(Wait(kUpdate, 50, 21) == 0);
  }
  SUBCASE("lost: it may have run, and the estimate stays for ten minutes") {
    budget.Lost(ticket, At(121));
    CHECK(budget.Used(kUpdate, At(121)) > 400);
    CHECK(budget.Used(kUpdate, At(720)) > 9);
    CHECK(budget.Used(kUpdate, At(722)) == 0);
  }
  SUBCASE("settled: what was measured counts") {
    OperatingReport report;
    report.methods = {Part(kUpdate, 50, 0.1, std::nullopt)};
    budget.Settle(ticket, report, At(25));
    CHECK(budget.Used(kUpdate, At(25)) == doctest::Approx(396));
  }
  SUBCASE("a ticket counts once") {
    budget.Release(ticket, At(21));
    budget.Lost(ticket, At(21));
    budget.Settle(ticket, {}, At(21));
    CHECK(budget.Used(kUpdate, At(21)) == doctest::Approx(391));
  }
}

TEST_CASE_FIXTURE(BudgetFixture,
                  "calls of less than 0.1 s are counted although nobody shows them") {
  Request({Part(kUpdate, 49, 0.05, 0.0), Part(kList, 1, 0.3, 0.3)}, 0);
  CHECK(budget.billing() == Billing::kByMethod);
  CHECK(budget.Used(kUpdate, At(3)) == doctest::Approx(2.45));
  // The next answer shows what was stored, and still not its own.
  Request({Part(kUpdate, 49, 0.05, 2.45), Part(kList, 1, 0.3, 0.6)}, 5);
  CHECK(budget.Used(kUpdate, At(8)) == doctest::Approx(4.9));
}

TEST_CASE_FIXTURE(BudgetFixture, "what the server shows beyond our own was spent by others") {
  Request({Part(kUpdate, 10, 0.2, 302.0), Part(kList, 1, 0.2, 0.2)}, 0);
  CHECK(budget.Used(kUpdate, At(3)) == doctest::Approx(302));
  // Ten minutes later none of it can be left.
  CHECK(budget.Used(kUpdate, At(605)) == doctest::Approx(0));
  // A later answer knows better.
  Request({Part(kUpdate, 10, 0.2, 104.0), Part(kList, 1, 0.2, 0.4)}, 70);
  CHECK(budget.Used(kUpdate, At(73)) == doctest::Approx(104));
}

TEST_CASE_FIXTURE(BudgetFixture, "failed commands share what is left of the request's time") {
  MethodReport updates = Part(kUpdate, 10, 0.2, 2.0);
  Request({updates, Part(kList, 1, 0.2, 0.2)}, 0);
  const Use uses[] = {{kUpdate, 40}, {kList, 1}};
  const uint64_t ticket = budget.Reserve(uses, At(10));
  OperatingReport report;
  report.methods = {Part(kUpdate, 10, 0.2, 4.0), Part(kList, 1, 0.2, 0.4)};
  report.seconds = 3.2;
  budget.Settle(ticket, report, At(14));
  CHECK(budget.Used(kUpdate, At(14)) == doctest::Approx(2 + 2 + 1));
}

TEST_CASE("an answer tells how the server bills") {
  struct Case {
    std::string what;
    std::vector<MethodReport> parts;
    std::optional<double> outer;
    Billing billing;
  };
  const Case cases[] = {
      {"different numbers",
       {Part(kUpdate, 10, 0.3, 3.0), Part(kList, 1, 0.2, 0.2)},
       0.2,
       Billing::kByMethod},
      {"equal numbers",
       {Part(kUpdate, 10, 0.3, 7.5), Part(kList, 1, 0.2, 7.5)},
       9.1,
       Billing::kByBatch},
      {"nothing shown for updates that took 3 s",
       {Part(kUpdate, 10, 0.3, 0.0), Part(kList, 1, 0.2, 0.0)},
       std::nullopt,
       Billing::kByBatch},
      {"only lists, less shown than they took",
       {Part(kList, 10, 0.3, 1.0)},
       std::nullopt,
       Billing::kByBatch},
      {"only quick lists, the outer number is above theirs by half of the time",
       {Part(kList, 50, 0.08, 6.0)},
       8.0,
       Billing::kByBatch},
      {"only lists, the outer number repeats theirs",
       {Part(kList, 50, 0.2, 16.0)},
       16.0,
       Billing::kUnknown},
      {"nothing but small calls",
       {Part(kUpdate, 3, 0.02, 0.0), Part(kList, 1, 0.02, 0.0)},
       0.0,
       Billing::kUnknown},
      {"one call that is not counted yet", {Part(kUpdate, 1, 0.5, 0.0)}, 0.0, Billing::kUnknown},
      {"no number at all", {Part(kUpdate, 10, 0.3, std::nullopt)}, std::nullopt, Billing::kNone},
      {"no command succeeded",
       {Part(kUpdate, 0, 0, std::nullopt)},
       std::nullopt,
       Billing::kUnknown},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    BudgetFixture f;
    f.Request(c.parts, 0, c.outer);
    CHECK(f.budget.billing() == c.billing);
  }
}

TEST_CASE_FIXTURE(BudgetFixture, "a wrong guess about the billing is taken back") {
  Request({Part(kUpdate, 10, 0.3, 7.5), Part(kList, 1, 0.2, 7.5)}, 0);
  CHECK(budget.billing() == Billing::kByBatch);
  Request({Part(kUpdate, 10, 0.3, 10.5), Part(kList, 1, 0.2, 7.7)}, 10);
  CHECK(budget.billing() == Billing::kByMethod);
}

TEST_CASE_FIXTURE(BudgetFixture, "a portal that shows no operating time limits nothing") {
  for (int i = 0; i < 100; ++i) Request({Part(kUpdate, 49, 1, std::nullopt)}, 0);
  CHECK(budget.billing() == Billing::kNone);
  CHECK(Wait(kUpdate, 50, 1) == 0);
  CHECK(budget.Affordable(kUpdate, At(1)) == 50);
  CHECK_FALSE(budget.Binding(At(1)));
  const Use rest[] = {{kUpdate, 1000}};
  CHECK(budget.Forecast(rest, 2, At(1)) == FromSeconds(10));
  // Unless it changes its mind.
  Request({Part(kUpdate, 49, 1, 4900.0), Part(kList, 1, 1, 1.0)}, 60);
  CHECK(budget.billing() == Billing::kByMethod);
  CHECK(Wait(kUpdate, 50, 110) > 100);
}

TEST_CASE_FIXTURE(BudgetFixture, "where batches are billed, they cost half of their time") {
  Request({Part(kUpdate, 49, 0.4, 100.0), Part(kList, 1, 0.4, 100.0)}, 0, 110.0);
  REQUIRE(budget.billing() == Billing::kByBatch);
  CHECK(budget.Used("batch", At(20)) == doctest::Approx(110));
  for (int i = 1; i < 30; ++i)
    Request({Part(kUpdate, 49, 0.4, 100.0 + 10 * i), Part(kList, 1, 0.4, 100.0 + 10 * i)}, 0,
            110.0 + 10 * i);
  CHECK(budget.Used("batch", At(20)) == doctest::Approx(400));
  // 600 s of updates were done, and lists wait as well.
  CHECK(Wait(kList, 50, 20) > 60);
}

TEST_CASE_FIXTURE(BudgetFixture, "a refused batch means 300 s, and a count that starts anew") {
  for (int i = 0; i < 40; ++i)
    Request({Part(kUpdate, 49, 0.4, 10.0 * i), Part(kList, 1, 0.4, 10.0 * i)}, 0);
  budget.Release(Start(kUpdate, 49, 30), At(30));
  budget.Blocked("batch", std::nullopt, At(30));
  CHECK(budget.billing() == Billing::kByBatch);
  CHECK(budget.Binding(At(31)));
  CHECK(Wait(kUpdate, 49, 30) == doctest::Approx(300).epsilon(0.001));
  CHECK(budget.Used("batch", At(331)) == 0);
  CHECK(Wait(kUpdate, 49, 331) == 0);
}

TEST_CASE_FIXTURE(BudgetFixture, "a refused method waits for its reset, on the server's clock") {
  for (const double skew : {0.0, -7200.0, 86400.0 * 365}) {
    CAPTURE(skew);
    BudgetFixture f;
    f.Request({Part(kUpdate, 10, 0.3, 3.0), Part(kList, 1, 0.2, 0.2)}, 0, std::nullopt,
              kServer + skew);
    f.budget.Blocked(kUpdate, kServer + skew + 10 + 120, At(10));
    CHECK(f.Wait(kUpdate, 10, 10) >= 120);
    CHECK(f.Wait(kUpdate, 10, 10) <= 240);
    CHECK(f.Wait(kList, 10, 10) == 0);
    CHECK(f.budget.Binding(At(11)));
  }
}

TEST_CASE_FIXTURE(BudgetFixture, "a refused method waits for the last reset that was shown") {
  MethodReport updates = Part(kUpdate, 10, 0.3, 3.0);
  updates.reset_at = kServer + 90;
  Request({updates, Part(kList, 1, 0.2, 0.2)}, 0);
  budget.Blocked(kUpdate, std::nullopt, At(50));
  CHECK(Wait(kUpdate, 1, 50) >= 40);
  CHECK(Wait(kUpdate, 1, 50) <= 60);
  // Refused again: too little was released; the next minute leaves within the next minute.
  budget.Blocked(kUpdate, std::nullopt, At(95));
  CHECK(Wait(kUpdate, 1, 95) >= 60);
  CHECK(Wait(kUpdate, 1, 95) <= 130);
  budget.Blocked(kUpdate, std::nullopt, At(220));
  CHECK(Wait(kUpdate, 1, 220) >= 240);
}

TEST_CASE_FIXTURE(BudgetFixture, "a refusal without a word on its end lasts 300 s") {
  budget.Blocked(kUpdate, std::nullopt, At(10));
  CHECK(Wait(kUpdate, 1, 10) >= 300);
  BudgetFixture nonsense;
  nonsense.Spend(10, 0);
  nonsense.budget.Blocked(kUpdate, 1e300, At(10));
  CHECK(nonsense.Wait(kUpdate, 1, 10) >= 300);
  CHECK(nonsense.Wait(kUpdate, 1, 10) <= 600);
}

TEST_CASE_FIXTURE(BudgetFixture, "commands refused within a batch block their method") {
  MethodReport updates = Part(kUpdate, 10, 0.3, 421.0);
  updates.refused = 39;
  Request({updates, Part(kList, 1, 0.2, 0.2)}, 0);
  CHECK(Wait(kUpdate, 1, 5) >= 294);
  CHECK(Wait(kList, 1, 5) == 0);
}

TEST_CASE_FIXTURE(BudgetFixture, "near the edge batches shrink, but not to crumbs") {
  Spend(351, 0);
  CHECK(budget.Affordable(kUpdate, At(15)) == 50);
  Request({Part(kUpdate, 50, 1.0, 401.0)}, 15);
  // Updates have become dear, and 17 s are left.
  const size_t fits = budget.Affordable(kUpdate, At(65));
  CHECK(fits >= 3);
  CHECK(fits < 20);
  CHECK(Wait(kUpdate, fits, 65) == 0);
  CHECK(Wait(kUpdate, 50, 65) > 100);
  Request({Part(kUpdate, 17, 1.0, 418.0)}, 65);
  const size_t portion = budget.Affordable(kUpdate, At(85));
  CHECK(portion >= 3);
  CHECK(Wait(kUpdate, portion, 85) > 100);
}

TEST_CASE_FIXTURE(BudgetFixture, "near the edge requests go one by one, since costs may rise") {
  Spend(371, 0);
  CHECK(Wait(kUpdate, 50, 15) == 0);
  const uint64_t first = Start(kUpdate, 50, 15);
  // 37 s are left: enough for three of them as they are, not for two at thrice the cost.
  CHECK(Wait(kUpdate, 50, 15) > 100);
  budget.Release(first, At(16));
  CHECK(Wait(kUpdate, 50, 16) == 0);
}

TEST_CASE_FIXTURE(BudgetFixture,
                  "a command dearer than the whole budget goes when nothing else is used") {
  OperatingBudget tiny({10, 1});
  const Use uses[] = {{kUpdate, 1}};
  OperatingReport report;
  report.methods = {Part(kUpdate, 1, 30, 30.0), Part(kList, 1, 0.2, 0.2)};
  const Use both[] = {{kUpdate, 1}, {kList, 1}};
  tiny.Settle(tiny.Reserve(both, At(0)), report, At(30));
  CHECK(tiny.Affordable(kUpdate, At(30)) == 1);
  const TimePoint slot = tiny.NextSlot(uses, At(30));
  CHECK(slot > At(500));
  CHECK(slot <= At(631));
  CHECK(tiny.NextSlot(uses, slot) == slot);
}

TEST_CASE_FIXTURE(BudgetFixture, "the forecast counts windows of ten minutes") {
  const Use nothing[] = {{kUpdate, 0}};
  CHECK(budget.Forecast(nothing, 2, At(0)) == Duration(0));
  const Use rest[] = {{kUpdate, 10'000}};
  CHECK_FALSE(budget.Forecast(rest, 2, At(0)));
  Spend(1, 0);
  // 2,000 s of updates: four times 418 s, and what is left comes with the fifth.
  const double seconds = Seconds(budget.Forecast(rest, 2, At(5)).value());
  CHECK(seconds >= 2400);
  CHECK(seconds <= 2405);
  // Few commands: nothing but the rate matters.
  const Use few[] = {{kUpdate, 500}};
  CHECK(budget.Forecast(few, 2, At(5)) == FromSeconds(5));
  CHECK(budget.Forecast(few, 0, At(5)) == Duration(0));
  // The budget is used up: what is left waits for the window's end.
  Spend(411, 10);
  const double later = Seconds(budget.Forecast(few, 2, At(20)).value());
  CHECK(later >= 580);
  CHECK(later <= 600);
}

TEST_CASE("nonsense from a server neither breaks the budget nor stops the run for good") {
  const double inf = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double values[] = {0, -1, 1e300, -1e300, inf, -inf, nan, 1e9, 5e-324, 600};
  size_t i = 0;
  BudgetFixture f;
  double now = 0;
  const auto next = [&] { return values[i++ * 7 % std::size(values)]; };
  for (int round = 0; round < 300; ++round) {
    const Use uses[] = {{kUpdate, 49}, {kList, 1}};
    const uint64_t ticket = f.budget.Reserve(uses, At(now));
    OperatingReport report;
    for (const Use& use : uses) {
      MethodReport m = Part(use.method, use.commands + i % 3 * 1'000'000'000, 0.1, next());
      m.seconds = next();
      m.hidden = next();
      m.reset_at = next();
      m.refused = i % 5 == 0 ? std::numeric_limits<size_t>::max() : 0;
      report.methods.push_back(m);
    }
    report.seconds = next();
    report.operating = next();
    report.reset_at = next();
    report.server_now = next();
    f.budget.Settle(ticket, report, At(now));
    if (i % 3 == 0) f.budget.Blocked(i % 2 ? kUpdate : "batch", next(), At(now));
    const double wait = f.Wait(kUpdate, 49, now);
    CHECK(wait >= 0);
    CHECK(wait <= 601);
    const size_t size = f.budget.Affordable(kUpdate, At(now));
    CHECK(size >= 1);
    CHECK(size <= 50);
    const auto forecast = f.budget.Forecast(uses, 2, At(now));
    CHECK((!forecast || *forecast >= Duration(0)));
    now += 1;
    ++i;
  }
  now += 10'000;
  CHECK(f.Wait(kUpdate, 1, now) == 0);
}

TEST_CASE("a report is gathered from the answer to a batch") {
  const auto answer = BatchAnswer::Decode(
      R"({"result":{"result":{"c00":true,"c01":true,"c03":[]},
        "result_error":{"c02":{"error":"OPERATION_TIME_LIMIT","error_description":"blocked"}},
        "result_total":[],"result_next":[],"result_time":{
        "c00":{"duration":0.4,"operating":3.5,"operating_reset_at":1775000400},
        "c01":{"duration":0.05,"operating":3.5,"operating_reset_at":1775000401},
        "c03":{"duration":0.2,"operating":"1.25"}}},
        "time":{"start":1775000000,"finish":1775000001.5,"duration":1.5,"operating":1.25,
        "operating_reset_at":1775000500}})",
      4);
  REQUIRE(answer);
  const Use uses[] = {{kUpdate, 3}, {kList, 1}};
  const OperatingReport report = ReportOf(uses, *answer);
  REQUIRE(report.methods.size() == 2);
  const MethodReport& updates = report.methods[0];
  CHECK(updates.method == kUpdate);
  CHECK(updates.commands == 2);
  CHECK(updates.refused == 1);
  CHECK(updates.seconds == doctest::Approx(0.45));
  CHECK(updates.hidden == doctest::Approx(0.05));
  CHECK(updates.operating == 3.5);
  CHECK(updates.reset_at == 1775000401);
  const MethodReport& lists = report.methods[1];
  CHECK(lists.commands == 1);
  CHECK(lists.operating == 1.25);
  CHECK_FALSE(lists.reset_at);
  CHECK(report.seconds == 1.5);
  CHECK(report.operating == 1.25);
  CHECK(report.reset_at == 1775000500);
  CHECK(report.server_now == 1775000001.5);
  // More commands than the answer has are not there.
  const Use more[] = {{kUpdate, 60}};
  CHECK(ReportOf(more, *answer).methods[0].commands == 3);
}

}  // namespace
}  // namespace leadsync::rest
