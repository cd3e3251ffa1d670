// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crm/types/item_type.h"

namespace leadsync::crm {

/// Web addresses. The portal checks nothing, so scheme and host are checked here.
class UrlType : public ItemType {
 public:
  /// `complete` adds https:// where no scheme is; `most` is a length in code points, 0 = no limit.
  UrlType(bool complete, size_t most) : complete_(complete), most_(most) {}
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  /// Case of scheme and host, and the "/" of an empty path, do not count.
  bool Same(std::string_view wanted, JsonValue held) const override;
  /// As written; the portal trims.
  bool Holds(std::string_view sent, JsonValue held) const override;

 private:
  bool complete_;
  size_t most_;
};

}  // namespace leadsync::crm
