// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::rest::said {

#define MESSAGE LEADSYNC_MESSAGE
#include "rest/messages.def"
#undef MESSAGE

}  // namespace leadsync::rest::said
