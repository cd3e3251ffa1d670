// SPDX-License-Identifier: MIT
// A program at a terminal: what a person sees and types, line breaks and colours made plain.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace leadsync::testing {

/// A line of shell at a terminal of its own, 24 lines of 100 columns unless `columns` says
/// otherwise. It does not outlive the test.
class Terminal {
 public:
  Terminal(const std::string& line, const std::filesystem::path& folder,
           const std::map<std::string, std::string>& environment, int columns = 100);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Reads on until `text` has come since the last call that found its own; false if the program
  /// ends, or is silent for `limit`, before that.
  bool ReadUntil(std::string_view text, std::chrono::seconds limit);
  void Type(const std::string& text) const;
  /// Reads to the end and returns the exit code, 128 + the signal if one ended it. A program that
  /// is silent for `limit` is killed.
  int Finish(std::chrono::seconds limit);
  /// What came so far, without carriage returns and control sequences.
  std::string screen() const;

 private:
  bool Read(std::chrono::seconds limit);

  pid_t pid_ = -1;
  int fd_ = -1;
  bool ended_ = false;
  size_t seen_ = 0;
  std::string raw_;
};

}  // namespace leadsync::testing
