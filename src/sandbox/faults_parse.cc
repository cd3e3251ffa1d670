// SPDX-License-Identifier: MIT
// Fault rules as text.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "sandbox/faults.h"
#include "sandbox/messages.h"
#include "sandbox/rule_text.h"

namespace leadsync::sandbox {
namespace {

constexpr std::array kKinds{
    std::pair{std::string_view("refuse"), FaultKind::kRefuse},
    std::pair{std::string_view("reset"), FaultKind::kReset},
    std::pair{std::string_view("close-reused"), FaultKind::kCloseReused},
    std::pair{std::string_view("hang"), FaultKind::kHang},
    std::pair{std::string_view("slow"), FaultKind::kSlow},
    std::pair{std::string_view("trickle"), FaultKind::kTrickle},
    std::pair{std::string_view("html"), FaultKind::kHtml},
    std::pair{std::string_view("error-500"), FaultKind::kServerError},
    std::pair{std::string_view("partial"), FaultKind::kPartial},
    std::pair{std::string_view("truncate"), FaultKind::kTruncate},
    std::pair{std::string_view("garbage"), FaultKind::kGarbage},
    std::pair{std::string_view("drop"), FaultKind::kDrop},
    std::pair{std::string_view("shape"), FaultKind::kShape},
    std::pair{std::string_view("query-limit"), FaultKind::kQueryLimit},
    std::pair{std::string_view("expired"), FaultKind::kExpired},
    std::pair{std::string_view("operation-limit"), FaultKind::kOperationLimit},
    std::pair{std::string_view("edit"), FaultKind::kEdit},
    std::pair{std::string_view("delete"), FaultKind::kDelete},
    std::pair{std::string_view("hide"), FaultKind::kHide},
};
constexpr int64_t kMost = int64_t{1} << 40;

FaultKind KindOf(std::string_view name) {
  auto found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& k) { return k.first == name; });
  if (found != kKinds.end()) return found->second;
  std::string names;
  for (const auto& kind : kKinds) {
    names += (names.empty() ? "" : ", ") + std::string(kind.first);
  }
  Raise(said::kNoFault, name, names);
}

/// Moment and delay that a kind has when the rule says nothing.
void SetDefaults(FaultRule* rule) {
  if (rule->kind == FaultKind::kSlow || rule->kind == FaultKind::kTrickle)
    rule->delay = std::chrono::seconds(5);
  // Long enough for a front that can refuse only whoever knocks meanwhile.
  if (rule->kind == FaultKind::kRefuse) rule->delay = std::chrono::milliseconds(200);
  if (rule->kind == FaultKind::kExpired || rule->kind == FaultKind::kQueryLimit ||
      rule->kind == FaultKind::kOperationLimit) {
    rule->after = false;
  }
}

/// Kinds that spoil the answer of work that was done.
bool StrikesAnswer(FaultKind kind) {
  return kind == FaultKind::kTrickle || kind == FaultKind::kPartial ||
         kind == FaultKind::kTruncate || kind == FaultKind::kDrop || kind == FaultKind::kShape;
}

bool ParseWhen(const Setting& setting, std::string_view what) {
  if (setting.value == "before" || setting.value == "after") return setting.value == "after";
  Raise(said::kNoMoment, what, setting.value);
}

std::string ParseMember(const Setting& setting, std::string_view what) {
  for (std::string_view member :
       {"result", "result_error", "result_total", "result_next", "result_time", "all"}) {
    if (setting.value == member) return setting.value;
  }
  Raise(said::kNoMember, what, setting.value);
}

/// Which requests or commands. False if it is none of these settings.
bool ApplyScope(const Setting& setting, std::string_view what, FaultRule* rule) {
  const std::string& name = setting.name;
  auto positive = [&] { return static_cast<uint64_t>(CountOf(setting, what, 1, kMost)); };
  if (name == "method") {
    rule->method = setting.value;
  } else if (name == "every") {
    rule->every = positive();
  } else if (name == "p") {
    rule->probability = NumberOf(setting, what, 0, 1);
  } else if (name == "seed") {
    rule->seed = static_cast<uint64_t>(CountOf(setting, what, 0, kMost));
  } else if (name == "count") {
    rule->count = positive();
  } else if (name == "from") {
    rule->from = positive();
  } else if (name == "to") {
    rule->to = positive();
  } else if (name == "when") {
    rule->after = ParseWhen(setting, what);
  } else {
    return false;
  }
  return true;
}

/// What exactly happens. False if it is none of these settings.
bool ApplyDetail(const Setting& setting, std::string_view what, FaultRule* rule) {
  const std::string& name = setting.name;
  auto size = [&] { return static_cast<size_t>(CountOf(setting, what, 0, kMost)); };
  if (name == "delay") {
    rule->delay = DurationOf(setting, what);
  } else if (name == "status") {
    rule->status = static_cast<int>(CountOf(setting, what, 200, 599));
  } else if (name == "commands") {
    rule->commands = size();
  } else if (name == "bytes") {
    rule->bytes = size();
  } else if (name == "command") {
    rule->command = size();
  } else if (name == "member") {
    rule->member = ParseMember(setting, what);
  } else if (name == "lead") {
    rule->lead = CountOf(setting, what, 1, kMost);
  } else if (name == "field") {
    rule->field = setting.value;
  } else if (name == "value") {
    rule->value = setting.value;
  } else if (name == "user") {
    rule->user = CountOf(setting, what, 0, kMost);
  } else {
    return false;
  }
  return true;
}

}  // namespace

FaultRule ParseFaultRule(std::string_view text) {
  std::string what = fmt::format("fault «{}»", Trim(text));
  std::vector<std::string> words = SplitWords(text, what);
  if (words.empty()) Raise(said::kEmptyFault);
  FaultRule rule;
  rule.written = Trim(text);
  rule.kind = KindOf(words[0]);
  SetDefaults(&rule);
  for (size_t i = 1; i < words.size(); ++i) {
    Setting setting = ParseSetting(words[i], what);
    if (!ApplyScope(setting, what, &rule) && !ApplyDetail(setting, what, &rule)) {
      Raise(said::kNoFaultSetting, what, setting.name);
    }
  }
  if (!rule.after && StrikesAnswer(rule.kind)) {
    Raise(said::kOnlyAfter, what, words[0]);
  }
  if (rule.kind == FaultKind::kRefuse && !rule.method.empty()) {
    Raise(said::kRefuseTakesNoMethod, what);
  }
  return rule;
}

std::vector<FaultRule> ParseFaultRules(std::string_view text) {
  std::vector<FaultRule> out;
  while (!text.empty()) {
    size_t end = text.find('\n');
    std::string_view line = Trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (!line.empty() && line[0] != '#') out.push_back(ParseFaultRule(line));
  }
  return out;
}

}  // namespace leadsync::sandbox
