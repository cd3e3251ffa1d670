// SPDX-License-Identifier: MIT
#include "report/run_folder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/utf8.h"
#include "report/messages.h"

namespace leadsync::report {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLongestName = 80;
/// So many runs of one file in one second are no longer people or timers.
constexpr int kMostTries = 1000;

/// True if `mkdir` made it, false if something has that name already.
bool MakeNew(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return true;
  if (errno == EEXIST) return false;
  Raise(said::kNoRunFolder, path.string(), std::strerror(errno));
}

bool SafeInName(char32_t c) {
  if (c < 0x80) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '_';
  }
  // Letters and marks of other alphabets stay; blanks, quotes, dashes, direction marks, private
  // and unassigned signs do not.
  return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) &&
         !(c >= 0x3000 && c <= 0x3004) && !(c >= 0xD800 && c <= 0xF8FF) && c < 0xFE00;
}

}  // namespace

std::string SafeName(std::string_view input) {
  if (input == "-") return "stdin";
  const std::string name = fs::path(input).filename().string();
  std::string safe;
  bool valid = false;
  for (size_t i = 0; i < name.size();) {
    const size_t begin = i;
    const char32_t c = DecodeUtf8(name, &i, &valid);
    const bool keep = valid && SafeInName(c) && !(safe.empty() && (c == '.' || c == '-'));
    const std::string_view part = keep ? std::string_view(name).substr(begin, i - begin) : "_";
    if (safe.size() + part.size() > kLongestName) break;
    if (part == "_" && !safe.empty() && safe.back() == '_') continue;
    safe += part;
  }
  return safe.empty() ? "input" : safe;
}

RunFolder RunFolder::Create(const fs::path& parent, WallTime now, LocalTime* zone,
                            std::string_view input) {
  MakePrivateDirectory(parent);
  const std::string name = zone->ForFileName(now) + "-" + SafeName(input);
  for (int i = 1; i <= kMostTries; ++i) {
    const fs::path path = parent / (i == 1 ? name : fmt::format("{}-{}", name, i));
    if (MakeNew(path)) return RunFolder(path, true);
  }
  Raise(said::kTooManyRuns, parent.string(), kMostTries);
}

RunFolder RunFolder::CreateAt(const fs::path& path) {
  if (path.empty()) Raise(said::kNoRunDir);
  // "out/" would otherwise have the empty name below itself.
  const fs::path folder = path.has_filename() ? path : path.parent_path();
  std::error_code error;
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error) Raise(said::kNoParentFolder, folder.parent_path().string(), WhyNot(error.value()));
  if (MakeNew(folder)) return RunFolder(folder, true);
  if (!fs::is_directory(folder, error)) Raise(said::kRunDirIsFile, folder.string());
  if (!fs::is_empty(folder, error) || error) {
    Raise(said::kRunDirUsed, folder.string(),
          error ? WhyNot(error.value()) : "«leadsync resume» goes on with an earlier run");
  }
  // Best effort: the files in it are readable by their owner only, whatever the folder says.
  fs::permissions(folder, fs::perms::owner_all, error);
  return RunFolder(folder, false);
}

RunFolder RunFolder::Open(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) Raise(said::kNoSuchRun, path.string());
  return RunFolder(path, false);
}

void RunFolder::Discard() {
  std::error_code ignored;
  if (made_) {
    fs::remove_all(path_, ignored);
    return;
  }
  std::vector<fs::path> inside;
  for (const auto& entry : fs::directory_iterator(path_, ignored)) inside.push_back(entry.path());
  for (const fs::path& file : inside) fs::remove_all(file, ignored);
}

bool RunFolder::Remove() {
  std::error_code ignored;
  // The summary goes last: a folder that is half removed is still known as a finished run.
  for (const fs::path& file : {report(), failed(), changes(), values(), page(), log(), journal(),
                               mapping(), catalog(), spool(), summary()})
    fs::remove(file, ignored);
  return fs::remove(path_, ignored);
}

}  // namespace leadsync::report
