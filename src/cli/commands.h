// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "cli/options.h"

namespace leadsync::cli {

/// One function a command; each answers the exit code, and throws Error for what main reports.
ExitCode RunSync(const Options& options);  ///< sync and preview
ExitCode RunCheck(const Options& options);
ExitCode RunFields(const Options& options);
ExitCode RunSandbox(const Options& options);

}  // namespace leadsync::cli
