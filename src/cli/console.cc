// SPDX-License-Identifier: MIT
#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "report/visible.h"

namespace leadsync::cli {
namespace {

/// Narrower terminals break words whatever is done, so that nothing is.
constexpr size_t kNarrowest = 30;

/// The first failure to write to standard output.
int output_error = 0;

}  // namespace

size_t Columns(int fd) {
  winsize size{};
  return ::isatty(fd) == 1 && ::ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string Fitted(std::string_view text, int fd) {
  const size_t columns = Columns(fd);
  return columns < kNarrowest ? std::string(text) : report::BreakLines(text, columns);
}

void Tell(std::string_view text) {
  const std::string lines = Fitted(text, STDERR_FILENO);
  Draw(lines);
}

void Draw(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void Print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && output_error == 0)
    output_error = errno;
}

void PrintLines(std::string_view text) {
  const std::string lines = Fitted(text, STDOUT_FILENO);
  Print(lines);
}

bool FlushOutput() {
  if (std::fflush(stdout) != 0 && output_error == 0) output_error = errno;
  return output_error == 0 || output_error == EPIPE;
}

}  // namespace leadsync::cli
