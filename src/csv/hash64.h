// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace leadsync::csv {

/// A fast hash of good spread, several bytes a cycle. Not for secrets, never stored on disk for
/// longer than a run.
uint64_t Hash64(std::string_view bytes);

}  // namespace leadsync::csv
