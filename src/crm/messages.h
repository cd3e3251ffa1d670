// SPDX-License-Identifier: MIT
#pragma once

#include "base/message.h"

namespace leadsync::crm::said {

#define MESSAGE LEADSYNC_MESSAGE
#define REMARK LEADSYNC_REMARK
#include "crm/messages.def"
#undef REMARK
#undef MESSAGE

}  // namespace leadsync::crm::said
