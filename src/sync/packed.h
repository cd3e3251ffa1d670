// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace leadsync::sync {

enum class RequestKind { kCompare, kSend, kLook, kCatalog };

/// One command that reads leads: what it asks for, and how many of the request's rows it is about.
struct ReadCommand {
  std::vector<int64_t> ids;       ///< by ID, or
  std::vector<std::string> keys;  ///< by key; neither: which leads have a phone or e-mail
  size_t rows = 0;
};

/// What the commands of a request are billed as: updates of leads come first, then reads.
struct Billed {
  std::string_view change = "crm.lead.update";
  std::string_view read = "crm.lead.list";
};

/// A request ready to start: its body, the rows it is about, and how to read its answer.
struct Packed {
  RequestKind kind = RequestKind::kCompare;
  std::string method = "batch";
  std::string body;
  std::vector<uint64_t> rows;      ///< seq; for sends in the order of the commands
  std::vector<ReadCommand> reads;  ///< the commands that read, in order
  Billed billed;
  size_t updates = 0;  ///< commands by billed name, for the budget
  size_t lists = 0;
  TimePoint started{};
  uint64_t ticket = 0;  ///< its place in the operating budget; 0 = none
};

}  // namespace leadsync::sync
