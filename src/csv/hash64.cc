// SPDX-License-Identifier: MIT
#include "csv/hash64.h"

#include <cstring>

namespace leadsync::csv {
namespace {

constexpr uint64_t kSalt[4] = {0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb,
                               0xd6e8feb86659fd93};

// The two halves of a 128-bit product folded: every input bit reaches every output bit.
uint64_t Mix(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t Load(const char* from, size_t size = 8) {
  uint64_t word = 0;
  std::memcpy(&word, from, size);
  return word;
}

}  // namespace

uint64_t Hash64(std::string_view bytes) {
  const char* at = bytes.data();
  size_t left = bytes.size();
  uint64_t a = kSalt[0] ^ bytes.size();
  uint64_t b = kSalt[1];
  for (; left >= 32; left -= 32, at += 32) {
    a = Mix(Load(at) ^ kSalt[2], Load(at + 8) ^ a);
    b = Mix(Load(at + 16) ^ kSalt[3], Load(at + 24) ^ b);
  }
  for (; left >= 8; left -= 8, at += 8) a = Mix(Load(at) ^ kSalt[2], a ^ kSalt[3]);
  if (left > 0) b = Mix(Load(at, left) ^ kSalt[1], b ^ kSalt[2]);
  return Mix(a ^ kSalt[0], Mix(b ^ kSalt[3], kSalt[1] ^ bytes.size()));
}

}  // namespace leadsync::csv
