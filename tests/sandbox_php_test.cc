// SPDX-License-Identifier: MIT
// What the practice portal has in common with PHP: casts, arrays, JSON, query strings.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "printers.h"
#include "sandbox/php_json.h"
#include "sandbox/php_query.h"
#include "sandbox/php_value.h"
#include "sandbox/references.h"
#include "sandbox/rest_request.h"

using namespace leadsync::sandbox;  // NOLINT: a test

namespace {

std::string Json(const PhpValue& value) {
  std::string out;
  value.AppendJson(&out);
  return out;
}

std::string Decoded(std::string_view text) {
  std::optional<PhpValue> value = DecodePhpJson(text);
  return value ? Json(*value) : "fails";
}

std::string Query(std::string_view text, const QueryLimits& limits = {}) {
  PhpArray out;
  ParsePhpQuery(text, limits, &out);
  return Json(out);
}

Request Post(std::string type, std::string body, std::string target = "/rest/1/x/m.json") {
  Request request;
  request.target = std::move(target);
  request.content_type = std::move(type);
  request.body = std::move(body);
  return request;
}

}  // namespace

TEST_CASE("casts follow PHP") {
  struct Row {
    PhpValue value;
    std::string text;
    int64_t integer;
    double real;
    bool truthy;
  };
  const std::vector<Row> rows = {
      {PhpValue(), "", 0, 0, false},
      {true, "1", 1, 1, true},
      {false, "", 0, 0, false},
      {"12abc", "12abc", 12, 12, true},
      {" 12", " 12", 12, 12, true},
      {"abc", "abc", 0, 0, true},
      {"0", "0", 0, 0, false},
      {"0.0", "0.0", 0, 0, true},
      {"1e3", "1e3", 1000, 1000, true},
      {"-1.9", "-1.9", -1, -1.9, true},
      {".5", ".5", 0, 0.5, true},
      {"0x1A", "0x1A", 0, 0, true},
      {"1,5", "1,5", 1, 1, true},
      {"9223372036854775808", "9223372036854775808", INT64_MAX, 9223372036854775808.0, true},
      {"1e1000", "1e1000", INT64_MAX, std::numeric_limits<double>::infinity(), true},
      {1.5, "1.5", 1, 1.5, true},
      {0.1 + 0.2, "0.3", 0, 0.1 + 0.2, true},
      {1e25, "1.0E+25", 1590897979265384448, 1e25, true},
      {-0.0, "-0", 0, 0, false},
      {PhpArray(), "Array", 0, 0, false},
      {PhpArray::List({1}), "Array", 1, 1, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(row.value.ToString() == row.text);
    CHECK(row.value.ToInt() == row.integer);
    CHECK(row.value.ToDouble() == row.real);
    CHECK(row.value.Truthy() == row.truthy);
  }
}

TEST_CASE("only canonical decimal integers are integer keys") {
  for (std::string text : {"0", "5", "-5", "9223372036854775807", "-9223372036854775808"}) {
    CAPTURE(text);
    CHECK(PhpArray::Key(text).is_number);
    CHECK(PhpArray::Key(text).ToString() == text);
  }
  for (std::string text : {"", "05", "-0", "+5", "5 ", "r5", "-", "9223372036854775808", "1.0"}) {
    CAPTURE(text);
    CHECK_FALSE(PhpArray::Key(text).is_number);
    CHECK(PhpArray::Key(text).ToString() == text);
  }
}

TEST_CASE("pushing continues after the greatest integer key") {
  PhpArray array;
  array.Set("5", "a");
  array.Push("b");
  array.Set("x", "c");
  array.Push("d");
  CHECK(Json(array) == R"({"5":"a","6":"b","x":"c","7":"d"})");
  array.Set(INT64_MAX, "e");
  array.Push("lost");
  CHECK(array.size() == 5);
}

// docs: api-reference/data-types.md; server: main/lib/web/json.php (JSON_HEX_*, unescaped Unicode)
TEST_CASE("json_encode escapes what the REST server escapes") {
  CHECK(Json(PhpValue("<b>\"Tom\" & 'Ann'</b>")) ==
        R"("\u003Cb\u003E\u0022Tom\u0022 \u0026 \u0027Ann\u0027\u003C\/b\u003E")");
  CHECK(Json(PhpValue("a\\b\n\t\x01\x7F")) == "\"a\\\\b\\n\\t\\u0001\x7F\"");
  CHECK(Json(PhpValue("Анна")) == "\"Анна\"");
  CHECK(Json(PhpValue("\xE2\x80\xA8")) == "\"\\u2028\"");
  CHECK(Json(PhpValue("a\xFFz")) == "\"a\xEF\xBF\xBDz\"");
  CHECK(Json(PhpValue("\xED\xA0\x80")) == "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST_CASE("numbers are printed as PHP prints them with serialize_precision -1") {
  const std::vector<std::pair<double, std::string>> rows = {
      {0.0, "0"},
      {-0.0, "-0"},
      {1.0, "1"},
      {0.1, "0.1"},
      {0.1 + 0.2, "0.30000000000000004"},
      {1654094027.205917, "1654094027.205917"},
      {0.06500720977783203, "0.06500720977783203"},
      {1e15, "1000000000000000"},
      {1e17, "1.0e+17"},
      {123456789012345680.0, "1.2345678901234568e+17"},
      {1e25, "1.0e+25"},
      {1.5e-7, "1.5e-7"},
      {0.0001, "0.0001"},
      {0.00001, "1.0e-5"},
      {-2.5, "-2.5"},
  };
  for (const auto& [value, text] : rows) {
    CAPTURE(text);
    CHECK(Json(PhpValue(value)) == text);
  }
}

// docs: settings/how-to-call-rest-api/batch.md; I: leshchenko1979/fast_bitrix24 issue 44
TEST_CASE("arrays with keys 0..n-1 in order are lists, empty ones too") {
  CHECK(Json(PhpArray()) == "[]");
  CHECK(Json(PhpArray::List({1, "a", PhpValue()})) == R"([1,"a",null])");
  PhpArray gap;
  gap.Set("0", 1);
  gap.Set("2", 2);
  CHECK(Json(gap) == R"({"0":1,"2":2})");
  PhpArray order;
  order.Set("1", 1);
  order.Set("0", 2);
  CHECK(Json(order) == R"({"1":1,"0":2})");
}

TEST_CASE("json_decode reads and refuses what PHP reads and refuses") {
  CHECK(Decoded(R"({"a":[1,2.5,true,null,"x\u0410\/"],"b":{}})") ==
        R"({"a":[1,2.5,true,null,"xА\/"],"b":[]})");
  CHECK(Decoded(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
  CHECK(Decoded(R"({"1":"x","01":"y"})") == R"({"1":"x","01":"y"})");
  CHECK(Decoded("9223372036854775808") == "9.223372036854776e+18");
  CHECK(Decoded("-0") == "-0");
  CHECK(Decoded(R"("\ud83d\ude00")") == "\"😀\"");
  CHECK(Decoded("TRUE") == "true");
  for (std::string text :
       {"", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "'a'", "nul", "\"\\x\"", "\"\n\"",
        "\"\\ud800\"", "\"\xFF\"", "\"a", "[1] 2", "{a:1}", "\"\\u12\"", "1e"}) {
    CAPTURE(text);
    CHECK(Decoded(text) == "fails");
  }
  CHECK(Decoded(std::string(512, '[') + std::string(512, ']')) != "fails");
  CHECK(Decoded(std::string(513, '[') + std::string(513, ']')) == "fails");
}

TEST_CASE("json_decode stays quick with many members") {
  std::string text = "{";
  for (int i = 0; i < 50000; ++i) text += "\"k" + std::to_string(i % 40000) + "\":1,";
  text += "\"z\":1}";
  std::optional<PhpValue> value = DecodePhpJson(text);
  REQUIRE(value);
  CHECK(value->array().size() == 40001);
}

// php.net: parse_str, main/php_variables.c
TEST_CASE("query strings become arrays by PHP's rules") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"a=1&b=x+y%2B%3d", R"({"a":"1","b":"x y+="})"},
      {"a=1&a=2", R"({"a":"2"})"},
      {"a[]=1&a[]=2", R"({"a":["1","2"]})"},
      {"a[x][y]=1&a[x][z]=2", R"({"a":{"x":{"y":"1","z":"2"}}})"},
      {"a%5Bx%5D=1", R"({"a":{"x":"1"}})"},
      {"a[5]=x&a[]=y&a[05]=z", R"({"a":{"5":"x","6":"y","05":"z"}})"},
      {"a=1&a[b]=2", R"({"a":{"b":"2"}})"},
      {"a[b]=2&a=1", R"({"a":"1"})"},
      {"a.b=1&c d=2&e.f[g.h]=3", R"({"a_b":"1","c_d":"2","e_f":{"g.h":"3"}})"},
      {"a[b=1", R"({"a_b":"1"})"},
      {"a[b][c=1", R"({"a":{"b":"1"}})"},
      {"a[b]c=1", R"({"a":{"b":"1"}})"},
      {"a[ ]=1", R"({"a":["1"]})"},
      {"[a]=1&=2&&x", R"({"x":""})"},
      {"  a=1", R"({"a":"1"})"},
      {"a=%zz%4", R"({"a":"%zz%4"})"},
      {"a%00b=1", R"({"a":"1"})"},
      {"id=$result[r1]", R"({"id":"$result[r1]"})"},
      {"a[x]=1&a[y]=2&a%5Bz%5D=3&a%5bw%5d=4&a[x]=5", R"({"a":{"x":"5","y":"2","z":"3","w":"4"}})"},
      {"a[x]=1&a=2&a[y]=3", R"({"a":{"y":"3"}})"},
      {"a[x[c]=1&a[x[d]=2", R"({"a":{"x[c":"1","x[d":"2"}})"},
      {"a[b][x]=1&a[b]=2&a[b][y]=3", R"({"a":{"b":{"y":"3"}}})"},
      {"a[b][x]=1&a[b][y][z]=2&a[b][y]=3&a[b][]=4", R"({"a":{"b":{"x":"1","y":"3","0":"4"}}})"},
      {"a.b[x]=1&a.b[y]=2&a_b[z]=3", R"({"a_b":{"x":"1","y":"2","z":"3"}})"},
  };
  for (const auto& [text, want] : rows) {
    CAPTURE(text);
    CHECK(Query(text) == want);
  }
}

TEST_CASE("a query is the sum of its variables, however they are parsed") {
  const std::vector<std::string> pieces = {"a",   "b", "x1", "[", "]", "[",   "]",   "%5B",
                                           "%5D", "=", "&",  "&", ".", "%20", "[a]", "=1&"};
  std::mt19937 random(301);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int i = 0; i < 24; ++i) text += pieces[random() % pieces.size()];
    CAPTURE(text);
    PhpArray one_by_one;
    for (size_t at = 0; at <= text.size();) {
      size_t end = std::min(text.find('&', at), text.size());
      std::string variable = text.substr(at, end - at);
      at = end + 1;
      if (variable.empty()) continue;
      size_t equals = variable.find('=');
      std::string name;
      std::string value;
      AppendUrlDecoded(std::string_view(variable).substr(0, equals), &name);
      if (equals != std::string::npos) AppendUrlDecoded(variable.substr(equals + 1), &value);
      RegisterPhpVariable(name, value, {}, &one_by_one);
    }
    CHECK(Query(text) == Json(one_by_one));
  }
}

TEST_CASE("variables above max_input_vars and too deep ones are dropped silently") {
  CHECK(Query("a=1&b=2&c=3", {2, 64}) == R"({"a":"1","b":"2"})");
  CHECK(Query("a[1][2]=x&b=1", {10, 2}) == R"({"a":{"1":{"2":"x"}},"b":"1"})");
  CHECK(Query("a[1][2][3]=x&b=1", {10, 2}) == R"({"a":{"1":[]},"b":"1"})");
}

// docs: settings/how-to-call-rest-api/data-encoding.md; php.net: parse_url
TEST_CASE("a command is cut like an address") {
  const std::vector<std::vector<std::string>> rows = {
      {"crm.lead.get?id=1", "crm.lead.get", "id=1"},
      {"crm.lead.get", "crm.lead.get", ""},
      {"crm.lead.get?id=1#&x=2", "crm.lead.get", "id=1"},
      {"crm.lead.get#?id=1", "crm.lead.get", ""},
      {"crm.lead.get?a=b?c", "crm.lead.get", "a=b?c"},
      {"crm.lead.get?a=1:2/3", "crm.lead.get", "a=1:2/3"},
      {"crm.lead.get?a=x\ny\x7F", "crm.lead.get", "a=x_y_"},
      {"/crm.lead.get?id=1", "/crm.lead.get", "id=1"},
      {"x:crm.lead.get?id=1", "crm.lead.get", "id=1"},
      {"https://host/crm.lead.get?id=1", "/crm.lead.get", "id=1"},
      {"", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row[0]);
    std::string scratch;
    CommandUrl url = ParseCommandUrl(row[0], &scratch);
    CHECK(url.path == row[1]);
    CHECK(url.query == row[2]);
  }
}

// docs: settings/how-to-call-rest-api/general-principles.md
TEST_CASE("addresses name a method with or without webhook and transport") {
  struct Row {
    std::string target, method, user, code;
    bool xml;
  };
  const std::vector<Row> rows = {
      {"/rest/7/abc/crm.lead.get", "crm.lead.get", "7", "abc", false},
      {"/rest/7/abc/crm.lead.get/", "crm.lead.get", "7", "abc", false},
      {"/rest/7/abc/crm.lead.get.json", "crm.lead.get", "7", "abc", false},
      {"/rest/7/abc/crm.lead.get.json/?id=1", "crm.lead.get", "7", "abc", false},
      {"/rest/7/abc/crm.lead.get.xml", "crm.lead.get", "7", "abc", true},
      {"/rest/7/abc/CRM.Lead.Get", "crm.lead.get", "7", "abc", false},
      {"/rest/7/abc/crm.lead.get.php", "crm.lead.get.php", "7", "abc", false},
      {"/rest/crm.lead.get.json?auth=t", "crm.lead.get", "", "", false},
      {"/rest/a/b", "", "", "", false},
      {"/rest/api/1/x/crm.lead.get", "", "", "", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.target);
    std::optional<RestPath> path = ParseRestPath(row.target);
    REQUIRE(path);
    CHECK(path->method == row.method);
    CHECK(path->user == row.user);
    CHECK(path->code == row.code);
    CHECK(path->xml == row.xml);
  }
  CHECK_FALSE(ParseRestPath("/bitrix/"));
}

// docs: settings/how-to-call-rest-api/data-encoding.md; server: getRequestData in
// rest/classes/general/rest_util.php
TEST_CASE("bodies are read by their content type, over the query") {
  auto read = [](const Request& request) { return Json(ReadParameters(request, {})); };
  CHECK(read(Post("application/json", R"({"id":17,"x":null})", "/rest/1/x/m?id=1&y=2")) ==
        R"({"id":17,"y":"2","x":null})");
  CHECK(read(Post("application/json; charset=utf-8", " {\"a.b\":1}\n")) == R"({"a.b":1})");
  CHECK(read(Post("application/vnd.api+json", R"({"a":1})")) == R"({"a":1})");
  CHECK(read(Post("application/x-www-form-urlencoded", "a.b=1&c[]=2")) ==
        R"({"a_b":"1","c":["2"]})");
  CHECK(read(Post("", "a=1")) == R"({"a":"1"})");
  CHECK(read(Post("text/plain", " a=1 ")) == R"({"a":"1"})");
  CHECK(read(Post("multipart/form-data; boundary=XX",
                  "--XX\r\nContent-Disposition: form-data; name=\"fields[NAME]\"\r\n\r\nAnna\r\n"
                  "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nz\r\n"
                  "--XX\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n1\r\n--XX--\r\n")) ==
        R"({"fields":{"NAME":"Anna"},"id":"1"})");
  Request get = Post("application/json", R"({"id":17})", "/rest/1/x/m?id=1");
  get.http_method = "GET";
  CHECK(read(get) == R"({"id":"1"})");
}

TEST_CASE("a JSON body that cannot be decoded is swallowed") {
  for (std::string body :
       {"{\"id\":17", "{\"id\":17,}", "{\"NAME\":\"\xC0\"}", "17", "\"x\"", ""}) {
    CAPTURE(body);
    CHECK(Json(ReadParameters(Post("application/json", body, "/rest/1/x/m?q=1"), {})) ==
          R"({"q":"1"})");
  }
}

TEST_CASE("a JSON type in other letters is no JSON type") {
  CHECK(Json(ReadParameters(Post("Application/JSON", R"({"id":17})"), {})) ==
        R"({"{\u0022id\u0022:17}":""})");
}

// server: CCrmRestHelper::resolveArrayParam in crm/classes/general/restservice.php
TEST_CASE("parameter names are taken in four spellings") {
  auto unified = [](std::string_view query) {
    PhpArray params;
    ParsePhpQuery(query, {}, &params);
    UnifyParameterNames(&params);
    return Json(params);
  };
  CHECK(unified("FIELDS[A]=1") == R"({"fields":{"A":"1"}})");
  CHECK(unified("Fields[A]=1&arFilter[B]=2") == R"({"fields":{"A":"1"},"filter":{"B":"2"}})");
  CHECK(unified("fields[A]=1&FIELDS[A]=2") == R"({"fields":{"A":"2"}})");
  CHECK(unified("ID=5&VALUES[]=1&type=PHONE") == R"({"type":"PHONE","values":["1"],"id":"5"})");
  CHECK(unified("iD=5&fIELDS=1") == R"({"iD":"5","fIELDS":"1"})");
}

TEST_CASE("what belongs to the server is taken out of the parameters") {
  PhpArray params;
  ParsePhpQuery("start=75abc&auth=x&token=t&state=s&method=m&id=1", {}, &params);
  TakenParameters taken = TakeServerParameters(&params);
  CHECK(taken.start == 75);
  CHECK(taken.access == "x");
  CHECK(taken.token == "t");
  CHECK(Json(params) == R"({"id":"1"})");
}

// server: processBatchElement in rest/classes/general/rest_util.php
TEST_CASE("references are replaced with all their oddities") {
  PhpArray lead;
  lead.Set("ID", "17");
  lead.Set("N", PhpValue());
  PhpArray result;
  result.Set("r1", lead);
  result.Set("r2", 19);
  result.Set("r3", true);
  result.Set("s", "word");
  PhpArray times;
  times.Set("2", PhpArray::List({1}));
  PhpArray argument;
  argument.Set("r9", "filter");
  CollectedOutput output;
  output.names = {"result", "next", "total", "time", "error", "error_description", "argument"};
  output.member = [&](std::string_view name) -> const PhpArray* {
    if (name == "result") return &result;
    if (name == "time") return &times;
    if (name == "argument") return &argument;
    return nullptr;
  };
  auto substituted = [&](std::string text) {
    PhpArray params;
    params.Set("v", std::move(text));
    SubstituteReferences(output, &params);
    return Json(*params.Find("v"));
  };
  CHECK(substituted("$result[r2]") == "19");
  CHECK(substituted("$result[r1]") == R"({"ID":"17","N":null})");
  CHECK(substituted("$result[r1][ID]") == R"("17")");
  CHECK(substituted("id $result[r1][ID] and $result[r2]") == R"("id 17 and 19")");
  CHECK(substituted("x$result[r1]") == R"("x$result[r1]")");
  CHECK(substituted("x$result[r3] y") == R"("x$result[r3] y")");
  CHECK(substituted("$timeline[2]") == "[1]");
  CHECK(substituted("$RESULT[r2]") == "null");
  CHECK(substituted("a $RESULT[r2]") == R"("a $RESULT[r2]")");
  CHECK(substituted("$result") == R"("$result")");
  CHECK(substituted("$result[]") == R"("$result[]")");
  CHECK(substituted("$result[r1][ID][0]") == R"("1")");
  CHECK(substituted("$result[s][-1]") == R"("d")");
  CHECK(substituted("$result[r1][ID][x]") == R"("17")");
  CHECK(substituted("$argument[r9]") == R"("filter")");
  CHECK(substituted("$result_of_q3[r2]") == "19");
  CHECK(substituted("$price[10]") == R"("$price[10]")");
  // A command that failed left nothing: the whole map stands in, or the text stays.
  CHECK(substituted("$result[gone]").substr(0, 6) == R"({"r1":)");
  CHECK(substituted("no $result[gone]") == R"("no $result[gone]")");
  CHECK(substituted("$result[r1][N]") == R"({"ID":"17","N":null})");
}
