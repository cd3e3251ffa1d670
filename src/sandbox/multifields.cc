// SPDX-License-Identifier: MIT
#include "sandbox/multifields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "sandbox/lead_store.h"

namespace leadsync::sandbox {
namespace {

std::string_view DefaultType(std::string_view field) {
  if (field == "IM") return "OTHER";
  return field == "LINK" ? "USER" : "WORK";
}

std::string_view FieldName(std::string_view field) {
  if (field == "PHONE") return "Phone";
  if (field == "EMAIL") return "E-mail";
  if (field == "WEB") return "Website";
  return field == "IM" ? "Messenger" : "Link";
}

/// "Work E-mail", as the texts of the server name a value.
std::string FullName(std::string_view field, std::string_view type) {
  std::string kind = FoldCase(type);
  if (!kind.empty() && kind[0] >= 'a' && kind[0] <= 'z') {
    kind[0] = static_cast<char>(kind[0] - 'a' + 'A');
  }
  return kind.empty() ? std::string(FieldName(field))
                      : fmt::format("{} {}", kind, FieldName(field));
}

bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0'; }

/// PHP's trim: ASCII blanks only.
std::string TrimAscii(std::string text) {
  size_t from = 0;
  size_t to = text.size();
  while (from < to && IsBlank(text[from])) ++from;
  while (to > from && IsBlank(text[to - 1])) --to;
  return text.substr(from, to - from);
}

struct Sent {
  int64_t id = 0;
  bool remove = false;
  bool has_value = false;
  std::string type;
  std::string value;
};

Sent ReadItem(std::string_view field, const PhpArray& item) {
  Sent sent;
  if (const PhpValue* id = item.Find("ID")) sent.id = id->ToInt();
  if (const PhpValue* remove = item.Find("DELETE")) sent.remove = remove->ToString() == "Y";
  if (const PhpValue* value = item.Find("VALUE")) {
    sent.has_value = true;
    sent.value = TrimAscii(value->ToString());
  }
  const PhpValue* type = item.Find("VALUE_TYPE");
  sent.type = type != nullptr ? TrimAscii(type->ToString()) : "";
  // A change without VALUE_TYPE resets the type, it does not keep the old one.
  if (sent.type.empty()) sent.type = DefaultType(field);
  return sent;
}

void DropDoubles(std::vector<Multivalue>* values) {
  std::vector<Multivalue> kept;
  for (Multivalue& value : *values) {
    bool doubled = std::any_of(kept.begin(), kept.end(), [&](const Multivalue& other) {
      return other.type == value.type && other.value == value.value;
    });
    if (!doubled) kept.push_back(std::move(value));
  }
  *values = std::move(kept);
}

}  // namespace

std::string PackMultivalues(const std::vector<Multivalue>& values) {
  std::string out;
  for (const Multivalue& value : values) {
    PackItem(std::to_string(value.id), &out);
    PackItem(value.type, &out);
    PackItem(value.value, &out);
  }
  return out;
}

std::vector<Multivalue> UnpackMultivalues(std::string_view stored) {
  std::vector<Multivalue> values;
  int part = 0;
  ForEachItem(stored, [&](std::string_view item) {
    if (part == 0) {
      values.emplace_back();
      std::from_chars(item.data(), item.data() + item.size(), values.back().id);
    } else {
      (part == 1 ? values.back().type : values.back().value) = item;
    }
    part = (part + 1) % 3;
  });
  return values;
}

std::vector<Multivalue> MergeMultivalues(std::string_view field, std::vector<Multivalue> stored,
                                         const PhpValue& sent, const MergeRules& rules) {
  if (!sent.IsArray()) return stored;
  bool touched = false;
  for (const auto& [key, entry] : sent.array()) {
    if (!entry.IsArray()) continue;
    Sent item = ReadItem(field, entry.array());
    auto old = std::find_if(stored.begin(), stored.end(), [&](const Multivalue& value) {
      return item.id > 0 && value.id == item.id;
    });
    if (old != stored.end()) {
      if (item.remove || (item.has_value && item.value.empty())) {
        stored.erase(old);
        touched = true;
      } else if (item.has_value) {
        old->value = item.value;
        old->type = item.type;
        touched = true;
      }
      continue;
    }
    if (item.remove || item.value.empty()) continue;
    bool known = std::any_of(stored.begin(), stored.end(), [&](const Multivalue& value) {
      return value.type == item.type && value.value == item.value;
    });
    touched = true;
    if (known && !rules.append_equal) continue;
    int64_t id = rules.next_id != nullptr ? (*rules.next_id)++ : 1;
    stored.push_back({id, item.type, item.value});
  }
  if (touched && !rules.append_equal) DropDoubles(&stored);
  return stored;
}

std::optional<std::string> CheckMultivalues(std::string_view field,
                                            const std::vector<Multivalue>& values) {
  for (const Multivalue& value : values) {
    if (value.value.size() > 250 && Utf8Length(value.value) > 250) {
      return fmt::format("The field \"{}\" must not exceed 250 characters.",
                         FullName(field, value.type));
    }
    if (field == "EMAIL" && !IsEmail(value.value)) {
      return fmt::format("The field \"{}\" contains an incorrect address.",
                         FullName(field, value.type));
    }
  }
  return std::nullopt;
}

PhpArray DescribeMultivalues(std::string_view field, const std::vector<Multivalue>& values) {
  PhpArray out;
  for (const Multivalue& value : values) {
    PhpArray one;
    one.Set("ID", std::to_string(value.id));
    one.Set("VALUE_TYPE", value.type);
    one.Set("VALUE", value.value);
    one.Set("TYPE_ID", field);
    out.Push(std::move(one));
  }
  return out;
}

bool IsEmail(std::string_view text) {
  size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  auto alnum = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  for (size_t i = 0; i < local.size(); ++i) {
    if (local[i] == '.') {
      if (i == 0 || i + 1 == local.size() || local[i + 1] == '.') return false;
    } else if (!alnum(local[i]) &&
               std::string_view("!#$%&'*+-/=?^_`{|}~").find(local[i]) == std::string_view::npos) {
      return false;
    }
  }
  size_t labels = 0;
  while (true) {
    size_t dot = domain.find('.');
    std::string_view label = domain.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (char c : label) {
      if (!alnum(c) && c != '-') return false;
    }
    ++labels;
    if (dot == std::string_view::npos) return labels > 1 && label.size() > 1;
    domain.remove_prefix(dot + 1);
  }
}

std::string NormalizeCommunication(std::string_view field, std::string_view value) {
  if (field != "PHONE") return FoldCase(Trim(value));
  std::string digits;
  for (char c : value) {
    if (c >= '0' && c <= '9') digits += c;
    // An extension is not part of the number.
    if (!digits.empty() && (c == ';' || c == ',')) break;
  }
  if (digits.size() == 11 && digits[0] == '8' && value.find('+') == std::string_view::npos) {
    digits[0] = '7';
  }
  return digits;
}

}  // namespace leadsync::sandbox
