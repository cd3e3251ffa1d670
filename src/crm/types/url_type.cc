// SPDX-License-Identifier: MIT
#include "crm/types/url_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool EqualNoCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

struct Parts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view rest;  // from the first of / ? #
};

Parts Split(std::string_view url) {
  Parts parts;
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos) return parts;
  parts.scheme = url.substr(0, colon);
  url.remove_prefix(colon + 3);
  const size_t end = std::min(url.find_first_of("/?#"), url.size());
  parts.authority = url.substr(0, end);
  parts.rest = url.substr(end);
  return parts;
}

bool IsScheme(std::string_view scheme) {
  return EqualNoCase(scheme, "https") || EqualNoCase(scheme, "http") || EqualNoCase(scheme, "ftp");
}

/// Labels of letters (of any alphabet), digits and inner hyphens, or an IPv6 address in brackets.
bool IsHost(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    return host.find(':') != std::string_view::npos &&
           host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  }
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty()) return false;
  char before = '.';
  for (char c : host) {
    const bool inner =
        IsLetter(c) || IsDigit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (!inner && c != '-' && c != '.') return false;
    if ((c == '-' || c == '.') && before == '.') return false;
    if (c == '.' && before == '-') return false;
    before = c;
  }
  return before != '-' && before != '.';
}

bool IsAuthority(std::string_view authority) {
  const size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const std::string_view port = authority.substr(colon + 1);
    if (port.size() > 5 || !std::all_of(port.begin(), port.end(), IsDigit)) return false;
    authority = authority.substr(0, colon);
  }
  return IsHost(authority);
}

/// Could `text`, which has no scheme, be meant as an address: a host with a dot in front?
bool LooksBare(std::string_view text) {
  const std::string_view front = text.substr(0, text.find_first_of("/?#"));
  return front.find('.') != std::string_view::npos && front.find('@') == std::string_view::npos &&
         IsAuthority(front);
}

}  // namespace

std::optional<CellProblem> UrlType::Parse(std::string_view cell, std::string* out) const {
  const auto problem = [&](std::string_view why) {
    return CellProblem{Say(said::kBadUrl, Shorten(cell), why)};
  };
  if (std::any_of(cell.begin(), cell.end(),
                  [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; })) {
    return problem("it contains a blank");
  }
  std::string completed;
  if (cell.find("://") == std::string_view::npos) {
    std::string_view bare = cell;
    if (bare.starts_with("//")) bare.remove_prefix(2);
    if (!LooksBare(bare)) return CellProblem{Say(said::kNotAUrl, Shorten(cell))};
    if (!complete_) return CellProblem{Say(said::kUrlWithoutScheme, Shorten(cell), Shorten(bare))};
    completed = fmt::format("https://{}", bare);
    cell = completed;
  }
  const Parts parts = Split(cell);
  if (!IsScheme(parts.scheme)) {
    return problem(fmt::format("«{}» is not one of http, https and ftp", Shorten(parts.scheme)));
  }
  if (!IsAuthority(parts.authority)) {
    return problem(parts.authority.empty()
                       ? std::string("it has no host")
                       : fmt::format("«{}» is no host", Shorten(parts.authority)));
  }
  if (most_ > 0 && cell.size() > most_ && Utf8Length(cell) > most_) {
    return CellProblem{Say(said::kTextTooLong, Shorten(cell, 40), Utf8Length(cell), most_)};
  }
  out->assign(cell);
  return std::nullopt;
}

bool UrlType::Same(std::string_view wanted, JsonValue held) const {
  const std::string_view other = Trim(held.text());
  if (wanted == other) return true;
  const Parts a = Split(wanted);
  const Parts b = Split(other);
  const auto path = [](std::string_view rest) { return rest == "/" ? std::string_view() : rest; };
  return !a.scheme.empty() && EqualNoCase(a.scheme, b.scheme) &&
         EqualNoCase(a.authority, b.authority) && path(a.rest) == path(b.rest);
}

bool UrlType::Holds(std::string_view sent, JsonValue held) const {
  return Trim(sent) == Trim(held.text());
}

}  // namespace leadsync::crm
