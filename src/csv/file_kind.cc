// SPDX-License-Identifier: MIT
#include "csv/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/error.h"

namespace leadsync::csv {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSaveAs =
    "open it in the spreadsheet program and save it with File > Save As as «CSV UTF-8»";

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// What a file that begins with zip's signature is.
std::string Zipped(std::string_view head) {
  if (Contains(head, "opendocument.spreadsheet"))
    return fmt::format("is an OpenDocument workbook (.ods), not CSV; {}", kSaveAs);
  if (Contains(head, "[Content_Types].xml") || Contains(head, "xl/") || Contains(head, "_rels/"))
    return fmt::format("is an Excel workbook (.xlsx), not CSV; {}", kSaveAs);
  return "is a zip archive; unpack it and name the CSV file inside";
}

bool IsMarkup(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const size_t begin = head.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || head[begin] != '<') return false;
  std::string start(head.substr(begin, 16));
  std::transform(start.begin(), start.end(), start.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (std::string_view tag :
       {"<!doctype", "<html", "<head", "<meta", "<table", "<body", "<?xml", "<style", "<div"}) {
    if (start.starts_with(tag)) return true;
  }
  return false;
}

std::string OtherKind(std::string_view head) {
  if (head.starts_with("PK\x03\x04")) return Zipped(head);
  if (head.starts_with("\xd0\xcf\x11\xe0"))
    return fmt::format("is an old Excel workbook (.xls), not CSV; {}", kSaveAs);
  if (IsMarkup(head)) {
    return fmt::format(
        "is a web page (HTML or XML), as some programs export for Excel, not CSV; {}", kSaveAs);
  }
  if (head.starts_with("%PDF-")) return "is a PDF document, not CSV; export the table as CSV";
  if (head.starts_with("BZh") && head.substr(4).starts_with("1AY&SY"))
    return "is compressed with bzip2; unpack it first (only .gz is read directly)";
  if (head.starts_with("\xfd"
                       "7zXZ"))
    return "is compressed with xz; unpack it first (only .gz is read directly)";
  if (head.starts_with("\x28\xb5\x2f\xfd"))
    return "is compressed with zstd; unpack it first (only .gz is read directly)";
  if (head.starts_with("7z\xbc\xaf\x27\x1c") || head.starts_with("Rar!\x1a"))
    return "is an archive; unpack it and name the CSV file inside";
  if (head.starts_with("\x1f\x8b")) return "is compressed twice; unpack it once";
  return "";
}

}  // namespace

void RefuseOtherKinds(std::string_view head, const std::string& name) {
  const std::string kind = OtherKind(head);
  if (!kind.empty()) throw UsageError(fmt::format("{}: {}", name, kind));
}

}  // namespace leadsync::csv
