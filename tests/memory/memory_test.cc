// SPDX-License-Identifier: MIT
// A file may be as long as it likes: `leadsync check` needs no more memory for three million rows
// than for one million. Runs the program that it is given, and prints what it measured.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "measured_run.h"

namespace {

namespace fs = std::filesystem;
using leadsync::testing::Run;
using leadsync::testing::ScratchFolder;
using leadsync::testing::Used;

constexpr size_t kSmallestFile = size_t{64} << 20;
constexpr long kMostGrowth = 5 * 1024;    // KiB
constexpr long kMostMemory = 128 * 1024;  // KiB

constexpr char kMapping[] = R"({
  "key": "Lead ID",
  "columns": {
    "Stage": "STATUS_ID",
    "Competitor product": { "label": "Competitor product" },
    "Closed on": { "field": "UF_CRM_1700000004", "format": "%d.%m.%Y" },
    "Comment": "COMMENTS",
  },
})";

/// So many rows, of which each hundredth has a wrong cell and each thousandth a lead that came
/// before.
void Generate(const fs::path& path, int rows) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) throw std::runtime_error(path.string() + " cannot be written");
  std::fputs("Lead ID,Stage,Competitor product,Closed on,Comment\n", file);
  for (int i = 0; i < rows; ++i) {
    const int lead = 1000 + (i % 1000 == 999 ? i / 2 : i);
    std::fprintf(file, "%d,%s,%s,%02d.%02d.2026,\"Call %d: went elsewhere, \"\"for now\"\"\"\n",
                 lead, i % 100 == 7 ? "Loost" : "Lost", i % 3 == 0 ? "" : "Leadora", 1 + i % 28,
                 1 + i % 12, i);
  }
  if (std::fclose(file) != 0) throw std::runtime_error(path.string() + ": the disk is full");
}

Used Check(const std::string& program, const fs::path& folder, int rows) {
  const fs::path input = folder / (std::to_string(rows) + ".csv");
  Generate(input, rows);
  const fs::path run = folder / std::to_string(rows);
  const Used used = Run(program,
                        {"check", input, "--mapping", folder / "mapping.json", "--fields",
                         folder / "fields.json", "--run-dir", run, "--quiet"},
                        "/dev/null");
  std::printf("%d rows, %ju MiB: at most %ld KiB resident, %.1f s\n", rows,
              static_cast<uintmax_t>(fs::file_size(input) >> 20), used.resident, used.seconds);
  if (used.exit_code != 3) throw std::runtime_error("check did not end with 3, as it must here");
  if (fs::file_size(input) < kSmallestFile) throw std::runtime_error("the file is too small");
  fs::remove_all(run);
  fs::remove(input);
  return used;
}

int Measure(const std::string& program, const fs::path& fields) {
  const ScratchFolder scratch;
  fs::copy(fields, scratch.path / "fields.json");
  std::FILE* mapping = std::fopen((scratch.path / "mapping.json").c_str(), "w");
  if (mapping == nullptr || std::fputs(kMapping, mapping) < 0 || std::fclose(mapping) != 0)
    throw std::runtime_error("the mapping cannot be written");
  const Used small = Check(program, scratch.path, 1'000'000);
  const Used large = Check(program, scratch.path, 3'000'000);
  if (std::labs(large.resident - small.resident) < kMostGrowth && large.resident <= kMostMemory)
    return 0;
  std::printf("that is too much: at most %ld KiB in all, less than %ld KiB apart\n", kMostMemory,
              kMostGrowth);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: memory_test LEADSYNC FIELDS.json\n", stderr);
    return 2;
  }
  try {
    return Measure(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "memory_test: %s\n", error.what());
    return 1;
  }
}
