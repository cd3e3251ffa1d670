// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace leadsync::rest {

/// A portal's or proxy's text as one line for people: tags and control characters (terminal
/// escapes) removed, blanks collapsed, bytes that are no UTF-8 replaced, at most `most` characters.
std::string PlainText(std::string_view text, size_t most);

}  // namespace leadsync::rest
