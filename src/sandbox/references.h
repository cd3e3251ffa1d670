// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// What a batch has collected so far, by the names that `$name[...]` may use.
struct CollectedOutput {
  /// In the order in which they came up: result, next, total, time, error, then the further keys
  /// of errors (error_description, argument, ...). The first one that fits a text wins.
  std::vector<std::string> names;
  /// The collected map of a name (exactly as written there), or nothing.
  std::function<const PhpArray*(std::string_view name)> member;
};

/// False if no value of this raw query can hold a reference: spares the search.
bool MayHoldReferences(std::string_view query);

/// Replaces `$result[key][...]` and the like in all values, however deep: section 2.4 of the
/// server's behaviour (processBatchElement in rest/classes/general/rest_util.php). Keys are
/// searched by the server as well, but no key that comes out of a query string can match there.
void SubstituteReferences(const CollectedOutput& output, PhpArray* params);

}  // namespace leadsync::sandbox
