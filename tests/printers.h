// SPDX-License-Identifier: MIT
// What doctest shows of our types when a check fails.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace doctest {

template <>
struct StringMaker<std::vector<std::string>> {
  static String convert(const std::vector<std::string>& v) {
    std::string out = "[";
    for (const std::string& s : v) out += (out.size() > 1 ? ", \"" : "\"") + s + "\"";
    return (out + "]").c_str();
  }
};

template <typename T>
struct StringMaker<std::optional<T>> {
  static String convert(const std::optional<T>& v) {
    return v ? StringMaker<T>::convert(*v) : String("nothing");
  }
};

}  // namespace doctest
