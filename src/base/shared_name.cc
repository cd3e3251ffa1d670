// SPDX-License-Identifier: MIT
#include "base/shared_name.h"

#include <unordered_map>

#include "base/json.h"
#include "base/text.h"

namespace leadsync {

SharedName::SharedName(std::string_view text) {
  // Its elements never move; never destroyed, so that names may live in other statics.
  static auto& names = *new std::unordered_map<std::string, Kept, StringHash, std::equal_to<>>();
  auto it = names.find(text);
  if (it == names.end()) {
    it = names.emplace(text, Kept{std::string(text), {}}).first;
    AppendJsonString(text, &it->second.json);
  }
  kept_ = &it->second;
}

}  // namespace leadsync
