// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cli/job.h"
#include "sync/dispatcher.h"
#include "sync/outcome.h"

namespace leadsync::cli {

/// What a run would do, counted over the whole file before the first write.
struct Survey {
  std::array<uint64_t, sync::kStatusCount> counts{};
  uint64_t rows = 0;
  /// Stage moves: (old name, new name) -> leads.
  std::map<std::pair<std::string, std::string>, uint64_t> moves;
  std::string stage_label;
  uint64_t requests = 0;
  double seconds = 0;
  sync::StopReason stop;  ///< kOk: counted to the end

  uint64_t changes() const { return counts[static_cast<size_t>(sync::Status::kWouldUpdate)]; }
  uint64_t adds() const { return counts[static_cast<size_t>(sync::Status::kWouldAdd)]; }
};

/// Compares every row with the portal and counts; writes nothing anywhere.
Survey TakeSurvey(Job* job);

/// Why a guard forbids the run (`--max-changes`, `--max-added`), or nothing.
std::optional<sync::StopReason> ForbiddenBy(const Options& options, const Survey& survey);

/// A person is there to be asked: standard input and the screen are a terminal, and no `--yes`.
bool MayAsk(const Options& options);
/// Is there a person who sees what is said, whether or not they want to be asked?
bool Watched();
/// Up to so many rows are counted exactly before the question.
inline constexpr uint64_t kMostSurveyed = 100'000;
/// Says where, as whom, how many and how long, and asks. `survey` may be null (too many rows).
/// True: go on.
bool AskToGoOn(const Job& job, const Survey* survey);
/// An unfinished run of the same file was found. True: go on with that one.
bool AskToResume(const Job& job, const std::string& folder);
/// The same before an undo.
bool AskToUndo(const Job& job, uint64_t leads, uint64_t added);

}  // namespace leadsync::cli
