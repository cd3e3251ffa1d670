// SPDX-License-Identifier: MIT
#include "crm/users_loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

constexpr int64_t kPage = 50;
/// One batch of 1,000 people: a few megabytes, a few seconds.
constexpr int64_t kPagesAtOnce = 20;
/// More than any portal has; bounds memory, whatever a portal says.
constexpr int64_t kMostUsers = 500'000;

bool IsActive(JsonValue active) {
  if (active.IsBool()) return active.boolean();
  // Absent, where the webhook may not see it: the portal would still take the person.
  return active.IsNull() || active.text() == "Y" || active.text() == "1" || active.text() == "true";
}

[[noreturn]] void Refuse(const rest::ApiError& error) {
  const std::string code = ToLower(error.code);
  if (code == "insufficient_scope") {
    Raise(said::kUsersNotAllowed);
  }
  if (code == "error_method_not_found") {
    Raise(said::kNoUserMethod);
  }
  Raise(said::kUsersRefused, error.Text().empty() ? "" : ": ", Shorten(error.Text(), 300));
}

}  // namespace

std::vector<rest::Call> UserPages::NextCalls() const {
  std::vector<rest::Call> calls;
  if (done_) return calls;
  for (int64_t i = 0; i < kPagesAtOnce && start_ + i * kPage < total_; ++i) {
    // By ID: whoever joins meanwhile comes last and moves nobody to another page.
    calls.push_back(
        {"user.get",
         {{"sort", "ID"}, {"order", "ASC"}, {"start", std::to_string(start_ + i * kPage)}}});
  }
  return calls;
}

void UserPages::Take(const rest::BatchAnswer& answer) {
  const size_t asked = NextCalls().size();
  for (size_t i = 0; i < asked && !done_; ++i) {
    const rest::CommandAnswer& page = answer.command(i);
    done_ = !TakePage(page);
    start_ += kPage;
    // Without a total the portal must at least say whether there is more.
    total_ = page.total ? *page.total : page.next ? std::max(total_, start_ + 1) : total_;
    if (total_ > kMostUsers) {
      Raise(said::kTooManyUsers, total_);
    }
  }
  done_ = done_ || start_ >= total_;
}

bool UserPages::TakePage(const rest::CommandAnswer& page) {
  if (page.kind == rest::CommandAnswer::Kind::kError) Refuse(page.error);
  const JsonValue rows = page.result;
  if (!rows.IsArray() && !rows.IsObject()) {
    if (page.kind == rest::CommandAnswer::Kind::kMissing) Raise(said::kNoUserAnswer);
    Raise(said::kOddUserAnswer, Shorten(rows.Dump()));
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    const JsonValue row = rows[i];
    const auto id = row["ID"].integer();
    if (!id || *id <= 0 || !ids_.insert(std::to_string(*id)).second) continue;
    const auto text = [&](std::string_view name) { return std::string(Trim(row[name].text())); };
    users_.push_back({std::to_string(*id), text("NAME"), text("LAST_NAME"), text("SECOND_NAME"),
                      text("EMAIL"), IsActive(row["ACTIVE"])});
  }
  return rows.size() > 0;
}

std::vector<User> UserPages::TakeUsers() { return std::exchange(users_, {}); }

}  // namespace leadsync::crm
