// SPDX-License-Identifier: MIT
#include "process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace leadsync::bench {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> Environment(const std::map<std::string, std::string>& more) {
  std::vector<std::string> lines;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string line = *entry;
    // Settings of whoever runs the bench must not change what is measured.
    if (!line.starts_with("LEADSYNC_") && !more.contains(line.substr(0, line.find('='))))
      lines.push_back(line);
  }
  for (const auto& [name, value] : more) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> Pointers(std::vector<std::string>* texts) {
  std::vector<char*> pointers;
  for (std::string& text : *texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int PortalCore() { return std::thread::hardware_concurrency() > 1 ? 0 : -1; }
int ClientCore() { return std::thread::hardware_concurrency() > 1 ? 1 : -1; }

// Spawned rather than forked: a child's peak memory begins with that of the process it is copied
// from.
pid_t Start(const Program& program) {
  std::vector<std::string> arguments = program.arguments;
  if (program.core >= 0) {
    const std::string core = std::to_string(program.core);
    arguments.insert(arguments.begin(), {"taskset", "--cpu-list", core});
  }
  std::vector<std::string> environment = Environment(program.environment);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, program.output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, arguments[0].c_str(), &actions, nullptr,
                                   Pointers(&arguments).data(), Pointers(&environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::runtime_error(
        fmt::format("{} cannot be started: {}", arguments[0], std::strerror(error)));
  return pid;
}

Used WaitFor(pid_t pid, double started) {
  int status = 0;
  rusage usage{};
  ::wait4(pid, &status, 0, &usage);
  return {SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime), Now() - started, usage.ru_maxrss,
          WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

Used RunProgram(const Program& program, int exit_code) {
  const double started = Now();
  const Used used = WaitFor(Start(program), started);
  if (used.exit_code == exit_code) return used;
  std::string said = ReadAll(program.output);
  if (said.size() > 2000) said.erase(0, said.size() - 2000);
  throw std::runtime_error(fmt::format("{} {} ended with {} instead of {}:\n{}",
                                       program.arguments[0], program.arguments[1], used.exit_code,
                                       exit_code, said));
}

Sandbox::Sandbox(const std::string& leadsync, const fs::path& leads_csv, const fs::path& folder) {
  Program program;
  program.arguments = {leadsync, "sandbox", "--leads-csv", leads_csv};
  program.output = folder / "sandbox.log";
  program.core = PortalCore();
  pid_ = Start(program);
  constexpr std::string_view kBefore = "export LEADSYNC_WEBHOOK=";
  for (int i = 0; i < 3000; ++i) {
    const std::string said = ReadAll(program.output);
    const size_t at = said.find(kBefore);
    const size_t end = at == std::string::npos ? at : said.find('\n', at);
    if (end != std::string::npos) {
      webhook_ = said.substr(at + kBefore.size(), end - at - kBefore.size());
      return;
    }
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("the practice portal did not start: " + ReadAll(program.output));
}

Sandbox::~Sandbox() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "leadsync-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

}  // namespace leadsync::bench
