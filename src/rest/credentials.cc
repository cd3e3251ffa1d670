// SPDX-License-Identifier: MIT
#include "rest/credentials.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "rest/messages.h"

namespace leadsync::rest {
namespace {

namespace fs = std::filesystem;

constexpr char kVariable[] = "LEADSYNC_WEBHOOK";
constexpr char kCredential[] = "leadsync-webhook";
constexpr size_t kLargestFile = 4096;
constexpr size_t kLongestName = 64;

/// Whose permissions a file must have to hold a password.
enum class Mode {
  kPrivate,  ///< nobody but the owner may read or write it
  kAny,      ///< systemd's: its folder is private, and its ACL shows as a group's right
};

/// A file descriptor that closes itself.
struct Fd {
  int n = -1;
  ~Fd() {
    if (n >= 0) ::close(n);
  }
};

[[noreturn]] void Unreadable(const fs::path& path, std::string_view doing) {
  Raise(said::kSecretUnreadable, path.string(), doing, ::strerror(errno));
}

/// The content of a file that holds a secret; nothing if there is no such file.
std::optional<std::string> ReadSecret(const fs::path& path, Mode mode) {
  // O_NONBLOCK: opening a pipe must not hang before its kind is known.
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (fd.n < 0 && errno == ENOENT) return std::nullopt;
  if (fd.n < 0) Unreadable(path, "open");
  struct stat info {};
  if (::fstat(fd.n, &info) != 0) Unreadable(path, "read");
  if (!S_ISREG(info.st_mode)) Raise(said::kSecretNoFile, path.string());
  if (mode == Mode::kPrivate && (info.st_mode & 077) != 0) {
    Raise(said::kSecretOpen, path.string(), path.string());
  }
  std::string content(kLargestFile + 1, '\0');
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t n = ::read(fd.n, content.data() + size, content.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) Unreadable(path, "read");
    if (n == 0) break;
    size += static_cast<size_t>(n);
  }
  if (size > kLargestFile) Raise(said::kSecretTooLarge, path.string());
  content.resize(size);
  return content;
}

/// The variable's value, overwritten where the kernel shows it (/proc/self/environ) and removed.
std::optional<std::string> TakeVariable() {
  char* value = std::getenv(kVariable);
  if (value == nullptr) return std::nullopt;
  std::string secret(value);
  ::explicit_bzero(value, ::strlen(value));
  ::unsetenv(kVariable);
  // Set and empty is how scripts say "not set".
  if (Trim(secret).empty()) return std::nullopt;
  return secret;
}

/// A name that is a file in our folder and nowhere else, and can be typed.
bool IsPlainName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || name[0] == '.' || name[0] == '-') return false;
  if (FindInvalidUtf8(name) != std::string_view::npos || Shorten(name, kLongestName) != name)
    return false;
  return std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' ||
           std::string_view("/\\\"'`$*?<>|&;").find(c) != std::string_view::npos;
  });
}

fs::path FileOf(std::string_view name) {
  if (!IsPlainName(name)) {
    Raise(said::kBadPortalName, Shorten(name), kLongestName);
  }
  return PortalsDirectory() / fs::path(std::string(name));
}

Webhook Kept(std::string_view name) {
  const fs::path path = FileOf(name);
  if (const auto secret = ReadSecret(path, Mode::kPrivate))
    return Webhook::Parse(*secret, path.string());
  const std::vector<std::string> names = KeptPortals();
  Raise(said::kPortalNotKept, name,
        names.empty() ? fmt::format("`leadsync login {}` keeps one", name)
                      : fmt::format("there is {}", ListNames(names)));
}

/// Of systemd's LoadCredential=leadsync-webhook:FILE.
std::optional<Webhook> OfService() {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder != '/') return std::nullopt;
  const fs::path path = fs::path(folder) / kCredential;
  if (const auto secret = ReadSecret(path, Mode::kAny))
    return Webhook::Parse(*secret, path.string());
  return std::nullopt;
}

}  // namespace

fs::path PortalsDirectory() { return ConfigDirectory() / "portals"; }

std::vector<std::string> KeptPortals() {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(PortalsDirectory(), error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    const std::string name = it->path().filename().string();
    if (IsPlainName(name) && it->is_regular_file(ignored)) names.push_back(name);
  }
  if (error && error != std::errc::no_such_file_or_directory)
    Raise(said::kPortalsUnreadable, PortalsDirectory().string(), error.message());
  std::sort(names.begin(), names.end());
  return names;
}

void KeepWebhook(std::string_view name, const Webhook& webhook) {
  const fs::path path = FileOf(name);
  MakePrivateDirectory(ConfigDirectory());
  MakePrivateDirectory(PortalsDirectory());
  WriteFileAtomic(path, webhook.base_url() + "\n", 0600);
}

bool RemoveWebhook(std::string_view name) {
  const fs::path path = FileOf(name);
  if (::unlink(path.c_str()) == 0) return true;
  if (errno == ENOENT) return false;
  Raise(said::kPortalNotRemoved, path.string(), ::strerror(errno));
}

std::string DefaultPortalName(const Webhook& webhook) {
  std::string name;
  for (const char c : webhook.host()) {
    if (c == '[' || c == ']') continue;
    name += c == ':' ? '-' : c;
  }
  while (!name.empty() && (name[0] == '-' || name[0] == '.')) name.erase(0, 1);
  if (name.size() > kLongestName) name.resize(kLongestName);
  return IsPlainName(name) ? name : "portal";
}

Webhook FindWebhook(const CredentialOptions& options) {
  const std::optional<std::string> variable = TakeVariable();
  if (!options.portal.empty() && !options.webhook_file.empty()) Raise(said::kTwoWebhooks);
  if (!options.portal.empty()) return Kept(options.portal);
  if (!options.webhook_file.empty()) {
    if (const auto secret = ReadSecret(options.webhook_file, Mode::kPrivate))
      return Webhook::Parse(*secret, options.webhook_file.string());
    Raise(said::kNoSecretFile, options.webhook_file.string());
  }
  if (variable) return Webhook::Parse(*variable, kVariable);
  if (auto webhook = OfService()) return *std::move(webhook);

  const std::vector<std::string> names = KeptPortals();
  if (names.size() == 1) return Kept(names[0]);
  if (names.size() > 1) {
    Raise(said::kManyPortals, ListNames(names));
  }
  Raise(said::kNoPortal);
}

}  // namespace leadsync::rest
