// SPDX-License-Identifier: MIT
// libFuzzer's entry: LEADSYNC_FUZZ_TARGET names the law.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>
#include <utility>

#include "fuzz/target.h"

// Each CSV reader has a buffer of 48 MiB. Mapped and poisoned anew each time it takes nearly all of
// a search's time, so the last one that was given back is kept for the next one that asks.
namespace {

constexpr size_t kLarge = size_t{32} << 20;
struct Block {
  void* memory = nullptr;
  size_t size = 0;
};
Block lent;
Block spare;

void* TakeArray(size_t size) {
  if (size >= kLarge && size == spare.size) {
    lent = std::exchange(spare, {});
    return lent.memory;
  }
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  if (size >= kLarge) lent = {memory, size};
  return memory;
}

void GiveBackArray(void* memory) {
  if (memory == nullptr) return;
  if (memory == lent.memory) memory = std::exchange(spare, std::exchange(lent, {})).memory;
  std::free(memory);
}

}  // namespace

void* operator new[](size_t size) { return TakeArray(size); }
void operator delete[](void* memory) noexcept { GiveBackArray(memory); }
void operator delete[](void* memory, size_t) noexcept { GiveBackArray(memory); }

// Call stacks of allocations are long here, and seldom looked at.
extern "C" const char* __asan_default_options() { return "malloc_context_size=3"; }

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
