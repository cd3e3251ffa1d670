// SPDX-License-Identifier: MIT
#include "sync/template.h"

#include <doctest/doctest.h>

#include <map>

#include "printers.h"

using leadsync::sync::Template;

namespace {

std::string Fill(const std::string& text, const std::map<std::string, std::string>& row) {
  auto parsed = Template::Parse(text);
  if (parsed.index() == 1) return "problem: " + std::get<1>(parsed);
  const Template& filled = std::get<0>(parsed);
  return filled.Fill([&](size_t piece) -> std::string_view {
    const auto cell = row.find(filled.pieces()[piece].column);
    return cell == row.end() ? std::string_view() : std::string_view(cell->second);
  });
}

}  // namespace

TEST_CASE("places of a template are filled with cells, or with what stands for an empty one") {
  const std::map<std::string, std::string> row = {{"Rival", "Leadora"}, {"By whom", "Olga"}};
  for (const auto& [text, want] : std::vector<std::pair<std::string, std::string>>{
           {"", ""},
           {"Lost", "Lost"},
           {"{Rival}", "Leadora"},
           {"Lost to {Rival|an unnamed rival}", "Lost to Leadora"},
           {"Lost to {Rivals|an unnamed rival}", "Lost to an unnamed rival"},
           {"Lost to {Rivals}.", "Lost to ."},
           {"Lost to {Rivals|}.", "Lost to ."},
           {"{ Rival }/{By whom}", "Leadora/Olga"},
           {"{Rivals|a|b}", "a|b"},
           {"{{{Rival}}}", "{Leadora}"},
           {"{{Rival}}", "{Rival}"},
           {"100 %{{", "100 %{"},
       }) {
    CAPTURE(text);
    CHECK(Fill(text, row) == want);
  }
}

TEST_CASE("a cell is put in as it is: what looks like a place in it is text") {
  CHECK(Fill("{A}{B}", {{"A", "{B}"}, {"B", "}}"}}) == "{B}}}");
}

TEST_CASE("a template that cannot be meant so is refused") {
  CHECK(Fill("Lost to {Rival", {}) ==
        "problem: «Lost to {Rival» has a { that is never closed; a literal brace is written {{");
  CHECK(Fill("Lost }", {}) ==
        "problem: «Lost }» has a } that closes nothing; a literal brace is written }}");
  CHECK(Fill("{}", {}) == "problem: «{}» names no column in {}; write {Column} or {Column|else}");
}

TEST_CASE("a template without places is the same for every row") {
  CHECK(std::get<0>(Template::Parse("a {{b}}")).constant());
  CHECK_FALSE(std::get<0>(Template::Parse("{b}")).constant());
}
