// SPDX-License-Identifier: MIT
// Likeness of texts: what may have been meant by a name that nobody knows.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"
#include "base/utf8.h"

namespace leadsync {
namespace {

/// Longer texts than this are no misspelt names; and distances cost the product of the lengths.
constexpr size_t kLongestName = 300;

/// Folded letters that look like a Latin one in at least one case.
struct LookAlike {
  char32_t letter;
  char32_t latin;
};
constexpr LookAlike kLookAlikes[] = {
    {U'а', 'a'}, {U'в', 'b'},  {U'с', 'c'}, {U'ԁ', 'd'}, {U'е', 'e'}, {U'һ', 'h'}, {U'н', 'h'},
    {U'і', 'i'}, {U'ї', 0xEF}, {U'ј', 'j'}, {U'к', 'k'}, {U'м', 'm'}, {U'о', 'o'}, {U'р', 'p'},
    {U'ԛ', 'q'}, {U'ѕ', 's'},  {U'т', 't'}, {U'ԝ', 'w'}, {U'х', 'x'}, {U'у', 'y'}, {U'α', 'a'},
    {U'β', 'b'}, {U'ε', 'e'},  {U'ζ', 'z'}, {U'η', 'h'}, {U'ι', 'i'}, {U'κ', 'k'}, {U'μ', 'm'},
    {U'ν', 'n'}, {U'ο', 'o'},  {U'ρ', 'p'}, {U'τ', 't'}, {U'υ', 'y'}, {U'χ', 'x'},
};

char32_t Skeleton(char32_t c) {
  if (c < 0x80) return c;
  for (const LookAlike& pair : kLookAlikes) {
    if (pair.letter == c) return pair.latin;
  }
  return c;
}

bool SameSkeleton(const std::u32string& a, const std::u32string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char32_t x, char32_t y) { return Skeleton(x) == Skeleton(y); });
}

std::string_view Alphabet(char32_t c) {
  if (c >= 0x370 && c <= 0x3FF) return "Greek";
  return c >= 0x400 && c <= 0x52F ? "Cyrillic" : "Latin";
}

std::string Ordinal(size_t n) {
  static constexpr std::array<std::string_view, 3> kWords = {"first", "second", "third"};
  if (n >= 1 && n <= kWords.size()) return std::string(kWords[n - 1]);
  const bool teen = n % 100 >= 11 && n % 100 <= 13;
  const std::string_view end = teen          ? "th"
                               : n % 10 == 1 ? "st"
                               : n % 10 == 2 ? "nd"
                               : n % 10 == 3 ? "rd"
                                             : "th";
  return fmt::format("{}{}", n, end);
}

/// Optimal string alignment in three rows.
size_t Distance(const std::u32string& a, const std::u32string& b) {
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replace = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

constexpr size_t kNotNear = std::numeric_limits<size_t>::max();

/// Smaller is nearer. Equal but for look-alike letters, then a few edits, then one within the
/// other ("Lost" for "Lost: no budget").
size_t Rank(const std::u32string& name, const std::u32string& candidate) {
  if (SameSkeleton(name, candidate)) return 0;
  const size_t longer = std::max(name.size(), candidate.size());
  const size_t shorter = std::min(name.size(), candidate.size());
  const size_t allowed = longer < 2 ? 0 : longer < 6 ? 1 : std::min<size_t>(longer / 3, 6);
  if (longer - shorter <= allowed) {
    const size_t distance = Distance(name, candidate);
    if (distance <= allowed) return distance;
  }
  const std::u32string& outer = name.size() > candidate.size() ? name : candidate;
  const std::u32string& inner = name.size() > candidate.size() ? candidate : name;
  if (inner.size() >= 3 && outer.find(inner) != std::u32string::npos) {
    return kLongestName + longer - shorter;
  }
  return kNotNear;
}

}  // namespace

size_t EditDistance(std::string_view a, std::string_view b) {
  return Distance(ToCodePoints(a), ToCodePoints(b));
}

std::vector<std::string> Nearest(std::string_view name, const std::vector<std::string>& candidates,
                                 size_t most) {
  if (name.size() > 4 * kLongestName) return {};
  const std::u32string wanted = ToCodePoints(Fold(name));
  if (wanted.empty()) return {};
  struct Found {
    size_t rank;
    size_t index;
  };
  std::vector<Found> found;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (candidates[i].size() > 4 * kLongestName) continue;
    const std::u32string candidate = ToCodePoints(Fold(candidates[i]));
    if (candidate.empty()) continue;
    const size_t rank = Rank(wanted, candidate);
    if (rank != kNotNear) found.push_back({rank, i});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& x, const Found& y) { return x.rank < y.rank; });
  std::vector<std::string> out;
  for (const Found& one : found) {
    if (out.size() == most) break;
    const std::string& text = candidates[one.index];
    if (std::find(out.begin(), out.end(), text) == out.end()) out.push_back(text);
  }
  return out;
}

std::optional<std::string> LookAlikeHint(std::string_view wrong, std::string_view right) {
  if (std::max(wrong.size(), right.size()) > 4 * kLongestName) return std::nullopt;
  const std::u32string got = ToCodePoints(Fold(wrong));
  const std::u32string meant = ToCodePoints(Fold(right));
  if (got == meant || !SameSkeleton(got, meant)) return std::nullopt;
  // Letters are shown as they were typed, unless folding moved them.
  std::u32string typed = ToCodePoints(Trim(wrong));
  if (typed.size() != got.size()) typed = got;
  std::vector<size_t> places;
  for (size_t i = 0; i < got.size(); ++i) {
    if (got[i] != meant[i]) places.push_back(i);
  }
  const auto letter = [&](size_t place) {
    std::string text = fmt::format("{} ", Alphabet(got[place]));
    AppendUtf8(typed[place], &text);
    return text;
  };
  const auto ordinal = [&](size_t place) {
    const bool last = place + 1 == got.size() && place > 2;
    return last ? std::string("last") : Ordinal(place + 1);
  };
  std::string out = fmt::format("the {} letter is {}", ordinal(places[0]), letter(places[0]));
  if (places.size() == 2) {
    out += fmt::format(", the {} is {}", ordinal(places[1]), letter(places[1]));
  } else if (places.size() > 2) {
    out = fmt::format("{} letters are of another alphabet: ", places.size());
    for (size_t i = 0; i < places.size() && i < 5; ++i) {
      out += (i > 0 ? ", " : "") + letter(places[i]);
    }
    if (places.size() > 5) out += ", …";
  }
  return out;
}

}  // namespace leadsync
