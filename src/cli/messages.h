// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::cli::said {

#define MESSAGE LEADSYNC_MESSAGE
#include "cli/messages.def"
#undef MESSAGE

}  // namespace leadsync::cli::said
