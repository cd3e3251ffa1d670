// SPDX-License-Identifier: MIT
// The laws of tests/fuzz over the bytes that were kept: one of each kind, and what broke a law
// once.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "fuzz/target.h"

using namespace leadsync;

namespace {

std::vector<std::filesystem::path> CorpusOf(const std::string& target) {
  std::vector<std::filesystem::path> files;
  const auto folder = std::filesystem::path(LEADSYNC_SOURCE_DIR) / "tests/fuzz/corpus" / target;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("the laws hold for every kept text, and for every beginning of it") {
  for (const fuzz::Target& target : fuzz::Targets()) {
    const auto files = CorpusOf(target.name);
    CHECK_MESSAGE(files.size() >= 5, target.name);
    for (const auto& file : files) {
      const std::string bytes = ReadFile(file);
      const size_t step = std::max<size_t>(1, bytes.size() / 8);
      for (size_t size = bytes.size();; size -= std::min(size, step)) {
        const std::string what = file.string() + ", first " + std::to_string(size) + " bytes";
        CHECK_NOTHROW_MESSAGE(target.law(std::string_view(bytes).substr(0, size)), what);
        if (size == 0) break;
      }
    }
  }
}

TEST_CASE("a law that is broken says so") {
  CHECK_THROWS_AS(fuzz::Require(false, "no"), fuzz::Broken);
  CHECK_THROWS_WITH_AS(fuzz::RequireEqual("a", "b", "equal"), "equal:\n«a»\n«b»", fuzz::Broken);
}
