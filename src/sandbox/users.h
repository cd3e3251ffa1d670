// SPDX-License-Identifier: MIT
// The people of the practice portal: user.get, user.current, profile (bitrix24 docs:
// api-reference/user/user-get.md, api-reference/common/users/profile.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

struct User {
  int64_t id = 0;
  std::string name;
  std::string last_name;
  std::string email;
  std::string position;
  bool active = true;
  bool admin = false;
  /// Minutes east of UTC; nothing = the server's zone.
  std::optional<int> offset_minutes;
};

/// One user as user.get shows it.
PhpValue DescribeUser(const User& user);
/// The answer of `profile`.
PhpValue DescribeProfile(const User& user);
/// The users that match a user.get filter (its keys: ID, NAME, LAST_NAME, EMAIL, ACTIVE, with
/// operators in front), ordered by `sort` and `order`.
std::vector<const User*> FindUsers(const std::vector<User>& users, const PhpArray& params);

}  // namespace leadsync::sandbox
