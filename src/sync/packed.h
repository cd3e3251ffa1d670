// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace leadsync::sync {

enum class RequestKind { kCompare, kSend, kLook, kCatalog };

/// A request ready to start: its body, the rows it is about, and how to read its answer.
struct Packed {
  RequestKind kind = RequestKind::kCompare;
  std::string method = "batch";
  std::string body;
  std::vector<uint64_t> rows;               ///< seq; for sends in the order of the commands
  std::vector<std::vector<int64_t>> leads;  ///< IDs asked for by each list command, in order
  size_t updates = 0;                       ///< commands by billed name, for the budget
  size_t lists = 0;
  TimePoint started{};
  uint64_t ticket = 0;  ///< its place in the operating budget; 0 = none
};

}  // namespace leadsync::sync
