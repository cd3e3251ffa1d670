// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/text.h"
#include "fuzz/target.h"
#include "rest/api_error.h"
#include "rest/batch.h"

namespace leadsync::fuzz {

// The first byte says how many commands were sent.
void BatchAnswerLaw(std::string_view bytes) {
  if (bytes.empty()) return;
  const size_t commands = static_cast<unsigned char>(bytes[0]) % 51;
  const auto answer = rest::BatchAnswer::Decode(std::string(bytes.substr(1)), commands);
  if (!answer) return;
  Require(answer->size() == commands, "there are as many answers as commands");
  for (size_t i = 0; i < commands + 2; ++i) {
    const rest::CommandAnswer& command = answer->command(i);
    using Kind = rest::CommandAnswer::Kind;
    if (i >= commands) Require(command.kind == Kind::kMissing, "nobody answers what was not asked");
    Require(command.kind == Kind::kError ||
                (command.error.code.empty() && command.error.description.empty()),
            "only what failed has an error");
    if (command.kind != Kind::kError) continue;
    const std::string text = command.error.Text();
    Require(!text.empty(), "an error has a text");
    Require(FindInvalidUtf8(text) == std::string_view::npos, "an error's text is UTF-8");
    Require(std::none_of(text.begin(), text.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
            "an error's text is one line without control characters");
  }
}

}  // namespace leadsync::fuzz
