// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "base/message.h"

namespace leadsync::cli {

/// Every message of the rooms' catalogues, by code.
std::vector<MessageText> AllMessages();
/// Every remark of them, by code.
std::vector<RemarkText> AllRemarks();
/// Both as a table for `leadsync --print messages`: code, exit code (- for a remark), text, tab
/// between; a line each.
std::string MessageList();

}  // namespace leadsync::cli
