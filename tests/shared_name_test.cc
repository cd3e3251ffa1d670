// SPDX-License-Identifier: MIT
#include "base/shared_name.h"

#include <doctest/doctest.h>

#include <string>

#include "base/json.h"
#include "base/plain_bytes.h"

using namespace leadsync;  // NOLINT: a test

namespace {

TEST_CASE("equal names share one text, and its JSON is written as any string's") {
  const std::string label = "Причина «отказа» \"A\\B\"\n";
  const SharedName one(label);
  const std::string copy = label;
  const SharedName other{std::string_view(copy)};
  CHECK(one == other);
  CHECK(&one.text() == &other.text());
  CHECK(one != SharedName("STATUS_ID"));
  CHECK(one == label);
  CHECK(SharedName().empty());
  std::string shared;
  std::string plain;
  JsonWriter(&shared).BeginObject().Key(one).String(one).EndObject();
  JsonWriter(&plain).BeginObject().Key(label).String(label).EndObject();
  CHECK(shared == plain);
}

TEST_CASE("plain bytes end at the first that is not, wherever in a text it stands") {
  for (size_t size = 0; size <= 40; ++size) {
    CHECK(PlainPrefix<'"'>(std::string(size, '~')) == size);
    for (size_t at = 0; at < size; ++at) {
      for (const char strange : {'\0', '\n', '\x1f', '"', '\x7f', '\x80', '\xff'}) {
        std::string text(size, ' ');
        text[at] = strange;
        if (size > at + 1) text.back() = '\x01';  // never seen
        CAPTURE(size);
        CAPTURE(at);
        CHECK(PlainPrefix<'"'>(text) == at);
      }
    }
  }
  CHECK(PlainPrefix<>("\"\\") == 2);
}

}  // namespace
