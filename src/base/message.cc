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
  const std::string text = FillBlanks({message.place, message.thing, message.remedy}, fillers);
  if (message.exit == ExitCode::kUsage) throw CodedError<UsageError>(message.code, text);
  throw CodedError<Error>(message.code, text, message.exit);
}

void RaiseAt(std::string_view place, const Error& error) {
  const std::string text = fmt::format("{}: {}", place, error.what());
  const std::string_view code = CodeOf(error);
  if (error.code() == ExitCode::kUsage) throw CodedError<UsageError>(code, text);
  throw CodedError<Error>(code, text, error.code());
}

}  // namespace leadsync
