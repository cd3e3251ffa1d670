// SPDX-License-Identifier: MIT
// The file: a signature line with the time of fetching (ms since 1970, UTC) and the SHA-256 of the
// rest; then the catalog as Catalog::ToJson writes it.
#include "crm/catalog_cache.h"

#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <utility>

#include "base/files.h"
#include "base/json.h"

namespace leadsync::crm {
namespace {

constexpr std::string_view kSignature = "leadsync-catalog-1";  // never change: count up

/// What can stand in a file name, whatever the host is called.
std::string Harmless(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    out.push_back(upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_');
  }
  return out;
}

/// "40 s", "12 min", "3 h", "2 days".
std::string Span(Duration span) {
  const int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  if (seconds < 120) return fmt::format("{} s", seconds);
  if (seconds < 120 * 60) return fmt::format("{} min", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
  return fmt::format("{} days", seconds / 86400);
}

/// The next word of `line`, taken off it.
std::string_view Word(std::string_view* line) {
  const size_t end = line->find(' ');
  const std::string_view word = line->substr(0, end);
  line->remove_prefix(end == std::string_view::npos ? line->size() : end + 1);
  return word;
}

struct CacheFile {
  WallTime fetched;
  std::string_view json;
};

/// Takes the file apart; why it cannot be used otherwise.
std::string Read(std::string_view content, CacheFile* file) {
  const size_t end = content.find('\n');
  std::string_view line = content.substr(0, end);
  if (Word(&line) != kSignature) {
    return content.starts_with("leadsync-catalog-") ? "is of another version of leadsync"
                                                    : "is damaged";
  }
  if (end == std::string_view::npos) return "is damaged";
  const std::string_view time = Word(&line);
  int64_t ms = 0;
  const auto [stop, error] = std::from_chars(time.data(), time.data() + time.size(), ms);
  // Year 9999; so that no arithmetic on it can overflow.
  constexpr int64_t kLatest = 253'402'300'800'000;
  if (error != std::errc() || stop != time.data() + time.size() || ms < 0 || ms > kLatest) {
    return "is damaged";
  }
  file->fetched = WallTime(std::chrono::milliseconds(ms));
  file->json = content.substr(end + 1);
  return line == Sha256::Of(file->json) ? "" : "is damaged";
}

}  // namespace

std::filesystem::path CatalogCachePath(std::string_view host, std::string_view owner_id) {
  return CacheDirectory() / fmt::format("catalog-{}-{}.json", Harmless(host), Harmless(owner_id));
}

std::optional<Catalog> LoadCachedCatalog(const std::filesystem::path& path, WallTime now,
                                         Duration ttl, std::string* why_not) {
  why_not->clear();
  try {
    const std::optional<std::string> content = ReadFileIfAny(path);
    CacheFile file;
    if (!content) {
      *why_not = "is not there";
    } else if (std::string problem = Read(*content, &file); !problem.empty()) {
      *why_not = std::move(problem);
    } else if (file.fetched > now) {
      *why_not = "is from the future: the clock was set back";
    } else if (now - file.fetched >= ttl) {
      *why_not =
          fmt::format("was kept {} ago, {} is the limit",
                      Span(std::chrono::duration_cast<Duration>(now - file.fetched)), Span(ttl));
    } else {
      const JsonDocument document = JsonDocument::Parse(std::string(file.json));
      return Catalog::FromJson(document.root());
    }
  } catch (const std::exception& error) {
    *why_not = fmt::format("cannot be used ({})", error.what());
  }
  return std::nullopt;
}

std::optional<std::string> StoreCatalog(const std::filesystem::path& path, const Catalog& catalog,
                                        WallTime fetched) {
  const std::string json = catalog.ToJson();
  const int64_t ms = fetched.time_since_epoch().count();
  try {
    if (path.has_parent_path()) MakePrivateDirectory(path.parent_path());
    WriteFileAtomic(path, fmt::format("{} {} {}\n{}", kSignature, ms, Sha256::Of(json), json));
  } catch (const std::exception& error) {
    return fmt::format(
        "the portal's lead fields cannot be kept for the next command, which will ask for them "
        "again: {}",
        error.what());
  }
  return std::nullopt;
}

}  // namespace leadsync::crm
