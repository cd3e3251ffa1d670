// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// What bounds a query string or a form: max_input_vars and max_input_nesting_level of php.ini.
struct QueryLimits {
  size_t variables = 1000;
  size_t depth = 64;
};

/// parse_str($text): `a[b][]=1&c=2` into `into`, on top of what is there. Variables above the
/// limit and those nested too deeply are dropped without a word.
void ParsePhpQuery(std::string_view text, const QueryLimits& limits, PhpArray* into);

/// Registers one decoded variable as PHP does with forms and queries: blanks and dots in the
/// name's first part become `_`, brackets make arrays.
void RegisterPhpVariable(std::string_view name, std::string value, const QueryLimits& limits,
                         PhpArray* into);

/// urldecode(): `+` is a blank, `%XX` a byte, a malformed `%` stays.
void AppendUrlDecoded(std::string_view text, std::string* out);

/// A batch command, cut by parse_url().
struct CommandUrl {
  std::string_view path;   ///< the method's name; empty if there is none
  std::string_view query;  ///< between the first `?` and the first `#`
};
/// Control characters become `_`: then the parts point into `scratch`, else into `command`.
CommandUrl ParseCommandUrl(std::string_view command, std::string* scratch);

}  // namespace leadsync::sandbox
