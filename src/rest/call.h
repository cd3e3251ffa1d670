// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace leadsync::rest {

/// One parameter as PHP spells it: `id`, `fields[NAME]`, `fields[PHONE][0][VALUE]`,
/// `filter[@ID][3]`. In a batch every value is text.
struct Param {
  std::string name;
  std::string value;
  bool operator==(const Param&) const = default;
};

/// A method and its parameters; becomes a command of a batch or a request of its own.
struct Call {
  std::string method;
  std::vector<Param> params;
};

/// `method?name=value&...`, percent-encoded once: the text of a batch command. Brackets of names
/// stay raw.
std::string ToCommand(const Call& call);
/// The same parameters as a nested JSON object; `[0]`, `[1]`, ... in order become lists.
std::string ToJson(const Call& call);
/// False when a batch would read some value as a reference to an earlier result (`$result[...]`,
/// which nothing escapes): such a call must go alone.
bool SafeInBatch(const Call& call);

}  // namespace leadsync::rest
