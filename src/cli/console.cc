// SPDX-License-Identifier: MIT
#include "cli/console.h"

#include <cerrno>
#include <cstdio>

namespace leadsync::cli {
namespace {

/// The first failure to write to standard output.
int output_error = 0;

}  // namespace

void Tell(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void Print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() && output_error == 0)
    output_error = errno;
}

bool FlushOutput() {
  if (std::fflush(stdout) != 0 && output_error == 0) output_error = errno;
  return output_error == 0 || output_error == EPIPE;
}

}  // namespace leadsync::cli
