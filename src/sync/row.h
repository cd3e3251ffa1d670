// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/shared_name.h"
#include "csv/record.h"
#include "sync/outcome.h"
#include "sync/plan.h"

namespace leadsync::sync {

/// One field in which a lead differs from what its row wants.
struct Difference {
  uint16_t target = 0;
  crm::Value value;  ///< to be sent
  Change change;     ///< for people; `held_text` comes with the read-back
  SharedName column;
  size_t old_at = 0;  ///< where the field's old value stands in the row's `old_json`
  size_t old_size = 0;
};

/// What is done to a lead. Stands in journals by name.
enum class Deed { kUpdate, kAdd, kDelete };

/// What is known about the last sending of a row.
enum class Ran {
  kYes,      ///< the portal said so
  kRefused,  ///< the portal answered an error for this row; errors can come after the save
  kUnknown,  ///< the answer is lost: only a look can tell
};

/// What undo expects a field to hold still: what the undone run left in it.
struct Expectation {
  std::string held_json;            ///< raw, as that run read it back; or, if it never did,
  std::optional<crm::Value> value;  ///< what it sent
};

/// A row on its way from plan to outcome.
struct Row {
  uint64_t seq = 0;  ///< position in the window's order
  Update update;
  std::shared_ptr<const csv::Record> record;  ///< for failed.csv; null where there is none
  bool doubled = false;              ///< other rows mean the same lead: they go one after another
  Deed deed = Deed::kUpdate;         ///< for a key that may be new: since the comparison
  std::vector<Expectation> expects;  ///< undo: one for each of the update's sets
  bool incomplete = false;           ///< undo: some field cannot be put back (see the warnings)

  // On the way to the lead of a key.
  bool key_alone = false;           ///< a batch would mangle the key
  bool by_origin = false;           ///< of a phone or e-mail: looked up as one that was added
  std::vector<int64_t> candidates;  ///< leads that the portal names for a phone or e-mail

  // Since the comparison.
  std::vector<Difference> differences;
  std::string old_json;     ///< raw values of the differing fields, as one JSON object
  std::string held_json;    ///< the same fields as last read back
  std::string date_modify;  ///< as read
  std::string command;      ///< the update, ready for a batch; for a lone call its JSON body
  bool alone = false;       ///< a batch would mangle its values
  TimePoint compared{};

  // Since it was sent.
  Ran ran = Ran::kUnknown;
  bool in_doubt = false;  ///< sent, and not yet known what became of it
  std::string refusal;    ///< the portal's code and text
  TimePoint sent{};
  int attempts = 0;
  int not_run = 0;          ///< how often a look showed that it had not run
  size_t batch_limit = 49;  ///< at most so many updates in its next batch
  bool go_first = false;    ///< next time as the first command of its batch
  bool text_tried = false;  ///< it was sent again already to learn its own error text

  // Looks after a lost answer or a missing read-back.
  TimePoint look_at{};
  TimePoint first_look{};
  int looks = 0;
  int failed_looks = 0;   ///< how often the read itself failed
  std::string last_look;  ///< what the last look saw

  int compare_failures = 0;
  size_t compare_limit = 50;  ///< at most so many leads in its next compare command

  /// The raw old value; "null" where there is none.
  std::string_view old_of(const Difference& d) const {
    return d.old_size == 0 ? "null" : std::string_view(old_json).substr(d.old_at, d.old_size);
  }
  size_t bytes() const {
    return 512 + command.size() + old_json.size() + (record ? record->bytes() : 0);
  }
};

}  // namespace leadsync::sync
