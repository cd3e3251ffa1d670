// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/message.h"

namespace leadsync::cli {

/// Every message of the catalogues of base, csv, rest and cli, by code.
std::vector<MessageText> AllMessages();
/// They as a table for `leadsync --print messages`: code, exit code, text, tab between; a line
/// each.
std::string MessageList();

}  // namespace leadsync::cli
