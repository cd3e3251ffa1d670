// SPDX-License-Identifier: MIT
#include "sandbox/faults.h"

#include <algorithm>

namespace leadsync::sandbox {
namespace {

bool IsForCommands(FaultKind kind) {
  return kind == FaultKind::kOperationLimit || kind == FaultKind::kEdit ||
         kind == FaultKind::kDelete || kind == FaultKind::kHide;
}

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool EqualsFolded(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

}  // namespace

bool MatchesMethod(std::string_view pattern, std::string_view method) {
  if (pattern.empty()) return true;
  if (pattern.back() != '*') return EqualsFolded(pattern, method);
  pattern.remove_suffix(1);
  return EqualsFolded(pattern, method.substr(0, pattern.size()));
}

FaultBook::FaultBook(std::vector<FaultRule> rules) {
  for (FaultRule& rule : rules) {
    uint64_t seed = rule.seed;
    rules_.push_back({std::move(rule), std::mt19937_64(seed)});
  }
}

bool FaultBook::Fires(Entry* entry, uint64_t number) {
  const FaultRule& rule = entry->rule;
  if (number < rule.from || number > rule.to || entry->fired >= rule.count) return false;
  ++entry->matched;
  if (entry->matched % rule.every != 0) return false;
  // 53 bits, as a fraction: the same on every platform, unlike std's distributions.
  double die = static_cast<double>(entry->dice() >> 11) * 0x1.0p-53;
  if (die >= rule.probability) return false;
  ++entry->fired;
  return true;
}

const FaultRule* FaultBook::OnRequest(const RequestFacts& facts, Duration* slow) {
  const FaultRule* found = nullptr;
  for (Entry& entry : rules_) {
    const FaultRule& rule = entry.rule;
    if (IsForCommands(rule.kind) || rule.kind == FaultKind::kRefuse) continue;
    if (rule.kind == FaultKind::kCloseReused && !facts.reused) continue;
    bool matches = MatchesMethod(rule.method, facts.method) ||
                   std::any_of(facts.inner.begin(), facts.inner.end(),
                               [&](std::string_view m) { return MatchesMethod(rule.method, m); });
    if (!matches) continue;
    if (rule.kind == FaultKind::kSlow) {
      if (Fires(&entry, facts.number)) *slow += rule.delay;
    } else if (found == nullptr && Fires(&entry, facts.number)) {
      found = &rule;
    }
  }
  return found;
}

bool FaultBook::RefusesConnection(uint64_t number, WallTime now) {
  if (rules_.empty()) return false;
  if (now < refuse_until_) return true;
  if (refusal_judged_ == number) return false;
  refusal_judged_ = number;
  for (Entry& entry : rules_) {
    if (entry.rule.kind != FaultKind::kRefuse || !Fires(&entry, number)) continue;
    refuse_until_ = now + std::chrono::ceil<std::chrono::milliseconds>(entry.rule.delay);
    return true;
  }
  return false;
}

const FaultRule* FaultBook::OnCommand(FaultKind kind, bool after, std::string_view method,
                                      uint64_t number) {
  for (Entry& entry : rules_) {
    const FaultRule& rule = entry.rule;
    if (rule.kind != kind || rule.after != after || !MatchesMethod(rule.method, method)) continue;
    if (Fires(&entry, number)) return &rule;
  }
  return nullptr;
}

std::vector<FaultBook::Line> FaultBook::Report() const {
  std::vector<Line> out;
  for (const Entry& entry : rules_) out.push_back({entry.rule.written, entry.matched, entry.fired});
  return out;
}

}  // namespace leadsync::sandbox
