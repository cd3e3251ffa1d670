// SPDX-License-Identifier: MIT
#include "sandbox/php_query.h"

#include <algorithm>
#include <array>
#include <utility>

namespace leadsync::sandbox {
namespace {

/// Values of hexadecimal digits, -1 for everything else.
constexpr std::array<signed char, 256> kHexDigits = [] {
  std::array<signed char, 256> out{};
  for (signed char& value : out) value = -1;
  for (unsigned char i = 0; i < 10; ++i) out[size_t{'0'} + i] = static_cast<signed char>(i);
  for (unsigned char i = 0; i < 6; ++i) {
    out[size_t{'a'} + i] = static_cast<signed char>(10 + i);
    out[size_t{'A'} + i] = static_cast<signed char>(10 + i);
  }
  return out;
}();

int HexDigit(char c) { return kHexDigits[static_cast<unsigned char>(c)]; }

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The array at `key` ("" and `append`: a new one at the end), made if it is something else.
PhpArray* Descend(PhpArray* in, std::string_view key, bool append) {
  if (append) {
    size_t before = in->size();
    in->Push(PhpArray());
    if (in->size() == before) return nullptr;
    return &(in->end() - 1)->value.array();
  }
  PhpValue& value = (*in)[key];
  if (!value.IsArray()) value = PhpArray();
  return &value.array();
}

/// Where a variable goes: `in[index]`, or the end of `in`. `in` is null if it is dropped.
struct Place {
  PhpArray* in = nullptr;
  std::string_view index;  ///< lives as long as the name and its mangled first part
  bool append = false;
};

void Put(const Place& place, std::string value) {
  if (place.in == nullptr) return;
  if (place.append) {
    place.in->Push(std::move(value));
  } else {
    place.in->Set(place.index, std::move(value));
  }
}

/// After php_register_variable_ex() of PHP 8 (main/php_variables.c). `first` gets the name's first
/// part, mangled.
Place FindPlace(std::string_view name, const QueryLimits& limits, PhpArray* into,
                std::string* first) {
  name = name.substr(0, name.find('\0'));
  while (!name.empty() && name[0] == ' ') name.remove_prefix(1);
  size_t bracket = name.find('[');
  *first = name.substr(0, bracket);
  std::replace_if(
      first->begin(), first->end(), [](char c) { return c == ' ' || c == '.'; }, '_');
  if (first->empty()) return {};
  if (bracket == std::string_view::npos) return {into, *first, false};
  // Each bracket is an array inside the one before; the last one holds the value. A name that is
  // too deep leaves its outer arrays behind, as in PHP.
  Place place{into, *first, false};
  size_t at = bracket;
  for (size_t level = 1;; ++level) {
    if (level > limits.depth) return {};
    size_t open = at + 1;
    size_t look = open < name.size() && IsSpace(name[open]) ? open + 1 : open;
    bool empty = look < name.size() && name[look] == ']';
    size_t close = empty ? look : name.find(']', look);
    if (close == std::string_view::npos) {
      // No end: at the first level the bracket becomes part of the name, deeper it is cut off.
      if (level > 1) return place;
      *first += '_';
      *first += name.substr(open);
      return {into, *first, false};
    }
    place.in = Descend(place.in, place.index, place.append);
    if (place.in == nullptr) return {};
    place.append = empty;
    place.index = empty ? std::string_view() : name.substr(open, close - open);
    at = close + 1;
    if (at >= name.size() || name[at] != '[') return place;
  }
}

bool IsPlainKey(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// The place of the variable before: those that follow mostly go into the same array and differ
/// in the last key only, `fields[NAME]=...&fields[POST]=...`. Saves decoding and descending.
struct Neighbour {
  Neighbour() = default;
  Neighbour(std::string_view raw, const Place& place) {
    size_t open = raw.rfind('[');
    size_t skip = 1;
    size_t encoded = std::max(raw.rfind("%5B") + 1, raw.rfind("%5b") + 1);  // npos + 1 is 0
    if (open == std::string_view::npos || encoded > open + 1) {
      if (encoded == 0) return;
      open = encoded - 1;
      skip = 3;
    }
    prefix = raw.substr(0, open + skip);
    // What cannot be compared plainly is left to the long way.
    if (place.in != nullptr && !place.append && Owns(raw, place.in) && KeyOf(raw) == place.index) {
      in = place.in;
    }
  }
  bool Owns(std::string_view raw) const { return Owns(raw, in); }
  bool Owns(std::string_view raw, const PhpArray* array) const {
    return array != nullptr && raw.starts_with(prefix) &&
           (raw.ends_with(']') || raw.ends_with("%5D") || raw.ends_with("%5d")) &&
           IsPlainKey(KeyOf(raw));
  }
  std::string_view KeyOf(std::string_view raw) const {
    size_t tail = raw.ends_with(']') ? 1 : 3;
    if (raw.size() < prefix.size() + tail) return {};
    return raw.substr(prefix.size(), raw.size() - prefix.size() - tail);
  }

  std::string_view prefix;  ///< as it was sent, the last opening bracket included
  PhpArray* in = nullptr;   ///< does not move while its siblings are added
};

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool IsScheme(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
  });
}

/// Takes scheme and host off, as far as a command can have them: `x:name` is `name`,
/// `https://host/name` is `/name`.
std::string_view WithoutHost(std::string_view path) {
  size_t colon = path.find(':');
  if (colon != std::string_view::npos && colon > 0 && IsScheme(path.substr(0, colon))) {
    path.remove_prefix(colon + 1);
  }
  if (path.substr(0, 2) == "//") {
    size_t slash = path.find('/', 2);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  }
  return path;
}

}  // namespace

void AppendUrlDecoded(std::string_view text, std::string* out) {
  // Never longer than the text.
  size_t size = out->size();
  out->resize(size + text.size());
  char* to = out->data() + size;
  const char* at = text.data();
  const char* end = at + text.size();
  while (at != end) {
    char c = *at++;
    if (c == '+') {
      c = ' ';
    } else if (c == '%' && end - at >= 2) {
      int high = HexDigit(at[0]);
      int low = HexDigit(at[1]);
      if (high >= 0 && low >= 0) {
        c = static_cast<char>(high * 16 + low);
        at += 2;
      }
    }
    *to++ = c;
  }
  out->resize(static_cast<size_t>(to - out->data()));
}

void RegisterPhpVariable(std::string_view name, std::string value, const QueryLimits& limits,
                         PhpArray* into) {
  std::string first;
  Put(FindPlace(name, limits, into, &first), std::move(value));
}

void ParsePhpQuery(std::string_view text, const QueryLimits& limits, PhpArray* into) {
  size_t count = 0;
  std::string name;
  std::string first;
  Neighbour neighbour;
  while (!text.empty()) {
    size_t end = text.find('&');
    std::string_view variable = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (variable.empty()) continue;
    if (++count > limits.variables) return;
    size_t equals = variable.find('=');
    std::string_view raw = variable.substr(0, equals);
    std::string value;
    if (equals != std::string_view::npos) AppendUrlDecoded(variable.substr(equals + 1), &value);
    if (neighbour.Owns(raw)) {
      neighbour.in->Set(neighbour.KeyOf(raw), std::move(value));
      continue;
    }
    name.clear();
    AppendUrlDecoded(raw, &name);
    Place place = FindPlace(name, limits, into, &first);
    neighbour = Neighbour(raw, place);
    Put(place, std::move(value));
  }
}

CommandUrl ParseCommandUrl(std::string_view command, std::string* scratch) {
  if (std::any_of(command.begin(), command.end(), IsControl)) {
    *scratch = command;
    std::replace_if(scratch->begin(), scratch->end(), IsControl, '_');
    command = *scratch;
  }
  command = command.substr(0, command.find('#'));
  CommandUrl out;
  size_t mark = command.find('?');
  if (mark != std::string_view::npos) out.query = command.substr(mark + 1);
  out.path = WithoutHost(command.substr(0, mark));
  return out;
}

}  // namespace leadsync::sandbox
