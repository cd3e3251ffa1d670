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

std::vector<RemarkText> AllRemarks() {
  std::vector<RemarkText> all = {
#define REMARK(name, code, thing, remedy) {code, thing, remedy},
#define MESSAGE(name, code, exit, place, thing, remedy)
#include "cli/all_messages.def"
#undef MESSAGE
#undef REMARK
  };
  std::sort(all.begin(), all.end(),
            [](const RemarkText& a, const RemarkText& b) { return a.code < b.code; });
  return all;
}

std::string MessageList() {
  std::string list;
  const auto add = [&](std::string_view code, std::string_view exit, std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    list += fmt::format("{}\t{}\t{}\n", code, exit, text);
  };
  for (const MessageText& m : AllMessages())
    add(m.code, std::to_string(static_cast<int>(m.exit)),
        fmt::format("{}{}{}", m.place, m.thing, m.remedy));
  for (const RemarkText& r : AllRemarks()) add(r.code, "-", fmt::format("{}{}", r.thing, r.remedy));
  return list;
}

}  // namespace leadsync::cli
