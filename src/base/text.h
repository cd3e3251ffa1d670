// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync {

/// Lets a hash table keyed by std::string be searched with a string_view, nothing copied:
/// std::unordered_map<std::string, T, StringHash, std::equal_to<>>.
struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// Without blanks (space, tab, CR, LF, NBSP, narrow NBSP, BOM) at both ends.
std::string_view Trim(std::string_view text);
/// The form in which names are compared: case folded (Unicode), composed, outer blanks gone,
/// inner blanks one, all kinds of quotes and of dashes alike, ё as е, soft hyphens and marks
/// without width gone. What is no UTF-8 becomes U+FFFD. Folding twice changes nothing more.
std::string Fold(std::string_view text);
/// Case folded only; for keys that must stay exact otherwise.
std::string FoldCase(std::string_view text);

/// All letters capital: ß becomes SS. What is no UTF-8 becomes U+FFFD, here and below.
std::string ToUpper(std::string_view text);
/// All letters small; a Greek sigma that ends a word becomes ς.
std::string ToLower(std::string_view text);
/// The first letter of each word capital, the others small. Words end at whatever is no letter,
/// digit or accent, hyphens included; an apostrophe ends one only in names such as O'Brien.
std::string ToTitle(std::string_view text);

/// Byte offset of the first byte that is not valid UTF-8 (overlong forms, surrogates and
/// truncated tails included), or npos.
size_t FindInvalidUtf8(std::string_view text);
/// Number of code points; text must be valid UTF-8.
size_t Utf8Length(std::string_view text);
/// At most `length` code points, the ellipsis included if something was cut; control characters
/// become blanks. For messages.
std::string Shorten(std::string_view text, size_t length = 60);

/// Edits (insert, delete, replace, swap of neighbours) between two texts, by code points.
size_t EditDistance(std::string_view a, std::string_view b);
/// Up to `most` candidates near enough to be meant, nearest first; folded comparison.
std::vector<std::string> Nearest(std::string_view name, const std::vector<std::string>& candidates,
                                 size_t most = 3);
/// If `wrong` differs from `right` only by look-alike letters of another alphabet, a sentence that
/// says which letter ("the first letter is Latin K"); else nothing.
std::optional<std::string> LookAlikeHint(std::string_view wrong, std::string_view right);

/// «a», «b» and «c»; for messages.
std::string ListNames(const std::vector<std::string>& names);

}  // namespace leadsync
