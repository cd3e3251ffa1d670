// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace leadsync::csv {

/// Throws UsageError that says how to get a CSV file, if `head` (the first bytes of a file) is the
/// beginning of something else: an Excel or OpenDocument workbook, a web page (which is what
/// Bitrix24's own «export to Excel» and many others write into an .xls), an archive.
void RefuseOtherKinds(std::string_view head, const std::string& name);

}  // namespace leadsync::csv
