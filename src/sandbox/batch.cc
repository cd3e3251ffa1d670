// SPDX-License-Identifier: MIT
#include "sandbox/batch.h"

#include <algorithm>
#include <array>
#include <memory>

#include "sandbox/php_json.h"
#include "sandbox/references.h"
#include "sandbox/rest_request.h"

namespace leadsync::sandbox {
namespace {

std::string UpperCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

/// array_change_key_case: of several spellings the last one counts.
const PhpValue* FindAnyCase(const PhpArray& params, std::string_view upper) {
  const PhpValue* found = nullptr;
  for (const PhpArray::Entry& entry : params) {
    if (!entry.key.is_number && UpperCase(entry.key.text) == upper) found = &entry.value;
  }
  return found;
}

const PhpArray* Commands(const PhpArray& params) {
  const PhpValue* cmd = FindAnyCase(params, "CMD");
  return cmd != nullptr && cmd->IsArray() ? &cmd->array() : nullptr;
}

/// One run of a batch over its commands.
class Batch {
 public:
  Batch(const BatchOptions& options, CommandRunner* runner) : options_(options), runner_(runner) {}

  BatchOutput Run(const PhpArray& commands, bool halt) {
    size_t count = 0;
    out_.result.Reserve(commands.size());
    out_.time.reserve(commands.size());
    for (const PhpArray::Entry& command : commands) {
      bool failed = false;
      if (count++ >= kBatchLength) {
        AddError(command.key,
                 ErrorArray({400, "ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded", {}}));
        failed = true;
      } else if (!command.value.IsString()) {
        continue;
      } else {
        failed = !RunOne(command.key, command.value.string());
      }
      if (out_.died || (failed && halt)) break;
    }
    return std::move(out_);
  }

 private:
  /// False if the command failed.
  bool RunOne(const PhpArray::Key& key, const std::string& command) {
    CommandUrl url = ParseCommandUrl(command, &scratch_);
    // The service methods are compared as they are written: BATCH slips through.
    if (url.path == "batch" || url.path == "upload" || url.path == "download") {
      AddError(key, ErrorArray({400,
                                "ERROR_BATCH_METHOD_NOT_ALLOWED",
                                "Method is not allowed for batch usage",
                                {}}));
      return false;
    }
    PhpArray params;
    if (url.query != "0") ParsePhpQuery(url.query, options_.query, &params);
    if (MayHoldReferences(url.query)) Substitute(&params);
    CommandOutcome outcome = runner_->RunCommand(LowerCase(url.path), std::move(params));
    if (outcome.died) {
      out_.died = true;
      return false;
    }
    if (outcome.error) {
      Settle(&*outcome.error);
      AddError(key, ErrorArray(*outcome.error));
      return false;
    }
    out_.result.Append(key, std::move(outcome.result));
    if (outcome.next) out_.next.Append(key, *outcome.next);
    if (outcome.total) out_.total.Append(key, *outcome.total);
    out_.time.push_back({key, outcome.time});
    times_.reset();
    return true;
  }

  /// The slot of the application's last exception outlives the command that filled it.
  void Settle(RestError* error) {
    if (!options_.stale_exceptions) return;
    bool leaves = LeavesException(*error);
    if (stale_) {
      error->code = stale_->code.empty() ? "ERROR_CORE" : stale_->code;
      error->description = stale_->description;
    } else if (leaves) {
      stale_ = *error;
    }
  }

  void AddError(const PhpArray::Key& key, PhpArray error) {
    for (const PhpArray::Entry& entry : error) {
      if (entry.key == PhpArray::Key("error")) continue;
      ErrorKey(entry.key.ToString())->Set(key, entry.value);
    }
    out_.error.Append(key, std::move(error));
  }

  PhpArray* ErrorKey(const std::string& name) {
    for (auto& [known, values] : out_.error_keys) {
      if (known == name) return &values;
    }
    return &out_.error_keys.emplace_back(name, PhpArray()).second;
  }

  void Substitute(PhpArray* params) {
    CollectedOutput collected;
    collected.names = {"result", "next", "total", "time", "error"};
    for (const auto& [name, values] : out_.error_keys) collected.names.push_back(name);
    collected.member = [this](std::string_view name) -> const PhpArray* {
      if (name == "result") return &out_.result;
      if (name == "next") return &out_.next;
      if (name == "total") return &out_.total;
      if (name == "error") return &out_.error;
      if (name == "time") return Times();
      for (const auto& [known, values] : out_.error_keys) {
        if (known == name) return &values;
      }
      return nullptr;  // another case than the collected name has: PHP finds nothing
    };
    SubstituteReferences(collected, params);
  }

  const PhpArray* Times() {
    if (!times_) {
      times_ = std::make_unique<PhpArray>();
      for (const BatchOutput::Timed& timed : out_.time) {
        times_->Append(timed.key, TimeArray(timed.time, options_.time));
      }
    }
    return times_.get();
  }

  const BatchOptions& options_;
  CommandRunner* runner_;
  BatchOutput out_;
  std::optional<RestError> stale_;
  std::unique_ptr<PhpArray> times_;
  std::string scratch_;
};

void AppendMember(const char* name, bool comma, std::string* out) {
  if (comma) out->push_back(',');
  *out += '"';
  *out += name;
  *out += "\":";
}

/// A list for what PHP would print as an object, and the reverse.
template <typename Entries, typename AppendValue>
void AppendReshaped(const Entries& entries, std::string* out, AppendValue append_value) {
  std::string usual;
  AppendPhpArray(entries, &usual, [](const auto&) {});
  bool to_list = usual[0] == '{';
  out->push_back(to_list ? '[' : '{');
  bool first = true;
  for (const auto& entry : entries) {
    if (!first) out->push_back(',');
    first = false;
    if (!to_list) AppendPhpJsonKey(entry.key, out);
    append_value(entry);
  }
  out->push_back(to_list ? ']' : '}');
}

}  // namespace

BatchOutput RunBatch(const PhpArray& params, const BatchOptions& options, CommandRunner* runner) {
  const PhpArray* commands = Commands(params);
  if (commands == nullptr) return {};
  const PhpValue* halt = FindAnyCase(params, "HALT");
  return Batch(options, runner).Run(*commands, halt != nullptr && halt->Truthy());
}

std::vector<std::string_view> MethodsOfBatch(const PhpArray& params) {
  std::vector<std::string_view> out;
  const PhpArray* commands = Commands(params);
  if (commands == nullptr) return out;
  for (const PhpArray::Entry& command : *commands) {
    if (out.size() == kBatchLength) break;
    if (!command.value.IsString()) continue;
    std::string_view text = command.value.string();
    out.push_back(text.substr(0, text.find_first_of("?#")));
  }
  return out;
}

void AppendBatchJson(const BatchOutput& output, const TimeFormat& format, std::string_view reshaped,
                     std::string* out) {
  auto member = [&](const char* name, bool comma, const auto& entries, auto append_value) {
    AppendMember(name, comma, out);
    if (reshaped == "all" || reshaped == name) {
      AppendReshaped(entries, out, append_value);
    } else {
      AppendPhpArray(entries, out, append_value);
    }
  };
  auto value = [out](const PhpArray::Entry& entry) { entry.value.AppendJson(out); };
  out->push_back('{');
  member("result", false, output.result, value);
  member("result_error", true, output.error, value);
  member("result_total", true, output.total, value);
  member("result_next", true, output.next, value);
  // Commands that cost nothing bear the same times: the text is copied rather than printed anew.
  const CallTime* printed = nullptr;
  size_t from = 0;
  size_t length = 0;
  member("result_time", true, output.time, [&](const BatchOutput::Timed& timed) {
    if (printed != nullptr && *printed == timed.time) {
      out->reserve(out->size() + length);
      out->append(out->data() + from, length);
      return;
    }
    from = out->size();
    AppendTimeJson(timed.time, format, out);
    length = out->size() - from;
    printed = &timed.time;
  });
  out->push_back('}');
}

PhpArray BatchArray(const BatchOutput& output, const TimeFormat& format) {
  PhpArray out;
  out.Append("result", output.result);
  out.Append("result_error", output.error);
  out.Append("result_total", output.total);
  out.Append("result_next", output.next);
  PhpArray times;
  for (const BatchOutput::Timed& timed : output.time) {
    times.Append(timed.key, TimeArray(timed.time, format));
  }
  out.Append("result_time", std::move(times));
  return out;
}

const PhpArray::Key* NthCommand(const PhpArray& params, size_t n) {
  const PhpArray* commands = Commands(params);
  if (commands == nullptr || commands->empty()) return nullptr;
  size_t may_run = std::min(commands->size(), kBatchLength);
  size_t index = n == 0 || n > may_run ? may_run - 1 : n - 1;
  return &(commands->begin() + static_cast<std::ptrdiff_t>(index))->key;
}

void DropCommand(const PhpArray::Key& key, BatchOutput* output) {
  for (PhpArray* member : {&output->result, &output->error, &output->total, &output->next}) {
    member->Erase(key);
  }
  std::erase_if(output->time, [&](const BatchOutput::Timed& timed) { return timed.key == key; });
}

bool LeavesException(const RestError& error) {
  if (error.code == "ERROR_CORE") return error.description != "SQL query error!";
  if (!error.code.empty()) return false;
  constexpr std::array<std::string_view, 5> kConstants{"ID is not defined or invalid.", "Not found",
                                                       "Lead is not found", "Access denied.",
                                                       "Failed to get list. General error."};
  const std::string& text = error.description;
  return std::find(kConstants.begin(), kConstants.end(), text) == kConstants.end() &&
         !text.starts_with("Parameter '") && !text.starts_with("The parameter ") &&
         !text.starts_with("Resource '") && !text.starts_with("Communication ");
}

PhpArray ErrorArray(const RestError& error) {
  PhpArray out;
  out.Append("error", error.code);
  out.Append("error_description", error.description);
  for (const PhpArray::Entry& entry : error.extra) out.Set(entry.key, entry.value);
  return out;
}

}  // namespace leadsync::sandbox
