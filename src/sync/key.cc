// SPDX-License-Identifier: MIT
#include "sync/key.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

size_t CountDigits(std::string_view text) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
}

bool StartsWithFolded(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char want, char c) { return want == LowerAscii(c); });
}

/// `1,04E+04`: what a spreadsheet makes of a long number in a narrow column.
bool IsExponentForm(std::string_view text) {
  const size_t whole = CountDigits(text);
  if (whole == 0) return false;
  text.remove_prefix(whole);
  if (!text.empty() && (text[0] == '.' || text[0] == ',')) {
    text.remove_prefix(1);
    text.remove_prefix(CountDigits(text));
  }
  if (text.empty() || LowerAscii(text[0]) != 'e') return false;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  return !text.empty() && CountDigits(text) == text.size();
}

/// The ID that `digits` (one or more) spell, or 0 if no lead can have it. Eighteen digits are what
/// the portal's IDs are declared with.
int64_t IdOf(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.size() > 18) return 0;
  int64_t id = 0;
  for (const char c : digits) id = id * 10 + (c - '0');
  return id;
}

std::string Host(std::string_view authority, std::string_view default_port) {
  std::string host;
  for (const char c : authority) host += LowerAscii(c);
  if (host.ends_with(default_port)) host.resize(host.size() - default_port.size());
  return host;
}

/// `rest` is what follows `https://`.
std::variant<int64_t, std::string> ParseLink(std::string_view cell, std::string_view rest,
                                             std::string_view default_port,
                                             std::string_view portal_host) {
  const size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string host = Host(rest.substr(0, end), default_port);
  std::string_view path = rest.substr(end);
  path = path.substr(0, path.find_first_of("?#"));
  constexpr std::array<std::string_view, 2> kPaths = {"/crm/lead/details/", "/crm/lead/show/"};
  for (const std::string_view prefix : kPaths) {
    if (!StartsWithFolded(path, prefix)) continue;
    const std::string_view tail = path.substr(prefix.size());
    const size_t digits = CountDigits(tail);
    const int64_t id = IdOf(tail.substr(0, digits));
    if (id == 0 || (digits != tail.size() && tail.substr(digits) != "/")) break;
    if (!portal_host.empty() && host != portal_host) {
      return Say(said::kLinkOfOtherPortal, Shorten(cell, 100), Shorten(host), portal_host);
    }
    return id;
  }
  return Say(said::kNotALink, Shorten(cell, 100));
}

}  // namespace

std::variant<int64_t, std::string> ParseLeadKey(std::string_view cell,
                                                std::string_view portal_host) {
  for (const auto& [scheme, port] :
       {std::pair<std::string_view, std::string_view>{"https://", ":443"}, {"http://", ":80"}}) {
    if (StartsWithFolded(cell, scheme)) {
      return ParseLink(cell, cell.substr(scheme.size()), port, portal_host);
    }
  }
  const size_t digits = CountDigits(cell);
  const std::string_view tail = cell.substr(digits);
  // One zero only: `1.000` may be a thousand.
  if (digits > 0 && (tail.empty() || tail == ".0" || tail == ",0")) {
    const int64_t id = IdOf(cell.substr(0, digits));
    if (id > 0) return id;
    return Say(said::kImpossibleId, Shorten(cell));
  }
  if (IsExponentForm(cell)) {
    return Say(said::kShortenedKey, Shorten(cell));
  }
  return Say(said::kNotALeadId, Shorten(cell));
}

}  // namespace leadsync::sync
