// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "crm/users.h"
#include "rest/batch.h"
#include "rest/call.h"

namespace leadsync::crm {

/// Reads all people of a portal by user.get, 50 at a time, the dismissed included (user-get.md of
/// the REST documentation; scope `user`). Sends nothing itself:
///
///   UserPages pages;
///   for (auto calls = pages.NextCalls(); !calls.empty(); calls = pages.NextCalls())
///     pages.Take(client.Read(calls));
///   const Users users(pages.TakeUsers());
class UserPages {
 public:
  /// What to ask next, in one batch; nothing when all people are there.
  std::vector<rest::Call> NextCalls() const;
  /// The answer to NextCalls. Throws UsageError when the webhook may not read users, or the portal
  /// cannot show them; Error when it refuses otherwise or answers nonsense.
  void Take(const rest::BatchAnswer& answer);
  /// By ID, each once; what was read is used up.
  std::vector<User> TakeUsers();

 private:
  /// Takes a page; false if nobody was on it.
  bool TakePage(const rest::CommandAnswer& page);

  std::vector<User> users_;
  std::unordered_set<std::string> ids_;
  int64_t start_ = 0;
  int64_t total_ = 1;  ///< as the portal says last; the first page is there to tell
  bool done_ = false;
};

}  // namespace leadsync::crm
