// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace leadsync {

/// What `error` (an errno) says, with the way out where there is one: "No space left on device:
/// make room there".
std::string WhyNot(int error);
/// The whole file; throws Error that names it.
std::string ReadFile(const std::filesystem::path& path);
/// Nothing if the file does not exist.
std::optional<std::string> ReadFileIfAny(const std::filesystem::path& path);
/// Writes a temporary beside `path`, syncs it and renames: others see the old file or the new.
void WriteFileAtomic(const std::filesystem::path& path, std::string_view content, int mode = 0600);
/// Makes the folder and its parents; the last one gets mode 0700 if it is new.
void MakePrivateDirectory(const std::filesystem::path& path);
/// $XDG_CACHE_HOME/leadsync, or ~/.cache/leadsync.
std::filesystem::path CacheDirectory();
/// $XDG_CONFIG_HOME/leadsync, or ~/.config/leadsync.
std::filesystem::path ConfigDirectory();

/// A file that is only appended to (or cut), with loud errors. Writes reach the kernel at once or
/// when `Flush` is called, as the caller chooses by what it passes.
class AppendFile {
 public:
  /// Opens for appending, making the file (mode 0600) if needed. Throws Error.
  explicit AppendFile(const std::filesystem::path& path);
  ~AppendFile();
  AppendFile(AppendFile&&) noexcept;
  AppendFile& operator=(AppendFile&&) noexcept;

  /// Appends to a buffer of 64 KiB; a full buffer is written. Throws Error on a full disk; the
  /// bytes are kept and go first when something is written again.
  void Write(std::string_view bytes);
  void Flush();
  /// Flush, then fdatasync.
  void Sync();
  /// Bytes written so far, those in the buffer included.
  uint64_t size() const { return size_; }
  /// Cuts the file to `size` bytes.
  void Truncate(uint64_t size);
  const std::filesystem::path& path() const { return path_; }
  int fd() const { return fd_; }

 private:
  std::filesystem::path path_;
  int fd_ = -1;
  uint64_t size_ = 0;
  std::string buffer_;
};

/// An exclusive flock on a file; released when destroyed or when the process dies.
class FileLock {
 public:
  /// Nothing when somebody else holds it and `wait` is false. A signal that the program catches
  /// ends the wait: Error with exit code 130.
  static std::optional<FileLock> Acquire(const std::filesystem::path& path, bool wait);
  FileLock(FileLock&&) noexcept;
  FileLock& operator=(FileLock&&) noexcept;
  ~FileLock();
  int fd() const { return fd_; }

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

/// SHA-256, fed piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void Update(std::string_view bytes);
  /// 64 hexadecimal digits; the object is used up.
  std::string Finish();
  static std::string Of(std::string_view bytes);

 private:
  void* context_;
};

}  // namespace leadsync
