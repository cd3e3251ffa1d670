// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leadsync::crm {

/// Says what has happened to a cell that was a value once, and the remedy: errors of spreadsheet
/// programs in any of their languages (#N/A, #ССЫЛКА!, Err:502, ####), letters lost in a conversion
/// (U+FFFD, ?????), and text read in a wrong encoding (cafÃ©, Ïðèâåò). Nothing for a sound cell.
/// `cell` is valid UTF-8. Where in doubt the cell is sound. Costs next to nothing on sound cells.
std::optional<std::string> DamagedCell(std::string_view cell);

}  // namespace leadsync::crm
