// SPDX-License-Identifier: MIT
#include "crm/cache_file.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "base/files.h"

namespace leadsync::crm {
namespace {

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

std::string Family(const CacheKind& kind) { return fmt::format("leadsync-{}-", kind.name); }

struct CacheFile {
  WallTime fetched;
  std::string_view text;
};

/// Takes the file apart; why it cannot be used otherwise.
std::string Read(std::string_view content, const CacheKind& kind, CacheFile* file) {
  const size_t end = content.find('\n');
  std::string_view line = content.substr(0, end);
  if (Word(&line) != fmt::format("{}{}", Family(kind), kind.version)) {
    return content.starts_with(Family(kind)) ? "is of another version of leadsync" : "is damaged";
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
  file->text = content.substr(end + 1);
  return line == Sha256::Of(file->text) ? "" : "is damaged";
}

}  // namespace

std::filesystem::path CacheFilePath(const CacheKind& kind, std::string_view host,
                                    std::string_view owner_id) {
  return CacheDirectory() /
         fmt::format("{}-{}-{}.json", kind.name, Harmless(host), Harmless(owner_id));
}

std::optional<std::string> ReadCacheFile(const std::filesystem::path& path, const CacheKind& kind,
                                         WallTime now, Duration ttl, std::string* why_not) {
  why_not->clear();
  const std::optional<std::string> content = ReadFileIfAny(path);
  CacheFile file;
  if (!content) {
    *why_not = "is not there";
  } else if (std::string problem = Read(*content, kind, &file); !problem.empty()) {
    *why_not = std::move(problem);
  } else if (file.fetched > now) {
    *why_not = "is from the future: the clock was set back";
  } else if (now - file.fetched >= ttl) {
    *why_not =
        fmt::format("was kept {} ago, {} is the limit",
                    Span(std::chrono::duration_cast<Duration>(now - file.fetched)), Span(ttl));
  } else {
    return std::string(file.text);
  }
  return std::nullopt;
}

void WriteCacheFile(const std::filesystem::path& path, const CacheKind& kind, std::string_view text,
                    WallTime fetched) {
  if (path.has_parent_path()) MakePrivateDirectory(path.parent_path());
  WriteFileAtomic(path, fmt::format("{}{} {} {}\n{}", Family(kind), kind.version,
                                    fetched.time_since_epoch().count(), Sha256::Of(text), text));
}

}  // namespace leadsync::crm
