// SPDX-License-Identifier: MIT
#include "sync/portal_lock.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/error.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

constexpr std::string_view kSignature = "leadsync-lock 1\n";

FileLock Take(const std::filesystem::path& path, std::string_view host, bool wait) {
  auto lock = FileLock::Acquire(path, wait);
  if (!lock) Raise(said::kPortalBusy, host);
  return std::move(*lock);
}

void MakeFolder(const std::filesystem::path& folder) {
  try {
    MakePrivateDirectory(folder);
  } catch (const Error& error) {
    Raise(said::kNoLock, error.what());
  }
}

}  // namespace

std::string PortalFileName(std::string_view host, std::string_view owner) {
  std::string name(host);
  for (char& c : name)
    if (c == '/' || c == ':' || c == '\\') c = '_';
  return fmt::format("{}-{}", name, owner);
}

PortalLock::PortalLock(const std::filesystem::path& folder, std::string_view host,
                       std::string_view owner, bool wait)
    : lock_(
          (MakeFolder(folder), Take(folder / (PortalFileName(host, owner) + ".lock"), host, wait))),
      name_((folder / (PortalFileName(host, owner) + ".lock")).string()) {
  char text[64] = {};
  const ssize_t n = ::pread(lock_.fd(), text, sizeof text - 1, 0);
  if (n <= 0) return;
  std::string_view content(text, static_cast<size_t>(n));
  if (!content.starts_with(kSignature)) return;
  content.remove_prefix(kSignature.size());
  int64_t ms = 0;
  std::from_chars(content.data(), content.data() + content.size(), ms);
  busy_until_ = announced_ = WallTime(std::chrono::milliseconds(ms));
}

void PortalLock::Store(WallTime until) {
  const std::string text = fmt::format("{}{:020}\n", kSignature, until.time_since_epoch().count());
  if (::pwrite(lock_.fd(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    Raise(said::kLockNotWritten, name_, WhyNot(errno));
}

void PortalLock::Announce(WallTime until) {
  // Some seconds ahead, so that a fast run does not write for each request.
  if (until <= announced_) return;
  announced_ = until + std::chrono::seconds(2);
  Store(announced_);
}

void PortalLock::AlsoBusyUntil(WallTime until) {
  if (until <= busy_until_) return;
  busy_until_ = until;
  if (until > announced_) Store(announced_ = until);
}

void PortalLock::Clear() {
  announced_ = busy_until_;
  Store(busy_until_);
}

}  // namespace leadsync::sync
