// SPDX-License-Identifier: MIT
#include "sync/portal_lock.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/error.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

constexpr std::string_view kSignature = "leadsync-lock 1\n";
constexpr std::string_view kNoBoot = "-";

/// Names this start of the machine.
std::string BootId() {
  try {
    std::string id = ReadFileIfAny("/proc/sys/kernel/random/boot_id").value_or("");
    id.erase(std::min(id.size(), id.find_last_not_of('\n') + 1));
    return id.size() <= 64 ? id : "";
  } catch (const Error&) {
    return "";  // the calendar must do
  }
}

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
                       std::string_view owner, bool wait, const Clock& clock)
    : clock_(clock),
      lock_(
          (MakeFolder(folder), Take(folder / (PortalFileName(host, owner) + ".lock"), host, wait))),
      name_((folder / (PortalFileName(host, owner) + ".lock")).string()),
      boot_(BootId()),
      busy_(Read()),
      announced_(busy_) {}

PortalLock::Moment PortalLock::Read() const {
  char text[160] = {};
  const ssize_t n = ::pread(lock_.fd(), text, sizeof text - 1, 0);
  if (n <= 0) return {};
  std::string_view content(text, static_cast<size_t>(n));
  if (!content.starts_with(kSignature)) return {};
  content.remove_prefix(kSignature.size());
  const auto number = [&] {
    int64_t value = 0;
    const char* const end = content.data() + content.size();
    const char* const at = std::from_chars(content.data(), end, value).ptr;
    content.remove_prefix(static_cast<size_t>(at - content.data()));
    return value;
  };
  Moment moment;
  moment.wall = WallTime(std::chrono::milliseconds(number()));
  if (!content.starts_with('\n')) return moment;
  content.remove_prefix(1);
  const TimePoint steady{Duration(number())};
  if (!boot_.empty() && content == fmt::format(" {}\n", boot_)) moment.steady = steady;
  return moment;
}

Duration PortalLock::Left(const Moment& until) const {
  if (until.steady) return *until.steady - clock_.Now();
  return until.wall - clock_.Wall();
}

PortalLock::Moment PortalLock::Ahead(Duration left) const {
  Moment moment;
  moment.wall = clock_.Wall() + std::chrono::ceil<std::chrono::milliseconds>(left);
  if (!boot_.empty()) moment.steady = clock_.Now() + left;
  return moment;
}

void PortalLock::Store(const Moment& until) {
  // Each number has its width, so that nothing of a longer text is left behind.
  const std::string text = fmt::format(
      "{}{:020}\n{:020} {}\n", kSignature, until.wall.time_since_epoch().count(),
      until.steady ? until.steady->time_since_epoch().count() : 0, until.steady ? boot_ : kNoBoot);
  if (::pwrite(lock_.fd(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      ::ftruncate(lock_.fd(), static_cast<off_t>(text.size())) != 0)
    Raise(said::kLockNotWritten, name_, WhyNot(errno));
}

void PortalLock::Announce(WallTime until) {
  const Duration left = until - clock_.Wall();
  if (left <= Left(announced_)) return;
  // Some seconds ahead, so that a fast run does not write for each request.
  Store(announced_ = Ahead(left + std::chrono::seconds(2)));
}

void PortalLock::AlsoBusyUntil(WallTime until) {
  const Duration left = until - clock_.Wall();
  if (left <= BusyFor()) return;
  busy_ = Ahead(left);
  if (left > Left(announced_)) Store(announced_ = busy_);
}

void PortalLock::Clear() {
  announced_ = busy_;
  Store(busy_);
}

}  // namespace leadsync::sync
