// SPDX-License-Identifier: MIT
#include "crm/types/id_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/types/number_format.h"

namespace leadsync::crm {

std::optional<CellProblem> IdType::Parse(std::string_view cell, std::string* out) const {
  if (auto problem = ParseId(cell, out)) return CellProblem{std::move(*problem)};
  return std::nullopt;
}

bool IdType::Same(std::string_view wanted, JsonValue held) const { return wanted == held.text(); }

UserType::UserType(std::vector<std::string> by, const UserDirectory* users)
    : by_(std::move(by)), users_(users) {}

std::optional<CellProblem> UserType::Parse(std::string_view cell, std::string* out) const {
  const bool is_address = cell.find('@') != std::string_view::npos;
  if (by_.empty()) {
    auto problem = IdType::Parse(cell, out);
    const bool is_name = cell.find_first_of("0123456789") == std::string_view::npos;
    if (problem && (is_name || is_address))
      return CellProblem{Say(said::kNameWithoutBy, Shorten(cell))};
    return problem;
  }
  std::optional<CellProblem> problem;
  for (const std::string& way : by_) {
    std::optional<CellProblem> now;
    if (way == "id") {
      now = IdType::Parse(cell, out);
    } else {
      auto found = users_->Resolve(way, cell);
      if (auto* id = std::get_if<std::string>(&found)) {
        *out = std::move(*id);
        return std::nullopt;
      }
      now = std::get<CellProblem>(std::move(found));
    }
    if (!now) return std::nullopt;
    // Of several refusals the one that fits the cell is worth reading: the last, but an e-mail
    // address is nobody's name.
    if (!problem || !is_address || way == "email") problem = std::move(now);
  }
  out->clear();
  return problem;
}

std::string UserType::Show(std::string_view text) const {
  std::string name = users_ != nullptr ? users_->NameOf(text) : std::string();
  return name.empty() ? std::string(text) : name;
}

namespace {

struct Kind {
  std::string_view setting;
  std::string_view prefix;
};

constexpr Kind kKinds[] = {{"LEAD", "L"},     {"DEAL", "D"},  {"CONTACT", "C"},
                           {"COMPANY", "CO"}, {"QUOTE", "Q"}, {"SMART_INVOICE", "SI"},
                           {"ORDER", "O"}};

/// DYNAMIC_128 is T80: the number in hexadecimal.
std::string PrefixOf(std::string_view setting) {
  for (const Kind& kind : kKinds) {
    if (kind.setting == setting) return std::string(kind.prefix);
  }
  constexpr std::string_view kDynamic = "DYNAMIC_";
  unsigned type = 0;
  if (!setting.starts_with(kDynamic)) return {};
  setting.remove_prefix(kDynamic.size());
  const auto [end, error] = std::from_chars(setting.data(), setting.data() + setting.size(), type);
  if (error != std::errc() || end != setting.data() + setting.size()) return {};
  return fmt::format("T{:x}", type);
}

bool EqualNoCase(std::string_view a, std::string_view b) {
  const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return upper(x) == upper(y); });
}

/// "D" and "12" of "D_12"; no prefix in "12".
std::pair<std::string_view, std::string_view> SplitBinding(std::string_view text) {
  const size_t mark = text.find('_');
  if (mark == std::string_view::npos) return {{}, text};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

}  // namespace

BindingType::BindingType(const std::vector<std::string>& kinds) {
  for (const std::string& kind : kinds) {
    if (std::string prefix = PrefixOf(kind); !prefix.empty()) prefixes_.push_back(prefix);
  }
}

std::optional<CellProblem> BindingType::Parse(std::string_view cell, std::string* out) const {
  const auto [prefix, number] = SplitBinding(cell);
  const auto spellings = [&](std::string_view id) {
    std::vector<std::string> all;
    for (const std::string& one : prefixes_) all.push_back(fmt::format("{}_{}", one, id));
    if (all.empty()) all = {fmt::format("D_{}", id), fmt::format("CO_{}", id)};
    return fmt::format("{}", fmt::join(all, " or "));
  };
  std::string id;
  if (auto problem = ParseId(number, &id)) {
    if (ExponentForm(cell)) return CellProblem{std::move(*problem)};
    return CellProblem{Say(said::kBindingNotAnId, Shorten(cell), spellings("12"))};
  }
  if (prefix.empty()) {
    if (prefixes_.size() != 1) {
      return CellProblem{Say(said::kBindingWithoutKind, cell, spellings(id))};
    }
    *out = std::move(id);
    return std::nullopt;
  }
  const auto known =
      std::find_if(prefixes_.begin(), prefixes_.end(),
                   [&, kind = prefix](const std::string& one) { return EqualNoCase(one, kind); });
  if (known == prefixes_.end() && !prefixes_.empty()) {
    return CellProblem{Say(said::kBindingOfOtherKind, Shorten(cell), spellings(id))};
  }
  *out = prefixes_.size() == 1 ? id : fmt::format("{}_{}", prefixes_.empty() ? prefix : *known, id);
  return std::nullopt;
}

bool BindingType::Same(std::string_view wanted, JsonValue held) const {
  const auto [a_prefix, a] = SplitBinding(wanted);
  const auto [b_prefix, b] = SplitBinding(held.text());
  const std::string_view sole = prefixes_.size() == 1 ? std::string_view(prefixes_[0]) : "";
  return a == b &&
         EqualNoCase(a_prefix.empty() ? sole : a_prefix, b_prefix.empty() ? sole : b_prefix);
}

}  // namespace leadsync::crm
