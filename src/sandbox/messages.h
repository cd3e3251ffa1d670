// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::sandbox::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "sandbox/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::sandbox::said
