// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "sync/journal.h"
#include "sync/messages.h"

namespace leadsync::sync {
namespace {

/// A damaged number must not become a time with which nobody can calculate: 1970 to 2200.
WallTime WallAt(JsonValue ms) {
  constexpr int64_t kLatest = 7'258'118'400'000;
  return WallTime(
      std::chrono::milliseconds(std::clamp<int64_t>(ms.integer().value_or(0), 0, kLatest)));
}

/// Rows and lengths: a damaged number must not become one that cannot be written down again.
uint64_t Count(JsonValue number) {
  return static_cast<uint64_t>(std::max<int64_t>(0, number.integer().value_or(0)));
}

/// How often a row was sent.
int Attempts(JsonValue number, int otherwise) {
  return static_cast<int>(std::clamp<int64_t>(number.integer().value_or(otherwise), 0, 1'000'000));
}

crm::Value ReadValue(JsonValue json) {
  crm::Value value;
  value.exact = json[size_t{0}].IsBool();
  for (size_t i = value.exact ? 1 : 0; i < json.size(); ++i)
    value.items.push_back({std::string(json[i][0].text()), std::string(json[i][1].text())});
  return value;
}

std::vector<Problem> ReadProblems(JsonValue json) {
  std::vector<Problem> problems;
  for (size_t i = 0; i < json.size(); ++i)
    problems.push_back({std::string(json[i][0].text()), std::string(json[i][1].text())});
  return problems;
}

SentRow ReadSent(JsonValue json, WallTime at) {
  SentRow sent;
  sent.row = Count(json["row"]);
  sent.key = json["key"].text();
  sent.key_id = json["id"].exists() ? json["id"].text() : json["key"].text();
  sent.lead_id = json["lead"].integer().value_or(0);
  if (json["do"].text() == "add") sent.deed = Deed::kAdd;
  if (json["do"].text() == "delete") sent.deed = Deed::kDelete;
  sent.date_modify = json["mod"].text();
  sent.attempts = Attempts(json["try"], 1);
  sent.sent = at;
  const JsonValue set = json["set"];
  for (size_t i = 0; i < set.size(); ++i)
    sent.fields.push_back({std::string(set[i]["f"].text()), std::string(set[i]["c"].text()),
                           set[i]["old"].Dump(), ReadValue(set[i]["new"])});
  sent.warnings = ReadProblems(json["warn"]);
  sent.incomplete = json["part"].boolean();
  return sent;
}

/// Nothing if the status is none that an answer can have: the row then counts as unanswered.
std::optional<AnsweredRow> ReadAnswered(JsonValue json) {
  AnsweredRow answered;
  Outcome& o = answered.outcome;
  if (!FromName(json["status"].text(), &o.status) || IsProvisional(o.status)) return std::nullopt;
  o.row = Count(json["row"]);
  o.key = json["key"].text();
  o.lead_id = json["lead"].integer().value_or(0);
  o.attempts = Attempts(json["try"], 0);
  o.finished = WallAt(json["at"]);
  const JsonValue changes = json["changes"];
  for (size_t i = 0; i < changes.size(); ++i) {
    const JsonValue c = changes[i];
    o.changes.push_back({std::string(c[0].text()), std::string(c[1].text()),
                         std::string(c[2].text()), std::string(c[3].text()),
                         std::string(c[4].text())});
  }
  o.problems = ReadProblems(json["problems"]);
  if (json["held"].exists()) answered.held_json = json["held"].Dump();
  return answered;
}

}  // namespace

JournalReader::JournalReader(const std::filesystem::path& path) : path_(path) {
  file_ = std::fopen(path.c_str(), "re");
  if (!file_) Raise(said::kNoJournal, path.string());
  std::string line;
  try {
    if (!Line(&line)) throw JsonError("cut off", 0);
    first_end_ = line.size() + 1;
    run_ = JsonDocument::Parse(std::move(line));
  } catch (const JsonError& error) {
    std::fclose(file_);
    Raise(said::kJournalDamaged, path.string(), error.what());
  }
  if (run()["t"].text() != "run" || run()["journal"].integer() != kJournalVersion) {
    std::fclose(file_);
    Raise(said::kJournalVersion, path.string());
  }
}

JournalReader::~JournalReader() { std::fclose(file_); }

/// False at the end, and for a last line that was torn.
bool JournalReader::Line(std::string* line) {
  char* text = nullptr;
  size_t capacity = 0;
  const ssize_t n = ::getline(&text, &capacity, file_);
  const bool whole = n > 0 && text[n - 1] == '\n';
  if (whole) line->assign(text, static_cast<size_t>(n) - 1);
  std::free(text);
  return whole;
}

uint64_t JournalReader::Walk(const Visitor& visitor) {
  std::fseek(file_, static_cast<long>(first_end_), SEEK_SET);
  uint64_t end = first_end_;
  std::string line;
  while (Line(&line)) {
    const size_t size = line.size() + 1;
    JsonDocument document;
    try {
      document = JsonDocument::Parse(std::move(line));
    } catch (const JsonError&) {
      break;  // a crash of the machine can leave garbage: the rest does not count
    }
    const JsonValue record = document.root();
    const std::string_view type = record["t"].text();
    const JsonValue rows = record["rows"];
    if (type == "send" && visitor.sent) {
      const WallTime at = WallAt(record["at"]);
      for (size_t i = 0; i < rows.size(); ++i) visitor.sent(ReadSent(rows[i], at));
    } else if (type == "added" && visitor.added) {
      visitor.added(static_cast<uint64_t>(record["row"].integer().value_or(0)),
                    record["lead"].integer().value_or(0));
    } else if (type == "answer" && visitor.answered) {
      for (size_t i = 0; i < rows.size(); ++i)
        if (auto answered = ReadAnswered(rows[i])) visitor.answered(std::move(*answered));
    } else if (type == "mark" && visitor.mark) {
      visitor.mark({Count(record["row"]),
                    {Count(record["report"]), Count(record["failed"]), Count(record["changes"])},
                    record["counts"].Dump()});
    } else if (type == "end" && visitor.end) {
      visitor.end(static_cast<int>(record["exit"].integer().value_or(0)));
    }
    end += size;
  }
  return end;
}

}  // namespace leadsync::sync
