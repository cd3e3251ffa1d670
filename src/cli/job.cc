// SPDX-License-Identifier: MIT
#include "cli/job.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "cli/console.h"
#include "cli/messages.h"
#include "cli/rows_run.h"
#include "cli/survey.h"
#include "crm/catalog_loader.h"
#include "csv/dialect.h"
#include "report/report_page.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

report::RunLog::Voice VoiceOf(const Options& options) {
  if (options.quiet) return report::RunLog::Voice::kQuiet;
  return options.verbose ? report::RunLog::Voice::kVerbose : report::RunLog::Voice::kNormal;
}

/// A small CSV file, whole, as the mapping's `values` name one.
std::vector<std::vector<std::string>> ReadRows(const std::string& path,
                                               const std::string& encoding) {
  csv::Scan scan({path, encoding, {}, {}});
  std::vector<std::vector<std::string>> rows = {scan.header().names};
  csv::Record record;
  while (scan.Next(&record)) {
    if (!record.problem().empty()) Raise(said::kBadTable, path, record.line(), record.problem());
    std::vector<std::string> cells;
    for (size_t i = 0; i < record.size(); ++i) cells.emplace_back(record[i]);
    rows.push_back(std::move(cells));
  }
  return rows;
}

/// The same program saves both files: what is not UTF-8 is in the encoding of the leads.
std::vector<std::vector<std::string>> ReadTable(const std::string& path,
                                                const std::string& encoding) {
  try {
    return ReadRows(path, "auto");
  } catch (const UsageError&) {
    if (encoding.empty() || encoding == "auto") throw;
  }
  return ReadRows(path, encoding);
}

/// Is anybody named by e-mail or name?
bool NamesPeople(const sync::Mapping& mapping) {
  for (const sync::Rule& rule : mapping.rules) {
    for (const std::string& way : rule.cell.by) {
      if (way == "email" || way == "name") return true;
    }
  }
  return false;
}

}  // namespace

Job::Job(const Options& given)
    : options(given),
      progress(clock, given.progress, given.quiet),
      log(clock, VoiceOf(given), {}, [this](std::string_view lines) { progress.Say(lines); }),
      started(clock.Now()) {
  summary.version = LEADSYNC_VERSION;
  summary.command = options.command;
  summary.started = clock.Wall();
}

void Job::ReadMapping(const std::string& path, const std::string& copy) {
  if (path.empty()) Raise(said::kNoMapping);
  try {
    mapping_text = ReadFile(copy.empty() ? path : copy);
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  mapping = sync::ParseMapping(mapping_text, path, sync::OnProblem::kKeep);
  // A resume reads the tables as the run did, whatever has become of their files.
  if (!copy.empty()) tables = ReadKeptTables(std::filesystem::path(copy).parent_path());
  const std::string& encoding = options.encoding.empty() ? mapping.encoding : options.encoding;
  sync::LoadValueFiles(&mapping, [&](const std::string& file) {
    auto it = tables.find(file);
    if (it == tables.end()) it = tables.emplace(file, ReadTable(file, encoding)).first;
    return it->second;
  });
  summary.mapping_file = path;
  summary.mapping_sha256 = Sha256::Of(mapping_text);
  deadline = Deadline(options, mapping.time_zone, clock);
}

void Job::Connect() {
  session.emplace(options, clock, &log, &interrupts);
  summary.portal = session->webhook().host();
}

void Job::MakeFolder() {
  if (!options.report.empty()) report::ReportFiles::CheckCopy(options.report);
  report::LocalTime zone(mapping.time_zone);
  folder = options.run_dir.empty()
               ? report::RunFolder::Create(options.runs, clock.Wall(), &zone, options.input)
               : report::RunFolder::CreateAt(options.run_dir);
  summary.folder = folder->path().string();
}

void Job::OpenFolder(const std::filesystem::path& path) {
  folder = report::RunFolder::Open(path);
  summary.folder = folder->path().string();
}

Duration Job::Settle() const {
  return options.timeout + sync::SettlingTime(ServerTimeout(options));
}

void Job::OpenInput() {
  csv::InputOptions in;
  in.path = options.input;
  in.encoding = options.encoding.empty() ? mapping.encoding : options.encoding;
  in.dialect.header_row = mapping.header_row;
  const auto delimiter =
      csv::ParseDelimiter(options.delimiter.empty() ? "auto" : options.delimiter);
  if (!delimiter)
    Raise(said::kBadWord, "--delimiter", options.delimiter, "auto, comma, semicolon, tab, pipe");
  in.dialect.delimiter = options.delimiter.empty() ? mapping.delimiter : *delimiter;
  in.spool = folder->spool();
  scan.emplace(in);
  summary.input_file = options.input;
}

void Job::FetchCatalog(bool may_be_cached) { UseCatalog(session->FetchCatalog(may_be_cached)); }

void Job::UseCatalog(crm::Catalog fetched) {
  catalog = std::move(fetched);
  summary.owner = catalog.owner().name;
}

void Job::Bind() {
  // People who are named must be able to work with the leads now: only a check, which writes
  // nothing and can ask again, believes what an earlier command saw.
  if (session && NamesPeople(mapping)) {
    const bool may_be_cached = options.command == "check";
    users = std::make_unique<crm::Users>(session->FetchUsers(may_be_cached));
  }
  const auto bind = [this] {
    planner = std::make_unique<sync::Planner>(mapping, scan->header().names, catalog,
                                              session ? session->webhook().host() : "", users.get(),
                                              scan->header().hint);
  };
  try {
    bind();
  } catch (const UsageError&) {
    // The fields were kept by an earlier command: something may have been added since.
    if (!session || !session->catalog_was_cached()) throw;
    UseCatalog(session->FetchCatalog(false));
    bind();
  }
  const std::vector<std::string>& ignored = planner->ignored_columns();
  constexpr size_t kMostNamed = 20;
  if (ignored.size() > kMostNamed) {
    log.Say(report::Level::kNote,
            fmt::format("columns that the mapping does not use: «{}» and {} more (--verbose names "
                        "all)",
                        fmt::join(ignored.begin(), ignored.begin() + kMostNamed, "», «"),
                        ignored.size() - kMostNamed));
  }
  if (!ignored.empty()) {
    log.Say(ignored.size() > kMostNamed ? report::Level::kDetail : report::Level::kNote,
            fmt::format("columns that the mapping does not use: {}", ListNames(ignored)));
  }
  for (const std::string& warning : planner->warnings()) log.Say(report::Level::kWarning, warning);
  log.Say(report::Level::kDetail,
          fmt::format("{}: {}, encoding {}", scan->name(), csv::DescribeDelimiter(scan->dialect()),
                      scan->encoding()));
}

void Job::ScanInput() {
  duplicates = std::make_unique<csv::DuplicateIndex>(folder->path());
  csv::Record record;
  bool end = false;
  uint64_t last_row = 0;
  while (!end && scan->Next(&record)) {
    if (interrupts.count().load() > 0) Raise(said::kInterruptedEarly, options.input);
    if (!sync::InRange(range(), record, &input_rows, &end)) continue;
    last_row = record.row();
    const std::string key = planner->KeyId(record);
    if (!key.empty()) duplicates->Add(key, record.row());
  }
  input = scan->Finish();
  scan.reset();
  duplicates->Finish(csv::DuplicateIndex::Keep::kRows);
  summary.input_bytes = input.fingerprint.bytes;
  summary.input_sha256 = input.fingerprint.sha256;
  summary.input_rows = input_rows;
  summary.doubled_leads = duplicates->doubled_keys();
  summary.doubled_rows = duplicates->doubled_rows();
  if (duplicates->doubled_keys() > 0) {
    const std::string leads =
        report::Counted(duplicates->doubled_keys(), "lead occurs", "leads occur");
    const uint64_t rows = duplicates->doubled_rows();
    if (options.duplicates == sync::Duplicates::kApply) {
      log.Say(report::Level::kWarning,
              Say(said::kDoubledLeads, leads, rows,
                  mapping.reopen ? "" : ", unless an earlier one closes the lead"),
              said::kDoubledLeads.code);
    } else {
      log.Say(report::Level::kWarning, Say(said::kDoubledLeadsChosen, leads, rows),
              said::kDoubledLeadsChosen.code);
    }
  }
  if (input.torn) CheckTorn(last_row);
  if (input_rows < options.min_rows.value_or(1))
    Raise(said::kTooFewRows, input.name, report::Counted(input_rows, "row", "rows"),
          options.min_rows.value_or(1));
}

/// The end of such a file is lost. A person may know better; a job that nobody watches must not
/// take half a file for the whole.
void Job::CheckTorn(uint64_t last_row) {
  const bool writes = options.command == "sync";
  const bool meant = input.torn->row == last_row;
  const std::string what =
      fmt::format("{}: the last row (row {}) is cut off: it has {} cell{} of {} and no line end",
                  input.name, input.torn->row, input.torn->cells, input.torn->cells == 1 ? "" : "s",
                  input.header.names.size());
  if (writes && meant && (options.min_rows || !Watched())) {
    Raise(said::kTornInput, what);
  }
  log.Say(report::Level::kWarning,
          Say(said::kTornFile, what,
              writes || !meant ? "" : " A sync that nobody watches refuses such a file"),
          said::kTornFile.code);
}

void Job::OpenReport() {
  report::ReportShape shape = report::ShapeOf(input);
  shape.time_zone = mapping.time_zone;
  shape.link_base = session ? session->webhook().origin() : "";
  shape.fine = report::FineList(options.ok);
  files = std::make_unique<report::ReportFiles>(*folder, shape);
  log.Open(folder->log(), report::LocalTime(mapping.time_zone));
}

void Job::Discard() {
  if (folder) folder->Discard();
}

sync::CsvSource::Parts Job::SourceParts() {
  sync::CsvSource::Parts parts;
  parts.input = &input;
  parts.duplicates = duplicates.get();
  parts.planner = planner.get();
  parts.clock = &clock;
  parts.settle = Settle();
  parts.replan = [this](const rest::HttpReply& reply) { return Replan(reply); };
  return parts;
}

void Job::UseFreshCatalog(sync::RowSource* source) {
  rest::RateLimiter& rate = session->rate();
  const TimePoint slot = rate.NextSlot(clock.Now());
  while (clock.Now() < slot && interrupts.count().load() == 0) session->transport().Wait(slot);
  rate.Take(clock.Now());
  session->transport().Start(source->CatalogRequest());
  const TimePoint until = clock.Now() + options.timeout + std::chrono::seconds(5);
  while (clock.Now() < until && interrupts.count().load() == 0) {
    if (auto reply = session->transport().Wait(until)) {
      FetchFreshUsers();
      source->TakeCatalog(*reply);
      return;
    }
  }
  source->TakeCatalog({});
}

/// Nothing else is in flight. Without an answer the kept ones go on to count.
void Job::FetchFreshUsers() {
  if (!users || !users->kept()) return;
  try {
    fresh_users_ = std::make_unique<crm::Users>(session->FetchUsers(false));
  } catch (const Error& error) {
    log.Say(report::Level::kWarning, Say(said::kUsersNotReadAgain, error.what()),
            said::kUsersNotReadAgain.code);
  }
}

/// A planner over the fields that the portal has just answered with.
const sync::Planner* Job::Replan(const rest::HttpReply& reply) {
  try {
    const size_t calls = crm::CatalogCalls().size();
    const auto answer = rest::BatchAnswer::Decode(reply.body, calls);
    if (!answer) return nullptr;
    fresh_catalog_ = std::make_unique<crm::Catalog>(session->CatalogOf(*answer, calls));
    fresh_planner_ = std::make_unique<sync::Planner>(
        mapping, input.header.names, *fresh_catalog_, session->webhook().host(),
        fresh_users_ ? fresh_users_.get() : users.get());
    return fresh_planner_.get();
  } catch (const Error& error) {
    log.Say(report::Level::kWarning, Say(said::kFieldsNotReadAgain, error.what()),
            said::kFieldsNotReadAgain.code);
    return nullptr;
  }
}

/// The run has its report without the copy, so that a copy that fails takes nothing with it.
void Job::CopyReport(ExitCode* code) {
  if (options.report.empty()) return;
  try {
    files->CopyReport(options.report);
  } catch (const Error& error) {
    log.Say(report::Level::kError, error.what());
    if (*code == ExitCode::kOk || *code == ExitCode::kSomeRowsFailed) *code = ExitCode::kFailed;
  }
}

ExitCode Job::Finish(const sync::StopReason& stop) {
  ExitCode code = stop.code;
  progress.Clear();
  files->Flush();
  summary.Take(files->tally(), files->fine());
  if (const uint64_t cells = files->tally().left_out(); cells > 0) {
    log.Say(report::Level::kWarning,
            Say(said::kCellsLeftOut, report::WithCommas(cells), cells == 1 ? " was" : "s were"),
            said::kCellsLeftOut.code);
  }
  if (code == ExitCode::kOk && summary.failed_rows > 0) code = ExitCode::kSomeRowsFailed;
  summary.stopped = stop.text;
  summary.stopped_code = stop.said;
  summary.finished = clock.Wall();
  summary.seconds = Seconds(clock.Now() - started);
  summary.files = {{"report.csv", folder->report().string()}};
  // An undo has no input whose rows could be corrected.
  const bool correctable = std::filesystem::exists(folder->failed());
  if (correctable) summary.files.emplace_back("failed.csv", folder->failed().string());
  summary.files.emplace_back("changes.csv", folder->changes().string());
  summary.files.emplace_back("report.html", folder->page().string());
  if (correctable && !values.empty()) {
    values.Write(folder->values(), input.dialect.delimiter);
    summary.files.emplace_back("values.csv", folder->values().string());
  }
  CopyReport(&code);
  summary.exit_code = static_cast<int>(code);
  summary.warnings = log.warnings();
  summary.more_warnings = log.more_warnings();
  report::PageFacts facts;
  facts.link_base = session ? session->webhook().origin() : "";
  facts.time_zone = mapping.time_zone;
  facts.delimiter = input.dialect.delimiter;
  report::WritePage(*folder, summary, files->fine(), timeline, facts);
  report::LocalTime zone(mapping.time_zone);
  WriteFileAtomic(folder->summary(), report::ToJson(summary, &zone) + "\n");
  log.Keep("The result:\n" + report::Table(summary));
  return code;
}

void Job::SayResult() const {
  report::LocalTime zone(mapping.time_zone);
  // Who looks at a screen wants to see some of it at once; what a pipe gets stays short.
  const bool looked = summary.command == "preview" || summary.command == "check";
  const size_t columns = Columns(STDOUT_FILENO);
  if (looked && !options.json && !options.quiet && columns > 0)
    Print("\n" + first_rows.Table(columns) + report::ValuesTable(values, columns));
  if (options.json) {
    Print(report::ToJson(summary, &zone) + "\n");
  } else {
    PrintLines(columns > 0 ? report::Table(summary, columns) : report::Table(summary));
  }
  if (!FlushOutput()) Raise(said::kOutputFailed, folder->summary().string());
}

}  // namespace leadsync::cli
