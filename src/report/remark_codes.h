// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace leadsync::report {

/// Which remark of the rooms' catalogues a problem of report.csv is.
struct KnownRemark {
  std::string_view code;  ///< empty: the words are the portal's own
  std::string_view
      column;  ///< what stands before the remark, as in "Stage: "; a part of the problem
  std::string_view words;  ///< of the remark, with {} for each blank
};

/// Recognises `problem`, one of those that report.csv joins by " | ", by the words around the
/// blanks. Reads no more than the text, so that an earlier run's report says the same.
KnownRemark RemarkOf(std::string_view problem);

/// The remark's words with … for each blank, behind its column.
std::string WithBlanks(const KnownRemark& remark);

}  // namespace leadsync::report
