// SPDX-License-Identifier: MIT
#include "sync/template.h"

#include "base/text.h"
#include "sync/messages.h"

namespace leadsync::sync {

std::variant<Template, std::string> Template::Parse(std::string_view text) {
  Template result;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) result.pieces_.push_back({std::move(literal), {}});
    literal.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && i + 1 < text.size() && text[i + 1] == c) {
      literal += c;
      ++i;
    } else if (c == '}') {
      return Say(said::kBraceClosesNothing, Shorten(text));
    } else if (c == '{') {
      const size_t close = text.find('}', i);
      if (close == std::string_view::npos) {
        return Say(said::kBraceNotClosed, Shorten(text));
      }
      const std::string_view inside = text.substr(i + 1, close - i - 1);
      const size_t bar = inside.find('|');
      const std::string_view column = Trim(inside.substr(0, bar));
      if (column.empty()) {
        return Say(said::kBracesUnnamed, Shorten(text), inside);
      }
      end_literal();
      const std::string_view otherwise =
          bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1);
      result.pieces_.push_back({std::string(otherwise), std::string(column)});
      i = close;
    } else {
      literal += c;
    }
  }
  end_literal();
  return result;
}

bool Template::constant() const {
  for (const Piece& piece : pieces_) {
    if (!piece.column.empty()) return false;
  }
  return true;
}

std::string Template::Fill(const std::function<std::string_view(size_t piece)>& cell) const {
  std::string out;
  for (size_t i = 0; i < pieces_.size(); ++i) {
    const std::string_view held = pieces_[i].column.empty() ? std::string_view() : cell(i);
    out += held.empty() ? std::string_view(pieces_[i].text) : held;
  }
  return out;
}

}  // namespace leadsync::sync
