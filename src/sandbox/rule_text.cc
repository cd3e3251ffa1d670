// SPDX-License-Identifier: MIT
#include "sandbox/rule_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "base/error.h"
#include "sandbox/messages.h"

namespace leadsync::sandbox {
namespace {

bool ParseWhole(std::string_view text, double* value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(*value);
}

}  // namespace

Setting ParseSetting(std::string_view text, std::string_view what) {
  size_t equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) {
    Raise(said::kNoSetting, what, text);
  }
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

double NumberOf(const Setting& setting, std::string_view what, double least, double most) {
  double value = 0;
  if (!ParseWhole(setting.value, &value) || value < least || value > most) {
    Raise(said::kBadNumber, what, setting.name, setting.value, least, most);
  }
  return value;
}

int64_t CountOf(const Setting& setting, std::string_view what, int64_t least, int64_t most) {
  int64_t value = 0;
  const char* end = setting.value.data() + setting.value.size();
  auto [stopped, error] = std::from_chars(setting.value.data(), end, value);
  if (error != std::errc() || stopped != end || value < least || value > most) {
    Raise(said::kBadCount, what, setting.name, setting.value, least, most);
  }
  return value;
}

Duration DurationOf(const Setting& setting, std::string_view what) {
  std::string_view number = setting.value;
  double unit = 1;
  auto ends_with = [&](std::string_view suffix) {
    if (!number.ends_with(suffix)) return false;
    number.remove_suffix(suffix.size());
    return true;
  };
  if (ends_with("ms")) {
    unit = 0.001;
  } else if (ends_with("m")) {
    unit = 60;
  } else {
    ends_with("s");
  }
  double value = 0;
  if (!ParseWhole(number, &value) || value < 0 || value * unit > 86400) {
    Raise(said::kBadTime, what, setting.name, setting.value);
  }
  return FromSeconds(value * unit);
}

std::vector<std::string> SplitWords(std::string_view text, std::string_view what) {
  std::vector<std::string> out;
  std::string word;
  bool quoted = false;
  bool any = false;
  for (char c : text) {
    if (c == '"') {
      quoted = !quoted;
      any = true;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      if (any) out.push_back(std::move(word));
      word.clear();
      any = false;
    } else {
      word += c;
      any = true;
    }
  }
  if (quoted) Raise(said::kOpenQuote, what, text);
  if (any) out.push_back(std::move(word));
  return out;
}

}  // namespace leadsync::sandbox
