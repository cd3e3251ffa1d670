// SPDX-License-Identifier: MIT
#pragma once

#include "crm/types/item_type.h"

namespace leadsync::crm {

/// Text, kept blank by blank. Too long is refused: the portal would cut it without a word.
class StringType : public ItemType {
 public:
  /// Lengths in code points, 0 = no limit.
  StringType(size_t least, size_t most) : least_(least), most_(most) {}
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  /// Equal but for the spelling of line ends.
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool KeepsBlanks() const override { return true; }

 private:
  size_t least_;
  size_t most_;
};

/// COMMENTS: the portal turns html into BB code and deletes tags that it does not know (bitrix24
/// TextHelper::sanitizeBbCode: all but b, i, u, s, list, *, user, img, url), so cells with such are
/// refused. Entities and line breaks are converted, which Holds undoes.
class CommentsType : public StringType {
 public:
  CommentsType() : StringType(0, 0) {}
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  /// Tags of the held text do not count unless the wanted text has tags; blanks collapse.
  bool Same(std::string_view wanted, JsonValue held) const override;
  bool Holds(std::string_view sent, JsonValue held) const override;
};

/// Are the texts equal if CRLF, CR and LF are one?
bool EqualLines(std::string_view a, std::string_view b);

}  // namespace leadsync::crm
