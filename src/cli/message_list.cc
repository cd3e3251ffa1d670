// SPDX-License-Identifier: MIT
#include "cli/message_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace leadsync::cli {

std::vector<MessageText> AllMessages() {
  std::vector<MessageText> all = {
#define REMARK(name, code, thing, remedy)
#define MESSAGE(name, code, exit, place, thing, remedy) \
  {code, ExitCode::exit, place, thing, remedy},
#include "cli/all_messages.def"
#undef MESSAGE
#undef REMARK
  };
  std::sort(all.begin(), all.end(),
            [](const MessageText& a, const MessageText& b) { return a.code < b.code; });
  return all;
}

std::string MessageList() {
  std::string list;
  for (const MessageText& message : AllMessages()) {
    std::string text = fmt::format("{}{}{}", message.place, message.thing, message.remedy);
    std::replace(text.begin(), text.end(), '\n', ' ');
    list += fmt::format("{}\t{}\t{}\n", message.code, static_cast<int>(message.exit), text);
  }
  return list;
}

}  // namespace leadsync::cli
