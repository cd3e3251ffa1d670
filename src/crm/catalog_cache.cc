// SPDX-License-Identifier: MIT
// The text that is kept is the catalog as Catalog::ToJson writes it.
#include "crm/catalog_cache.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/json.h"
#include "crm/cache_file.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

constexpr CacheKind kKind{"catalog", 1};

}  // namespace

std::filesystem::path CatalogCachePath(std::string_view host, std::string_view owner_id) {
  return CacheFilePath(kKind, host, owner_id);
}

std::optional<Catalog> LoadCachedCatalog(const std::filesystem::path& path, WallTime now,
                                         Duration ttl, std::string* why_not) {
  try {
    std::optional<std::string> json = ReadCacheFile(path, kKind, now, ttl, why_not);
    if (!json) return std::nullopt;
    return Catalog::FromJson(JsonDocument::Parse(*std::move(json)).root());
  } catch (const std::exception& error) {
    *why_not = fmt::format("cannot be used ({})", error.what());
  }
  return std::nullopt;
}

std::optional<std::string> StoreCatalog(const std::filesystem::path& path, const Catalog& catalog,
                                        WallTime fetched) {
  try {
    WriteCacheFile(path, kKind, catalog.ToJson(), fetched);
  } catch (const std::exception& error) {
    return Say(said::kFieldsNotKept, error.what());
  }
  return std::nullopt;
}

}  // namespace leadsync::crm
