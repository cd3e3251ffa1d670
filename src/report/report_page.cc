// SPDX-License-Identifier: MIT
#include "report/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <unordered_set>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "report/messages.h"
#include "report/own_csv.h"
#include "report/page_parts.h"
#include "report/status_words.h"

namespace leadsync::report {
namespace {

using sync::Status;

/// The page names the script and the style that belong to it by their hashes: whatever else might
/// get into the page could not run.
std::string Base64OfSha256(std::string_view text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = Sha256::Of(text);
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : hex) {
    bits = bits << 4 | static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    count += 4;
    if (count < 6) continue;
    count -= 6;
    out += kDigits[bits >> count & 63];
  }
  if (count > 0) out += kDigits[bits << (6 - count) & 63];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

/// JSON on its way into a <script> element. `<` stands only inside of strings there and is
/// written as \u003c, so that no cell can close the element or begin another.
class DataFile {
 public:
  explicit DataFile(AppendFile* file) : file_(file), json_(&text_) {}
  ~DataFile() = default;
  DataFile(const DataFile&) = delete;
  DataFile& operator=(const DataFile&) = delete;

  JsonWriter& json() { return json_; }
  void MaybeFlush() {
    if (text_.size() >= 32 * 1024) Flush();
  }
  void Flush() {
    std::string_view rest = text_;
    while (true) {
      const size_t at = rest.find('<');
      file_->Write(rest.substr(0, at));
      if (at == std::string_view::npos) break;
      file_->Write("\\u003c");
      rest.remove_prefix(at + 1);
    }
    text_.clear();
  }

 private:
  AppendFile* file_;
  std::string text_;
  JsonWriter json_;
};

int64_t Signed(uint64_t n) { return static_cast<int64_t>(std::min<uint64_t>(n, INT64_MAX)); }

void Statuses(const FineList& fine, bool correctable, JsonWriter* json) {
  json->Key("statuses").BeginArray();
  for (size_t i = 0; i < sync::kStatusCount; ++i) {
    const Status status = static_cast<Status>(i);
    json->BeginObject().Key("name").String(sync::Name(status));
    json->Key("meaning")
        .String(Meaning(status, correctable))
        .Key("remedy")
        .String(Remedy(status, correctable));
    json->Key("kind").String(Kind(status)).Key("fine").Bool(fine.Has(status)).EndObject();
  }
  json->EndArray();
}

void Samples(const Timeline& timeline, JsonWriter* json) {
  json->Key("timeline").BeginArray();
  for (const Sample& s : timeline.samples()) {
    json->BeginArray().Double(s.seconds).Int(Signed(s.rows)).Int(Signed(s.failed));
    json->Int(Signed(s.requests)).Double(s.waited_rate).Double(s.waited_operating);
    json->Double(s.waited_server).EndArray();
  }
  json->EndArray();
}

using RowSet = std::unordered_set<uint64_t>;

/// Rows in input order: all that did not make it, as far as they fit, then others, and last those
/// that the run did not come to, about which there is nothing to say.
RowSet Rows(const RunFolder& folder, const Summary& summary, const FineList& fine,
            const PageFacts& facts, DataFile* out) {
  const uint64_t not_sent = summary.counts[static_cast<size_t>(Status::kNotSent)];
  const uint64_t wrong = summary.failed_rows - (fine.Has(Status::kNotSent) ? 0 : not_sent);
  size_t failed = std::min<uint64_t>(facts.most_rows, wrong);
  size_t others = std::min<uint64_t>(facts.most_rows - failed, summary.rows() - wrong - not_sent);
  size_t unsent = facts.most_rows - failed - others;
  RowSet shown;
  out->json().Key("rows").BeginArray();
  OwnCsv report(folder.report(), facts.delimiter);
  csv::Record line;
  while (failed + others + unsent > 0 && report.Next(&line)) {
    Status status = Status::kUnknown;
    if (line.size() < 8 || !sync::FromName(line[3], &status)) continue;
    size_t& quota = status == Status::kNotSent ? unsent : fine.Has(status) ? others : failed;
    if (quota == 0) continue;
    --quota;
    const uint64_t row = OwnCsv::Number(line[0]);
    shown.insert(row);
    JsonWriter& json = out->json();
    json.BeginArray().Int(Signed(row)).String(line[1]).Int(Signed(OwnCsv::Number(line[2])));
    json.Int(static_cast<int>(status)).String(line[4]).String(line[5]);
    json.Int(Signed(OwnCsv::Number(line[6]))).String(line[7]).EndArray();
    out->MaybeFlush();
  }
  out->json().EndArray().Key("rows_total").Int(Signed(summary.rows()));
  return shown;
}

void Changes(const RunFolder& folder, const RowSet& shown, const PageFacts& facts, DataFile* out) {
  out->json().Key("changes").BeginArray();
  OwnCsv changes(folder.changes(), facts.delimiter);
  csv::Record line;
  uint64_t total = 0;
  size_t left = facts.most_changes;
  while (left > 0 && changes.Next(&line)) {
    ++total;
    if (line.size() < 7 || !shown.contains(OwnCsv::Number(line[0]))) continue;
    --left;
    JsonWriter& json = out->json();
    json.BeginArray().Int(Signed(OwnCsv::Number(line[0]))).Int(Signed(OwnCsv::Number(line[1])));
    for (size_t i = 2; i < 7; ++i) json.String(line[i]);
    json.EndArray();
    out->MaybeFlush();
  }
  total += changes.CountRest();
  out->json().EndArray().Key("changes_total").Int(Signed(total));
}

void Data(const RunFolder& folder, const Summary& summary, const FineList& fine,
          const Timeline& timeline, const PageFacts& facts, AppendFile* file) {
  LocalTime zone(facts.time_zone);
  DataFile out(file);
  out.json().BeginObject().Key("summary");
  WriteJson(summary, &zone, &out.json());
  out.json().Key("link").String(facts.link_base).Key("resumed").Bool(facts.resumed);
  Statuses(fine, summary.correctable(), &out.json());
  Samples(timeline, &out.json());
  const RowSet shown = Rows(folder, summary, fine, facts, &out);
  Changes(folder, shown, facts, &out);
  out.json().EndObject();
  out.Flush();
}

std::string Head(std::string_view script) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>leadsync</title>\n<style>{}</style>\n</head>\n<body>{}",
      Base64OfSha256(script), Base64OfSha256(kPageStyle), kPageStyle, kPageMarkup);
}

}  // namespace

std::string_view Kind(Status status) {
  switch (status) {
    case Status::kUpdated:
    case Status::kAdded:
    case Status::kValid:
      return "ok";
    case Status::kUnchanged:
    case Status::kClosed:
    case Status::kSkipped:
    case Status::kSuperseded:
      return "same";
    case Status::kWouldUpdate:
    case Status::kWouldAdd:
      return "plan";
    case Status::kMismatch:
    case Status::kRejected:
    case Status::kInvalid:
    case Status::kNotFound:
    case Status::kAmbiguous:
    case Status::kConflict:
      return "bad";
    case Status::kUnknown:
    case Status::kNotSent:
      return "open";
  }
  return "open";
}

void WritePage(const RunFolder& folder, const Summary& summary, const FineList& fine,
               const Timeline& timeline, const PageFacts& facts) {
  const std::filesystem::path part = folder.file("report.html.part");
  std::error_code error;
  std::filesystem::remove(part, error);
  const std::string script = std::string(kPageScript).append(kPageTable);
  {
    AppendFile file(part);
    file.Write(Head(script));
    file.Write(
        fmt::format("<noscript><p>This page needs JavaScript for its table (nothing is "
                    "fetched). In short:</p><pre>{}</pre></noscript>\n",
                    EscapeHtml(Table(summary))));
    file.Write("<script type=\"application/json\" id=\"data\">");
    Data(folder, summary, fine, timeline, facts, &file);
    file.Write("</script>\n<script>");
    file.Write(script);
    file.Write("</script>\n</body>\n</html>\n");
    file.Flush();
  }
  std::filesystem::rename(part, folder.page(), error);
  if (error) Raise(said::kPageNotWritten, folder.page().string(), WhyNot(error.value()));
}

}  // namespace leadsync::report
