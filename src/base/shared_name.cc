// SPDX-License-Identifier: MIT
#include "base/shared_name.h"

#include <unordered_map>

#include "base/json.h"
#include "base/text.h"

namespace leadsync {

struct SharedName::Pool {
  // Its elements never move.
  std::unordered_map<std::string, Kept, StringHash, std::equal_to<>> names;
};

/// Never destroyed, so that names may live in other statics.
SharedName::Pool& SharedName::ThePool() {
  static Pool& pool = *new Pool;
  return pool;
}

size_t SharedName::kept() { return ThePool().names.size(); }

SharedName::SharedName(std::string_view text) {
  auto& names = ThePool().names;
  auto it = names.find(text);
  if (it == names.end()) {
    it = names.emplace(text, Kept{std::string(text), {}}).first;
    AppendJsonString(text, &it->second.json);
  }
  kept_ = &it->second;
}

}  // namespace leadsync
