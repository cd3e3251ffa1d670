// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace leadsync::sync {

/// Why a name is no encoding's.
struct EncodingProblem {
  std::string text;
};
/// The encoding's name as csv knows it, "auto" as empty.
std::variant<std::string, EncodingProblem> EncodingNamed(std::string_view name);
/// What is wrong with an IANA time zone's name, or nothing.
std::optional<std::string> TimeZoneProblem(std::string_view name);
/// The host (and port) of "acme.bitrix24.com" or "https://acme.bitrix24.com/", lower case; nothing
/// if it is no such thing.
std::optional<std::string> PortalHost(std::string_view text);

}  // namespace leadsync::sync
