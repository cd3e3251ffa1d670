// SPDX-License-Identifier: MIT
#include "sandbox/portal_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "sandbox/php_query.h"
#include "sandbox/portal_answers.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {
namespace {

constexpr std::string_view kRoot = "/sandbox";
constexpr size_t kLeadsShown = 200;

std::string_view PathOf(std::string_view target) {
  return target.substr(0, target.find_first_of("?#"));
}

/// `from` of the query: entries that the reader has already.
size_t FromOf(std::string_view target) {
  PhpArray params;
  size_t mark = target.find('?');
  if (mark != std::string_view::npos) ParsePhpQuery(target.substr(mark + 1), {}, &params);
  const PhpValue* from = params.Find("from");
  return from == nullptr ? 0 : static_cast<size_t>(std::max<int64_t>(0, from->ToInt()));
}

Answer Text(std::string content_type, std::string body, int status = 200) {
  Answer answer;
  answer.status = status;
  answer.content_type = std::move(content_type);
  answer.body = std::move(body);
  answer.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  return answer;
}

Answer Json(std::string body, int status = 200) {
  return Text("application/json; charset=utf-8", std::move(body), status);
}

std::string CountersJson(const PageSurroundings& around) {
  const PortalCounters& counters = around.counters;
  std::string out;
  JsonWriter json(&out);
  auto number = [&](std::string_view name, uint64_t value) {
    json.Key(name).Int(static_cast<int64_t>(value));
  };
  json.BeginObject();
  number("requests", counters.requests);
  number("batches", counters.batches);
  number("bytes_in", counters.bytes_in);
  number("bytes_out", counters.bytes_out);
  number("command_errors", counters.command_errors);
  number("refused_query_limit", counters.refused_query_limit);
  number("refused_operation_limit", counters.refused_operation_limit);
  number("refused_auth", counters.refused_auth);
  number("unknown_methods", counters.unknown_methods);
  number("connections_refused", counters.connections_refused);
  number("cut", counters.cut);
  number("most_in_flight", counters.most_in_flight);
  json.Key("commands").BeginObject();
  for (const auto& [method, count] : counters.commands) number(method, count);
  json.EndObject();
  json.Key("operating").BeginObject();
  for (const auto& [key, seconds] : around.operating.Sums(around.now))
    json.Key(key).Double(seconds);
  json.EndObject();
  json.Key("bucket").Double(around.bucket.level());
  number("leads", around.world.leads().size());
  json.Key("saves").Raw(around.world.witness().CountersAsJson());
  json.EndObject();
  return out;
}

std::string FaultsJson(const FaultBook& faults) {
  std::string out;
  JsonWriter json(&out);
  json.BeginArray();
  for (const FaultBook::Line& line : faults.Report()) {
    json.BeginObject();
    json.Key("rule").String(line.rule);
    json.Key("matched").Int(static_cast<int64_t>(line.matched));
    json.Key("fired").Int(static_cast<int64_t>(line.fired));
    json.EndObject();
  }
  json.EndArray();
  return out;
}

std::string Escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string LeadRows(const World& world) {
  std::string out;
  size_t shown = 0;
  const auto& leads = world.leads().all();
  for (auto lead = leads.rbegin(); lead != leads.rend() && shown < kLeadsShown; ++lead) {
    if (lead->deleted) continue;
    ++shown;
    auto field = [&](std::string_view code) {
      return Escape(world.ReadField(lead->id, code).ToString());
    };
    out += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{} {}</td><td>{}</td><td>{} {}</td>"
        "<td>{}</td><td>{}</td></tr>\n",
        lead->id, field("TITLE"), field("NAME"), field("LAST_NAME"), field("STATUS_ID"),
        field("OPPORTUNITY"), field("CURRENCY_ID"), field("DATE_MODIFY"), lead->automation_starts);
  }
  return out;
}

std::string HtmlOf(const PageSurroundings& around) {
  const PortalCounters& counters = around.counters;
  std::string rows;
  auto row = [&](std::string_view name, uint64_t value) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", Escape(name), value);
  };
  row("HTTP requests", counters.requests);
  row("batches", counters.batches);
  for (const auto& [method, count] : counters.commands) row(method, count);
  row("commands that failed", counters.command_errors);
  row("refused: too many requests", counters.refused_query_limit);
  row("refused: operation time limit", counters.refused_operation_limit);
  row("refused: credentials", counters.refused_auth);
  row("cut by the time limit", counters.cut);
  row("most requests at once", counters.most_in_flight);
  row("leads saved", around.world.witness().counters().saves);
  row("automation starts", around.world.witness().counters().automation_starts);
  size_t all = around.world.leads().size();
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<title>leadsync practice portal</title>\n<style>body{{font:14px sans-serif;margin:2em}}"
      "table{{border-collapse:collapse;margin-bottom:2em}}"
      "td,th{{border:1px solid #ccc;padding:.2em .6em;text-align:left}}</style></head>\n<body>"
      "<h1>Practice portal</h1>\n<p>A stand-in for a Bitrix24 portal: nothing here is real. "
      "Reload to see what has changed. <a href=\"/sandbox/witness\">Every save</a>, "
      "<a href=\"/sandbox/counters\">counters</a>, <a href=\"/sandbox/faults\">faults</a>.</p>\n"
      "<h2>Counters</h2>\n<table>\n{}</table>\n<h2>Leads</h2>\n<p>{} leads{}</p>\n"
      "<table>\n<tr><th>ID</th><th>Title</th><th>Name</th><th>Stage</th><th>Amount</th>"
      "<th>Changed</th><th>Automation starts</th></tr>\n{}</table>\n</body></html>\n",
      rows, all, all > kLeadsShown ? fmt::format(", the newest {} of them", kLeadsShown) : "",
      LeadRows(around.world));
}

Answer Get(std::string_view path, size_t from, const PageSurroundings& around) {
  const Witness& witness = around.world.witness();
  if (path == "/") {
    Answer answer = Text("text/html; charset=utf-8", HtmlOf(around));
    answer.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
    return answer;
  }
  if (path == "/sandbox/counters") return Json(CountersJson(around));
  if (path == "/sandbox/faults") return Json(FaultsJson(around.faults));
  if (path == "/sandbox/witness") {
    return Text("application/x-ndjson; charset=utf-8", witness.SavesAsJsonLines(from));
  }
  if (path == "/sandbox/automation") {
    return Text("application/x-ndjson; charset=utf-8", witness.AutomationAsJsonLines(from));
  }
  return Json(R"({"error":"there are counters, witness, automation, faults and reset"})", 404);
}

}  // namespace

bool IsPageTarget(std::string_view target) {
  std::string_view path = PathOf(target);
  return path == "/" || path == kRoot || path.starts_with("/sandbox/");
}

PageResult ServePage(const Request& request, const PageSurroundings& around) {
  PageResult out;
  std::string_view path = PathOf(request.target);
  if (request.http_method == "GET" || request.http_method == "HEAD") {
    out.answer = Get(path, FromOf(request.target), around);
  } else if (request.http_method == "POST" && path == "/sandbox/reset") {
    out.reset = true;
    out.answer = Json("{}");
  } else if (request.http_method == "POST" && path == "/sandbox/faults") {
    try {
      out.new_faults = ParseFaultRules(request.body);
      out.answer = Json(FaultsJson(FaultBook(*out.new_faults)));
    } catch (const leadsync::Error& error) {
      out.new_faults.reset();
      std::string body;
      JsonWriter json(&body);
      json.BeginObject().Key("error").String(error.what()).EndObject();
      out.answer = Json(std::move(body), 400);
    }
  } else {
    out.answer = Json(R"({"error":"no such page or method"})", 405);
  }
  return out;
}

}  // namespace leadsync::sandbox
