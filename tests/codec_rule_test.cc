// SPDX-License-Identifier: MIT
#include "codec_fixture.h"

namespace leadsync::crm {

TEST_CASE("fields that cannot be written are refused by name, with the reason") {
  const std::vector<CellCase> cases = {
      {"ID", "ID is read-only: the portal ignores what is written to it; leave it out"},
      {"CONTACT_IDS",
       "CONTACT_IDS («Contacts») cannot be written: the portal does not show reliably what it "
       "holds, so that nothing could be verified; leave it out"},
      {"ADDRESS_LOC_ADDR_ID",
       "ADDRESS_LOC_ADDR_ID («Location address ID») cannot be written: the portal keeps this "
       "number of its map itself; leave it out"},
      {"UF_FILE",
       "UF_FILE («Contract») cannot be written: it is of type file, and a cell cannot carry a "
       "file; leave it out"},
      {"UF_APP",
       "UF_APP («Slider») cannot be written: its type «rest_7_slider» is an application's own, and "
       "nothing is written by guess; leave it out"},
      {"UF_ODD",
       "UF_ODD («Odd») cannot be written: its type «string_formatted» is not known to leadsync, "
       "and nothing is written by guess; leave it out"},
      {"DATE_CREATE",
       "DATE_CREATE («Created on») can be written only when a lead is made: say "
       "\"on\": \"add\", or leave it out"}};
  for (const CellCase& one : cases) {
    CAPTURE(one.cell);
    CHECK(Refusal(one.cell) == one.want);
  }
  CellRule rule;
  rule.on_update = false;
  rule.time_zone = "UTC";
  CHECK(Column("DATE_CREATE", rule).Parse("2024-03-05 10:00") == "2024-03-05T10:00:00+00:00");
}

TEST_CASE("types that no cell can hold are refused with the reason") {
  const std::vector<CellCase> cases = {
      {"file", "it is of type file, and a cell cannot carry a file; leave it out"},
      {"disk_file",
       "it is of type disk_file, and a cell cannot carry a file of the portal's drive; leave it "
       "out"},
      {"location",
       "it is of type location, and a location has no form that a cell could hold; leave it out"},
      {"resourcebooking",
       "it is of type resourcebooking, and bookings are made in the portal's calendar; leave it "
       "out"},
      {"vote", "it is of type vote, and a poll has no form that a cell could hold; leave it out"},
      {"mail_message",
       "it is of type mail_message, and a message has no form that a cell could hold; leave it "
       "out"},
      {"video",
       "it is of type video, and a video has no form that a cell could hold; leave it out"},
      {"rest_7_x",
       "its type «rest_7_x» is an application's own, and nothing is written by guess; leave it "
       "out"},
      {"novelty",
       "its type «novelty» is not known to leadsync, and nothing is written by guess; leave it "
       "out"}};
  for (const CellCase& one : cases) {
    CAPTURE(one.cell);
    Field field;
    field.code = "UF_1";
    field.label = "Thing";
    field.type = one.cell;
    field.dynamic = true;
    const auto made = MakeFieldCodec(FixtureCatalog(), field, {});
    REQUIRE(std::holds_alternative<std::string>(made));
    CHECK(std::get<std::string>(made) == "UF_1 («Thing») cannot be written: " + one.want);
  }
}

TEST_CASE("options that do not fit a type are refused by name") {
  CellRule rule;
  rule.decimal = ',';
  CHECK(Refusal("NAME", rule) ==
        "\"decimal\" fits only numbers; NAME («First name») is of type string: leave it out");
  rule = {};
  rule.group = ",";
  CHECK(Refusal("UF_DATE", rule) ==
        "\"group\" fits only numbers; UF_DATE («Closed on») is of type date: leave it out");
  rule = {};
  rule.parentheses = true;
  CHECK(Refusal("UF_ENUM", rule) ==
        "\"parentheses\" fits only numbers; UF_ENUM («Competitor product») is of type enumeration: "
        "leave it out");
  rule = {};
  rule.complete_url = true;
  CHECK(
      Refusal("NAME", rule) ==
      "\"complete\" fits only web addresses; NAME («First name») is of type string: leave it out");
  rule = {};
  rule.split = "|";
  CHECK(Refusal("UF_ENUM", rule) ==
        "\"split\" fits only fields that hold several values; UF_ENUM («Competitor product») holds "
        "one: leave it out");
  rule.split = "";
  CHECK(Refusal("UF_ENUMS", rule) == "\"split\" is empty: name a separator");
  rule = {};
  rule.write = WriteMode::kAdd;
  CHECK(Refusal("NAME", rule) ==
        "\"write\": \"add\" fits only fields that hold several values; NAME («First name») holds "
        "one: leave it out");
  rule.write = WriteMode::kReplace;
  CHECK(Refusal("NAME", rule) ==
        "\"write\": \"replace\" fits only fields that hold several values; NAME («First name») "
        "holds one: leave it out");
  rule.write = WriteMode::kIfEmpty;
  CHECK(Refusal("NAME", rule) == "");
}

TEST_CASE("the mapping's zone and country fit every field") {
  CellRule rule;
  rule.time_zone = "Europe/Moscow";
  rule.country = "RU";
  for (const char* code : {"NAME", "UF_ENUM", "OPPORTUNITY", "UF_DATE", "PHONE", "UF_TIME"}) {
    CAPTURE(std::string(code));
    CHECK(Refusal(code, rule) == "");
  }
}

TEST_CASE("what is written and read back as the portal shows it holds, and is the same") {
  struct Trip {
    std::string code;
    std::string cell;
    std::string held;  // as a portal in UTC+3 shows it
  };
  const std::vector<Trip> trips = {{"NAME", "Olga", R"("Olga")"},
                                   {"COMMENTS", "a < b & c", R"("a &lt; b &amp; c")"},
                                   {"STATUS_ID", "Lost", R"("LOST")"},
                                   {"OPPORTUNITY", "99.9", R"("99.90")"},
                                   {"OPENED", "yes", R"("Y")"},
                                   {"BIRTHDATE", "1970-01-01", R"("1970-01-01T03:00:00+03:00")"},
                                   {"UF_INT", "7", "7"},
                                   {"UF_BOOL", "no", R"("0")"},
                                   {"UF_ENUM", "Contour CRM", R"("45")"},
                                   {"UF_ENUMS", "Price", R"([51])"},
                                   {"UF_MONEY", "5", R"("5|EUR")"},
                                   {"UF_DEAL", "D_5", R"("5")"},
                                   {"UF_URL", "https://a.example", R"("https://a.example")"}};
  for (const Trip& trip : trips) {
    CAPTURE(trip.code);
    const Column column(trip.code);
    CHECK(column.Judge(trip.cell, trip.held) == "same holds");
    const JsonDocument held = Column::Json(trip.held);
    const std::optional<Value> restored = column.codec().Restore(held.root());
    REQUIRE(restored);
    CHECK(column.Judge(*restored, trip.held) == "same holds");
    CHECK_FALSE(column.Empty(trip.held));
    CHECK_FALSE(column.Show(trip.held).empty());
  }
}

TEST_CASE("no codec trips over shapes that no portal should send") {
  const std::vector<std::string> shapes = {"null",
                                           "true",
                                           "false",
                                           "0",
                                           "-1",
                                           "1e300",
                                           "12.5",
                                           "\"\"",
                                           "\"x\"",
                                           "\"2024-13-45T99\"",
                                           "[]",
                                           "{}",
                                           "[[]]",
                                           "[null]",
                                           "[{}]",
                                           R"([{"ID":{},"VALUE":[1]}])",
                                           R"({"a":{"b":[]}})",
                                           R"("|||")",
                                           R"("D_")",
                                           R"("2024-03-05T00:00:00+99:99")",
                                           R"("[/")",
                                           R"("<")",
                                           R"("&#")"};
  for (const Field& field : FixtureCatalog().fields()) {
    auto made = MakeFieldCodec(FixtureCatalog(), field, {});
    if (std::holds_alternative<std::string>(made)) continue;
    const FieldCodec& codec = *std::get<std::unique_ptr<FieldCodec>>(made);
    CAPTURE(field.code);
    std::vector<Value> values = {Value{}, Value{{Value::Item{}}}, Value{{Value::Item{"1", ""}}}};
    for (const std::string& shape : shapes) {
      const JsonDocument held = Column::Json(shape);
      for (const Value& value : values) {
        codec.Same(value, held.root());
        codec.Holds(value, held.root());
        codec.Show(value);
        std::vector<rest::Param> params;
        codec.Encode(value, held.root(), &params);
      }
      codec.Empty(held.root());
      codec.Show(held.root());
      codec.Restore(held.root());
      codec.Parse(shape);
    }
    CHECK(codec.code() == field.code);
  }
}

}  // namespace leadsync::crm
