// SPDX-License-Identifier: MIT
// A program that is run, and what it used.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace leadsync::testing {

struct ScratchFolder {
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "leadsync-memory-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  ~ScratchFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

/// What one command used, and how it ended.
struct Used {
  long resident = 0;   ///< KiB, the most at any time
  double seconds = 0;  ///< of the processor
  int exit_code = -1;
};

/// `out` is where its standard output goes. Spawned rather than forked: a child's peak begins with
/// that of the process it is copied from.
inline Used Run(const std::string& program, std::vector<std::string> arguments,
                const std::filesystem::path& out) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error(program + " cannot be started");
  int status = 0;
  rusage usage{};
  ::wait4(pid, &status, 0, &usage);
  return {usage.ru_maxrss,
          static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
              static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
          WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

}  // namespace leadsync::testing
