// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/files.h"
#include "report/local_time.h"

namespace leadsync::report {

enum class Level { kDetail, kNote, kWarning, kError };

/// Says things: on the screen (stderr, by way of a function) and in run.log, with the time. What
/// is said before the run's folder exists is kept and written when `Open` names the file.
/// Secrets are masked before anything else; control characters are shown as text, so that no text
/// of a cell or of the portal can move the cursor or look like a line of its own.
class RunLog {
 public:
  enum class Voice { kQuiet, kNormal, kVerbose };  ///< quiet: warnings and errors only
  using Mask = std::function<std::string(std::string_view)>;
  /// Takes lines, each with its line break.
  using Screen = std::function<void(std::string_view)>;

  /// `clock` must outlive the log; an empty `mask` masks nothing, an empty `screen` is stderr.
  RunLog(const Clock& clock, Voice voice, Mask mask, Screen screen = {});

  /// Details are said only by the verbose voice. The code of the catalogue's sentence, if it has
  /// one, stands in the file only. Never throws: when the disk is full, that is said on the screen
  /// once and the file is given up.
  void Say(Level level, std::string_view text, std::string_view code = {});
  /// Only into the file: what standard output says. Never throws either.
  void Keep(std::string_view text);
  /// Goes on in that file, in that zone's time. Throws Error.
  void Open(const std::filesystem::path& file, LocalTime zone);
  /// From now on secrets are masked by `mask`; for when the credentials are known.
  void set_mask(Mask mask) { mask_ = std::move(mask); }

  /// The first 100 warnings, as said, for the summary.
  const std::vector<std::string>& warnings() const { return warnings_; }
  /// Warnings beyond those.
  uint64_t more_warnings() const { return more_warnings_; }

 private:
  struct Line {
    WallTime time;
    Level level;
    std::string text;
    std::string code;
  };
  void Write(const Line& line);

  const Clock& clock_;
  Voice voice_;
  Mask mask_;
  Screen screen_;
  LocalTime zone_;
  std::optional<AppendFile> file_;
  std::vector<Line> early_;
  bool given_up_ = false;
  std::vector<std::string> warnings_;
  uint64_t more_warnings_ = 0;
};

}  // namespace leadsync::report
