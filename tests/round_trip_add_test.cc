// SPDX-License-Identifier: MIT
// The same law from file to portal: a CSV file with a column for every field, by a key of its own,
// some leads there and some not.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "cell_maker.h"
#include "csv/writer.h"
#include "every_field.h"
#include "key_world.h"
#include "printers.h"

using namespace leadsync;           // NOLINT: a test
using namespace leadsync::testing;  // NOLINT: a test

namespace {

std::vector<const crm::Field*> Columns(const crm::Catalog& catalog) {
  std::vector<const crm::Field*> columns;
  for (const crm::Field& field : catalog.fields())
    if (!field.read_only && !field.code.starts_with("ORIGIN")) columns.push_back(&field);
  return columns;
}

std::string MappingOf(const std::vector<const crm::Field*>& columns, CellMaker* maker) {
  std::string json = R"({"key": {"column": "Key", "field": "ORIGIN_ID",
    "within": {"ORIGINATOR_ID": "ERP"}}, "mode": "upsert", "reopen": true, "country": "DE",
    "time_zone": "Europe/Riga", "columns": {)";
  for (const crm::Field* field : columns) {
    json += "\"" + field->code + "\": {\"field\": \"" + field->code + "\"";
    if (field->multiple)
      json += R"(, "split": "§", "write": ")" + std::string(maker->Chance(50) ? "add" : "replace") +
              "\"";
    if (field->code == "WEB") json += R"(, "complete": true)";
    json += "},\n";
  }
  return json + "}}";
}

/// People by ID: this way knows no names.
std::string CellOf(const crm::Field& field, CellMaker* maker) {
  if (field.type != "user" && field.type != "employee")
    return maker->Cells(field.type, field.code, field.multiple);
  return std::to_string(1 + maker->Below(20));
}

std::string Told(const std::vector<sync::Outcome>& outcomes) { return Show(outcomes, true); }

}  // namespace

TEST_CASE(
    "a file of any values, by key: leads are added or changed, and the second time left alone") {
  const crm::Catalog catalog = EveryField();
  std::set<std::string> added;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    CellMaker maker(seed);
    const auto columns = Columns(catalog);
    KeyWorld job(MappingOf(columns, &maker), QuickPortal(), WorldOf(catalog, {}));
    std::vector<std::string> cells = {"Key"};
    for (const crm::Field* field : columns) cells.push_back(field->code);
    std::string csv;
    csv::AppendRecord(cells, ',', &csv);
    constexpr int kRows = 40;
    for (int row = 0; row < kRows; ++row) {
      // Of keys K-16 to K-55 fifteen are there.
      cells = {"K-" + std::to_string(row + 16)};
      for (const crm::Field* field : columns) {
        std::string cell = maker.Chance(50) ? CellOf(*field, &maker) : "";
        // A code stands only beside its country, and an address has a street.
        if (field->code.starts_with("ADDRESS_COUNTRY")) cell = CellOf(*field, &maker);
        if (field->code == "ADDRESS") cell = "Street " + std::to_string(row);
        cells.push_back(std::move(cell));
      }
      csv::AppendRecord(cells, ',', &csv);
    }
    job.File(csv);
    const uint64_t before = job.adds();
    const auto first = job.Sync();
    REQUIRE(first.size() == kRows);
    for (int row = 0; row < kRows; ++row) {
      CAPTURE(row);
      const sync::Status want = row < 15 ? sync::Status::kUpdated : sync::Status::kAdded;
      CHECK_MESSAGE(first[row].status == want, Told({first[row]}));
      if (want == sync::Status::kAdded)
        for (const sync::Change& change : first[row].changes) added.insert(change.field.text());
    }
    CHECK(job.adds() == before + kRows - 15);
    const uint64_t updates = job.updates();
    for (const sync::Outcome& outcome : job.Sync())
      CHECK_MESSAGE(outcome.status == sync::Status::kUnchanged, Told({outcome}));
    CHECK(job.updates() == updates);
    CHECK(job.adds() == before + kRows - 15);
  }
  for (const crm::Field* field : Columns(catalog)) {
    CAPTURE(field->code);
    CHECK(added.count(field->code) == 1);
  }
}
