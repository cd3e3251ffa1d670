// SPDX-License-Identifier: MIT
// A scratch folder and easy outcomes for the tests of report/.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/files.h"
#include "printers.h"
#include "report/report_files.h"

namespace leadsync::report {

struct Scratch {
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "leadsync-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

inline WallTime At(int64_t seconds) { return WallTime(std::chrono::seconds(seconds)); }
/// 2024-03-05T11:03:07Z
inline constexpr int64_t kMarch = 1709636587;

struct FixedClock : Clock {
  TimePoint Now() const override { return {}; }
  WallTime Wall() const override { return wall; }
  WallTime wall = At(kMarch);
};

inline std::shared_ptr<const csv::Record> Row(uint64_t row, const std::vector<std::string>& cells,
                                              std::string problem = {}) {
  auto record = std::make_shared<csv::Record>();
  for (const std::string& cell : cells) record->Append(cell);
  record->set_place(row, row);
  record->set_problem(std::move(problem));
  return record;
}

inline sync::Outcome Fate(uint64_t row, sync::Status status, std::vector<sync::Problem> problems,
                          std::shared_ptr<const csv::Record> record = nullptr) {
  sync::Outcome o;
  o.row = row;
  o.key = std::to_string(row + 100);
  o.lead_id = static_cast<int64_t>(row) + 100;
  o.status = status;
  o.problems = std::move(problems);
  o.attempts = sync::IsProvisional(status) ? 0 : 1;
  o.finished = At(kMarch);
  o.record = std::move(record);
  return o;
}

/// A run's folder with its report files, of a comma file with the header `ID,Stage`.
struct Reports {
  Reports() : Reports(Simple()) {}
  explicit Reports(ReportShape wanted)
      : shape(std::move(wanted)), folder(RunFolder::CreateAt(scratch.path / "run")) {
    files.emplace(folder, shape);
  }
  static ReportShape Simple() {
    ReportShape shape;
    shape.header = {"ID", "Stage"};
    shape.link_base = "https://acme.bitrix24.com";
    return shape;
  }
  std::string Text(const std::string& name) {
    if (files) files->Flush();
    return ReadFile(folder.file(name));
  }
  void Reopen() {
    files.reset();
    files.emplace(folder, shape);
  }

  Scratch scratch;
  ReportShape shape;
  RunFolder folder;
  std::optional<ReportFiles> files;
};

}  // namespace leadsync::report
