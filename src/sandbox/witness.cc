// SPDX-License-Identifier: MIT
#include "sandbox/witness.h"

#include <fmt/format.h>

#include "base/json.h"
#include "sandbox/strtotime.h"

namespace leadsync::sandbox {
namespace {

std::string UtcText(WallTime time) {
  int64_t ms = time.time_since_epoch().count();
  int64_t part = (ms % 1000 + 1000) % 1000;
  std::string text;
  AppendIsoTime((ms - part) / 1000, 0, &text);
  text.resize(text.size() - 6);  // without +00:00
  return fmt::format("{}.{:03}Z", text, part);
}

std::string_view NameOf(SaveKind kind) {
  switch (kind) {
    case SaveKind::kAdd:
      return "add";
    case SaveKind::kDelete:
      return "delete";
    case SaveKind::kUpdate:
      break;
  }
  return "update";
}

}  // namespace

std::string Witness::SavesAsJsonLines(size_t from) const {
  std::string text;
  for (size_t i = from; i < saves_.size(); ++i) {
    const Save& save = saves_[i];
    JsonWriter out(&text);
    out.BeginObject();
    out.Key("time").String(UtcText(save.time));
    out.Key("request").Int(static_cast<int64_t>(save.request));
    out.Key("kind").String(NameOf(save.kind));
    out.Key("lead").Int(save.lead);
    out.Key("user").Int(save.user);
    out.Key("history").Bool(save.history);
    out.Key("feed").Bool(save.feed);
    out.Key("changes").BeginArray();
    for (const FieldChange& change : save.changes) {
      out.BeginObject();
      out.Key("field").String(change.field);
      out.Key("old").String(change.old_value);
      out.Key("new").String(change.new_value);
      out.EndObject();
    }
    out.EndArray().EndObject();
    text.push_back('\n');
  }
  return text;
}

std::string Witness::AutomationAsJsonLines(size_t from) const {
  std::string text;
  for (size_t i = from; i < automation_.size(); ++i) {
    const AutomationStart& start = automation_[i];
    JsonWriter out(&text);
    out.BeginObject();
    out.Key("time").String(UtcText(start.time));
    out.Key("request").Int(static_cast<int64_t>(start.request));
    out.Key("lead").Int(start.lead);
    out.Key("fields").BeginArray();
    std::string_view rest = start.fields;
    while (!rest.empty()) {
      size_t blank = rest.find(' ');
      out.String(rest.substr(0, blank));
      rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
    }
    out.EndArray().EndObject();
    text.push_back('\n');
  }
  return text;
}

std::string Witness::CountersAsJson() const {
  std::string text;
  JsonWriter out(&text);
  out.BeginObject();
  out.Key("adds").Int(static_cast<int64_t>(counters_.adds));
  out.Key("updates").Int(static_cast<int64_t>(counters_.updates));
  out.Key("deletes").Int(static_cast<int64_t>(counters_.deletes));
  out.Key("saves").Int(static_cast<int64_t>(counters_.saves));
  out.Key("refused").Int(static_cast<int64_t>(counters_.refused));
  out.Key("automation_starts").Int(static_cast<int64_t>(counters_.automation_starts));
  out.EndObject();
  return text;
}

}  // namespace leadsync::sandbox
