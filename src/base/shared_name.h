// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace leadsync {

/// A name that very many rows share, such as a field's code or label: its text is kept once, as
/// long as the process runs, and a copy of the name is a copy of a pointer. For names of which
/// there are few, never for cells. One thread at a time.
class SharedName {
 public:
  SharedName() : SharedName(std::string_view()) {}
  SharedName(std::string_view text);  // NOLINT: stands for the text
  SharedName(const std::string& text) : SharedName(std::string_view(text)) {}  // NOLINT
  SharedName(const char* text) : SharedName(std::string_view(text)) {}         // NOLINT

  const std::string& text() const { return kept_->text; }
  const std::string& json() const { return kept_->json; }  ///< as a quoted JSON string
  operator std::string_view() const { return text(); }     // NOLINT
  static size_t kept();  ///< how many names there are in the process
  bool empty() const { return text().empty(); }
  bool operator==(const SharedName& other) const { return kept_ == other.kept_; }
  template <std::convertible_to<std::string_view> Text>
  requires(!std::same_as<Text, SharedName>) bool operator==(const Text& other) const {
    return text() == std::string_view(other);
  }

 private:
  struct Kept {
    std::string text;
    std::string json;
  };
  struct Pool;
  static Pool& ThePool();
  const Kept* kept_;
};

}  // namespace leadsync
