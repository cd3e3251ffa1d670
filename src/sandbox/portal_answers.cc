// SPDX-License-Identifier: MIT
#include "sandbox/portal_answers.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "sandbox/php_json.h"

namespace leadsync::sandbox {
namespace {

/// The headers of every REST answer (CRestUtil::sendHeaders).
Answer RestAnswer(int status, bool xml) {
  Answer answer;
  answer.status = status;
  if (xml) answer.content_type = "text/xml; charset=utf-8";
  answer.headers = {{"Access-Control-Allow-Origin", "*"},
                    {"Access-Control-Allow-Headers", "origin, content-type, accept"},
                    {"X-Content-Type-Options", "nosniff"}};
  return answer;
}

void AppendXmlText(const std::string& text, std::string* out) {
  for (char c : text) {
    switch (c) {
      case '&':
        *out += "&amp;";
        break;
      case '<':
        *out += "&lt;";
        break;
      case '>':
        *out += "&gt;";
        break;
      case '"':
        *out += "&quot;";
        break;
      case '\'':
        *out += "&apos;";
        break;
      default:
        out->push_back(c);
    }
  }
}

/// Elements named by keys, `item` for numbers; no declaration (CRestServer::outputXml).
void AppendXml(const PhpArray& array, std::string* out) {
  for (const PhpArray::Entry& entry : array) {
    std::string name = entry.key.is_number ? "item" : entry.key.text;
    *out += '<' + name + '>';
    if (entry.value.IsArray()) {
      AppendXml(entry.value.array(), out);
    } else {
      AppendXmlText(entry.value.ToString(), out);
    }
    *out += "</" + name + '>';
  }
}

std::string AsXml(PhpArray answer) {
  PhpArray response;
  response.Append("response", std::move(answer));
  std::string out;
  AppendXml(response, &out);
  return out;
}

/// A list as an object with its numbers, an object as the list of its values.
void AppendReshaped(const PhpValue& value, std::string* out) {
  if (!value.IsArray()) {
    PhpArray wrapped;
    wrapped.Push(value);
    PhpValue(std::move(wrapped)).AppendJson(out);
    return;
  }
  std::string usual;
  value.AppendJson(&usual);
  bool to_list = usual[0] == '{';
  out->push_back(to_list ? '[' : '{');
  bool first = true;
  for (const PhpArray::Entry& entry : value.array()) {
    if (!first) out->push_back(',');
    first = false;
    if (!to_list) AppendPhpJsonKey(entry.key, out);
    entry.value.AppendJson(out);
  }
  out->push_back(to_list ? ']' : '}');
}

}  // namespace

Answer SuccessAnswer(const CommandOutcome& outcome, const TimeFormat& format,
                     const Shaping& shaping) {
  Answer answer = RestAnswer(200, shaping.xml);
  if (shaping.xml) {
    PhpArray all;
    if (!shaping.drop_result) all.Append("result", outcome.result);
    if (outcome.next) all.Append("next", *outcome.next);
    if (outcome.total) all.Append("total", *outcome.total);
    all.Append("time", TimeArray(outcome.time, format));
    answer.body = AsXml(std::move(all));
    return answer;
  }
  std::string& body = answer.body;
  body = "{";
  if (!shaping.drop_result) {
    body += "\"result\":";
    if (shaping.reshaped) {
      AppendReshaped(outcome.result, &body);
    } else {
      outcome.result.AppendJson(&body);
    }
    body += ',';
  }
  if (outcome.next) body += fmt::format("\"next\":{},", *outcome.next);
  if (outcome.total) body += fmt::format("\"total\":{},", *outcome.total);
  body += "\"time\":";
  AppendTimeJson(outcome.time, format, &body);
  body += '}';
  return answer;
}

Answer BatchAnswer(const BatchOutput& output, const CallTime& time, const TimeFormat& format,
                   bool xml, std::string_view reshaped) {
  Answer answer = RestAnswer(200, xml);
  if (xml) {
    PhpArray all;
    all.Append("result", BatchArray(output, format));
    all.Append("time", TimeArray(time, format));
    answer.body = AsXml(std::move(all));
    return answer;
  }
  std::string& body = answer.body;
  body = "{\"result\":";
  AppendBatchJson(output, format, reshaped, &body);
  body += ",\"time\":";
  AppendTimeJson(time, format, &body);
  body += '}';
  return answer;
}

Answer ErrorAnswer(const RestError& error, bool xml) {
  Answer answer = RestAnswer(error.status, xml);
  PhpArray all = ErrorArray(error);
  if (xml) {
    answer.body = AsXml(std::move(all));
  } else {
    PhpValue(std::move(all)).AppendJson(&answer.body);
  }
  return answer;
}

Answer ServerErrorAnswer() {
  return ErrorAnswer({500, "INTERNAL_SERVER_ERROR", "Internal server error", {}}, false);
}

Answer HtmlPage(int status) {
  Answer answer;
  answer.status = status;
  answer.content_type = "text/html";
  std::string title = fmt::format("{} {}", status, ReasonPhrase(status));
  answer.body = fmt::format(
      "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
      "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
      title);
  return answer;
}

Answer GarbageAnswer() {
  Answer answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.body =
      "<!DOCTYPE html>\n<html><head><title>Bitrix24</title></head>"
      "<body><h1>We will be back soon</h1><p>Maintenance is under way.</p></body></html>\n";
  return answer;
}

void AddTimeHeaders(double seconds, Answer* answer) {
  answer->headers.emplace_back("X-Bitrix-Rest-Time", fmt::format("{:.10f}", seconds));
  answer->headers.emplace_back("X-Bitrix-Rest-User-Time", "0.0000000000");
  answer->headers.emplace_back("X-Bitrix-Rest-System-Time", "0.0000000000");
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 302:
      return "Moved Temporarily";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Not Allowed";
    case 408:
      return "Request Timeout";
    case 411:
      return "Length Required";
    case 413:
      return "Request Entity Too Large";
    case 414:
      return "Request-URI Too Large";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Temporarily Unavailable";
    case 504:
      return "Gateway Time-out";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

}  // namespace leadsync::sandbox
