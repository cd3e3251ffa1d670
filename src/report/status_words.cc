// SPDX-License-Identifier: MIT
#include "report/status_words.h"

#include <array>

namespace leadsync::report {
namespace {

struct Words {
  std::string_view meaning;
  std::string_view remedy;
};

/// In the order of sync::Status.
constexpr std::array<Words, sync::kStatusCount> kWords = {{
    {"changed, and read back from the portal", ""},
    {"new lead made, and read back from the portal", ""},
    {"the lead held all of it already; nothing was sent", ""},
    {"sent, but the portal holds something else",
     "changes.csv shows what was sent and what the portal holds; check the field's settings on the "
     "portal, or correct the cell in failed.csv."},
    {"the portal refused it",
     "The portal's own words say why; correct the cell in failed.csv, or the lead on the portal."},
    {"not sent: a cell or the key is wrong",
     "Correct the named cells in failed.csv and run that file with the same mapping."},
    {"no such lead",
     "The lead was deleted, or the portal user whose access is used may not read it: check the "
     "key."},
    {"more than one lead has this key",
     "Merge the leads on the portal, or name the lead by its ID."},
    {"left alone: the lead is in a final stage", ""},
    {"left alone: a rule of the mapping says so", ""},
    {"a later row of the same lead won", ""},
    {"not put back: somebody changed the lead since",
     "Look at the lead; what the run wrote stands in changes.csv."},
    {"sent, and what became of it could not be read",
     "Run failed.csv again: leads are read first, and nothing is sent twice."},
    {"the run stopped before this row", "Go on with «leadsync resume»."},
    {"every cell is right", ""},
    {"would change", ""},
    {"a new lead would be made", ""},
}};

}  // namespace

std::string_view Meaning(sync::Status status, bool correctable) {
  if (!correctable) {
    switch (status) {
      case sync::Status::kUpdated:
        return "as before the run, and read back from the portal";
      case sync::Status::kUnchanged:
        return "the lead was as before already; nothing was sent";
      case sync::Status::kMismatch:
        return "not wholly as before: the portal cannot hold that, or holds something else";
      case sync::Status::kSkipped:
        return "the run added this lead; it stays, unless undo is told --delete-added";
      default:
        break;
    }
  }
  return kWords[static_cast<size_t>(status)].meaning;
}

std::string_view Remedy(sync::Status status, bool correctable) {
  if (!correctable && status == sync::Status::kMismatch)
    return "Set what is named by hand on the portal, if it matters; changes.csv shows what was "
           "there.";
  if (!correctable && status == sync::Status::kRejected)
    return "The portal's own words say why; look at the lead on the portal.";
  if (!correctable && status == sync::Status::kUnknown)
    return "Undo the run once more: leads are read first, and nothing is sent twice.";
  return kWords[static_cast<size_t>(status)].remedy;
}

}  // namespace leadsync::report
