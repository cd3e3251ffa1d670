// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leadsync::crm {

/// How a country writes numbers at home.
struct DialPlan {
  std::string_view country;  ///< ISO code
  std::string_view code;     ///< behind the plus
  std::string_view trunk;    ///< in front of national numbers; "" = none
  size_t least;              ///< digits of a national number, trunk prefix aside
  size_t most;
};

/// Null if the country is not known.
const DialPlan* FindDialPlan(std::string_view country);

/// The form in which phones are compared: a leading plus and digits, `x` and the digits of an
/// extension. `00420...` is `+420...`; with `home`, `8 900 ...` is `+7900...` in Russia.
std::string NormalPhone(std::string_view phone, const DialPlan* home);

/// What the portal would say against an e-mail address, or nothing. Its rule: atoms of Latin
/// letters, digits and =_+~'!$&*^`|#%/?{}-, joined by single points, and a domain with a point.
std::optional<std::string> EmailProblem(std::string_view email);
/// Lower case, trimmed.
std::string NormalEmail(std::string_view email);
/// Trimmed, without the slash at the end.
std::string_view NormalWeb(std::string_view address);

}  // namespace leadsync::crm
