// SPDX-License-Identifier: MIT
// libFuzzer's entry: LEADSYNC_FUZZ_TARGET names the law.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz/target.h"

namespace {

const leadsync::fuzz::Target* chosen = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* name = std::getenv("LEADSYNC_FUZZ_TARGET");
  for (const auto& target : leadsync::fuzz::Targets())
    if (name != nullptr && target.name == name) chosen = &target;
  if (chosen != nullptr) return 0;
  std::fputs("LEADSYNC_FUZZ_TARGET must be one of:\n", stderr);
  for (const auto& target : leadsync::fuzz::Targets())
    std::fprintf(stderr, "  %s\n", target.name.c_str());
  std::exit(2);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    chosen->law(bytes);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", chosen->name.c_str(), error.what());
    std::abort();
  }
  return 0;
}
