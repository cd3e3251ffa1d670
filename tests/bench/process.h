// SPDX-License-Identifier: MIT
// Programs that are run and measured, and the practice portal beside them.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace leadsync::bench {

/// What one program used.
struct Used {
  double cpu = 0;   ///< seconds of the processor, user and system
  double wall = 0;  ///< seconds from start to end
  long peak = 0;    ///< KiB resident, the most at any time
  int exit_code = -1;
};

struct Program {
  std::vector<std::string> arguments;              ///< the first is the program
  std::map<std::string, std::string> environment;  ///< beside what this process has
  std::filesystem::path output = "/dev/null";      ///< of stdout and stderr
  int core = -1;                                   ///< runs on this core only; -1 = on any
};

pid_t Start(const Program& program);
/// Waits until it ends.
Used WaitFor(pid_t pid, double started);
/// Starts, waits, and throws std::runtime_error with the end of its output unless it ends as said.
Used RunProgram(const Program& program, int exit_code);
/// Seconds of the monotonic clock.
double Now();
/// The cores that the portal and its clients run on: different ones if there are two.
int PortalCore();
int ClientCore();

/// `leadsync sandbox`, until destroyed.
class Sandbox {
 public:
  Sandbox(const std::string& leadsync, const std::filesystem::path& leads_csv,
          const std::filesystem::path& folder);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  const std::string& webhook() const { return webhook_; }

 private:
  pid_t pid_ = -1;
  std::string webhook_;
};

/// A folder that is gone afterwards.
struct ScratchFolder {
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path path;
};

}  // namespace leadsync::bench
