// SPDX-License-Identifier: MIT
// Runs the real program from outside: a practice portal in a process of its own, commands in a
// scratch folder, and what both print, made the same for every time, port and machine.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync::testing {

/// What a command left behind.
struct Ran {
  int exit_code = -1;  ///< 128 + the signal if one ended it
  std::string out;
  std::string err;
};

using Environment = std::map<std::string, std::string>;

/// A process that runs a line of shell in `folder`, with nothing on its standard input and no other
/// environment than `environment`. Whatever happens to the test, it does not outlive it.
class Process {
 public:
  Process(const std::string& line, const std::filesystem::path& folder,
          const Environment& environment);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Reads on until `text` has come on standard output, or the end, or the limit.
  /// False if it has not come.
  bool ReadUntil(std::string_view text, std::chrono::seconds limit);
  /// Waits for the end; past the limit the process and its children are killed.
  Ran Finish(std::chrono::seconds limit);
  void Signal(int signal) const;
  const std::string& out() const { return ran_.out; }

 private:
  /// True while something may still come.
  bool Read(std::chrono::steady_clock::time_point until);

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Ran ran_;
};

/// `leadsync sandbox` with these arguments, on a free port.
class SandboxProcess {
 public:
  SandboxProcess(const std::string& arguments, const std::filesystem::path& folder,
                 const Environment& environment);
  ~SandboxProcess();

  /// 127.0.0.1:PORT
  const std::string& host() const { return host_; }
  const std::string& webhook() const { return webhook_; }
  /// The body of GET, or of POST if there is one to send.
  std::string Ask(const std::string& path, const std::string& body = "") const;

 private:
  Process process_;
  std::string host_;
  std::string webhook_;
};

/// A port on which nobody listens, as long as this lives.
class ClosedPort {
 public:
  ClosedPort();
  ~ClosedPort();
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  uint16_t port() const { return port_; }

 private:
  int fd_ = -1;
  uint16_t port_ = 0;
};

/// Makes texts of one run equal to those of any other: names for the given words, TIME for moments
/// of these days, and no word about how long something took.
class Normaliser {
 public:
  void Name(std::string word, std::string name);
  std::string operator()(std::string text) const;
  /// A summary.json, a member a line; what depends on the machine's speed is masked.
  std::string Summary(const std::string& json) const;

 private:
  std::vector<std::pair<std::string, std::string>> names_;
};

}  // namespace leadsync::testing
