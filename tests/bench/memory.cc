// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "input.h"
#include "parts.h"
#include "process.h"

namespace leadsync::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kSomeRowsDidNotMakeIt = 3;

std::string MiB(long kib) { return fmt::format("{:.1f}", static_cast<double>(kib) / 1024); }

}  // namespace

void MeasureMemory(const BenchOptions& options, Table* table) {
  const ScratchFolder folder;
  const size_t few_rows = options.many_rows / 10;
  // The portal has the first leads only; the rest of a file is reported as not found.
  WriteLeads(folder.path / "leads.csv", std::min<size_t>(100'000, few_rows / 2));
  std::ofstream(folder.path / "mapping.json") << MappingText();
  const Sandbox sandbox(options.leadsync, folder.path / "leads.csv", folder.path);
  const auto peak = [&](const std::string& command, size_t rows) {
    const fs::path input = folder.path / "rows.csv";
    WriteSpreadsheet(input, rows, Variant::kFirst);
    Program program;
    program.arguments = {options.leadsync,
                         command,
                         input,
                         "--mapping",
                         folder.path / "mapping.json",
                         "--quiet",
                         "--run-dir",
                         folder.path / "run"};
    if (command == "sync") program.arguments.push_back("--yes");
    program.environment = {{"LEADSYNC_WEBHOOK", sandbox.webhook()},
                           {"LEADSYNC_PLAN", "self-hosted"},
                           {"LEADSYNC_OPERATING_LIMIT", "86400"},
                           {"XDG_CACHE_HOME", folder.path / "cache"},
                           {"XDG_CONFIG_HOME", folder.path / "config"}};
    program.output = folder.path / "log";
    const Used used = RunProgram(program, command == "check" ? 0 : kSomeRowsDidNotMakeIt);
    fs::remove_all(folder.path / "run");
    fs::remove(input);
    return used.peak;
  };
  for (const std::string command : {"check", "sync"}) {
    const long few = peak(command, few_rows);
    const long many = peak(command, options.many_rows);
    table->Line(fmt::format("(g) {}: peak memory at {} and {} rows", command,
                            Commas(static_cast<double>(few_rows)),
                            Commas(static_cast<double>(options.many_rows))),
                "<= 128, +-5", fmt::format("{} MiB and {} MiB", MiB(few), MiB(many)));
  }
}

}  // namespace leadsync::bench
