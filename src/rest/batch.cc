// SPDX-License-Identifier: MIT
#include "rest/batch.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

/// Index of a command's key; nothing for a key that was not sent.
std::optional<size_t> IndexOf(std::string_view key, size_t commands) {
  if (key.size() != 3 || key[0] != 'c') return std::nullopt;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!digit(key[1]) || !digit(key[2])) return std::nullopt;
  const size_t index = static_cast<size_t>(key[1] - '0') * 10 + static_cast<size_t>(key[2] - '0');
  return index < commands ? std::optional(index) : std::nullopt;
}

/// Calls `visit(index, value)` for each known key of a member.
template <typename Visit>
void ForEach(JsonValue member, size_t commands, Visit visit) {
  if (!member.IsObject()) return;
  for (size_t i = 0; i < member.size(); ++i)
    if (const auto index = IndexOf(member.key(i), commands)) visit(*index, member[i]);
}

}  // namespace

std::string ApiError::Text() const {
  const std::string plain = PlainText(description, 300);
  const std::string name = PlainText(code, 60);
  if (name.empty()) return plain.empty() ? "an error without a text" : plain;
  return plain.empty() ? name : fmt::format("{}: {}", name, plain);
}

BatchBody::BatchBody() : body_("{\"halt\":0,\"cmd\":{") {}

bool BatchBody::Add(std::string_view command) {
  if (size_ == kMaxCommands) return false;
  if (size_ > 0 && body_.size() + command.size() + 16 > kMaxBytes) return false;
  if (size_ > 0) body_ += ',';
  fmt::format_to(std::back_inserter(body_), "\"c{:02}\":", size_++);
  AppendJsonString(command, &body_);
  return true;
}

std::string BatchBody::Finish() {
  body_ += "}}";
  return std::move(body_);
}

std::optional<BatchAnswer> BatchAnswer::Decode(std::string body, size_t commands) {
  BatchAnswer answer;
  try {
    answer.document_ = JsonDocument::Parse(std::move(body));
  } catch (const JsonError&) {
    return std::nullopt;
  }
  const JsonValue root = answer.document_.root();
  const JsonValue outer = root["result"];
  if (!outer.IsObject()) return std::nullopt;
  for (const std::string_view member : {"result", "result_error"})
    if (!outer[member].IsObject() && !outer[member].IsArray()) return std::nullopt;

  answer.commands_.resize(commands);
  ForEach(outer["result"], commands, [&](size_t i, JsonValue value) {
    answer.commands_[i].kind = CommandAnswer::Kind::kResult;
    answer.commands_[i].result = value;
  });
  ForEach(outer["result_error"], commands, [&](size_t i, JsonValue value) {
    CommandAnswer& command = answer.commands_[i];
    command.kind = CommandAnswer::Kind::kError;
    command.error = {std::string(value["error"].text()),
                     std::string(value["error_description"].text())};
    if (value.IsString()) command.error.description = value.text();
  });
  ForEach(outer["result_total"], commands,
          [&](size_t i, JsonValue value) { answer.commands_[i].total = value.integer(); });
  ForEach(outer["result_next"], commands,
          [&](size_t i, JsonValue value) { answer.commands_[i].next = value.integer(); });
  ForEach(outer["result_time"], commands, [&](size_t i, JsonValue value) {
    CommandAnswer& command = answer.commands_[i];
    command.duration = value["duration"].number();
    command.operating = value["operating"].number();
    command.operating_reset_at = value["operating_reset_at"].number();
  });
  const JsonValue time = root["time"];
  answer.duration_ = time["duration"].number();
  answer.operating_ = time["operating"].number();
  answer.operating_reset_at_ = time["operating_reset_at"].number();
  answer.finish_ = time["finish"].number();
  return answer;
}

std::optional<BatchAnswer> BatchAnswer::OfLone(std::string body) {
  BatchAnswer answer;
  try {
    answer.document_ = JsonDocument::Parse(std::move(body));
  } catch (const JsonError&) {
    return std::nullopt;
  }
  const JsonValue root = answer.document_.root();
  CommandAnswer& command = answer.commands_.emplace_back();
  if (root["error"].exists()) {
    command.kind = CommandAnswer::Kind::kError;
    command.error = {std::string(root["error"].text()),
                     std::string(root["error_description"].text())};
  } else if (root["result"].exists()) {
    command.kind = CommandAnswer::Kind::kResult;
    command.result = root["result"];
  } else {
    return std::nullopt;
  }
  return answer;
}

const CommandAnswer& BatchAnswer::command(size_t index) const {
  static const CommandAnswer kMissing;
  return index < commands_.size() ? commands_[index] : kMissing;
}

}  // namespace leadsync::rest
