// SPDX-License-Identifier: MIT
#include "sandbox/rest_request.h"

#include <algorithm>
#include <array>
#include <vector>

#include "sandbox/php_json.h"

namespace leadsync::sandbox {
namespace {

constexpr std::string_view kRoot = "/rest/";

std::string_view TrimPhp(std::string_view text) {
  constexpr std::string_view kBlanks(" \t\n\r\0\x0B", 6);
  size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Moves all of `from` over `into`: array_replace().
void Replace(PhpArray from, PhpArray* into) {
  if (into->empty()) {
    *into = std::move(from);
    return;
  }
  for (PhpArray::Entry& entry : from) into->Set(entry.key, std::move(entry.value));
}

bool IsJson(std::string_view type) {
  return type == "application/json" || type.find("+json") != std::string_view::npos;
}

/// A quoted or bare parameter of a header: name="x".
std::string HeaderParameter(std::string_view header, std::string_view name) {
  std::string wanted = std::string(name) + "=";
  size_t at = 0;
  while ((at = header.find(wanted, at)) != std::string_view::npos) {
    bool starts = at == 0 || header[at - 1] == ' ' || header[at - 1] == ';';
    at += wanted.size();
    if (!starts) continue;
    if (at < header.size() && header[at] == '"') {
      size_t end = header.find('"', at + 1);
      return std::string(header.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
    }
    return std::string(TrimPhp(header.substr(at, header.find(';', at) - at)));
  }
  return {};
}

/// multipart/form-data; files are left out, as $_POST leaves them out.
void ParseMultipart(std::string_view body, const std::string& boundary, const QueryLimits& limits,
                    PhpArray* into) {
  if (boundary.empty()) return;
  std::string mark = "--" + boundary;
  size_t variables = 0;
  size_t at = body.find(mark);
  while (at != std::string_view::npos) {
    at += mark.size();
    if (body.substr(at, 2) == "--") return;
    size_t line = body.find('\n', at);
    size_t end = body.find("\n" + mark, at);
    if (line == std::string_view::npos || end == std::string_view::npos) return;
    std::string_view part = line < end ? body.substr(line + 1, end - line - 1) : std::string_view();
    if (part.ends_with('\r')) part.remove_suffix(1);
    size_t gap = part.find("\r\n\r\n");
    size_t skip = 4;
    if (gap == std::string_view::npos) {
      gap = part.find("\n\n");
      skip = 2;
    }
    if (gap != std::string_view::npos) {
      std::string_view headers = part.substr(0, gap);
      std::string name = HeaderParameter(headers, "name");
      bool file = headers.find("filename=") != std::string_view::npos;
      if (!name.empty() && !file && ++variables <= limits.variables) {
        RegisterPhpVariable(name, std::string(part.substr(gap + skip)), limits, into);
      }
    }
    at = end + 1;
  }
}

PhpArray ReadBody(const Request& request, const QueryLimits& limits) {
  PhpArray out;
  std::string_view type = request.content_type;
  type = TrimPhp(type.substr(0, type.find(';')));
  if (IsJson(type)) {
    // A text that cannot be decoded is swallowed without a word: the method then runs without
    // its parameters.
    std::optional<PhpValue> value = DecodePhpJson(TrimPhp(request.body));
    if (value && value->IsArray()) out = std::move(value->array());
    return out;
  }
  std::string lower = LowerCase(type);
  if (lower == "multipart/form-data") {
    ParseMultipart(request.body, HeaderParameter(request.content_type, "boundary"), limits, &out);
  } else if (lower == "application/x-www-form-urlencoded") {
    ParsePhpQuery(request.body, limits, &out);
  } else {
    ParsePhpQuery(TrimPhp(request.body), limits, &out);
  }
  return out;
}

std::optional<std::string> TakeText(PhpArray* params, const char* name) {
  PhpValue* value = params->Find(name);
  if (value == nullptr) return std::nullopt;
  std::optional<std::string> out;
  if (!value->IsNull()) out = value->ToString();
  params->Erase(name);
  return out;
}

struct Spellings {
  std::array<PhpArray::Key, 4> names;  ///< in the server's order
  const char* unified;
};

/// Puts the first spelling that is there under the unified name and drops the others.
void Unify(const Spellings& spellings, PhpArray* params) {
  std::optional<PhpValue> chosen;
  bool any = false;
  for (const PhpArray::Key& name : spellings.names) {
    if (PhpValue* value = params->Find(name)) {
      any = true;
      if (!chosen && !value->IsNull()) chosen = std::move(*value);
    }
  }
  if (!any) return;
  PhpArray::Key unified(spellings.unified);
  for (const PhpArray::Key& name : spellings.names) {
    if (!(name == unified)) params->Erase(name);
  }
  params->Set(unified, chosen ? std::move(*chosen) : PhpValue());
}

const std::vector<Spellings>& AllSpellings() {
  static const std::vector<Spellings> all{
      {{"FIELDS", "fields", "Fields", "arFields"}, "fields"},
      {{"FILTER", "filter", "Filter", "arFilter"}, "filter"},
      {{"ORDER", "order", "Order", "arOrder"}, "order"},
      {{"SELECT", "select", "Select", "arSelect"}, "select"},
      {{"PARAMS", "params", "Params", "arParams"}, "params"},
      {{"VALUES", "values", "Values", "arValues"}, "values"},
      {{"ID", "id", "ID", "ID"}, "id"},
  };
  return all;
}

/// One of the names that TakeServerParameters takes.
bool IsServerName(std::string_view name) {
  switch (name.size()) {
    case 2:
      return name == "ap";
    case 4:
      return name == "auth";
    case 5:
      return name == "start" || name == "token" || name == "state";
    case 6:
      return name == "method";
    case 7:
      return name == "aplogin";
    case 12:
      return name == "access_token";
    case 14:
      return name == "auth_connector";
    default:
      return false;
  }
}

/// Already as it should be: nothing but one lower-case spelling of each.
bool IsUnified(const PhpArray& params) {
  return std::all_of(params.begin(), params.end(), [](const PhpArray::Entry& entry) {
    const std::string& name = entry.key.text;
    return name.empty() || (name[0] >= 'a' && name[0] <= 'z' && name.compare(0, 2, "ar") != 0);
  });
}

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::optional<RestPath> ParseRestPath(std::string_view target) {
  std::string_view path = target.substr(0, target.find_first_of("?#"));
  if (path.substr(0, kRoot.size()) != kRoot) return std::nullopt;
  path.remove_prefix(kRoot.size());
  while (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string> parts;
  while (parts.size() < 4) {
    size_t slash = path.find('/');
    std::string& part = parts.emplace_back();
    AppendUrlDecoded(path.substr(0, slash), &part);
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  RestPath out;
  out.webhook = parts.size() == 3;
  if (out.webhook) {
    out.user = parts[0];
    out.code = parts[1];
  }
  // What has two or four parts is no address of a method; the whole of it is unknown.
  out.method = LowerCase(parts.size() == 2 || parts.size() == 4 ? "" : parts.back());
  if (out.method.ends_with(".json")) {
    out.method.resize(out.method.size() - 5);
  } else if (out.method.ends_with(".xml")) {
    out.method.resize(out.method.size() - 4);
    out.xml = true;
  }
  return out;
}

PhpArray ReadParameters(const Request& request, const QueryLimits& limits) {
  PhpArray out;
  std::string_view target = request.target;
  target = target.substr(0, target.find('#'));
  size_t mark = target.find('?');
  if (mark != std::string_view::npos) ParsePhpQuery(target.substr(mark + 1), limits, &out);
  if (request.http_method == "POST") Replace(ReadBody(request, limits), &out);
  return out;
}

TakenParameters TakeServerParameters(PhpArray* params) {
  TakenParameters out;
  if (std::none_of(params->begin(), params->end(),
                   [](const PhpArray::Entry& entry) { return IsServerName(entry.key.text); })) {
    return out;
  }
  if (const PhpValue* start = params->Find("start"); start != nullptr && !start->IsNull()) {
    out.start = start->ToInt();
    params->Erase("start");
  }
  out.access = TakeText(params, "auth");
  std::optional<std::string> other = TakeText(params, "access_token");
  if (!out.access) out.access = std::move(other);
  out.token = TakeText(params, "token");
  for (const char* name : {"method", "ap", "aplogin", "auth_connector", "state"}) {
    params->Erase(name);
  }
  return out;
}

void UnifyParameterNames(PhpArray* params) {
  if (IsUnified(*params)) return;
  for (const Spellings& spellings : AllSpellings()) Unify(spellings, params);
}

}  // namespace leadsync::sandbox
