// SPDX-License-Identifier: MIT
#include "codec_fixture.h"
#include "crm/types/date_format.h"

namespace leadsync::crm {

CellRule Formats(std::vector<std::string> formats) {
  CellRule rule;
  rule.formats = std::move(formats);
  return rule;
}

CellRule Zone(std::string name, std::vector<std::string> formats = {}) {
  CellRule rule = Formats(std::move(formats));
  rule.time_zone = std::move(name);
  return rule;
}

TEST_CASE("dates without a format are ISO or with points") {
  CheckCells(
      Column("UF_DATE"),
      {{"2024-03-05", "2024-03-05"},
       {"05.03.2024", "2024-03-05"},
       {"5.3.2024", "2024-03-05"},
       {" 2024-02-29 ", "2024-02-29"},
       {"31.02.2024", "refused: «31.02.2024» is no date: February 2024 has 29 days; correct it"},
       {"2023-02-29", "refused: «2023-02-29» is no date: February 2023 has 28 days; correct it"},
       {"05.13.2024", "refused: «05.13.2024» is no date: there is no month 13; correct it"},
       {"00.12.2024", "refused: «00.12.2024» is no date: there is no day 0; correct it"},
       {"0204-01-01", "refused: «0204-01-01» is no date: the year 204 is too early; correct it"},
       {"01/02/2024",
        "refused: «01/02/2024» has two readings, 2024-02-01 and 2024-01-02: say \"format\": "
        "\"%d/%m/%Y\" or \"format\": \"%m/%d/%Y\""},
       {"13/02/2024",
        "refused: «13/02/2024» is written in a way that others read differently: say "
        "\"format\": \"%d/%m/%Y\""},
       {"02/13/2024",
        "refused: «02/13/2024» is written in a way that others read differently: say "
        "\"format\": \"%m/%d/%Y\""},
       {"01-02-2024",
        "refused: «01-02-2024» has two readings, 2024-02-01 and 2024-01-02: say \"format\": "
        "\"%d-%m-%Y\" or \"format\": \"%m-%d-%Y\""},
       {"2024/03/05",
        "refused: «2024/03/05» is written with slashes: say \"format\": "
        "\"%Y/%m/%d\""},
       {"05.03.24", "refused: «05.03.24» has a year of two digits: say \"format\": \"%d.%m.%y\""},
       {"20240305",
        "refused: «20240305» may be a date without separators: say \"format\": "
        "\"%Y%m%d\""},
       {"45356", "refused: «45356» may be a spreadsheet's day number: say \"format\": \"excel\""},
       {"05.03.2024 14:00",
        "refused: «05.03.2024 14:00» has a time; the field holds a date: say \"format\": "
        "\"%d.%m.%Y %H:%M\" to drop the time"},
       {"2024-03-05T14:00:00",
        "refused: «2024-03-05T14:00:00» has a time; the field holds a date: say \"format\": "
        "\"%Y-%m-%dT%H:%M:%S\" to drop the time"},
       {"05.03.2024 2:30 PM",
        "refused: «05.03.2024 2:30 PM» has a time; the field holds a date: say \"format\": "
        "\"%d.%m.%Y %I:%M %p\" to drop the time"},
       {"2024-03-05T14:00:00+03:00",
        "refused: «2024-03-05T14:00:00+03:00» has a time; the field holds a date: say \"format\": "
        "\"%Y-%m-%dT%H:%M:%S%z\" to drop the time"},
       {"tomorrow",
        "refused: «tomorrow» is no date: write 2024-03-05 or 05.03.2024, or say by "
        "\"format\" how this column writes dates"},
       {"05.03.2024x",
        "refused: «05.03.2024x» is no date: write 2024-03-05 or 05.03.2024, or say "
        "by \"format\" how this column writes dates"}});
}

TEST_CASE("a rule's formats are tried in order") {
  CheckCells(Column("UF_DATE", Formats({"%d/%m/%Y", "%m/%d/%Y"})),
             {{"01/02/2024", "2024-02-01"}, {"02/13/2024", "2024-02-13"}});
  CheckCells(
      Column("UF_DATE", Formats({"%d.%m.%Y", "excel"})),
      {{"05.03.2024", "2024-03-05"},
       {"45356", "2024-03-05"},
       {"2024-03-05",
        "refused: «2024-03-05» is no date of the form %d.%m.%Y or excel; write it so, or "
        "name its form in \"format\" too"},
       {"31.04.2024", "refused: «31.04.2024» is no date: April 2024 has 30 days; correct it"},
       {"05.03.2024 14:00",
        "refused: «05.03.2024 14:00» has a time; the field holds a date: say \"format\": "
        "\"%d.%m.%Y %H:%M\" to drop the time"}});
  CheckCells(Column("UF_DATE", Formats({"%d.%m.%Y %H:%M"})), {{"05.03.2024 14:00", "2024-03-05"}});
  CheckCells(Column("UF_DATE", Formats({"%d %b %Y", "%B %e, %Y"})),
             {{"5 Mar 2024", "2024-03-05"},
              {"05 MARCH 2024", "2024-03-05"},
              {"March 5, 2024", "2024-03-05"},
              {"5 May 2024", "2024-05-05"},
              {"5 Foo 2024",
               "refused: «5 Foo 2024» is no date of the form %d %b %Y or %B %e, %Y; write it so, "
               "or name its form in \"format\" too"}});
  CheckCells(Column("UF_DATE", Formats({"%Y%m%d", "%d.%m.%y", "%F"})),
             {{"20240305", "2024-03-05"},
              {"05.03.24", "2024-03-05"},
              {"05.03.69", "1969-03-05"},
              {"05.03.68", "2068-03-05"},
              {"2024-03-05", "2024-03-05"}});
}

TEST_CASE("spreadsheet day numbers") {
  CheckCells(
      Column("UF_DATE", Formats({"excel"})),
      {{"1", "1900-01-01"},
       {"59", "1900-02-28"},
       {"61", "1900-03-01"},
       {"2958465", "9999-12-31"},
       {"45356.0", "2024-03-05"},
       {"60", "refused: «60» is no date: 60 is 29 February 1900, a day that never was; correct it"},
       {"0",
        "refused: «0» is no date: day numbers go from 1 (1900-01-01) to 2958465 (9999-12-31); "
        "correct it"},
       {"2958466",
        "refused: «2958466» is no date: day numbers go from 1 (1900-01-01) to 2958465 "
        "(9999-12-31); correct it"},
       {"45356.5",
        "refused: «45356.5» is a day number with a time behind it; the field holds a "
        "date: round it down in the file"},
       {"-1",
        "refused: «-1» is no date of the form excel; write it so, or name its form in \"format\" "
        "too"},
       {"45356.",
        "refused: «45356.» is no date of the form excel; write it so, or name its form in "
        "\"format\" too"}});
  CheckCells(
      Column("UF_TIME", Zone("UTC", {"excel"})),
      {{"45356", "2024-03-05T00:00:00+00:00"},
       {"45356.5", "2024-03-05T12:00:00+00:00"},
       {"45356,75", "2024-03-05T18:00:00+00:00"},
       {"45356.6041666667", "2024-03-05T14:30:00+00:00"},
       {"45356.9999999", "2024-03-06T00:00:00+00:00"},
       {"2958465.99999999999",
        "refused: «2958465.99999999999» is no date: the year 10000 is too late; correct it"}});
}

TEST_CASE("formats that cannot be dates are refused by name") {
  CHECK(Refusal("UF_DATE", Formats({"%d.%m"})) ==
        "date format «%d.%m» lacks a year (%Y, or %y); add it");
  CHECK(Refusal("UF_DATE", Formats({"%Y-%d"})) == "date format «%Y-%d» lacks a month (%m); add it");
  CHECK(Refusal("UF_DATE", Formats({"dd.mm.yyyy"})) ==
        "date format «dd.mm.yyyy» lacks a day (%d); add it");
  CHECK(Refusal("UF_DATE", Formats({"%d.%m.%Y %Q"})) ==
        "date format «%d.%m.%Y %Q»: %Q is not understood; use %d %m %Y %H %M %S");
  CHECK(Refusal("UF_DATE", Formats({"%d.%m.%Y %"})) ==
        "date format «%d.%m.%Y %» ends with a lone %; a percent sign itself is written %%");
  CHECK(Refusal("UF_TIME", Formats({"%d.%m.%Y %I:%M"})) ==
        "date format «%d.%m.%Y %I:%M»: %I and %p go together; write both or neither");
  CHECK(Refusal("NAME", Formats({"%d.%m.%Y"})) ==
        "\"format\" fits only dates; NAME («First name») is of type string: leave it out");
}

TEST_CASE("a date is decoded as the portal meant it, in every server zone") {
  CheckHeld(Column("UF_DATE"), {{"2024-03-05", R"("2024-03-05T03:00:00+03:00")", "same holds"},
                                {"2024-03-05", R"("2024-03-04T19:00:00-05:00")", "same holds"},
                                {"2024-03-05", R"("2024-03-05T00:00:00+00:00")", "same holds"},
                                {"2024-03-05", R"("2024-03-05T02:00:00+03:00")", "same holds"},
                                {"2024-03-05", R"("2024-03-05T04:00:00+03:00")", "same holds"},
                                {"2024-03-05", R"("2024-03-05T12:00:00+12:00")", "same holds"},
                                {"2024-03-05", R"("2024-03-05")", "same holds"},
                                {"2024-03-05", R"("2024-03-06T03:00:00+03:00")", "neither"},
                                {"2024-03-05", R"("")", "neither"},
                                {"2024-03-05", R"("05.03.2024 junk")", "neither"}});
  const Column closed("UF_DATE");
  CHECK(closed.Encode("05.03.2024") == "fields[UF_DATE]=2024-03-05");
  CHECK(closed.Restore(R"("2024-03-04T19:00:00-05:00")") == "2024-03-05");
  CHECK(closed.Restore(R"("junk")") == "nothing");
  CHECK(closed.Restore("\"\"") == "");
  CHECK(closed.Show(R"("2024-03-05T03:00:00+03:00")") == "2024-03-05");
  CHECK(closed.Judge(*closed.codec().Cleared(), "\"\"") == "same holds");
}

TEST_CASE("several dates in a cell") {
  CellRule rule = Formats({"%d.%m.%Y"});
  rule.split = ",";
  const Column visits("UF_DATES", rule);
  CHECK(visits.Encode("05.03.2024, 06.03.2024") ==
        "fields[UF_DATES][0]=2024-03-05 & fields[UF_DATES][1]=2024-03-06");
  CHECK(visits.Judge("05.03.2024, 06.03.2024",
                     R"(["2024-03-06T03:00:00+03:00","2024-03-05T03:00:00+03:00"])") ==
        "same holds");
  CHECK(visits.Encode(*visits.codec().Cleared()) == "fields[UF_DATES]=");
}

TEST_CASE("moments are sent with the offset of their zone at that time") {
  CheckCells(Column("UF_TIME", Zone("Europe/Berlin")),
             {{"2024-01-05 14:00", "2024-01-05T14:00:00+01:00"},
              {"05.07.2024 14:00:30", "2024-07-05T14:00:30+02:00"},
              {"2024-07-05T14:00:00.000", "2024-07-05T14:00:00+02:00"},
              {"2024-07-05", "2024-07-05T00:00:00+02:00"},
              {"2024-07-05T14:00:00Z", "2024-07-05T14:00:00+00:00"},
              {"2024-07-05T14:00:00-03:30", "2024-07-05T14:00:00-03:30"},
              {"2024-07-05 14:00:00 +0300", "2024-07-05T14:00:00+03:00"},
              {"2024-07-05 25:00",
               "refused: «2024-07-05 25:00» is no date: there is no hour 25; correct it"},
              {"2024-07-05 14:60",
               "refused: «2024-07-05 14:60» is no date: there is no minute 60; correct it"},
              {"01/02/2024 14:00",
               "refused: «01/02/2024 14:00» has two readings, 2024-02-01 and 2024-01-02: say "
               "\"format\": \"%d/%m/%Y %H:%M\" or \"format\": \"%m/%d/%Y %H:%M\""}});
  CheckCells(Column("UF_TIME", Zone("Europe/Moscow", {"%m/%d/%Y %I:%M %p"})),
             {{"03/05/2024 2:30 PM", "2024-03-05T14:30:00+03:00"},
              {"03/05/2024 12:05 am", "2024-03-05T00:05:00+03:00"},
              {"03/05/2024 12:05 pm", "2024-03-05T12:05:00+03:00"},
              {"03/05/2024 13:05 pm",
               "refused: «03/05/2024 13:05 pm» is no date of the form %m/%d/%Y %I:%M %p; write it "
               "so, or name its form in \"format\" too"}});
}

TEST_CASE("an hour that spring skips is refused, of one that autumn repeats the first is meant") {
  const Column called("UF_TIME", Zone("Europe/Berlin"));
  CheckCells(called,
             {{"2024-03-31 02:30",
               "refused: «2024-03-31 02:30» never was in Europe/Berlin: clocks went from 02:00 to "
               "03:00; write a time outside, or an offset"},
              {"2024-03-31 01:59:59", "2024-03-31T01:59:59+01:00"},
              {"2024-03-31 03:00", "2024-03-31T03:00:00+02:00"},
              {"2024-10-27 02:30", "2024-10-27T02:30:00+02:00"},
              {"2024-10-27 03:00", "2024-10-27T03:00:00+01:00"}});
}

TEST_CASE("a zone is needed only where the cell names no offset") {
  CheckCells(Column("UF_TIME"), {{"2024-07-05T14:00:00+03:00", "2024-07-05T14:00:00+03:00"},
                                 {"2024-07-05 14:00",
                                  "refused: «2024-07-05 14:00» does not say its time zone: give "
                                  "the mapping a \"time_zone\" such as \"Europe/Moscow\""}});
  CHECK(Refusal("UF_TIME", Zone("Europe/Moskau")) ==
        "time zone «Europe/Moskau» is unknown; write it like Europe/Moscow or UTC");
  CHECK(Refusal("UF_DATE", Zone("Europe/Moskau")) == "");
}

TEST_CASE("moments are compared as moments") {
  const Column called("UF_TIME", Zone("Europe/Berlin"));
  CheckHeld(called, {{"2024-01-05 14:00", R"("2024-01-05T14:00:00+01:00")", "same holds"},
                     {"2024-01-05 14:00", R"("2024-01-05T16:00:00+03:00")", "same holds"},
                     {"2024-01-05 14:00", R"("2024-01-05T14:00:01+01:00")", "neither"},
                     {"2024-01-05 14:00", R"("2024-01-05T14:00:00")", "neither"},
                     {"2024-01-05 14:00", R"("")", "neither"}});
  CHECK(called.Show(R"("2024-01-05T16:00:00+03:00")") == "2024-01-05T14:00:00+01:00");
  CHECK(called.Restore(R"("2024-01-05T16:00:00+03:00")") == "2024-01-05T16:00:00+03:00");
  CHECK(called.Restore(R"("2024-01-05T16:00:00")") == "nothing");
  CHECK(called.Encode("2024-01-05 14:00") == "fields[UF_TIME]=2024-01-05T14:00:00+01:00");
}

TEST_CASE("offsets of old times that ISO texts cannot spell are sent in UTC") {
  CHECK(Column("UF_TIME", Zone("Europe/Moscow")).Parse("1900-01-01 02:30:17") ==
        "1900-01-01T00:00:00+00:00");
}

TEST_CASE("every day from 1900 to 2100 survives the way through a portal in any zone") {
  const Column day("UF_DATE");
  for (int offset : {-720, -300, 0, 60, 180, 330, 720, 840}) {
    for (auto date = std::chrono::sys_days(std::chrono::year(1900) / 1 / 1);
         date < std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
         date += std::chrono::days(97)) {
      const std::string held = IsoTime(date + std::chrono::minutes(offset), offset);
      CHECK(PortalDay(held) == date);
      CHECK(PortalDay(IsoDay(date)) == date);
    }
  }
}

}  // namespace leadsync::crm
