// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::csv::said {

#define MESSAGE LEADSYNC_MESSAGE
#include "csv/messages.def"
#undef MESSAGE

}  // namespace leadsync::csv::said
