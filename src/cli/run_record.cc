// SPDX-License-Identifier: MIT
#include "cli/run_record.h"

#include <filesystem>

#include "base/files.h"
#include "sync/journal.h"

namespace leadsync::cli {

namespace {

void BeginRecord(const Job& job, JsonWriter* w) {
  w->BeginObject();
  w->Key("t").String("run").Key("journal").Int(sync::kJournalVersion);
  w->Key("version").String(LEADSYNC_VERSION);
  w->Key("at").Int(job.summary.started.time_since_epoch().count());
  w->Key("command").String(job.options.command);
  w->Key("portal").String(job.session->webhook().host());
  w->Key("owner").String(job.session->owner());
  w->Key("mapping").String(job.mapping.file);
}

}  // namespace

std::string UndoRecord(const Job& job, const std::filesystem::path& undone) {
  std::string json;
  JsonWriter w(&json);
  BeginRecord(job, &w);
  w.Key("undoes").String(std::filesystem::absolute(undone).string());
  if (job.options.delete_added) w.Key("delete_added").Bool(true);
  w.EndObject();
  return json;
}

std::string RunRecord(const Job& job) {
  std::string json;
  JsonWriter w(&json);
  const Options& o = job.options;
  BeginRecord(job, &w);
  w.Key("input").String(o.input == "-" ? "-" : std::filesystem::absolute(o.input).string());
  w.Key("file").String(std::filesystem::absolute(job.input.file).string());
  w.Key("sha256").String(job.input.fingerprint.sha256);
  w.Key("rows").Int(static_cast<int64_t>(job.input_rows));
  w.Key("mapping_sha256").String(job.summary.mapping_sha256);
  w.Key("options").BeginObject();
  w.Key("delimiter").String(std::string(1, job.input.dialect.delimiter));
  w.Key("encoding").String(job.input.encoding);
  w.Key("start_row").Int(static_cast<int64_t>(o.start_row));
  if (o.limit) w.Key("limit").Int(static_cast<int64_t>(*o.limit));
  w.Key("duplicates").Int(static_cast<int>(o.duplicates));
  w.Key("report").String(o.report);
  w.Key("ok").BeginArray();
  for (const sync::Status status : o.ok) w.String(sync::Name(status));
  w.EndArray().EndObject().EndObject();
  return json;
}

namespace {

constexpr const char* kTables = "values.json";

}  // namespace

Tables ReadKeptTables(const std::filesystem::path& folder) {
  Tables tables;
  const std::optional<std::string> text = ReadFileIfAny(folder / kTables);
  if (!text) return tables;
  const JsonDocument json = JsonDocument::Parse(*text);
  const JsonValue kept = json.root()["files"];
  for (size_t i = 0; i < kept.size(); ++i) {
    auto& rows = tables[std::string(kept[i]["file"].text())];
    const JsonValue lines = kept[i]["rows"];
    for (size_t r = 0; r < lines.size(); ++r) {
      std::vector<std::string>& cells = rows.emplace_back();
      for (size_t c = 0; c < lines[r].size(); ++c) cells.emplace_back(lines[r][c].text());
    }
  }
  return tables;
}

void KeepForResume(const Job& job) {
  if (!job.tables.empty()) {
    std::string json;
    JsonWriter w(&json);
    w.BeginObject().Key("files").BeginArray();
    for (const auto& [file, rows] : job.tables) {
      w.BeginObject().Key("file").String(file).Key("rows").BeginArray();
      for (const std::vector<std::string>& cells : rows) {
        w.BeginArray();
        for (const std::string& cell : cells) w.String(cell);
        w.EndArray();
      }
      w.EndArray().EndObject();
    }
    w.EndArray().EndObject();
    WriteFileAtomic(job.folder->path() / kTables, json + "\n");
  }

  WriteFileAtomic(job.folder->mapping(), job.mapping_text);
  WriteFileAtomic(job.folder->catalog(), job.catalog.ToJson() + "\n");
}

Options OptionsOfRecord(JsonValue record, const Options& now) {
  Options options = now;
  const JsonValue kept = record["options"];
  options.command = record["command"].text();
  options.input = record["file"].text();
  options.delimiter = kept["delimiter"].text();
  options.encoding = kept["encoding"].text();
  options.start_row = static_cast<uint64_t>(kept["start_row"].integer().value_or(0));
  if (const auto limit = kept["limit"].integer()) options.limit = static_cast<uint64_t>(*limit);
  options.duplicates = static_cast<sync::Duplicates>(kept["duplicates"].integer().value_or(0));
  options.report = kept["report"].text();
  options.ok.clear();
  for (size_t i = 0; i < kept["ok"].size(); ++i) {
    sync::Status status;
    if (sync::FromName(kept["ok"][i].text(), &status)) options.ok.push_back(status);
  }
  return options;
}

}  // namespace leadsync::cli
