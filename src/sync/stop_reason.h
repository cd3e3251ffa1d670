// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "base/message.h"

namespace leadsync::sync {

/// Why a run ended. kOk: every row has settled.
struct StopReason {
  ExitCode code = ExitCode::kOk;
  std::string text;
  std::string_view said = {};  ///< the code of the catalogue's sentence; empty if it has none
};

template <size_t Blanks, typename... Fillers>
StopReason StopOf(const Message<Blanks>& message, const Fillers&... fillers) {
  return {message.exit, Say(message, fillers...), message.code};
}
inline StopReason StopOf(const Error& error) { return {error.code(), error.what(), CodeOf(error)}; }

}  // namespace leadsync::sync
