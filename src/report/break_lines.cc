// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "report/visible.h"

namespace leadsync::report {
namespace {

constexpr auto kCommands = std::to_array<std::string_view>(
    {"login", "sync", "preview", "check", "resume", "undo", "runs", "fields", "map", "sandbox"});

bool IsCommand(std::string_view word) {
  while (!word.empty() && (word.back() == ':' || word.back() == '.' || word.back() == ','))
    word.remove_suffix(1);
  return std::find(kCommands.begin(), kCommands.end(), word) != kCommands.end();
}

/// Pieces that stay whole, with the blanks before them: words, and commands up to what they are
/// about.
std::vector<std::string_view> Pieces(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t at = 0; at < line.size();) {
    const size_t word = std::min(line.find_first_not_of(' ', at), line.size());
    const size_t end = std::min(line.find(' ', word), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  std::vector<std::string_view> pieces;
  for (size_t i = 0; i < words.size(); ++i) {
    std::string_view piece = words[i];
    if (piece.ends_with("leadsync") && i + 1 < words.size() && IsCommand(words[i + 1].substr(1))) {
      const bool about = i + 2 < words.size() && !words[i + 1].ends_with('.') &&
                         !words[i + 1].ends_with(':') && !words[i + 1].ends_with(',');
      const std::string_view last = words[i += about ? 2 : 1];
      piece = {piece.data(), static_cast<size_t>(last.data() + last.size() - piece.data())};
    }
    pieces.push_back(piece);
  }
  return pieces;
}

/// An example to copy: nothing but a command.
bool IsExample(std::string_view line) {
  const size_t word = line.find_first_not_of(' ');
  return word != std::string_view::npos && word >= 2 && line.substr(word).starts_with("leadsync ");
}

/// Where the lines after the first begin.
size_t Indent(std::string_view line, size_t width) {
  const size_t word = std::min(line.find_first_not_of(' '), line.size());
  if (word > 8) return word;  // within a column that began above
  const size_t gap = line.rfind("  ");
  if (gap != std::string_view::npos && gap > word) {
    const size_t last = DisplayWidth(line.substr(0, line.find_first_not_of(' ', gap)));
    if (last <= width * 2 / 3) return last;
  }
  return word + 2;
}

void Break(std::string_view line, size_t width, std::string* out) {
  if (DisplayWidth(line) <= width || IsExample(line)) {
    out->append(line);
    return;
  }
  const std::string indent(Indent(line, width), ' ');
  size_t used = 0;
  for (const std::string_view piece : Pieces(line)) {
    const size_t blanks = std::min(piece.find_first_not_of(' '), piece.size());
    const std::string_view word = piece.substr(blanks);
    const size_t wide = DisplayWidth(word);
    if (used > indent.size() && !word.empty() && used + blanks + wide > width) {
      out->append("\n").append(indent).append(word);
      used = indent.size() + wide;
    } else {
      out->append(piece);
      used += blanks + wide;
    }
  }
}

}  // namespace

std::string BreakLines(std::string_view text, size_t width) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    Break(text.substr(at, end - at), width, &out);
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

}  // namespace leadsync::report
