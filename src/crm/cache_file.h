// SPDX-License-Identifier: MIT
// What a portal said once is kept on disk for later commands. A file: a signature line
// ("leadsync-<kind>-<version>", the time of fetching in ms since 1970 UTC, and the SHA-256 of the
// rest), then the text.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace leadsync::crm {

/// What a file keeps, and how. Both reach the disk: never change a name, count versions up.
struct CacheKind {
  std::string_view name;
  int version;
};

/// The file, under CacheDirectory(), of one portal as one webhook owner sees it. `host` may bear a
/// port; neither it nor `owner_id` can leave the folder.
std::filesystem::path CacheFilePath(const CacheKind& kind, std::string_view host,
                                    std::string_view owner_id);

/// The text, if it was kept less than `ttl` ago and is whole; else nothing, and a clause in
/// `why_not` (never null): "was kept 2 h ago, 1 h is the limit". Throws Error if the file is there
/// but cannot be read.
std::optional<std::string> ReadCacheFile(const std::filesystem::path& path, const CacheKind& kind,
                                         WallTime now, Duration ttl, std::string* why_not);

/// Writes atomically, mode 0600, making the folder if needed. Throws Error.
void WriteCacheFile(const std::filesystem::path& path, const CacheKind& kind, std::string_view text,
                    WallTime fetched);

}  // namespace leadsync::crm
