// SPDX-License-Identifier: MIT
#include "sync/journal.h"

#include <fmt/format.h>

#include <utility>

namespace leadsync::sync {
namespace {

/// Items as [text] or [text, kind]; a leading `true` marks an exact value.
void WriteValue(const crm::Value& value, JsonWriter* w) {
  w->BeginArray();
  if (value.exact) w->Bool(true);
  for (const crm::Value::Item& item : value.items) {
    w->BeginArray().String(item.text);
    if (!item.kind.empty()) w->String(item.kind);
    w->EndArray();
  }
  w->EndArray();
}

void WriteProblems(const std::vector<Problem>& problems, JsonWriter* w) {
  w->BeginArray();
  for (const Problem& p : problems) w->BeginArray().String(p.column).String(p.text).EndArray();
  w->EndArray();
}

void WriteSent(const Row& row, JsonWriter* w) {
  w->BeginObject();
  w->Key("row").Int(static_cast<int64_t>(row.update.row));
  w->Key("key").String(row.update.key);
  if (row.update.key_id != row.update.key) w->Key("id").String(row.update.key_id);
  w->Key("lead").Int(row.update.lead_id);
  if (row.deed == Deed::kAdd) w->Key("do").String("add");
  if (row.deed == Deed::kDelete) w->Key("do").String("delete");
  w->Key("mod").String(row.date_modify);
  w->Key("try").Int(row.attempts);
  w->Key("set").BeginArray();
  for (const Difference& d : row.differences) {
    w->BeginObject();
    w->Key("f").String(d.change.field);
    w->Key("c").String(d.column);
    w->Key("old").Raw(row.old_of(d));
    w->Key("new");
    WriteValue(d.value, w);
    w->EndObject();
  }
  w->EndArray();
  if (!row.update.warnings.empty()) {
    w->Key("warn");
    WriteProblems(row.update.warnings, w);
  }
  if (row.incomplete) w->Key("part").Bool(true);
  w->EndObject();
}

void WriteAnswered(const Row& row, const Outcome& o, JsonWriter* w) {
  w->BeginObject();
  w->Key("row").Int(static_cast<int64_t>(o.row));
  w->Key("key").String(o.key);
  w->Key("lead").Int(o.lead_id);
  w->Key("status").String(Name(o.status));
  w->Key("try").Int(o.attempts);
  w->Key("at").Int(o.finished.time_since_epoch().count());
  if (!o.changes.empty()) {
    w->Key("changes").BeginArray();
    for (const Change& c : o.changes)
      w->BeginArray()
          .String(c.field)
          .String(c.label)
          .String(c.old_text)
          .String(c.new_text)
          .String(c.held_text)
          .EndArray();
    w->EndArray();
  }
  if (!o.problems.empty()) {
    w->Key("problems");
    WriteProblems(o.problems, w);
  }
  if (o.attempts > 0 && !row.held_json.empty()) w->Key("held").Raw(row.held_json);
  w->EndObject();
}

}  // namespace

void Journal::Begin(const std::string& json) {
  file_.Write(json + "\n");
  file_.Sync();
}

void Journal::Send(uint64_t number, WallTime now, const std::vector<const Row*>& rows) {
  Flush();
  line_.clear();
  JsonWriter w(&line_);
  w.BeginObject().Key("t").String("send");
  w.Key("n").Int(static_cast<int64_t>(number));
  w.Key("at").Int(now.time_since_epoch().count());
  w.Key("rows").BeginArray();
  for (const Row* row : rows) WriteSent(*row, &w);
  w.EndArray().EndObject();
  line_ += '\n';
  file_.Write(line_);
  if (durable_) {
    file_.Sync();
  } else {
    file_.Flush();
  }
}

void Journal::Added(const Row& row) {
  file_.Write(fmt::format("{{\"t\":\"added\",\"row\":{},\"lead\":{}}}\n", row.update.row,
                          row.update.lead_id));
}

void Journal::Answer(const Row& row, const Outcome& outcome) {
  answers_ += answers_.empty() ? "{\"t\":\"answer\",\"rows\":[" : ",";
  JsonWriter w(&answers_);
  WriteAnswered(row, outcome, &w);
}

void Journal::Flush() {
  if (!answers_.empty()) {
    line_.swap(answers_);
    answers_.clear();  // what a full disk does not take, the file keeps
    line_ += "]}\n";
    file_.Write(line_);
  }
  file_.Flush();
}

void Journal::Mark(uint64_t row, const FileLengths& lengths, const std::string& counts_json) {
  Flush();
  file_.Write(
      fmt::format("{{\"t\":\"mark\",\"row\":{},\"report\":{},\"failed\":{},\"changes\":{},"
                  "\"counts\":{}}}\n",
                  row, lengths.report, lengths.failed, lengths.changes, counts_json));
  file_.Flush();
}

void Journal::End(WallTime now, int exit_code) {
  Flush();
  file_.Write(fmt::format("{{\"t\":\"end\",\"at\":{},\"exit\":{}}}\n",
                          now.time_since_epoch().count(), exit_code));
  file_.Sync();
}

}  // namespace leadsync::sync
