// SPDX-License-Identifier: MIT
// What is said to people. A terminal that hung up or a pipe that nobody reads any more must not
// end a run that is changing leads, so nothing here fails for that.
#pragma once

#include <string_view>

namespace leadsync::cli {

/// To standard error, at once; what it does not take is lost.
void Tell(std::string_view text);

/// To standard output; what it does not take is known to FlushOutput.
void Print(std::string_view text);

/// False if something printed did not arrive, a full disk being the cause. A reader that has seen
/// enough, such as head, is no failure.
bool FlushOutput();

}  // namespace leadsync::cli
