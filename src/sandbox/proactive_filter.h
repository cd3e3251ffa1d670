// SPDX-License-Identifier: MIT
// The "proactive filter" of self-hosted portals: text that looks like an attack is taken apart
// (server: security/classes/general/filter.php, security/lib/filter/auditor/*.php).
#pragma once

#include <string>
#include <string_view>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// A blank goes into the words that make the pattern: `<script` becomes `<sc ript`,
/// `select a from b` becomes `sel ect a fr om b`. Letters, digits and _.,- alone are never touched.
std::string FilteredText(std::string_view text);
/// All texts of the parameters, at any depth; names stay.
void FilterParameters(PhpArray* params);

}  // namespace leadsync::sandbox
