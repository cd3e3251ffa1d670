// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::report::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "report/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::report::said
