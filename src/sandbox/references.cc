// SPDX-License-Identifier: MIT
#include "sandbox/references.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "sandbox/php_json.h"

namespace leadsync::sandbox {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool StartsWithFolded(std::string_view text, std::string_view name) {
  if (text.size() < name.size()) return false;
  for (size_t i = 0; i < name.size(); ++i) {
    if (Lower(text[i]) != Lower(name[i])) return false;
  }
  return true;
}

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// `$`, a name, and everything up to the next blank.
struct Match {
  std::string text;
  std::string name;  ///< as written
  std::vector<std::string> path;
};

std::vector<Match> FindMatches(std::string_view value, const std::vector<std::string>& names) {
  std::vector<Match> out;
  size_t i = 0;
  while ((i = value.find('$', i)) != std::string_view::npos) {
    const std::string* name = nullptr;
    for (const std::string& candidate : names) {
      if (StartsWithFolded(value.substr(i + 1), candidate)) {
        name = &candidate;
        break;
      }
    }
    if (name == nullptr) {
      ++i;
      continue;
    }
    size_t end = i + 1 + name->size();
    size_t rest = end;
    while (end < value.size() && !IsSpace(value[end])) ++end;
    Match match;
    match.text = value.substr(i, end - i);
    match.name = value.substr(i + 1, name->size());
    std::string_view path = value.substr(rest, end - rest);
    // Every `[...]` in it, whatever stands between: `$timeline[2]` is `$time`, then `[2]`.
    for (size_t open = path.find('['); open != std::string_view::npos;
         open = path.find('[', open)) {
      size_t close = path.find(']', open);
      if (close == std::string_view::npos) break;
      if (close > open + 1) {
        match.path.emplace_back(path.substr(open + 1, close - open - 1));
        open = close + 1;
      } else {
        ++open;
      }
    }
    out.push_back(std::move(match));
    i = end;
  }
  return out;
}

/// isset($text[$key]) and $text[$key] for a string: one byte, by an integer in a string.
std::optional<std::string> ByteAt(const std::string& text, std::string_view key) {
  while (!key.empty() && IsSpace(key.front())) key.remove_prefix(1);
  while (!key.empty() && IsSpace(key.back())) key.remove_suffix(1);
  if (!key.empty() && key.front() == '+') key.remove_prefix(1);
  int64_t n = 0;
  auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), n);
  if (error != std::errc() || end != key.data() + key.size()) return std::nullopt;
  int64_t size = static_cast<int64_t>(text.size());
  if (n < 0) n += size;
  if (n < 0 || n >= size) return std::nullopt;
  return std::string(1, text[static_cast<size_t>(n)]);
}

/// Follows the path as deep as it exists. A string may be indexed into, byte by byte.
PhpValue Follow(const PhpArray* root, const std::vector<std::string>& path) {
  if (root == nullptr) return PhpValue();
  const PhpArray* in = root;
  const PhpValue* found = nullptr;
  for (size_t i = 0; i < path.size(); ++i) {
    const PhpValue* next = nullptr;
    if (found == nullptr || found->IsArray()) {
      next = (found == nullptr ? in : &found->array())->Find(path[i]);
    } else if (found->IsString()) {
      std::optional<std::string> byte = ByteAt(found->string(), path[i]);
      if (!byte) break;
      // From here on it is a string of one byte, which only [0] and [-1] leave as it is.
      return PhpValue(std::move(*byte));
    }
    if (next == nullptr || next->IsNull()) break;
    found = next;
  }
  return found == nullptr ? PhpValue(*root) : *found;
}

bool IsScalarText(const PhpValue& value) {
  return value.IsString() || value.IsInt() || value.IsDouble();
}

void ReplaceAll(const std::string& what, const std::string& with, std::string* in) {
  size_t at = 0;
  while ((at = in->find(what, at)) != std::string::npos) {
    in->replace(at, what.size(), with);
    at += with.size();
  }
}

PhpValue Substitute(const CollectedOutput& output, std::string value) {
  if (value.find('$') == std::string::npos) return PhpValue(std::move(value));
  std::vector<Match> matches = FindMatches(value, output.names);
  for (const Match& match : matches) {
    if (match.path.empty()) continue;
    PhpValue found = Follow(output.member(match.name), match.path);
    if (match.text == value) return found;
    if (IsScalarText(found)) ReplaceAll(match.text, found.ToString(), &value);
  }
  return PhpValue(std::move(value));
}

}  // namespace

bool MayHoldReferences(std::string_view query) {
  return query.find('$') != std::string_view::npos || query.find("%24") != std::string_view::npos;
}

void SubstituteReferences(const CollectedOutput& output, PhpArray* params) {
  for (PhpArray::Entry& entry : *params) {
    if (entry.value.IsArray()) {
      SubstituteReferences(output, &entry.value.array());
    } else if (entry.value.IsString()) {
      entry.value = Substitute(output, entry.value.string());
    }
  }
}

}  // namespace leadsync::sandbox
