// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::said {

#define MESSAGE LEADSYNC_MESSAGE
#include "base/messages.def"
#undef MESSAGE

}  // namespace leadsync::said
