// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace leadsync::sync {

/// A text with places for cells: `Lost to {Competitor product|an unnamed rival}`. What stands after
/// the bar is used when the cell is empty. `{{` and `}}` are literal braces. A column whose name
/// holds `|` or `}` cannot be named.
class Template {
 public:
  struct Piece {
    std::string text;    ///< literal text, or what stands for an empty cell
    std::string column;  ///< empty for literal text
  };

  /// The template, or a sentence about what is wrong with it.
  static std::variant<Template, std::string> Parse(std::string_view text);

  /// No places: the same text for every row.
  bool constant() const;
  const std::vector<Piece>& pieces() const { return pieces_; }
  /// The text of one row; `cell` answers the cell of the index-th piece, trimmed, empty if the
  /// mapping counts it as empty. It is asked for places only.
  std::string Fill(const std::function<std::string_view(size_t piece)>& cell) const;

 private:
  std::vector<Piece> pieces_;
};

}  // namespace leadsync::sync
