// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace leadsync::report {

// The parts of report.html that are the same for every run. They fetch nothing. The script puts
// everything from cells and from the portal into the page by textContent, never as markup.

extern const std::string_view kPageStyle;
extern const std::string_view kPageMarkup;  ///< the body, up to the data
extern const std::string_view kPageScript;  ///< headline, reasons, course
extern const std::string_view kPageTable;   ///< the table of rows and changes; after kPageScript

}  // namespace leadsync::report
