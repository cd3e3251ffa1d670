// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace leadsync {

/// The text without everything that some collation of a database ignores: case, accents, width,
/// marks that are not seen, outer blanks; characters beyond U+FFFF are all alike. Two texts that a
/// database takes for equal have the same form; the reverse does not hold.
std::string Collated(std::string_view text);

}  // namespace leadsync
