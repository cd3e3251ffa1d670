// SPDX-License-Identifier: MIT
// map: drafts a mapping from the header, the portal's fields and a sample of the cells.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iostream>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/messages.h"
#include "cli/session.h"
#include "csv/dialect.h"
#include "csv/scan.h"
#include "report/run_log.h"
#include "report/visible.h"
#include "sync/draft/draft.h"
#include "sync/draft/key_lookup.h"

namespace leadsync::cli {
namespace {

/// What a spreadsheet is like shows in far fewer rows; a file of a million need not be read whole.
constexpr uint64_t kMostRows = 100'000;

/// The columns' cells, as far as they were looked at.
struct Sample {
  csv::Header header;
  std::vector<sync::ColumnSample> columns;
  uint64_t rows = 0;
  bool whole = true;
};

Sample ReadSample(const Options& options) {
  csv::InputOptions in;
  in.path = options.input;
  if (!options.encoding.empty()) in.encoding = options.encoding;
  const auto delimiter =
      csv::ParseDelimiter(options.delimiter.empty() ? "auto" : options.delimiter);
  if (!delimiter)
    Raise(said::kBadWord, "--delimiter", options.delimiter, "auto, comma, semicolon, tab, pipe");
  in.dialect.delimiter = *delimiter;
  csv::Scan scan(in);
  Sample sample;
  sample.header = scan.header();
  sample.columns.resize(sample.header.names.size());
  csv::Record record;
  const uint64_t most = options.limit.value_or(kMostRows);
  while (scan.Next(&record)) {
    if (record.blank()) continue;
    if (sample.rows == most) {
      sample.whole = false;
      break;
    }
    ++sample.rows;
    for (size_t i = 0; i < record.size() && i < sample.columns.size(); ++i)
      sample.columns[i].Add(record[i], record.row());
  }
  return sample;
}

/// Which of the keys that the file could have the portal's leads hold. It is no harm if it does not
/// say.
std::vector<std::optional<sync::KeyEvidence>> LookUp(const std::vector<sync::KeyGuess>& guesses,
                                                     const std::vector<sync::ColumnSample>& samples,
                                                     Session* session, report::RunLog* log) {
  const sync::KeyLookup lookup(guesses, samples);
  const std::vector<rest::Call> calls = lookup.Calls();
  if (calls.empty()) return {};
  try {
    return lookup.Read(session->Read(calls));
  } catch (const Error& error) {
    if (error.code() == ExitCode::kInterrupted) throw;
    log->Say(report::Level::kWarning, Say(said::kKeysNotLookedUp, error.what()),
             said::kKeysNotLookedUp.code);
    return {};
  }
}

bool CanAsk(const Options& options) {
  return !options.yes && !options.json && ::isatty(STDIN_FILENO) == 1 &&
         ::isatty(STDERR_FILENO) == 1;
}

/// Lines that a person types at the terminal.
class Person {
 public:
  Person(const Interrupts& interrupts, std::string file)
      : interrupts_(interrupts), file_(std::move(file)) {}

  /// The line that is typed, trimmed; nothing when no more comes. Throws on Ctrl-C.
  std::optional<std::string> Ask(const std::string& text) const {
    Tell(text);
    std::string line;
    const bool typed =
        interrupts_.WaitForInput(STDIN_FILENO) && !std::getline(std::cin, line).fail();
    if (interrupts_.count().load() > 0) Raise(said::kMapInterrupted, file_);
    if (typed) return std::string(Trim(line));
    Tell("\n");
    return std::nullopt;
  }

 private:
  const Interrupts& interrupts_;
  std::string file_;
};

/// Asks until the answer can be used; false when nobody is there any more.
bool Ask(const Person& person, const sync::DraftQuestion& question, sync::Drafter* drafter) {
  Tell(fmt::format("\n{}\n", report::Visible(question.text)));
  for (size_t i = 0; i < question.choices.size(); ++i)
    Tell(fmt::format("{:>4}  {}\n", i + 1, report::Visible(question.choices[i])));
  const size_t count = question.choices.size();
  const std::string otherwise = question.guessed
                                    ? fmt::format("Enter for {}", *question.guessed + 1)
                                    : "Enter to leave it open";
  while (true) {
    const auto line =
        person.Ask(fmt::format("The {}, or {}: ", count > 0 ? "number" : "answer", otherwise));
    if (line && line->empty() && question.guessed) {
      drafter->Answer(*question.guessed);
      return true;
    }
    if (!line || line->empty()) {
      drafter->Leave();
      return line.has_value();
    }
    if (count == 0) {
      const auto problem = drafter->Answer(*line);
      if (!problem) return true;
      Tell(fmt::format("{}\n", report::Visible(*problem)));
      continue;
    }
    size_t number = 0;
    const auto [end, error] = std::from_chars(line->data(), line->data() + line->size(), number);
    if (error == std::errc() && end == line->data() + line->size() && number >= 1 &&
        number <= count) {
      drafter->Answer(number - 1);
      return true;
    }
    const auto named =
        std::find_if(question.choices.begin(), question.choices.end(),
                     [&](const std::string& choice) { return Fold(choice) == Fold(*line); });
    if (named != question.choices.end()) {
      drafter->Answer(static_cast<size_t>(named - question.choices.begin()));
      return true;
    }
    Tell(fmt::format("Please give a number from 1 to {}.\n", count));
  }
}

/// Where the mapping goes: --output, or beside the spreadsheet's name on a terminal; empty for
/// standard output.
std::string OutputOf(const Options& options, const Person& person, bool ask) {
  std::string path = options.output;
  if (path.empty() && ask && options.input != "-" && ::isatty(STDOUT_FILENO) == 1)
    path = std::filesystem::path(options.input).stem().string() + ".json";
  if (path.empty() || path == "-" || !std::filesystem::exists(path)) return path == "-" ? "" : path;
  const std::string taken = fmt::format("{} exists already", path);
  if (!ask) Raise(said::kFileExists, path);
  const auto line = person.Ask(taken + ". Write it anew? [y/N] ");
  if (!line || line->empty() || (line->front() != 'y' && line->front() != 'Y'))
    Raise(said::kNotWritten, path);
  return path;
}

void SayWhatNext(const sync::Drafter& drafter, const Options& options, const std::string& path) {
  size_t used = 0;
  size_t proposed = 0;
  for (const sync::DraftColumn& column : drafter.columns()) {
    used += column.state == sync::DraftColumn::State::kWritten && column.fit.readings.empty();
    proposed += column.state == sync::DraftColumn::State::kProposed || !column.fit.readings.empty();
  }
  std::string text =
      fmt::format("{} of {} column{} {} to fields", used, drafter.columns().size(),
                  drafter.columns().size() == 1 ? "" : "s", used == 1 ? "goes" : "go");
  if (proposed > 0)
    text +=
        fmt::format("; {} more {} proposed in comments", proposed, proposed == 1 ? "is" : "are");
  const sync::KeyGuess* key = drafter.key();
  text += key == nullptr
              ? "; \"key\" is still to be filled in: it says which column names the lead"
              : fmt::format("; the lead is named by «{}»{}",
                            report::Visible(drafter.columns()[key->column].name),
                            key->field == nullptr
                                ? ""
                                : report::Visible(", its " + sync::Described(*key->field)));
  Tell(text + ".\n");
  if (path.empty()) return;
  Tell(fmt::format("Written to {}. Look it through, then:\n  leadsync check {} --mapping {}{}\n",
                   path, options.input, path,
                   options.fields_file.empty() ? "" : " --fields " + options.fields_file));
}

std::string_view StateName(sync::DraftColumn::State state) {
  using State = sync::DraftColumn::State;
  switch (state) {
    case State::kKey:
      return "key";
    case State::kWritten:
      return "written";
    case State::kProposed:
      return "proposed";
    case State::kUnused:
      break;
  }
  return "unused";
}

/// The draft for programs: what each column came to, and the mapping's text.
std::string JsonAnswer(const sync::Drafter& drafter, const std::string& text,
                       const std::string& path) {
  std::string out;
  JsonWriter json(&out);
  BeginAnswer("map", &json).Key("key");
  if (drafter.key() != nullptr) {
    json.String(drafter.columns()[drafter.key()->column].name);
  } else {
    json.Null();
  }
  json.Key("key_field");
  if (drafter.key() == nullptr) {
    json.Null();
  } else {
    json.String(drafter.key()->field == nullptr ? "ID" : drafter.key()->field->code);
  }
  json.Key("columns").BeginArray();
  for (const sync::DraftColumn& column : drafter.columns()) {
    json.BeginObject().Key("column").String(column.name);
    json.Key("state").String(StateName(column.state)).Key("field");
    if (column.field != nullptr) {
      json.String(column.field->code);
    } else {
      json.Null();
    }
    json.Key("notes").BeginArray();
    for (const std::string& note : column.notes) json.String(report::Visible(note));
    json.EndArray().EndObject();
  }
  json.EndArray().Key("questions").Int(static_cast<int64_t>(drafter.questions()));
  json.Key("file");
  if (path.empty()) {
    json.Null();
  } else {
    json.String(path);
  }
  json.Key("mapping").String(text).EndObject();
  return out + "\n";
}

}  // namespace

ExitCode RunMap(const Options& options) {
  SystemClock clock;
  report::RunLog log(clock, report::RunLog::Voice::kNormal, {});
  Interrupts interrupts;
  const bool ask = CanAsk(options);
  const Person person(interrupts, options.input);
  const Sample sample = ReadSample(options);
  std::optional<Session> session;
  crm::Catalog catalog;
  if (options.fields_file.empty()) {
    session.emplace(options, clock, &log, &interrupts);
    catalog = session->FetchCatalog(true);
  } else {
    catalog = CatalogFromFile(options.fields_file);
  }
  std::optional<crm::Users> users;
  if (session && sync::NamesPeople(sample.header, sample.columns, catalog)) {
    try {
      users.emplace(session->FetchUsers(true));
    } catch (const Error& error) {
      log.Say(report::Level::kWarning, error.what(), CodeOf(error));
    }
  }
  sync::DraftOrigin origin;
  origin.file = options.input == "-" ? "standard input"
                                     : std::filesystem::path(options.input).filename().string();
  if (session) origin.portal = session->webhook().host();
  if (*csv::ParseDelimiter(options.delimiter.empty() ? "auto" : options.delimiter) != '\0')
    origin.delimiter = options.delimiter;
  if (options.encoding != "auto" && !options.encoding.empty()) origin.encoding = options.encoding;
  origin.rows = sample.rows;
  origin.whole = sample.whole;
  if (users) origin.users = &*users;
  if (session) {
    origin.look_up = [&](const auto& guesses, const auto& samples) {
      return LookUp(guesses, samples, &*session, &log);
    };
  }
  sync::Drafter drafter(sample.header, sample.columns, catalog, origin);
  const std::string path = OutputOf(options, person, ask);
  if (ask && drafter.Next() != nullptr)
    Tell(
        "Some things cannot be seen in the file. What you leave open becomes a comment in the "
        "mapping.\n");
  while (ask && drafter.Next() != nullptr)
    if (!Ask(person, *drafter.Next(), &drafter)) break;
  const std::string text = drafter.Text();
  if (options.json) {
    if (!path.empty()) WriteFileAtomic(path, text, 0644);
    Print(JsonAnswer(drafter, text, path));
    return ExitCode::kOk;
  }
  if (path.empty()) {
    Print(text);
  } else {
    WriteFileAtomic(path, text, 0644);
  }
  SayWhatNext(drafter, options, path);
  if (!FlushOutput()) Raise(said::kMappingLost);
  return ExitCode::kOk;
}

}  // namespace leadsync::cli
