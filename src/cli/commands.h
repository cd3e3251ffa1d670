// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "base/error.h"
#include "cli/options.h"

namespace leadsync::cli {

/// One function a command; each answers the exit code, and throws Error for what main reports.
ExitCode RunSync(const Options& options);  ///< sync and preview
ExitCode RunCheck(const Options& options);
ExitCode RunLogin(const Options& options);
ExitCode RunResume(const Options& options);
ExitCode RunUndo(const Options& options);
ExitCode RunRuns(const Options& options);
ExitCode RunFields(const Options& options);
ExitCode RunMap(const Options& options);
ExitCode RunSandbox(const Options& options);

/// The folder of the run that `options.input` names ("last": the newest that can be resumed or
/// undone). Throws UsageError if there is none.
std::filesystem::path FindRun(const Options& options);

}  // namespace leadsync::cli
