// SPDX-License-Identifier: MIT
#include "base/error.h"

#include <fmt/format.h>

#include "base/message.h"

namespace leadsync {

void ProblemList::Add(std::string_view place, std::string_view text) {
  lines_.push_back(place.empty() ? std::string(text) : fmt::format("{}: {}", place, text));
}

void ProblemList::ThrowIfAny() const {
  if (lines_.empty()) return;
  RaiseText("bad-mapping", ExitCode::kUsage, fmt::format("{}", fmt::join(lines_, "\n")));
}

}  // namespace leadsync
