// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::rest::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "rest/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::rest::said
