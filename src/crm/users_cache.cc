// SPDX-License-Identifier: MIT
// The text that is kept is what Users::ToJson writes.
#include "crm/users_cache.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/json.h"
#include "crm/cache_file.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

constexpr CacheKind kKind{"users", 1};

}  // namespace

std::filesystem::path UsersCachePath(std::string_view host, std::string_view owner_id) {
  return CacheFilePath(kKind, host, owner_id);
}

std::optional<Users> LoadCachedUsers(const std::filesystem::path& path, WallTime now, Duration ttl,
                                     std::string* why_not) {
  try {
    std::optional<std::string> json = ReadCacheFile(path, kKind, now, ttl, why_not);
    if (!json) return std::nullopt;
    return Users::FromJson(JsonDocument::Parse(*std::move(json)).root(), true);
  } catch (const std::exception& error) {
    *why_not = fmt::format("cannot be used ({})", error.what());
  }
  return std::nullopt;
}

std::optional<std::string> StoreUsers(const std::filesystem::path& path, const Users& users,
                                      WallTime fetched) {
  try {
    WriteCacheFile(path, kKind, users.ToJson(), fetched);
  } catch (const std::exception& error) {
    return Say(said::kUsersNotKept, error.what());
  }
  return std::nullopt;
}

}  // namespace leadsync::crm
