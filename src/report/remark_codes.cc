// SPDX-License-Identifier: MIT
#include "report/remark_codes.h"

#include "sync/outcome.h"

namespace leadsync::report {
namespace {

struct Entry {
  std::string_view code;
  std::string_view words;  ///< with {} for each blank
};

constexpr Entry kRemarks[] = {
#define MESSAGE(name, code, exit, place, thing, remedy)
#define REMARK(name, code, thing, remedy) {code, thing remedy},
#include "crm/messages.def"
#include "csv/messages.def"
#include "sync/messages.def"
#undef REMARK
#undef MESSAGE
};

constexpr std::string_view kBlank = "{}";
/// What stands between a column and its problem; it may stand in both as well.
constexpr std::string_view kBehindColumn = ": ";
constexpr int kMostPlaces = 16;

/// How much of `text` is the remark's own words, if it is that remark; else 0. What is between two
/// blanks is looked for from the left, what is behind the last one stands at the end.
size_t OwnWords(std::string_view words, std::string_view text) {
  size_t own = 0;
  size_t at = 0;
  for (size_t from = 0;;) {
    const size_t end = words.find(kBlank, from);
    const bool last = end == std::string_view::npos;
    const std::string_view piece = words.substr(from, end - from);
    size_t found = at;
    if (from == 0) {
      if (!text.starts_with(piece)) return 0;
    } else if (last) {
      if (text.size() < at + piece.size() || !text.ends_with(piece)) return 0;
      found = text.size() - piece.size();
    } else {
      found = text.find(piece, at);
      if (found == std::string_view::npos) return 0;
    }
    own += piece.size();
    at = found + piece.size();
    if (last) return at == text.size() ? own : 0;
    from = end + kBlank.size();
  }
}

}  // namespace

KnownRemark RemarkOf(std::string_view problem) {
  std::string_view text = problem;
  if (text.ends_with(sync::kCellLeftOut)) text.remove_suffix(sync::kCellLeftOut.size());
  KnownRemark best;
  size_t most = 0;
  size_t begin = 0;
  for (int place = 0; place < kMostPlaces; ++place) {
    for (const Entry& remark : kRemarks) {
      // Of equals the one that leaves more to the column: a remark may begin with a blank.
      const size_t own = OwnWords(remark.words, text.substr(begin));
      if (own == 0 || own < most) continue;
      most = own;
      best = {remark.code, text.substr(0, begin), remark.words};
    }
    const size_t next = text.find(kBehindColumn, begin);
    if (next == std::string_view::npos) break;
    begin = next + kBehindColumn.size();
  }
  return best;
}

std::string WithBlanks(const KnownRemark& remark) {
  std::string out(remark.column);
  size_t from = 0;
  for (size_t at; (at = remark.words.find(kBlank, from)) != std::string_view::npos;
       from = at + kBlank.size())
    out.append(remark.words.substr(from, at - from)).append("…");
  return out.append(remark.words.substr(from));
}

}  // namespace leadsync::report
