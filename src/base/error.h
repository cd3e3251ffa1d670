// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync {

/// What the process answers to its caller. Other people's scripts rely on these: never change.
enum class ExitCode {
  kOk = 0,
  kFailed = 1,          ///< disk, network, a portal that refuses this run
  kUsage = 2,           ///< usage, mapping, header or input file; nothing was sent
  kSomeRowsFailed = 3,  ///< finished, some rows did not make it
  kGuard = 4,           ///< stopped by a guard
  kPortalAway = 5,      ///< away for too long, or the webhook is no longer accepted
  kInterrupted = 130,
};

/// A run that cannot go on. `what()` is for the user: it names the place, the thing and the way
/// out. A bad row is no Error but an Outcome.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& text, ExitCode code = ExitCode::kFailed)
      : std::runtime_error(text), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// Usage, mapping, header or input file: nothing was sent, exit code 2.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& text) : Error(text, ExitCode::kUsage) {}
};

/// Collects every problem of a file, so that the user sees all of them at once.
class ProblemList {
 public:
  /// `place` is "file:line" or "file".
  void Add(std::string_view place, std::string_view text);
  bool empty() const { return lines_.empty(); }
  const std::vector<std::string>& lines() const { return lines_; }
  /// Throws a UsageError with one problem a line, if there are any; its code (CodeOf) is
  /// bad-mapping.
  void ThrowIfAny() const;

 private:
  std::vector<std::string> lines_;
};

}  // namespace leadsync
