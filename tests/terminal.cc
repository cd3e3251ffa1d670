// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace leadsync::testing {
namespace {

/// In the child: never returns.
[[noreturn]] void Become(const std::string& line, const std::filesystem::path& folder,
                         std::vector<std::string> environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  const char* arguments[] = {"sh", "-c", line.c_str(), nullptr};
  ::execve("/bin/sh", const_cast<char**>(arguments), variables.data());
  ::_exit(127);
}

/// The length of an escape sequence that begins at `at`.
size_t SequenceAt(const std::string& text, size_t at) {
  size_t end = at + 1;
  if (end < text.size() && text[end] == '[') {
    ++end;
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
  }
  return std::min(end + 1, text.size()) - at;
}

}  // namespace

Terminal::Terminal(const std::string& line, const std::filesystem::path& folder,
                   const std::map<std::string, std::string>& environment, int columns) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  winsize size{};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(columns);
  pid_ = ::forkpty(&fd_, nullptr, nullptr, &size);
  if (pid_ < 0) throw std::runtime_error("no terminal");
  if (pid_ == 0) Become(line, folder, std::move(variables));
}

Terminal::~Terminal() {
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (fd_ >= 0) ::close(fd_);
}

bool Terminal::Read(std::chrono::seconds limit) {
  pollfd fds{fd_, POLLIN, 0};
  const std::chrono::milliseconds ms = limit;
  if (::poll(&fds, 1, static_cast<int>(ms.count())) <= 0) return false;
  char buffer[65536];
  const ssize_t n = ::read(fd_, buffer, sizeof buffer);
  if (n <= 0) {  // EIO: nobody holds the other end any more
    ended_ = true;
    return false;
  }
  raw_.append(buffer, static_cast<size_t>(n));
  return true;
}

bool Terminal::ReadUntil(std::string_view text, std::chrono::seconds limit) {
  while (true) {
    const size_t at = raw_.find(text, seen_);
    if (at != std::string::npos) {
      seen_ = at + text.size();
      return true;
    }
    if (!Read(limit)) return false;
  }
}

void Terminal::Type(const std::string& text) const {
  if (::write(fd_, text.data(), text.size()) < 0) throw std::runtime_error("nobody reads");
}

int Terminal::Finish(std::chrono::seconds limit) {
  while (Read(limit)) {
  }
  if (!ended_) ::kill(-pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string Terminal::screen() const {
  std::string text;
  for (size_t i = 0; i < raw_.size(); ++i) {
    if (raw_[i] == '\x1b') {
      i += SequenceAt(raw_, i) - 1;
    } else if (raw_[i] != '\r') {
      text += raw_[i];
    }
  }
  return text;
}

}  // namespace leadsync::testing
