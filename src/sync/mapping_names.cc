// SPDX-License-Identifier: MIT
// Names from outside that a mapping uses: delimiters, encodings, time zones, hosts.
#include "sync/mapping_names.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "crm/types/time_zone.h"
#include "csv/encoding.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

const std::vector<std::string>& CommonEncodings() {
  static const std::vector<std::string> names = {
      "auto",   "UTF-8",  "UTF-16",      "UTF-16LE",     "UTF-16BE",     "windows-1250",
      "cp866",  "KOI8-R", "ISO-8859-1",  "windows-1251", "windows-1252", "windows-1253",
      "KOI8-U", "cp852",  "ISO-8859-15", "ISO-8859-2",   "windows-1254", "windows-1257"};
  return names;
}

std::optional<std::string> Canonical(std::string_view name) {
  try {
    return csv::CanonicalEncoding(name);
  } catch (const UsageError&) {
    return std::nullopt;
  }
}

/// Where Debian's tzdata keeps the list of zones.
constexpr const char* kZoneList = "/usr/share/zoneinfo/tzdata.zi";

/// All names of the zone database: lines `Z Europe/Berlin ...` and `L Europe/Berlin Arctic/...`.
std::vector<std::string> TimeZones() {
  std::vector<std::string> names;
  const std::string text = ReadFileIfAny(kZoneList).value_or("");
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    if (!line.starts_with("Z ") && !line.starts_with("L ")) continue;
    const std::string_view name =
        line[0] == 'Z' ? line.substr(2) : line.substr(std::min(line.size(), line.rfind(' ') + 1));
    names.emplace_back(name.substr(0, name.find(' ')));
  }
  return names;
}

}  // namespace

std::variant<std::string, EncodingProblem> EncodingNamed(std::string_view name) {
  if (name == "auto") return std::string();
  if (auto canonical = Canonical(name)) return std::move(*canonical);
  const std::vector<std::string> near = Nearest(name, CommonEncodings(), 1);
  return EncodingProblem{near.empty() ? Say(said::kNoEncoding, Shorten(name))
                                      : Say(said::kEncodingMisspelt, Shorten(name), near.front())};
}

std::optional<std::string> TimeZoneProblem(std::string_view name) {
  if (crm::TimeZone::Find(name).index() == 0) return std::nullopt;
  const std::vector<std::string> near = Nearest(name, TimeZones(), 1);
  return near.empty() ? Say(said::kNoTimeZone, Shorten(name))
                      : Say(said::kTimeZoneMisspelt, Shorten(name), near.front());
}

std::optional<std::string> PortalHost(std::string_view text) {
  std::string host;
  for (const char c : Trim(text)) {
    host += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (host.starts_with("https://")) host.erase(0, 8);
  if (host.starts_with("http://")) host.erase(0, 7);
  if (host.ends_with('/')) host.pop_back();
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == ':' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  if (host.empty() || !std::all_of(host.begin(), host.end(), fits)) return std::nullopt;
  return host;
}

}  // namespace leadsync::sync
