// SPDX-License-Identifier: MIT
#include "base/json.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "printers.h"

using namespace leadsync;

TEST_CASE("a parsed value keeps numbers, order and doubled names as they were written") {
  const auto doc = JsonDocument::Parse(R"({"a":1.50,"b":[true,null,"x\u00e9\n"],"a":"2"})");
  const JsonValue root = doc.root();
  CHECK(root.size() == 3);
  CHECK(root[size_t{0}].text() == "1.50");
  CHECK(root["a"].text() == "2");
  CHECK(root["b"][2].text() == "x\xC3\xA9\n");
  CHECK(root["b"][0].boolean());
  CHECK(root["b"][1].IsNull());
  CHECK(root.Dump() == "{\"a\":1.50,\"b\":[true,null,\"x\xC3\xA9\\n\"],\"a\":\"2\"}");
}

TEST_CASE("look-ups on values of another kind answer absent") {
  const auto doc = JsonDocument::Parse(R"([1])");
  CHECK_FALSE(doc.root()["result"]["ID"].exists());
  CHECK_FALSE(doc.root()[7].exists());
  CHECK(doc.root()["x"].text().empty());
  CHECK_FALSE(JsonDocument().root()["x"].exists());
}

TEST_CASE("integers and numbers are read from numbers and from texts, wholly or not at all") {
  const auto doc = JsonDocument::Parse(R"(["17",17,"17x",1.5,"","1e999","-3"])");
  CHECK(doc.root()[0].integer() == 17);
  CHECK(doc.root()[1].integer() == 17);
  CHECK_FALSE(doc.root()[2].integer());
  CHECK_FALSE(doc.root()[3].integer());
  CHECK(doc.root()[3].number() == 1.5);
  CHECK_FALSE(doc.root()[4].number());
  CHECK_FALSE(doc.root()[5].number());
  CHECK(doc.root()[6].integer() == -3);
}

TEST_CASE("positions name the line on which a name or a value stands") {
  const std::string text =
      "{\n  // why\n  \"key\": \"A\",\n  \"rows\": {\n    \"x\": 1,\n  },\n}\n";
  const auto doc = JsonDocument::Parse(text, JsonDocument::Dialect::kCommentsAndTrailingCommas);
  CHECK(LineAt(text, doc.root().key_offset(0)) == 3);
  CHECK(LineAt(text, doc.root()["rows"].offset()) == 4);
  CHECK(LineAt(text, doc.root()["rows"].key_offset(0)) == 5);
  CHECK(LineAt(text, doc.root()["rows"]["x"].offset()) == 5);
}

TEST_CASE("broken texts are refused, deep ones too") {
  for (const std::string text : {"", "{", "[1,]", "{\"a\":}", "[1]x", "\"\xff\"", "// c\n1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(JsonDocument::Parse(text), JsonError);
  }
  CHECK_NOTHROW(JsonDocument::Parse(std::string(100, '[') + std::string(100, ']')));
  CHECK_THROWS_WITH_AS(JsonDocument::Parse(std::string(100000, '[')),
                       "nested more than 128 levels deep", JsonError);
}

TEST_CASE("a text of values without end is refused, whatever they are") {
  const auto many = [](const std::string& value, size_t count) {
    std::string text = "[";
    for (size_t i = 1; i < count; ++i) text += value + ",";
    return text + value + "]";
  };
  for (const std::string value : {"0", "null", "true", "\"\"", "[]", "{}", "{\"a\":1}"}) {
    CAPTURE(value);
    CHECK_THROWS_WITH_AS(JsonDocument::Parse(many(value, 2'000'000)),
                         "more than 2000000 values in one text", JsonError);
  }
  CHECK(JsonDocument::Parse(many("0", 1'999'999)).root().size() == 1'999'999);
}

TEST_CASE("what the writer writes is read back the same") {
  std::mt19937 random(301);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (int n = static_cast<int>(random() % 40); n > 0; --n)
      text += static_cast<char>(random() % 128);
    text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
    std::string out;
    JsonWriter(&out)
        .BeginObject()
        .Key(text)
        .BeginArray()
        .String(text)
        .Int(-7)
        .Bool(true)
        .Null()
        .EndArray()
        .Key("d")
        .Double(0.5)
        .EndObject();
    CAPTURE(out);
    const auto doc = JsonDocument::Parse(out);
    CHECK(doc.root().key(0) == text);
    CHECK(doc.root()[size_t{0}][0].text() == text);
    CHECK(doc.root()[size_t{0}][1].integer() == -7);
    CHECK(doc.root()["d"].number() == 0.5);
    CHECK(doc.root().Dump() == out);
  }
}

TEST_CASE("bytes that are no UTF-8 become replacement characters in what is written") {
  std::string out;
  AppendJsonString("a\xffz\xc3", &out);
  CHECK(out == "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");
}
