// SPDX-License-Identifier: MIT
#include "sync/draft/key_lookup.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sync/key.h"
#include "sync/lead_key.h"
#include "sync/lead_list.h"

namespace leadsync::sync {
namespace {

/// Each phone or e-mail takes a command of its own.
constexpr size_t kMostContacts = 10;

bool IsContact(const KeyGuess& guess) {
  return guess.sort == KeyGuess::Sort::kEmail || guess.sort == KeyGuess::Sort::kPhone;
}

std::vector<std::string> FirstCells(const ColumnSample& sample, size_t most) {
  std::vector<std::string> cells;
  for (const auto& value : sample.values()) {
    if (cells.size() == most) break;
    if (!IsEmptyWord(value.text) && !MangledInBatch(value.text)) cells.push_back(value.text);
  }
  return cells;
}

}  // namespace

KeyLookup::KeyLookup(const std::vector<KeyGuess>& guesses,
                     const std::vector<ColumnSample>& samples) {
  size_t calls = 0;
  for (const KeyGuess& guess : guesses) {
    Asked asked = Question(guess, samples[guess.column]);
    if (calls + asked.calls.size() > rest::BatchBody::kMaxCommands) asked.calls.clear();
    calls += asked.calls.size();
    asked_.push_back(std::move(asked));
  }
}

KeyLookup::Asked KeyLookup::Question(const KeyGuess& guess, const ColumnSample& sample) {
  Asked asked{&guess, FirstCells(sample, IsContact(guess) ? kMostContacts : kKeysPerCommand), {}};
  if (asked.cells.empty()) return asked;
  if (IsContact(guess)) {
    LeadKey key;
    key.kind = guess.sort == KeyGuess::Sort::kEmail ? LeadKey::Kind::kEmail : LeadKey::Kind::kPhone;
    const LeadReader reader({}, key);
    for (const std::string& cell : asked.cells)
      asked.calls.push_back(reader.FindByContact(cell, ContactKey(key, cell)));
    return asked;
  }
  if (guess.field == nullptr) {
    std::vector<int64_t> ids;
    for (const std::string& cell : std::exchange(asked.cells, {})) {
      const auto id = ParseLeadKey(cell, "");
      if (id.index() != 0) continue;
      ids.push_back(std::get<0>(id));
      asked.cells.push_back(std::to_string(ids.back()));
    }
    if (ids.empty()) return asked;
    asked.calls.push_back(LeadReader({}).Call(ids));
    return asked;
  }
  const KeyField field{guess.field->code, guess.field->label, guess.field->type == "integer",
                       guess.field->max_length, nullptr};
  asked.calls.push_back(
      LeadReader({"ORIGINATOR_ID", field.code}).Call(KeyQuery({field}, {}), asked.cells));
  return asked;
}

std::vector<rest::Call> KeyLookup::Calls() const {
  std::vector<rest::Call> calls;
  for (const Asked& asked : asked_)
    calls.insert(calls.end(), asked.calls.begin(), asked.calls.end());
  return calls;
}

std::optional<KeyEvidence> KeyLookup::Evidence(const Asked& asked, const rest::BatchAnswer& answer,
                                               size_t first) {
  KeyEvidence evidence;
  evidence.asked = asked.cells.size();
  std::set<std::string> held;
  std::set<std::string> originators;
  for (size_t i = 0; i < asked.calls.size(); ++i) {
    const rest::CommandAnswer& one = answer.command(first + i);
    if (one.kind != rest::CommandAnswer::Kind::kResult) return std::nullopt;
    if (IsContact(*asked.guess)) {
      if (one.result["LEAD"].size() > 0) ++evidence.found;
      continue;
    }
    if (!Whole(one)) return std::nullopt;
    const std::string code = asked.guess->field == nullptr ? "ID" : asked.guess->field->code;
    for (size_t row = 0; row < one.result.size(); ++row) {
      const JsonValue lead = one.result[row];
      if (std::find(asked.cells.begin(), asked.cells.end(), lead[code].text()) == asked.cells.end())
        continue;
      held.emplace(lead[code].text());
      if (!lead["ORIGINATOR_ID"].text().empty()) originators.emplace(lead["ORIGINATOR_ID"].text());
    }
  }
  evidence.found += held.size();
  if (asked.guess->field != nullptr && asked.guess->field->code == "ORIGIN_ID")
    evidence.originators.assign(originators.begin(), originators.end());
  return evidence;
}

std::vector<std::optional<KeyEvidence>> KeyLookup::Read(const rest::BatchAnswer& answer) const {
  std::vector<std::optional<KeyEvidence>> evidence;
  size_t first = 0;
  for (const Asked& asked : asked_) {
    evidence.push_back(asked.calls.empty() ? std::nullopt : Evidence(asked, answer, first));
    first += asked.calls.size();
  }
  return evidence;
}

}  // namespace leadsync::sync
