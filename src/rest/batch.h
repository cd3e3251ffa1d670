// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "rest/call.h"

namespace leadsync::rest {

/// An error as the portal words it. crm.lead.* errors have an empty code: what tells an error is
/// that it is there.
struct ApiError {
  std::string code;
  std::string description;
  /// "CODE: description", for people: one line, tags and control characters removed.
  std::string Text() const;
};

/// Gathers commands for one `batch` request. Keys are c00, c01, ...: numeric keys would come back
/// as lists. `halt` is 0: rows are independent (batch.md of the REST documentation).
class BatchBody {
 public:
  static constexpr size_t kMaxCommands = 50;
  static constexpr size_t kMaxBytes = 1'000'000;
  /// PHP drops variables above its `max_input_vars` without a word.
  static constexpr size_t kMaxVariables = 1000;

  BatchBody();
  /// False, and nothing is added, if the batch is full. A first command is always taken.
  bool Add(std::string_view command);
  bool Add(const Call& call) { return Add(ToCommand(call)); }
  size_t size() const { return size_; }
  size_t bytes() const { return body_.size(); }
  /// The JSON body; the object is used up.
  std::string Finish();

 private:
  std::string body_;
  size_t size_ = 0;
};

/// What one command came to.
struct CommandAnswer {
  enum class Kind { kResult, kError, kMissing };
  Kind kind = Kind::kMissing;
  JsonValue result;  ///< lives as long as the BatchAnswer
  ApiError error;
  std::optional<int64_t> total;
  std::optional<int64_t> next;
  std::optional<double> duration;            ///< seconds the server worked on it
  std::optional<double> operating;           ///< seconds billed to its method so far
  std::optional<double> operating_reset_at;  ///< Unix seconds
};

/// The answer to a batch. Takes every shape that PHP gives the five members: an object, `[]` for an
/// empty map, a list for keys 0..n-1. We never send such keys, so that a list names no command of
/// ours. A command that is named nowhere is kMissing.
class BatchAnswer {
 public:
  /// Nothing if the text is not a batch's answer.
  static std::optional<BatchAnswer> Decode(std::string body, size_t commands);

  /// The answer to a call of its own, as if it were the one command of a batch. Nothing if the text
  /// is neither a result nor an error.
  static std::optional<BatchAnswer> OfLone(std::string body);

  /// kMissing beyond the end.
  const CommandAnswer& command(size_t index) const;
  size_t size() const { return commands_.size(); }
  /// The outer `time`: of the whole batch.
  std::optional<double> duration() const { return duration_; }
  std::optional<double> operating() const { return operating_; }
  std::optional<double> operating_reset_at() const { return operating_reset_at_; }
  /// The server's clock when it was done, Unix seconds.
  std::optional<double> finish() const { return finish_; }

 private:
  JsonDocument document_;
  std::vector<CommandAnswer> commands_;
  std::optional<double> duration_;
  std::optional<double> operating_;
  std::optional<double> operating_reset_at_;
  std::optional<double> finish_;
};

}  // namespace leadsync::rest
