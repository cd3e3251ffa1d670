// SPDX-License-Identifier: MIT
#include "report/summary.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/status_words.h"
#include "report/visible.h"

namespace leadsync::report {
namespace {

/// Milliseconds are enough, and keep 4.25 from being 4.249999.
double Rounded(double seconds) { return std::round(seconds * 1000) / 1000; }

int64_t Int(uint64_t n) { return static_cast<int64_t>(std::min<uint64_t>(n, INT64_MAX)); }

void TextOrNull(std::string_view text, JsonWriter* json) {
  if (text.empty()) {
    json->Null();
  } else {
    json->String(text);
  }
}

void Counts(const Summary& s, JsonWriter* json) {
  json->Key("status").BeginObject();
  for (size_t i = 0; i < s.counts.size(); ++i)
    json->Key(sync::Name(static_cast<sync::Status>(i))).Int(Int(s.counts[i]));
  json->EndObject();
  json->Key("rows").Int(Int(s.rows()));
  json->Key("failed_rows").Int(Int(s.failed_rows));
  json->Key("fields").BeginArray();
  for (const FieldCount& f : s.fields) {
    json->BeginObject().Key("field").String(f.field).Key("label").String(Visible(f.label));
    json->Key("rows").Int(Int(f.rows)).EndObject();
  }
  json->EndArray();
  json->Key("reasons").BeginArray();
  for (const Reason& r : s.reasons) {
    json->BeginObject().Key("status").String(sync::Name(r.status)).Key("code");
    TextOrNull(r.code, json);
    json->Key("text").String(r.text);
    json->Key("example").String(r.example).Key("rows").Int(Int(r.rows));
    json->Key("first_row").Int(Int(r.first_row)).Key("remedy");
    TextOrNull(Remedy(r.status, s.correctable()), json);
    json->EndObject();
  }
  json->EndArray();
}

void Course(const Summary& s, LocalTime* zone, JsonWriter* json) {
  json->Key("started");
  TextOrNull(zone->Format(s.started), json);
  json->Key("finished");
  TextOrNull(zone->Format(s.finished), json);
  json->Key("seconds").Double(Rounded(s.seconds));
  json->Key("phases").BeginObject();
  for (const auto& [name, seconds] : s.phases) json->Key(name).Double(Rounded(seconds));
  json->EndObject();
  json->Key("requests").BeginObject();
  json->Key("sent").Int(Int(s.requests)).Key("commands").Int(Int(s.commands));
  json->Key("refused").Int(Int(s.refused)).Key("retried").Int(Int(s.retried)).EndObject();
  json->Key("waited").BeginObject();
  json->Key("rate").Double(Rounded(s.waits.rate));
  json->Key("operating").Double(Rounded(s.waits.operating));
  json->Key("server").Double(Rounded(s.waits.server)).EndObject();
  json->Key("limited_by").String(LimitedBy(s));
}

}  // namespace

uint64_t Summary::rows() const {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

const std::string* Summary::File(std::string_view name) const {
  for (const auto& [file, path] : files)
    if (file == name) return &path;
  return nullptr;
}

void Summary::Take(const Tally& tally, const FineList& fine_list) {
  for (size_t i = 0; i < counts.size(); ++i) counts[i] = tally.count(static_cast<sync::Status>(i));
  failed_rows = tally.RowsNotIn(fine_list);
  fine = fine_list;
  fields = tally.Fields();
  reasons = tally.Reasons();
}

std::string LimitedBy(const Summary& s) {
  const Waits& w = s.waits;
  const double most = std::max({w.rate, w.operating, w.server});
  if (most < 0.05 * s.seconds || most <= 0) return "nothing";
  if (most == w.rate) return "the portal's limit of requests";
  if (most == w.operating) return "the portal's limit of computing time";
  return "the time the portal takes to answer";
}

void WriteJson(const Summary& s, LocalTime* zone, JsonWriter* json) {
  json->BeginObject().Key("schema").Int(kSummarySchema);
  json->Key("tool").String("leadsync").Key("version").String(s.version);
  json->Key("command").String(s.command).Key("portal");
  TextOrNull(s.portal, json);
  json->Key("owner");
  TextOrNull(Visible(s.owner), json);
  json->Key("input").BeginObject().Key("file").String(s.input_file);
  json->Key("bytes").Int(Int(s.input_bytes)).Key("sha256");
  TextOrNull(s.input_sha256, json);
  json->Key("rows").Int(Int(s.input_rows));
  json->Key("doubled_leads").Int(Int(s.doubled_leads));
  json->Key("doubled_rows").Int(Int(s.doubled_rows)).EndObject();
  json->Key("mapping").BeginObject().Key("file").String(s.mapping_file).Key("sha256");
  TextOrNull(s.mapping_sha256, json);
  json->EndObject();
  Counts(s, json);
  Course(s, zone, json);
  json->Key("exit_code").Int(s.exit_code).Key("stopped");
  TextOrNull(Visible(s.stopped), json);
  json->Key("stopped_code");
  TextOrNull(s.stopped_code, json);
  json->Key("resume");
  TextOrNull(s.resume, json);
  json->Key("warnings").BeginArray();
  for (const std::string& warning : s.warnings) json->String(Visible(warning));
  json->EndArray().Key("more_warnings").Int(Int(s.more_warnings)).Key("folder");
  TextOrNull(s.folder, json);
  json->Key("files").BeginObject();
  for (const auto& [name, path] : s.files) json->Key(name).String(path);
  json->EndObject().EndObject();
}

std::string ToJson(const Summary& summary, LocalTime* zone) {
  std::string out;
  JsonWriter json(&out);
  WriteJson(summary, zone, &json);
  return out;
}

}  // namespace leadsync::report
