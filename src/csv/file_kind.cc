// SPDX-License-Identifier: MIT
#include "csv/file_kind.h"

#include <algorithm>
#include <cctype>

#include "csv/messages.h"

namespace leadsync::csv {
namespace {

using namespace std::string_view_literals;

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// A file that begins with zip's signature.
[[noreturn]] void RefuseZipped(std::string_view head, const std::string& name) {
  if (Contains(head, "opendocument.spreadsheet")) Raise(said::kOpenDocument, name);
  if (Contains(head, "[Content_Types].xml") || Contains(head, "xl/") || Contains(head, "_rels/"))
    Raise(said::kWorkbook, name);
  Raise(said::kZip, name);
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

}  // namespace

void RefuseOtherKinds(std::string_view head, const std::string& name) {
  if (head.starts_with("PK\x03\x04")) RefuseZipped(head, name);
  if (head.starts_with("\xd0\xcf\x11\xe0")) Raise(said::kOldWorkbook, name);
  if (IsMarkup(head)) Raise(said::kWebPage, name);
  if (head.starts_with("%PDF-")) Raise(said::kPdf, name);
  if (head.size() > 4 && head.starts_with("BZh") && head.substr(4).starts_with("1AY&SY"))
    Raise(said::kCompressed, name, "bzip2");
  if (head.starts_with("\xfd"
                       "7zXZ"))
    Raise(said::kCompressed, name, "xz");
  if (head.starts_with("\x28\xb5\x2f\xfd")) Raise(said::kCompressed, name, "zstd");
  if (head.starts_with("7z\xbc\xaf\x27\x1c") || head.starts_with("Rar!\x1a"))
    Raise(said::kArchive, name);
  if (head.starts_with("\x1f\x8b")) Raise(said::kCompressedTwice, name);
}

}  // namespace leadsync::csv
