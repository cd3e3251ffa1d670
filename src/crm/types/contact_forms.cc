// SPDX-License-Identifier: MIT
#include "crm/types/contact_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace leadsync::crm {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

constexpr DialPlan kDialPlans[] = {
    {"AE", "971", "0", 8, 9}, {"AM", "374", "0", 8, 8},  {"AT", "43", "0", 4, 12},
    {"AU", "61", "0", 9, 9},  {"AZ", "994", "0", 9, 9},  {"BE", "32", "0", 8, 9},
    {"BG", "359", "0", 8, 9}, {"BR", "55", "0", 10, 11}, {"BY", "375", "80", 9, 9},
    {"CA", "1", "1", 10, 10}, {"CH", "41", "0", 9, 9},   {"CN", "86", "0", 10, 11},
    {"CZ", "420", "", 9, 9},  {"DE", "49", "0", 6, 11},  {"DK", "45", "", 8, 8},
    {"EE", "372", "", 7, 8},  {"ES", "34", "", 9, 9},    {"FI", "358", "0", 5, 12},
    {"FR", "33", "0", 9, 9},  {"GB", "44", "0", 9, 10},  {"GE", "995", "0", 9, 9},
    {"GR", "30", "", 10, 10}, {"HR", "385", "0", 8, 9},  {"HU", "36", "06", 8, 9},
    {"IE", "353", "0", 7, 9}, {"IL", "972", "0", 8, 9},  {"IN", "91", "0", 10, 10},
    {"IT", "39", "", 6, 11},  {"JP", "81", "0", 9, 10},  {"KG", "996", "0", 9, 9},
    {"KZ", "7", "8", 10, 10}, {"LT", "370", "0", 8, 8},  {"LV", "371", "", 8, 8},
    {"MD", "373", "0", 8, 8}, {"MX", "52", "", 10, 10},  {"NL", "31", "0", 9, 9},
    {"NO", "47", "", 8, 8},   {"PL", "48", "", 9, 9},    {"PT", "351", "", 9, 9},
    {"RO", "40", "0", 9, 9},  {"RS", "381", "0", 8, 9},  {"RU", "7", "8", 10, 10},
    {"SE", "46", "0", 7, 9},  {"SI", "386", "0", 8, 8},  {"SK", "421", "0", 9, 9},
    {"TJ", "992", "", 9, 9},  {"TR", "90", "0", 10, 10}, {"UA", "380", "0", 9, 9},
    {"US", "1", "1", 10, 10}, {"UZ", "998", "", 9, 9},
};

bool Fits(const DialPlan& plan, size_t digits) {
  return digits >= plan.least && digits <= plan.most;
}

/// National digits as an international number, or as they are if they do not fit the plan.
std::string AtHome(std::string digits, const DialPlan& plan) {
  if (!plan.trunk.empty() && digits.starts_with(plan.trunk) &&
      Fits(plan, digits.size() - plan.trunk.size())) {
    return fmt::format("+{}{}", plan.code, std::string_view(digits).substr(plan.trunk.size()));
  }
  if (digits.starts_with(plan.code) && Fits(plan, digits.size() - plan.code.size()) &&
      !Fits(plan, digits.size())) {
    return "+" + digits;
  }
  // Without the trunk prefix a number is complete only where all have the same length.
  if (plan.least == plan.most || plan.trunk.empty()) {
    if (Fits(plan, digits.size())) return fmt::format("+{}{}", plan.code, digits);
  }
  return digits;
}

}  // namespace

const DialPlan* FindDialPlan(std::string_view country) {
  const DialPlan* end = std::end(kDialPlans);
  const DialPlan* found = std::find_if(
      std::begin(kDialPlans), end, [&](const DialPlan& plan) { return plan.country == country; });
  return found == end ? nullptr : found;
}

std::string NormalPhone(std::string_view phone, const DialPlan* home) {
  std::string digits;
  std::string extension;
  bool plus = false;
  bool behind = false;  // in the extension
  for (size_t i = 0; i < phone.size(); ++i) {
    const char c = phone[i];
    if (IsDigit(c)) {
      (behind ? extension : digits) += c;
    } else if (c == '+' && digits.empty()) {
      plus = true;
    } else if (c == '(' && plus && phone.substr(i).starts_with("(0)")) {
      i += 2;  // +49 (0)30: the trunk prefix of home
    } else if (!digits.empty() &&
               (IsLetter(c) || c == '#' || c == ',' || c == ';' ||
                (static_cast<unsigned char>(c) >= 0xC3 && static_cast<unsigned char>(c) < 0xE2))) {
      behind = true;  // "ext. 12", "доб. 12", "#12"; blanks and dashes of Unicode lie outside
    }
  }
  if (!plus && digits.size() > 6 && digits.starts_with("00")) {
    digits.erase(0, 2);
    plus = true;
  }
  std::string normal = plus ? "+" + digits : (home != nullptr ? AtHome(digits, *home) : digits);
  if (!extension.empty()) normal.append("x").append(extension);
  return normal;
}

namespace {

bool IsAtom(char c) {
  return IsLetter(c) || IsDigit(c) ||
         std::string_view("=_+~'!$&*^`|#%/?{}-").find(c) != std::string_view::npos;
}

/// Pieces between points, none of them empty, all of allowed characters.
template <typename Allowed>
bool IsDotted(std::string_view text, Allowed allowed) {
  char before = '.';
  for (char c : text) {
    if (c == '.' ? before == '.' : !allowed(c)) return false;
    before = c;
  }
  return before != '.';
}

}  // namespace

std::optional<std::string> EmailProblem(std::string_view email) {
  const size_t at = email.rfind('@');
  if (at == std::string_view::npos) return "there is no @";
  if (email.find_first_of(" \t\r\n,;<>") != std::string_view::npos) {
    return "it must be one address and nothing else";
  }
  const std::string_view local = email.substr(0, at);
  const std::string_view domain = email.substr(at + 1);
  if (local.find('@') != std::string_view::npos) return "there is more than one @";
  if (local.empty() || !IsDotted(local, IsAtom)) {
    return fmt::format("«{}» cannot stand before the @", Shorten(local));
  }
  const size_t point = domain.rfind('.');
  const bool good = IsDotted(domain, [](char c) { return IsLetter(c) || IsDigit(c) || c == '-'; });
  const size_t last = point == std::string_view::npos ? 0 : domain.size() - point - 1;
  if (!good || last < 2 || last > 20) {
    return fmt::format("«{}» is no domain", Shorten(domain));
  }
  return std::nullopt;
}

std::string NormalEmail(std::string_view email) { return FoldCase(Trim(email)); }

std::string_view NormalWeb(std::string_view address) {
  address = Trim(address);
  if (address.ends_with('/')) address.remove_suffix(1);
  return address;
}

}  // namespace leadsync::crm
