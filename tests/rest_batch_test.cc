// SPDX-License-Identifier: MIT
#include "rest/batch.h"

#include <doctest/doctest.h>

#include <random>

#include "base/text.h"
#include "printers.h"
#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

using Kind = CommandAnswer::Kind;

/// An answer with these members; the rest as PHP gives it when it is empty.
std::string Answer(
    const std::string& result, const std::string& error = "[]",
    const std::string& more = R"("result_total":[],"result_next":[],"result_time":[])") {
  return R"({"result":{"result":)" + result + R"(,"result_error":)" + error + "," + more +
         R"(},"time":{"start":1775000000.5,"finish":1775000001.5,"duration":1,"operating":0}})";
}

BatchAnswer Decode(const std::string& body, size_t commands) {
  auto answer = BatchAnswer::Decode(body, commands);
  REQUIRE(answer);
  return std::move(*answer);
}

TEST_CASE("a batch body names its commands and goes on after errors") {
  BatchBody body;
  CHECK(body.Add("crm.lead.update?id=17&fields[NAME]=Anna"));
  CHECK(body.Add(Call{"crm.lead.list", {{"filter[@ID][0]", "17"}, {"start", "-1"}}}));
  CHECK(body.size() == 2);
  CHECK(body.Finish() == R"({"halt":0,"cmd":{"c00":"crm.lead.update?id=17&fields[NAME]=Anna",)"
                         R"("c01":"crm.lead.list?filter[%40ID][0]=17&start=-1"}})");
}

TEST_CASE("a batch takes 50 commands and a megabyte, and its first command whatever its size") {
  BatchBody many;
  for (int i = 0; i < 50; ++i) CHECK(many.Add("profile"));
  CHECK_FALSE(many.Add("profile"));
  CHECK(many.size() == 50);
  CHECK(many.Finish().find("\"c49\":\"profile\"}}") != std::string::npos);

  BatchBody large;
  const std::string third(330'000, 'x');
  CHECK(large.Add(third));
  CHECK(large.Add(third));
  CHECK(large.Add(third));
  const size_t bytes = large.bytes();
  CHECK_FALSE(large.Add(third));
  CHECK(large.size() == 3);
  CHECK(large.bytes() == bytes);
  CHECK(large.Add("profile"));

  BatchBody huge;
  CHECK(huge.Add(std::string(2'000'000, 'x')));
  CHECK_FALSE(huge.Add("profile"));
}

TEST_CASE("a command's values are percent-encoded once, byte by byte, and its brackets stay") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"plain-text_1.0~", "plain-text_1.0~"},
      {"a b+c", "a%20b%2Bc"},
      {"100% & more = #1?", "100%25%20%26%20more%20%3D%20%231%3F"},
      {"[x]", "%5Bx%5D"},
      {"Анна", "%D0%90%D0%BD%D0%BD%D0%B0"},
      {std::string("\0\r\n\t\"'\\", 7), "%00%0D%0A%09%22%27%5C"},
      {"", ""},
  };
  for (const auto& [value, want] : cases) {
    CAPTURE(value);
    CHECK(ToCommand({"m", {{"fields[NAME]", value}}}) == "m?fields[NAME]=" + want);
  }
  CHECK(ToCommand({"profile", {}}) == "profile");
  CHECK(ToCommand({"m", {{"a", "1"}, {"b[]", "2"}, {"c&d", "3"}}}) == "m?a=1&b[]=2&c%26d=3");
}

TEST_CASE("a lone call's parameters become nested JSON") {
  CHECK(ToJson({"m", {}}) == "{}");
  CHECK(ToJson({"m",
                {{"id", "17"},
                 {"fields[NAME]", "A\"b"},
                 {"fields[UF][0]", "1"},
                 {"fields[UF][1]", "2"}}}) ==
        R"({"id":"17","fields":{"NAME":"A\"b","UF":["1","2"]}})");
  CHECK(ToJson(
            {"m", {{"fields[PHONE][0][VALUE]", "+7"}, {"fields[PHONE][0][VALUE_TYPE]", "WORK"}}}) ==
        R"({"fields":{"PHONE":[{"VALUE":"+7","VALUE_TYPE":"WORK"}]}})");
  // Gaps make a map; empty brackets append.
  CHECK(ToJson({"m", {{"f[1]", "a"}}}) == R"({"f":{"1":"a"}})");
  CHECK(ToJson({"m", {{"f[]", "a"}, {"f[]", "b"}}}) == R"({"f":["a","b"]})");
  CHECK(ToJson({"m", {{"f", "a"}, {"f", "b"}}}) == R"({"f":"b"})");
  CHECK(ToJson({"m", {{"f[broken", "a"}}}) == R"({"f":"a"})");
}

TEST_CASE("values that a batch would replace by earlier results are told from harmless ones") {
  for (const std::string value :
       {"$result[c00]", "see $next[a]", "$timeline[2]", "$RESULT[x]", "a$total_[", "$$result[1]",
        "$argument[1]", "5$ $_x[", "$a\v[", "$результат$x["}) {
    CAPTURE(value);
    CHECK_FALSE(SafeInBatch({"m", {{"fields[TITLE]", value}}}));
    CHECK_FALSE(SafeInBatch({"m", {{value, "x"}}}));
  }
  for (const std::string value : {"", "$", "5$[1]", "$1[2]", "$result", "$result [c00]", "$a\n[b]",
                                  "price $ [net]", "[result]", "$-x["}) {
    CAPTURE(value);
    CHECK(SafeInBatch({"m", {{"fields[TITLE]", value}}}));
  }
}

TEST_CASE("results, errors, totals and times find their commands") {
  const BatchAnswer answer =
      Decode(Answer(R"({"c00":true,"c02":{"ID":"19","TITLE":"X"},"c03":[{"ID":"7"}]})",
                    R"({"c01":{"error":"","error_description":"Lead is not found"}})",
                    R"("result_total":{"c03":2},"result_next":{"c03":50},"result_time":{"c00":{
               "start":1775000000,"finish":1775000000.31,"duration":0.31,"processing":0,
               "date_start":"2026-04-01T15:00:00+03:00","date_finish":"2026-04-01T15:00:00+03:00",
               "operating_reset_at":1775000600,"operating":3.11}})"),
             4);
  CHECK(answer.size() == 4);
  CHECK(answer.command(0).kind == Kind::kResult);
  CHECK(answer.command(0).result.boolean());
  CHECK(answer.command(0).duration == 0.31);
  CHECK(answer.command(0).operating == 3.11);
  CHECK(answer.command(0).operating_reset_at == 1775000600);
  CHECK(answer.command(1).kind == Kind::kError);
  CHECK(answer.command(1).error.code == "");
  CHECK(answer.command(1).error.description == "Lead is not found");
  CHECK_FALSE(answer.command(1).duration);
  CHECK(answer.command(2).result["TITLE"].text() == "X");
  CHECK(answer.command(3).total == 2);
  CHECK(answer.command(3).next == 50);
  CHECK_FALSE(answer.command(2).total);
  CHECK(answer.duration() == 1);
  CHECK(answer.operating() == 0);
  CHECK(answer.finish() == 1775000001.5);
  CHECK_FALSE(answer.operating_reset_at());
}

TEST_CASE("a result may be null, false or empty, and is there all the same") {
  const BatchAnswer answer = Decode(Answer(R"({"c00":null,"c01":false,"c02":[],"c03":""})"), 5);
  for (size_t i = 0; i < 4; ++i) CHECK(answer.command(i).kind == Kind::kResult);
  CHECK(answer.command(0).result.IsNull());
  CHECK(answer.command(2).result.IsArray());
  CHECK(answer.command(4).kind == Kind::kMissing);
  // Beyond what was sent there is nothing.
  CHECK(answer.command(5).kind == Kind::kMissing);
  CHECK(answer.command(1'000'000).kind == Kind::kMissing);
}

TEST_CASE("an empty list inside a batch, as a portal of 2022 sent it") {
  const BatchAnswer answer =
      Decode(Answer(R"({"c00":[]})", "[]",
                    R"("result_total":{"c00":0},"result_next":[],"result_time":{"c00":{"start":
                      1775000000.205,"finish":1775000000.27,"duration":0.065007,"processing":
                      0.064934,"date_start":"2026-04-01T15:00:00+03:00","operating":0}})"),
             1);
  CHECK(answer.command(0).kind == Kind::kResult);
  CHECK(answer.command(0).result.size() == 0);
  CHECK(answer.command(0).total == 0);
  CHECK(answer.command(0).operating == 0);
}

TEST_CASE("lists belong to numeric keys, which were never sent: such commands are missing") {
  // One success and two errors under the keys 35943, 0 and 1.
  const BatchAnswer mixed =
      Decode(Answer(R"({"35943":{"ID":"35943"}})",
                    R"([{"error":"","error_description":"ID is not defined or invalid."},
                 {"error":"","error_description":"Not found"}])"),
             3);
  for (size_t i = 0; i < 3; ++i) CHECK(mixed.command(i).kind == Kind::kMissing);
  const BatchAnswer list = Decode(Answer("[true,true]", "[]"), 2);
  CHECK(list.command(0).kind == Kind::kMissing);
}

TEST_CASE("every command may fail, and then nothing else is told") {
  const BatchAnswer answer = Decode(
      Answer("[]", R"({"c00":{"error":"","error_description":"ID is not defined or invalid."},
                              "c01":{"error":"ERROR_CORE","error_description":"","argument":"id"},
                              "c02":{"error":100},"c03":"no object","c04":[]})"),
      5);
  for (size_t i = 0; i < 5; ++i) CHECK(answer.command(i).kind == Kind::kError);
  CHECK(answer.command(0).error.Text() == "ID is not defined or invalid.");
  CHECK(answer.command(1).error.Text() == "ERROR_CORE");
  CHECK(answer.command(2).error.Text() == "100");
  CHECK(answer.command(3).error.Text() == "no object");
  CHECK(answer.command(4).error.Text() == "an error without a text");
}

TEST_CASE("an error outranks a result of the same command, and of doubled keys the last counts") {
  const BatchAnswer answer = Decode(
      Answer(R"({"c00":true,"c01":1,"c01":2})", R"({"c00":{"error":"","error_description":"x"}})"),
      2);
  CHECK(answer.command(0).kind == Kind::kError);
  CHECK(answer.command(1).result.integer() == 2);
}

TEST_CASE("keys that were not sent are not taken for commands") {
  const BatchAnswer answer = Decode(
      Answer(R"({"c02":1,"c0":1,"c000":1,"C00":1,"c-1":1,"cc1":1,"":1,"c99":1,"x01":1})"), 2);
  CHECK(answer.command(0).kind == Kind::kMissing);
  CHECK(answer.command(1).kind == Kind::kMissing);
}

TEST_CASE("what is no answer to a batch is told from one") {
  for (const std::string body :
       {"", " ", "null", "[]", "{}", "true", "\"result\"", "<html>502</html>", R"({"result":true})",
        R"({"result":[]})", R"({"result":{}})", R"({"result":{"result":{"c00":true}}})",
        R"({"result":{"result_error":[]}})", R"({"result":{"result":true,"result_error":[]}})",
        R"({"result":{"result":null,"result_error":[]}})",
        R"({"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"})",
        R"({"result":{"result":{"c00":true},"result_error":[)"}) {
    CAPTURE(body);
    CHECK_FALSE(BatchAnswer::Decode(body, 2));
  }
}

TEST_CASE("an answer cut off anywhere is no answer") {
  const std::string whole = Answer(R"({"c00":true,"c01":{"ID":"1"}})");
  for (size_t length = 0; length < whole.size(); ++length)
    CHECK_FALSE(BatchAnswer::Decode(whole.substr(0, length), 2));
  CHECK(BatchAnswer::Decode(whole, 2));
}

TEST_CASE("numbers of the server are taken as they come, or not at all") {
  const BatchAnswer answer = Decode(
      Answer(R"({"c00":true,"c01":true,"c02":true})", "[]",
             R"("result_total":{"c00":"12","c01":1.5,"c02":99999999999999999999},"result_next":null,
               "result_time":{"c00":{"duration":"0.5","operating":null},
               "c01":{"duration":"1e400","operating":"inf"},"c02":"soon"})"),
      3);
  CHECK(answer.command(0).total == 12);
  CHECK_FALSE(answer.command(1).total);
  CHECK_FALSE(answer.command(2).total);
  CHECK(answer.command(0).duration == 0.5);
  CHECK_FALSE(answer.command(0).operating);
  CHECK_FALSE(answer.command(1).duration);
  CHECK_FALSE(answer.command(1).operating);
  CHECK_FALSE(answer.command(2).duration);
  CHECK_FALSE(Decode(R"({"result":{"result":[],"result_error":[]}})", 1).finish());
}

TEST_CASE("no damage to an answer does damage here") {
  const std::string whole =
      Answer(R"({"c00":true,"c01":{"ID":"1"}})", R"({"c02":{"error":"","error_description":"x"}})");
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    std::mt19937 random(seed);
    std::string body = whole;
    for (int i = 0; i < 3; ++i) body[random() % body.size()] = "{}[]\",:0\\\xff\n"[random() % 12];
    if (const auto answer = BatchAnswer::Decode(body, 3))
      for (size_t i = 0; i < 3; ++i) (void)answer->command(i).error.Text();
  }
}

TEST_CASE("an error's text is one clean line") {
  const auto text = [](const std::string& code, const std::string& description) {
    return ApiError{code, description}.Text();
  };
  CHECK(text("", "Lead is not found") == "Lead is not found");
  CHECK(text("ERROR_CORE", "No rights") == "ERROR_CORE: No rights");
  CHECK(text("ERROR_CORE", "") == "ERROR_CORE");
  CHECK(text("", "") == "an error without a text");
  CHECK(text("", "The field \"Work E-mail\" contains an incorrect address.<br />\n<br>Next") ==
        "The field \"Work E-mail\" contains an incorrect address. Next");
  CHECK(text("", "\x1b[31mred\x07\r\n") == "[31mred");
  CHECK(text("", "bad \xff byte") == "bad ? byte");
  CHECK(text("<b>X</b>", "y") == "X: y");
  CHECK(Utf8Length(text("", std::string(5000, 'x'))) == 300);
}

TEST_CASE("a page becomes a line of text") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"<html><head><style>b{c:d}</style><script>if (a<b) x()</script></head><body><h1>502 Bad "
       "Gateway</h1>\n<hr><center>nginx</center></body></html>",
       "502 Bad Gateway nginx"},
      {"<!-- a > b -->text<!DOCTYPE html><?xml version='1.0'?>", "text"},
      {"<STYLE>x</STYLE >y", "y"},
      {"a < b and c > d", "a < b and c > d"},
      {"<= 5 <b", "<= 5 <b"},
      {"<script>never closed", ""},
      {"&lt;b&gt; &amp;amp; &quot;x&quot;&nbsp;&#39;&#039;&eacute;", "<b> &amp; \"x\" ''&eacute;"},
      {"  \t\n ", ""},
      {"", ""},
      {"Ошибка: <b>лид</b> не найден", "Ошибка: лид не найден"},
  };
  for (const auto& [page, want] : cases) {
    CAPTURE(page);
    CHECK(PlainText(page, 100) == want);
  }
  CHECK(PlainText("abcdef", 4) == "abc…");
  CHECK(PlainText("абвгде", 4) == "абв…");
  CHECK(PlainText(std::string(100'000, '<'), 10) == "<<<<<<<<<…");
}

}  // namespace
}  // namespace leadsync::rest
