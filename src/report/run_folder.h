// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "report/local_time.h"

namespace leadsync::report {

/// The folder that holds everything a run leaves, mode 0700. Only names and paths; whoever writes
/// a file opens it.
class RunFolder {
 public:
  /// Makes `<parent>/<time>-<name of input>/`, with `-2`, `-3`, ... behind it when another run
  /// took that name in the same second. `input` is a path, or `-` for standard input.
  static RunFolder Create(const std::filesystem::path& parent, WallTime now, LocalTime* zone,
                          std::string_view input);
  /// The folder that the user named: new (its parents are made) or empty, else UsageError.
  static RunFolder CreateAt(const std::filesystem::path& path);
  /// The folder of an earlier run; UsageError if it is none.
  static RunFolder Open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(std::string_view name) const { return path_ / name; }
  std::filesystem::path report() const { return file("report.csv"); }
  std::filesystem::path failed() const { return file("failed.csv"); }
  std::filesystem::path changes() const { return file("changes.csv"); }
  std::filesystem::path values() const { return file("values.csv"); }
  std::filesystem::path page() const { return file("report.html"); }
  std::filesystem::path summary() const { return file("summary.json"); }
  std::filesystem::path log() const { return file("run.log"); }
  std::filesystem::path journal() const { return file("journal.jsonl"); }
  std::filesystem::path mapping() const { return file("mapping.json"); }
  std::filesystem::path catalog() const { return file("catalog.json"); }
  /// Standard input and unpacked .gz input, kept for the second pass and for resume.
  std::filesystem::path spool() const { return file("input.csv"); }

  /// For a run that did not begin: removes what was put into the folder, and the folder itself
  /// unless it was there before. Never throws.
  void Discard();
  /// Removes a run that is no longer wanted: the files that runs leave, then the folder. False if
  /// somebody keeps other files there: these stay, and so the folder does.
  bool Remove();

 private:
  RunFolder(std::filesystem::path path, bool made) : path_(std::move(path)), made_(made) {}

  std::filesystem::path path_;
  bool made_;  ///< by us; false for an empty folder that the user had made
};

/// `input`'s last part as a part of a file name that no shell, system or spreadsheet stumbles
/// over: letters of any alphabet, digits, dot, dash and underscore; at most 80 bytes.
std::string SafeName(std::string_view input);

}  // namespace leadsync::report
