// SPDX-License-Identifier: MIT
// Sentences from the rooms' catalogues (ROOM/messages.def): those that end a run, and remarks,
// whose place stands beside them: the row and column of a report, the line of a mapping.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/error.h"

namespace leadsync {

/// How many blanks `{}` a text has; any other brace is text.
consteval size_t BlanksIn(std::string_view text) {
  size_t blanks = 0;
  for (size_t at = text.find("{}"); at != std::string_view::npos; at = text.find("{}", at + 2))
    ++blanks;
  return blanks;
}

/// A sentence that says where, what is wrong, and what to do, in this order; with blanks to fill.
/// The code is for programs and never changes.
struct MessageText {
  std::string_view code;
  ExitCode exit;
  std::string_view place;
  std::string_view thing;
  std::string_view remedy;
};

/// One with so many blanks: the compiler counts what they are filled with.
template <size_t Blanks>
struct Message : MessageText {};

/// A sentence without a place of its own: what is wrong and what to do, with blanks to fill. The
/// code is for programs and never changes.
struct RemarkText {
  std::string_view code;
  std::string_view thing;
  std::string_view remedy;
};

template <size_t Blanks>
struct Remark : RemarkText {};

/// What a blank is filled with.
class Filler {
 public:
  Filler(std::string_view text) : text_(text) {}    // NOLINT: that is what it is for
  Filler(const std::string& text) : text_(text) {}  // NOLINT
  Filler(const char* text) : text_(text) {}         // NOLINT
  Filler(char c) : text_(1, c) {}                   // NOLINT
  Filler(double n);                                 // NOLINT: as short as it can be written
  template <std::integral T>
  Filler(T n) : text_(std::to_string(n)) {}  // NOLINT
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// What main tells programs about an error, beside its text.
class Coded {
 public:
  explicit Coded(std::string_view code) : code_(code) {}
  virtual ~Coded() = default;
  std::string_view message_code() const { return code_; }

 private:
  std::string_view code_;
};

/// The code of the sentence that an error was raised with; empty if it has none.
std::string_view CodeOf(const Error& error);

std::string FillBlanks(std::initializer_list<std::string_view> parts,
                       std::initializer_list<Filler> fillers);
[[noreturn]] void RaiseFilled(const MessageText& message, std::initializer_list<Filler> fillers);

/// Throws an Error of that text and code: for what is put together from a remark.
[[noreturn]] void RaiseText(std::string_view code, ExitCode exit, const std::string& text);
/// Throws the error once more with the place before its text; code and exit code stay.
[[noreturn]] void RaiseAt(std::string_view place, const Error& error);

/// Throws an Error with the message's exit code: a UsageError for kUsage.
template <size_t Blanks, typename... Fillers>
[[noreturn]] void Raise(const Message<Blanks>& message, const Fillers&... fillers) {
  static_assert(sizeof...(Fillers) == Blanks, "a filler for each {} of the message");
  RaiseFilled(message, {Filler(fillers)...});
}

/// The text alone.
template <size_t Blanks, typename... Fillers>
std::string Say(const Message<Blanks>& message, const Fillers&... fillers) {
  static_assert(sizeof...(Fillers) == Blanks, "a filler for each {} of the message");
  return FillBlanks({message.place, message.thing, message.remedy}, {Filler(fillers)...});
}
template <size_t Blanks, typename... Fillers>
std::string Say(const Remark<Blanks>& remark, const Fillers&... fillers) {
  static_assert(sizeof...(Fillers) == Blanks, "a filler for each {} of the remark");
  return FillBlanks({remark.thing, remark.remedy}, {Filler(fillers)...});
}

}  // namespace leadsync

/// For ROOM/messages.h: make a constant of each MESSAGE and REMARK of a catalogue.
// NOLINTBEGIN(bugprone-macro-parentheses): literals side by side are one.
#define LEADSYNC_MESSAGE(name, code, exit, place, thing, remedy)                       \
  inline constexpr ::leadsync::Message<::leadsync::BlanksIn(place thing remedy)> name{ \
      {code, ::leadsync::ExitCode::exit, place, thing, remedy}};
#define LEADSYNC_REMARK(name, code, thing, remedy)                              \
  inline constexpr ::leadsync::Remark<::leadsync::BlanksIn(thing remedy)> name{ \
      {code, thing, remedy}};
// NOLINTEND(bugprone-macro-parentheses)
