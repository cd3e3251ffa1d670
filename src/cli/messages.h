// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::cli::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "cli/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::cli::said
