// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "base/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::said
