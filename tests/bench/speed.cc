// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>

#include "input.h"
#include "parts.h"
#include "process.h"

namespace leadsync::bench {
namespace {

namespace fs = std::filesystem;

/// One folder with a portal, the two spreadsheets and the mapping.
class Workshop {
 public:
  explicit Workshop(const BenchOptions& options) : options_(options) {
    WriteLeads(folder_.path / "leads.csv", options.rows);
    for (const Variant v : {Variant::kFirst, Variant::kSecond})
      WriteSpreadsheet(Spreadsheet(v), options.rows, v);
    std::ofstream(folder_.path / "mapping.json") << MappingText();
    sandbox_.emplace(options.leadsync, folder_.path / "leads.csv", folder_.path);
  }

  /// One sync; every row must come to `status`.
  Used Sync(Variant variant, const std::string& status) {
    const fs::path run = folder_.path / fmt::format("run-{}", ++runs_);
    Program program;
    program.arguments = {options_.leadsync, "sync",    Spreadsheet(variant), "--mapping", Mapping(),
                         "--yes",           "--quiet", "--run-dir",          run};
    program.environment = Environment();
    program.output = folder_.path / "sync.log";
    program.core = ClientCore();
    const Used used = RunProgram(program, 0);
    std::ifstream summary(run / "summary.json");
    const std::string text{std::istreambuf_iterator<char>(summary), {}};
    if (text.find(fmt::format("\"{}\":{}", status, options_.rows)) == std::string::npos)
      throw std::runtime_error(fmt::format("not every row is {}: {}", status, text));
    fs::remove_all(run);
    return used;
  }

  /// The same with the SDK.
  Used Sdk(Variant variant) {
    Program program;
    program.arguments = {"node", options_.sdk / "bench.mjs", Spreadsheet(variant),
                         std::to_string(options_.rows)};
    program.environment = Environment();
    program.environment["NODE_ENV"] = "production";
    program.output = folder_.path / "sdk.log";
    program.core = ClientCore();
    return RunProgram(program, 0);
  }

 private:
  fs::path Spreadsheet(Variant v) const {
    return folder_.path / (v == Variant::kFirst ? "first.csv" : "second.csv");
  }
  fs::path Mapping() const { return folder_.path / "mapping.json"; }
  std::map<std::string, std::string> Environment() const {
    return {{"LEADSYNC_WEBHOOK", sandbox_->webhook()},
            {"LEADSYNC_PLAN", "self-hosted"},
            {"LEADSYNC_OPERATING_LIMIT", "86400"},
            {"XDG_CACHE_HOME", folder_.path / "cache"},
            {"XDG_CONFIG_HOME", folder_.path / "config"}};
  }

  const BenchOptions& options_;
  ScratchFolder folder_;
  std::optional<Sandbox> sandbox_;
  int runs_ = 0;
};

/// Processor seconds for 100,000 rows, and rows a second by the clock.
struct Speed {
  Series cpu;
  Series rows;
  Series wall;
  void Add(const Used& used, size_t count) {
    cpu.Add(used.cpu * 1e5 / static_cast<double>(count));
    rows.Add(static_cast<double>(count) / used.wall);
    wall.Add(used.wall);
  }
};

}  // namespace

void MeasureSpeed(const BenchOptions& options, Table* table) {
  Workshop workshop(options);
  Speed sent;
  Speed same;
  Speed sdk;
  Variant variant = Variant::kFirst;
  const auto other = [&] {
    return variant = variant == Variant::kFirst ? Variant::kSecond : Variant::kFirst;
  };
  workshop.Sync(variant, "updated");  // files and programs are in the page cache from now on
  for (int i = 0; i < options.runs; ++i) {
    sent.Add(workshop.Sync(other(), "updated"), options.rows);
    same.Add(workshop.Sync(variant, "unchanged"), options.rows);
    if (!options.sdk.empty()) sdk.Add(workshop.Sdk(other()), options.rows);
  }
  table->Line("(a) sent and verified: client CPU for 100,000 rows", "<= 1.00 s",
              sent.cpu.Text(" s", 2));
  table->Line("(a) sent and verified: rows/s", ">= 100,000", sent.rows.Text("", 0));
  table->Line("(b) compared and unchanged: client CPU for 100,000 rows", "<= 0.45 s",
              same.cpu.Text(" s", 2));
  table->Line("(b) compared and unchanged: rows/s", ">= 300,000", same.rows.Text("", 0));
  if (options.sdk.empty()) {
    table->Line("(c) the official JavaScript SDK", "", "skipped: node or the SDK is missing");
    return;
  }
  const std::string job = "(c) JavaScript SDK, nothing compared or read back: ";
  table->Line(job + "client CPU", "", sdk.cpu.Text(" s", 2));
  table->Line(job + "rows/s", "", sdk.rows.Text("", 0));
  table->Line("(c) SDK over leadsync, sent and verified: CPU, wall time", "",
              fmt::format("{:.1f} times, {:.1f} times", sdk.cpu.median() / sent.cpu.median(),
                          sdk.wall.median() / sent.wall.median()));
}

}  // namespace leadsync::bench
