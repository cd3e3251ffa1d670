// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <memory>

#include "base/error.h"
#include "base/text.h"
#include "csv/record_reader.h"
#include "fuzz/small_catalog.h"
#include "fuzz/target.h"
#include "sync/mapping.h"
#include "sync/planner.h"

namespace leadsync::fuzz {
namespace {

constexpr char kFile[] = "m.json";
constexpr char kCut[] = "\n---\n";
constexpr char kLeads[] =
    "Lead ID,Stage,Amount,Phone,Day,Notes,Product\n"
    "17,Lost,\"1 500,50\",8 900 123-45-67,05.03.2024,<b>x</b> $y[0],Контур\n"
    "https://acme.bitrix24.com/crm/lead/details/18/,#N/A,-,+7,,=1+1,nobody\n"
    "1,04E+04,\xef\xbf\xbd\n";

void RequireUtf8(std::string_view text) {
  Require(FindInvalidUtf8(text) == std::string_view::npos, "a message is UTF-8");
}

/// One `m.json:LINE: text` a line, with lines that the file has.
void RequirePlaces(std::string_view message, std::string_view mapping) {
  RequireUtf8(message);
  if (message.starts_with("m.json: the mapping is empty")) return;
  const auto lines = static_cast<size_t>(std::count(mapping.begin(), mapping.end(), '\n')) + 1;
  Require(message.starts_with("m.json:"), fmt::format("a message names its file: {}", message));
  message.remove_prefix(sizeof kFile);
  size_t line = 0;
  const auto [end, error] = std::from_chars(message.data(), message.data() + message.size(), line);
  Require(error == std::errc() && end < message.data() + message.size() && *end == ':',
          fmt::format("a message names its line: {}", message));
  Require(line >= 1 && line <= lines, fmt::format("line {} of {}", line, lines));
}

std::string Show(const sync::Planner& planner, const sync::Planned& planned) {
  std::string text;
  if (const auto* outcome = std::get_if<sync::Outcome>(&planned)) {
    Require(outcome->status == sync::Status::kSkipped ||
                (outcome->status == sync::Status::kInvalid && !outcome->problems.empty()),
            "a row that is not sent is skipped or says what is wrong");
    text = sync::Name(outcome->status);
    for (const sync::Problem& problem : outcome->problems) {
      RequireUtf8(problem.text);
      text += fmt::format("|{}: {}", problem.column, problem.text);
    }
    return text;
  }
  const auto& update = std::get<sync::Update>(planned);
  text = fmt::format("{} {} {}", update.key, update.key_id, update.lead_id);
  std::vector<crm::FieldWrite> writes;
  for (const sync::Assignment& set : update.sets) {
    Require(set.target < planner.targets().size(), "a value has a field");
    const sync::Target& target = planner.targets()[set.target];
    text += fmt::format("|{}={}", target.field, target.codec->Show(set.value));
    writes.push_back({target.codec.get(), &set.value});
  }
  std::vector<rest::Param> params;
  if (crm::EncodeRow(writes, JsonValue(), &params)) return text;
  for (const rest::Param& param : params) {
    RequireUtf8(param.value);
    text += fmt::format("|{}={}", param.name, param.value);
  }
  return text;
}

void RequirePlans(const sync::Mapping& mapping, std::string leads) {
  std::unique_ptr<csv::RecordReader> reader;
  csv::Record record;
  csv::Dialect dialect;
  dialect.delimiter = ',';
  try {
    reader = std::make_unique<csv::RecordReader>(
        std::make_unique<csv::TextSource>(std::move(leads)), dialect, "leads.csv");
    const sync::Planner planner(mapping, reader->header().names, SmallCatalog(),
                                "acme.bitrix24.com");
    while (reader->Next(&record)) {
      bool unknown = false;
      const std::string once = Show(planner, planner.Plan(record, &unknown));
      RequireEqual(Show(planner, planner.Plan(record, &unknown)), once,
                   "the same record comes to the same plan");
      planner.KeyId(record);
    }
  } catch (const UsageError& error) {
    RequireUtf8(error.what());
  }
}

}  // namespace

// A mapping; behind a line of three dashes there may be a file of leads.
void MappingFileLaw(std::string_view bytes) {
  const size_t cut = bytes.find(kCut);
  const std::string text(bytes.substr(0, cut));
  std::string leads(cut == std::string_view::npos ? kLeads : bytes.substr(cut + sizeof kCut - 1));
  // The reader of records is given decoded text.
  if (FindInvalidUtf8(leads) != std::string_view::npos || leads.find('\0') != std::string::npos)
    return;
  sync::Mapping mapping;
  try {
    mapping = sync::ParseMapping(text, kFile, sync::OnProblem::kKeep);
  } catch (const UsageError& error) {
    RequirePlaces(error.what(), text);
    return;
  }
  std::string thrown;
  try {
    sync::ParseMapping(text, kFile, sync::OnProblem::kThrow);
  } catch (const UsageError& error) {
    thrown = error.what();
    RequirePlaces(thrown, text);
  }
  Require(thrown.empty() == mapping.problems.empty(), "kept problems are thrown problems");
  RequirePlans(mapping, std::move(leads));
}

}  // namespace leadsync::fuzz
