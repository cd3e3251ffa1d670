// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// json_decode($text, true): objects become arrays whose later doubles win at the place of the
/// first, numbers beyond 64 bits become floats. Nothing where PHP fails: syntax, invalid UTF-8,
/// lone surrogates, more than 512 levels.
std::optional<PhpValue> DecodePhpJson(std::string_view text);

/// `text` as json_encode prints it under the REST server's flags (php_value.h), with quotes.
void AppendPhpJsonString(std::string_view text, std::string* out);

/// A float as PHP prints it: `digits` significant ones, or the shortest that read back (-1, as
/// json_encode does under serialize_precision = -1); from 1.0e+17 and below 1.0e-4 with exponent.
void AppendPhpDouble(double d, int digits, char exponent, std::string* out);

/// `"key":`
void AppendPhpJsonKey(const PhpArray::Key& key, std::string* out);

/// Entries with a `key` as json_encode prints an array: a list if the keys are 0..n-1 in order, an
/// empty one as []. `append_value(entry)` appends an entry's value.
template <typename Entries, typename AppendValue>
void AppendPhpArray(const Entries& entries, std::string* out, AppendValue append_value) {
  int64_t expected = 0;
  bool list = true;
  for (const auto& entry : entries) {
    list = list && entry.key.is_number && entry.key.number == expected;
    ++expected;
  }
  out->push_back(list ? '[' : '{');
  bool first = true;
  for (const auto& entry : entries) {
    if (!first) out->push_back(',');
    first = false;
    if (!list) AppendPhpJsonKey(entry.key, out);
    append_value(entry);
  }
  out->push_back(list ? ']' : '}');
}

/// Length of the well-formed UTF-8 sequence at `s[i]`, which is no ASCII; 0 if there is none.
size_t Utf8SequenceAt(std::string_view s, size_t i);

/// An integer in decimal.
void AppendInt(int64_t n, std::string* out);

}  // namespace leadsync::sandbox
