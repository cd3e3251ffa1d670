// SPDX-License-Identifier: MIT
// How the server reads a request: addresses, bodies, names of parameters (bitrix24 docs:
// settings/how-to-call-rest-api/general-principles.md, .../data-encoding.md; server: getRequestData
// in rest/classes/general/rest_util.php, processCall in rest/classes/general/rest.php).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/php_query.h"
#include "sandbox/php_value.h"
#include "sandbox/portal.h"

namespace leadsync::sandbox {

/// What the path says.
struct RestPath {
  std::string method;  ///< without transport, lower case
  bool xml = false;
  bool webhook = false;  ///< user and code are there: /rest/{user}/{code}/{method}
  std::string user;
  std::string code;
};

/// Nothing if the path is not below /rest/.
std::optional<RestPath> ParseRestPath(std::string_view target);

/// Parameters of query and body, the body's first. A JSON body that cannot be read counts as
/// empty, as it does there.
PhpArray ReadParameters(const Request& request, const QueryLimits& limits);

/// What the server takes out before a method sees its parameters.
struct TakenParameters {
  std::optional<int64_t> start;
  std::optional<std::string> token;   ///< of a signed link
  std::optional<std::string> access;  ///< `auth` or `access_token`
};
TakenParameters TakeServerParameters(PhpArray* params);

/// `FIELDS`, `Fields` and `arFields` become `fields`, likewise filter, order, select, params and
/// values; `ID` becomes `id`. Of several spellings the server takes upper case, then lower, then
/// Capitalized, then arCapitalized; null counts as absent.
void UnifyParameterNames(PhpArray* params);

std::string LowerCase(std::string_view text);

}  // namespace leadsync::sandbox
