// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "crm/users.h"

namespace leadsync::crm {

/// The file, under CacheDirectory(), that keeps the people of a portal as that webhook owner sees
/// them. `host` may bear a port.
std::filesystem::path UsersCachePath(std::string_view host, std::string_view owner_id);

/// What `StoreUsers` kept, if it is younger than `ttl`; `kept()` is true then. A file that is
/// missing, too old, damaged or of another version is no error: `why_not` (never null) then gets a
/// clause about it.
std::optional<Users> LoadCachedUsers(const std::filesystem::path& path, WallTime now, Duration ttl,
                                     std::string* why_not);

/// Writes atomically, mode 0600, making the folder if needed. `fetched` is when the portal
/// answered. A failure is a warning to show, not an error: the run does not need the cache.
std::optional<std::string> StoreUsers(const std::filesystem::path& path, const Users& users,
                                      WallTime fetched);

}  // namespace leadsync::crm
