// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::csv::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "csv/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::csv::said
