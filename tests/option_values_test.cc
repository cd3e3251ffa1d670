// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "cli/options.h"

using namespace leadsync;  // NOLINT: a test

TEST_CASE("a count or a share of the rows is what was asked for, however large") {
  struct Case {
    const char* text;
    uint64_t rows;
    uint64_t want;
  };
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  const Case cases[] = {{"200", 10, 200},
                        {"5%", 1000, 50},
                        {"0.5%", 1000, 5},
                        {"0", 1000, 0},
                        {"0%", 1000, 0},
                        {"5%", 0, 0},
                        {"1e300", 10, kAll},
                        {"1e300%", 10, kAll},
                        {"1e19", 10, 10'000'000'000'000'000'000u},
                        {"18446744073709551616", 10, kAll}};
  for (const Case& c : cases) {
    const std::string text = c.text;
    CAPTURE(text);
    CHECK(cli::ParseCountOrShare(text, "--max-errors").Of(c.rows) == c.want);
  }
}
