// SPDX-License-Identifier: MIT
// fields: what the portal's leads look like.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/session.h"
#include "csv/writer.h"
#include "report/run_log.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

std::string Remarks(const crm::Field& field) {
  std::string remarks;
  const auto add = [&](bool is, std::string_view word) {
    if (is) remarks += (remarks.empty() ? "" : ", ") + std::string(word);
  };
  add(field.multiple, "multiple");
  add(field.required, "required");
  add(field.read_only, "read-only");
  add(field.immutable && !field.read_only, "only for new leads");
  return remarks;
}

std::string Items(const crm::Catalog& catalog, const crm::Field& field, size_t most) {
  std::string items;
  size_t n = 0;
  for (const crm::Item& item : catalog.ItemsOf(field)) {
    if (n++ == most) {
      items += fmt::format(", ... ({} in all)", catalog.ItemsOf(field).size());
      break;
    }
    items += (items.empty() ? "" : ", ") + item.name;
  }
  return items;
}

void PrintTable(const crm::Catalog& catalog) {
  size_t code = 4;
  size_t label = 5;
  size_t type = 4;
  for (const crm::Field& f : catalog.fields()) {
    code = std::max(code, f.code.size());
    label = std::max(label, std::min<size_t>(32, report::DisplayWidth(f.label)));
    type = std::max(type, f.type.size());
  }
  const auto line = [&](std::string_view c, std::string_view l, std::string_view t,
                        std::string_view rest) {
    std::string text = fmt::format("{}  {}  {}  {}", report::PadRight(c, code),
                                   report::PadRight(report::CutToWidth(l, label), label),
                                   report::PadRight(t, type), rest);
    text.erase(text.find_last_not_of(' ') + 1);
    PrintLines(fmt::format("{}\n", text));
  };
  line("Code", "Label", "Type", "Remarks; items");
  for (const crm::Field& f : catalog.fields()) {
    std::string remarks = Remarks(f);
    const std::string items = report::Visible(Items(catalog, f, 6));
    if (!remarks.empty() && !items.empty()) remarks += "; ";
    remarks += items;
    line(f.code, report::Visible(f.label), f.type, remarks);
  }
}

void PrintCsv(const crm::Catalog& catalog) {
  std::string out = "\xEF\xBB\xBF";
  const auto row = [&](const std::vector<std::string>& cells) {
    csv::AppendRecord(cells, ',', &out);
  };
  row({"code", "label", "type", "multiple", "required", "read_only", "item", "item_id"});
  for (const crm::Field& f : catalog.fields()) {
    const auto yes = [](bool is) { return std::string(is ? "yes" : ""); };
    const std::vector<std::string> head = {f.code,          f.label,         f.type,
                                           yes(f.multiple), yes(f.required), yes(f.read_only)};
    const auto with = [&](const std::string& name, const std::string& id) {
      std::vector<std::string> cells = head;
      cells.push_back(name);
      cells.push_back(id);
      row(cells);
    };
    if (catalog.ItemsOf(f).empty()) with("", "");
    for (const crm::Item& item : catalog.ItemsOf(f)) with(item.name, item.id);
  }
  Print(out);
}

}  // namespace

ExitCode RunFields(const Options& options) {
  SystemClock clock;
  report::RunLog log(clock, report::RunLog::Voice::kNormal, {});
  Interrupts interrupts;
  Session session(options, clock, &log, &interrupts);
  const crm::Catalog catalog = session.FetchCatalog(true);
  if (options.json) {
    Print(fmt::format("{}\n", catalog.ToJson()));
  } else if (options.csv) {
    PrintCsv(catalog);
  } else {
    PrintTable(catalog);
  }
  return ExitCode::kOk;
}

}  // namespace leadsync::cli
