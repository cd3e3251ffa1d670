// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leadsync::crm {

/// If `cell` (valid UTF-8) seems to have been read in a wrong encoding somewhere on its way: what
/// it was, and the remedy. UTF-8 taken for Windows-1252 (cafÃ©) or Windows-1251 (РџСЂРёРІРµС‚), and
/// Windows-1251 taken for Windows-1252 (Ïðèâåò). Where in doubt: nothing.
std::optional<std::string> WrongEncoding(std::string_view cell);

}  // namespace leadsync::crm
