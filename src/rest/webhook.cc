// SPDX-License-Identifier: MIT
#include "rest/webhook.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/error.h"
#include "base/text.h"
#include "rest/messages.h"

namespace leadsync::rest {
namespace {

constexpr std::string_view kShape = "https://acme.bitrix24.com/rest/1/abcdefghijklmnop/";
// A shorter code would be found all over an innocent text; portals make codes of 16 characters.
constexpr size_t kShortestCode = 6;
constexpr size_t kLongestUrl = 2000;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// A whole text that is a number of at most `most`.
std::optional<int64_t> Number(std::string_view text, int64_t most) {
  int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc() || end != text.data() + text.size() || !IsDigit(text[0]) || n > most)
    return std::nullopt;
  return n;
}

/// Takes the text before `separator` (or all of it) off the front.
std::string_view TakeUntil(char separator, std::string_view* text) {
  const size_t at = text->find(separator);
  const std::string_view part = text->substr(0, at);
  text->remove_prefix(at == std::string_view::npos ? text->size() : at + 1);
  return part;
}

/// 127.0.0.0/8, written out; `127.0.0.1.example.com` is somebody else's name.
bool IsLoopback(std::string_view name) {
  if (name == "localhost" || name == "[::1]") return true;
  int parts = 0;
  bool right = true;
  for (std::string_view rest = name; !rest.empty(); ++parts) {
    const auto n = Number(TakeUntil('.', &rest), 255);
    right = right && n && (parts > 0 || *n == 127);
  }
  return right && parts == 4 && IsDigit(name.back());
}

/// Letters of any alphabet, digits, dots and dashes; or an IPv6 address in brackets.
bool IsHostName(std::string_view name) {
  if (name.empty() || FindInvalidUtf8(name) != std::string_view::npos) return false;
  const bool ipv6 = name.front() == '[' && name.back() == ']' && name.size() > 2;
  if (ipv6) name = name.substr(1, name.size() - 2);
  return std::all_of(name.begin(), name.end(), [ipv6](char c) {
    return ipv6 ? IsDigit(c) || (Lower(c) >= 'a' && Lower(c) <= 'f') || c == ':' || c == '.'
                : IsDigit(c) || IsLetter(c) || c == '.' || c == '-' || (c & 0x80) != 0;
  });
}

/// The host and port of an authority; an empty host if it is none.
struct Authority {
  std::string name;
  std::string_view port;
};

Authority Split(std::string_view text) {
  const size_t from = text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0;
  const size_t colon = text.find(':', from);
  Authority a;
  const std::string_view name = text.substr(0, colon);
  if (colon != std::string_view::npos) a.port = text.substr(colon + 1);
  const bool has_port = colon != std::string_view::npos;
  if (IsHostName(name) && !(has_port && Number(a.port, 65535).value_or(0) == 0))
    a.name = FoldCase(name);
  return a;
}

}  // namespace

Webhook Webhook::Parse(std::string_view url, std::string_view source) {
  // Nothing of the text is repeated: any part of it may be the code in a wrong place.
  const auto fail = [source](std::string_view what) {
    Raise(said::kBadWebhook, source, what, kShape);
  };
  std::string_view rest = Trim(url);
  if (rest.empty()) fail("it is empty");
  if (rest.size() > kLongestUrl) fail("it is too long");
  if (rest.find('\n') != std::string_view::npos) fail("it has more than one line");

  Webhook hook;
  const std::string scheme = FoldCase(rest.substr(0, 8));
  hook.https_ = scheme.starts_with("https://");
  if (!hook.https_ && !scheme.starts_with("http://")) fail("it does not begin with https://");
  rest.remove_prefix(hook.https_ ? 8 : 7);

  const std::string_view authority_text = TakeUntil('/', &rest);
  if (authority_text.find('@') != std::string_view::npos)
    fail("it has a user name before the portal's name");
  const Authority authority = Split(authority_text);
  if (authority.name.empty()) fail("the portal's name in it is wrong");
  hook.loopback_ = IsLoopback(authority.name);
  if (!hook.https_ && !hook.loopback_)
    fail("it begins with http://, which would send the password unencrypted");
  hook.host_ = authority.name;
  const auto port = Number(authority.port.empty() ? "0" : authority.port, 65535).value_or(0);
  if (port != 0 && port != (hook.https_ ? 443 : 80)) hook.host_ += fmt::format(":{}", port);

  if (rest.find_first_of("?#") != std::string_view::npos) fail("it has a ? or a # in it");
  if (TakeUntil('/', &rest) != "rest") fail("/rest/ does not follow the portal's name");
  const auto user = Number(TakeUntil('/', &rest), INT64_MAX);
  if (user.value_or(0) < 1) fail("no number of a user follows /rest/");
  hook.user_id_ = *user;

  hook.code_ = TakeUntil('/', &rest);
  const bool plain = std::all_of(hook.code_.begin(), hook.code_.end(), [](char c) {
    return IsDigit(c) || IsLetter(c) || c == '-' || c == '_';
  });
  if (hook.code_.size() < kShortestCode || !plain) fail("no secret code follows the user's number");
  // What follows is a method that was copied along, "profile/" or "crm.lead.get.json".
  TakeUntil('/', &rest);
  if (!rest.empty()) fail("something follows the method");
  return hook;
}

std::string Webhook::origin() const {
  return fmt::format("{}://{}", https_ ? "https" : "http", host_);
}

std::string Webhook::base_url() const {
  return fmt::format("{}/rest/{}/{}/", origin(), user_id_, code_);
}

namespace {

int Hex(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = Lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The length of `code` at the beginning of `text`, each of its characters plain or as %XX; 0 if it
/// does not stand there.
size_t MatchCode(std::string_view text, std::string_view code) {
  size_t at = 0;
  for (const char want : code) {
    if (at >= text.size()) return 0;
    char c = text[at++];
    if (c == '%' && at + 2 <= text.size() && Hex(text[at]) >= 0 && Hex(text[at + 1]) >= 0) {
      c = static_cast<char>(Hex(text[at]) * 16 + Hex(text[at + 1]));
      at += 2;
    }
    if (Lower(c) != Lower(want)) return 0;
  }
  return at;
}

}  // namespace

std::string Webhook::Mask(std::string_view text) const {
  std::string masked;
  masked.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    if (const size_t length = MatchCode(text.substr(at), code_)) {
      masked += "***";
      at += length;
    } else {
      masked += text[at++];
    }
  }
  return masked;
}

}  // namespace leadsync::rest
