// SPDX-License-Identifier: MIT
// Measures what leadsync promises, as one table. scripts/bench builds and runs it.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

#include "parts.h"

namespace leadsync::bench {
namespace {

using Part = void (*)(const BenchOptions&, Table*);

constexpr std::pair<std::string_view, Part> kParts[] = {
    {"speed", MeasureSpeed}, {"limits", MeasureLimits}, {"memory", MeasureMemory},
    {"start", MeasureStart}, {"portal", MeasurePortal}, {"pieces", MeasurePieces},
};

constexpr char kUsage[] =
    "usage: leadsync_bench LEADSYNC [--sdk FOLDER] [--runs N] [--rows N] [--many-rows N] "
    "[PART...]\n"
    "parts: speed limits memory start portal pieces; all of them if none is named\n";

std::string ProcessorModel() {
  std::ifstream info("/proc/cpuinfo");
  std::string line;
  while (std::getline(info, line))
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

int Run(int argc, char** argv) {
  BenchOptions options;
  std::vector<std::string_view> wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
    const auto number = [&] { return static_cast<size_t>(std::max(1L, std::atol(value()))); };
    if (word == "--sdk") {
      options.sdk = value();
    } else if (word == "--runs") {
      options.runs = static_cast<int>(number());
    } else if (word == "--rows") {
      options.rows = number();
    } else if (word == "--many-rows") {
      options.many_rows = number();
    } else if (options.leadsync.empty() && !word.starts_with('-')) {
      options.leadsync = word;
    } else {
      const auto named = [&](const auto& part) { return part.first == word; };
      if (std::none_of(std::begin(kParts), std::end(kParts), named))
        throw std::invalid_argument(kUsage);
      wanted.push_back(word);
    }
  }
  if (options.leadsync.empty()) throw std::invalid_argument(kUsage);
  Table table;
  table.Line(fmt::format("{} cores, {}", std::thread::hardware_concurrency(), ProcessorModel()),
             "target", fmt::format("median of {} (least to most)", options.runs));
  table.Rule();
  for (const auto& [name, part] : kParts)
    if (wanted.empty() || std::count(wanted.begin(), wanted.end(), name) > 0) part(options, &table);
  return 0;
}

}  // namespace
}  // namespace leadsync::bench

int main(int argc, char** argv) {
  // The test fixtures that are used here check what they do with doctest.
  doctest::Context context;
  context.setAsDefaultForAssertsOutOfTestCases();
  try {
    return leadsync::bench::Run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "leadsync_bench: {}\n", error.what());
    return 1;
  }
}
