// SPDX-License-Identifier: MIT
#include "sync/outcome.h"

#include <array>

namespace leadsync::sync {
namespace {

// The names stand in reports, journals and other people's scripts: never change.
constexpr std::array<std::string_view, kStatusCount> kNames = {
    "updated",   "added",     "unchanged", "mismatch",     "rejected",   "invalid",
    "not_found", "ambiguous", "closed",    "skipped",      "superseded", "conflict",
    "unknown",   "not_sent",  "valid",     "would_update", "would_add"};

}  // namespace

std::string_view Name(Status status) { return kNames[static_cast<size_t>(status)]; }

bool FromName(std::string_view name, Status* out) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] != name) continue;
    *out = static_cast<Status>(i);
    return true;
  }
  return false;
}

bool IsFine(Status status) {
  switch (status) {
    case Status::kUpdated:
    case Status::kAdded:
    case Status::kUnchanged:
    case Status::kSkipped:
    case Status::kSuperseded:
    case Status::kClosed:
    case Status::kValid:
    case Status::kWouldUpdate:
    case Status::kWouldAdd:
      return true;
    case Status::kMismatch:
    case Status::kRejected:
    case Status::kInvalid:
    case Status::kNotFound:
    case Status::kAmbiguous:
    case Status::kConflict:
    case Status::kUnknown:
    case Status::kNotSent:
      return false;
  }
  return false;
}

}  // namespace leadsync::sync
