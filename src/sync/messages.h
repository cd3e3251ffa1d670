// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::sync::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "sync/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::sync::said
