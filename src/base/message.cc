// SPDX-License-Identifier: MIT
#include "base/message.h"

#include <fmt/format.h>

namespace leadsync {
namespace {

template <typename Kind>
class CodedError : public Kind, public Coded {
 public:
  template <typename... Args>
  explicit CodedError(std::string_view code, Args&&... args) : Kind(args...), Coded(code) {}
};

}  // namespace

std::string_view CodeOf(const Error& error) {
  const auto* coded = dynamic_cast<const Coded*>(&error);
  return coded ? coded->message_code() : std::string_view();
}

Filler::Filler(double n) : text_(fmt::format("{}", n)) {}

std::string FillBlanks(std::initializer_list<std::string_view> parts,
                       std::initializer_list<Filler> fillers) {
  std::string text;
  auto next = fillers.begin();
  for (const std::string_view part : parts) {
    size_t from = 0;
    for (size_t at; (at = part.find("{}", from)) != std::string_view::npos; from = at + 2) {
      text += part.substr(from, at - from);
      if (next != fillers.end()) text += (next++)->text();
    }
    text += part.substr(from);
  }
  return text;
}

void RaiseFilled(const MessageText& message, std::initializer_list<Filler> fillers) {
  RaiseText(message.code, message.exit,
            FillBlanks({message.place, message.thing, message.remedy}, fillers));
}

void RaiseText(std::string_view code, ExitCode exit, const std::string& text) {
  if (exit == ExitCode::kUsage) throw CodedError<UsageError>(code, text);
  throw CodedError<Error>(code, text, exit);
}

void RaiseAt(std::string_view place, const Error& error) {
  RaiseText(CodeOf(error), error.code(), fmt::format("{}: {}", place, error.what()));
}

}  // namespace leadsync
